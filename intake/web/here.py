"""The instance that this application serves."""

from flask import current_app

from intake.services.instance import Instance

EXTENSION = "holas"


def here() -> Instance:
    """Return the instance of the current request."""
    instance = current_app.extensions[EXTENSION]
    if not isinstance(instance, Instance):
        raise TypeError(EXTENSION)
    return instance
