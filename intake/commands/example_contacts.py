"""The contacts that `holas init` proposes, all of it commented out, and those that a demo invents."""

from pathlib import Path

EXAMPLE = Path(__file__).with_name("contacts.example.toml")
INVENTED = Path(__file__).with_name("contacts.demo.toml")
