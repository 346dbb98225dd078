"""Who may use a route: data on the view, checked before every request.

A view without an audience is refused: forgetting one must not open a door.
"""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, request
from werkzeug.exceptions import Forbidden

PUBLIC = "public"
SOURCE = "source"
MEMBER = "member"
ROLES = frozenset({"intake", "children", "reviewer", "custodian", "auditor", "interviewer", "admin"})
AUDIENCES = frozenset({PUBLIC, SOURCE, MEMBER}) | ROLES

View = TypeVar("View", bound=Callable[..., object])
Caller = Callable[[], frozenset[str]]

_DECLARED = "holas_audience"


def audience(*names: str) -> Callable[[View], View]:
    """Declare who may use a view: `public`, `source`, `member` (any staff signed in) or roles. Stands below `route`."""
    wanted = frozenset(names)
    if not wanted or not wanted <= AUDIENCES:
        message = f"unknown audience: {sorted(wanted - AUDIENCES)}"
        raise ValueError(message)

    def declare(view: View) -> View:
        setattr(view, _DECLARED, wanted)
        return view

    return declare


def declared(view: Callable[..., object]) -> frozenset[str]:
    """Return the audience of a view; empty when none was declared."""
    wanted: frozenset[str] = getattr(view, _DECLARED, frozenset())
    return wanted


def install(app: Flask, *, caller: Caller) -> None:
    """Check every request. `caller` returns the audiences that the sender belongs to, or raises `SignedOut`."""

    @app.before_request
    def guard() -> None:
        if request.endpoint is None:
            return  # no such page, or no such method: the router's own 404 or 405 follows
        wanted = declared(app.view_functions[request.endpoint])
        if PUBLIC in wanted:
            return
        if not wanted or not wanted & caller():
            raise Forbidden


def visitor() -> frozenset[str]:
    """Return what anybody is on the source app."""
    return frozenset({SOURCE})
