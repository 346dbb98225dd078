"""Languages: a prefix on the source's pages, none on the staff's."""

from collections.abc import Sequence

from flask import Blueprint, Flask, g, request
from flask_babel import Babel, get_locale

DEFAULT = "en"
ARGUMENT = "language"


def install(app: Flask, languages: Sequence[str]) -> None:
    """Make `_()` speak the language of the request."""
    Babel(app, default_locale=DEFAULT, locale_selector=lambda: chosen(languages))
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.context_processor(_direction)


def chosen(languages: Sequence[str]) -> str:
    """Return the language of the address, or the best that the browser asks for."""
    named = g.get(ARGUMENT)
    return str(named) if named else request.accept_languages.best_match(languages) or languages[0]


def prefix(languages: Sequence[str]) -> str:
    """Return the URL prefix that matches exactly these languages; any other is a 404."""
    return f"/<any({','.join(languages)}):{ARGUMENT}>"


def follow_prefix(blueprint: Blueprint) -> None:
    """Take the language out of a blueprint's addresses, and put it into those it builds."""

    @blueprint.url_value_preprocessor
    def take(_endpoint: str | None, values: dict[str, str] | None) -> None:
        g.language = values.pop(ARGUMENT) if values else None

    @blueprint.app_url_defaults
    def put(endpoint: str, values: dict[str, str]) -> None:
        if endpoint.startswith(f"{blueprint.name}."):
            values.setdefault(ARGUMENT, str(get_locale()))


def _direction() -> dict[str, str]:
    locale = get_locale()
    return {"language": str(locale), "direction": locale.text_direction if locale else "ltr"}
