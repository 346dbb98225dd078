"""How templates become pages: strictly, and without the indentation that only those who write them need."""

import re

from flask import Flask
from jinja2 import StrictUndefined
from jinja2.ext import Extension
from typing_extensions import override

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class Flat(Extension):
    """Takes the indentation out of a template before it is compiled; what people typed is never touched."""

    @override
    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return INDENTATION.sub("", source)


def install(app: Flask) -> None:
    """Set up the environment of an application's templates. A name that nobody gave is an error."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(Flat)
