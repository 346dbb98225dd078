"""Languages: a prefix on the source's pages, none on the staff's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from babel import Locale
from flask import Blueprint, Flask, g, request, url_for
from flask_babel import Babel, get_locale

from intake.languages import ENGLISH

ARGUMENT = "language"
KEPT = ("draft", "to")  # what of an address goes along into another language: none of it says what was typed


@dataclass(frozen=True, slots=True)
class Switch:
    """One language to choose: its code, its own name for itself, where it leads, and which way it is written."""

    code: str
    name: str
    address: str
    direction: str


def install(app: Flask, chosen: Callable[[], str]) -> None:
    """Make `_()` speak the language of the request, which `chosen` tells."""
    Babel(app, default_locale=ENGLISH, locale_selector=chosen)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.context_processor(_direction)


def chosen(languages: Sequence[str]) -> str:
    """Return the language that the address names, page or none, or what the browser asks for."""
    named = g.get(ARGUMENT) or request.path.strip("/").partition("/")[0]
    return str(named) if named in languages else asked(languages)


def asked(languages: Sequence[str]) -> str:
    """Return the first of these languages that the browser asks for, whatever country it adds."""
    wanted = (tag.replace("_", "-").partition("-")[0].lower() for tag, quality in request.accept_languages if quality)
    return next((one for one in wanted if one in languages), languages[0])


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


def switches(languages: Sequence[str], blueprint: str) -> list[Switch]:
    """Return this page in each language; where only a form leads to a page, the first page in its place."""
    rule = request.url_rule
    if rule is None or not rule.endpoint.startswith(f"{blueprint}.") or "GET" not in (rule.methods or ()):
        return [switch(code, url_for(f"{blueprint}.start", language=code)) for code in languages]
    values = {**(request.view_args or {}), **{name: request.args[name] for name in KEPT if name in request.args}}
    return [switch(code, url_for(rule.endpoint, **{**values, ARGUMENT: code})) for code in languages]


def switch(code: str, address: str) -> Switch:
    """Return a language to choose, by its own name."""
    locale = Locale.parse(code)
    name = str(locale.display_name)
    return Switch(code, name[:1].upper() + name[1:], address, locale.text_direction)


def _direction() -> dict[str, str]:
    locale = get_locale()
    return {"language": str(locale), "direction": locale.text_direction if locale else "ltr"}
