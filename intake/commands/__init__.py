"""The subcommands of `holas`, one module each. `cli.py` puts them together."""
