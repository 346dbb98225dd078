"""Pure rules and frozen values: no I/O, no framework, no cipher."""
