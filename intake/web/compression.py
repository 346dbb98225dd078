"""Smaller answers on a slow line: gzip, for views that ask for it. docs/adr/0005 says which may, and why not all.

A compressed page must hold neither a codename nor what opens in a mailbox: its size would tell of its words.
"""

import gzip
from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, request

View = TypeVar("View", bound=Callable[..., object])

LEAST = 512  # bytes; below that there is nothing to win
_MARK = "holas_compressed"


def compressed(view: View) -> View:
    """Let a view's pages go out compressed. Stands below `route`."""
    setattr(view, _MARK, True)
    return view


def is_compressed(view: Callable[..., object]) -> bool:
    """Tell whether a view asked for it."""
    return bool(getattr(view, _MARK, False))


def pack(data: bytes) -> bytes:
    """Return gzip of the data, without a time in it."""
    return gzip.compress(data, 9, mtime=0)


def wanted() -> bool:
    """Tell whether the browser takes gzip."""
    return bool(request.accept_encodings["gzip"])


def install(app: Flask) -> None:
    """Compress the pages of marked views."""

    @app.after_request
    def squeeze(response: Response) -> Response:
        view = app.view_functions.get(request.endpoint or "")
        if view is None or not is_compressed(view) or response.mimetype != "text/html":
            return response
        response.vary.add("Accept-Encoding")
        if wanted() and (response.content_length or 0) >= LEAST:
            response.set_data(pack(response.get_data()))
            response.content_encoding = "gzip"
        return response
