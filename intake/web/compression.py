"""Smaller answers on a slow line: Brotli (RFC 7932) or gzip, for views that ask for it.

docs/adr/0005 says which may, and why not all.

A compressed page must hold neither a codename nor what opens in a mailbox: its size would tell of its words.
"""

import gzip
from collections.abc import Callable
from typing import TypeVar

import brotli
from flask import Flask, Response, request

View = TypeVar("View", bound=Callable[..., object])

ENCODINGS = ("br", "gzip")  # browsers take Brotli over TLS and on loopback only
LEAST = 512  # bytes; below that there is nothing to win
_MARK = "holas_compressed"


def compressed(view: View) -> View:
    """Let a view's pages go out compressed. Stands below `route`."""
    setattr(view, _MARK, True)
    return view


def is_compressed(view: Callable[..., object]) -> bool:
    """Tell whether a view asked for it."""
    return bool(getattr(view, _MARK, False))


def pack(data: bytes, encoding: str, *, once: bool = False) -> bytes:
    """Return the data in one of `ENCODINGS`; `once` takes its time for what is packed once a process."""
    if encoding == "br":
        quality = 11 if once else 5  # 5 costs a page less than a millisecond, 11 about ten
        return bytes(brotli.compress(data, mode=brotli.MODE_TEXT, quality=quality))
    return gzip.compress(data, 9, mtime=0)


def wanted() -> str | None:
    """Return the encoding that wins most among those the browser takes."""
    return next((name for name in ENCODINGS if request.accept_encodings[name]), None)


def install(app: Flask) -> None:
    """Compress the pages of marked views."""

    @app.after_request
    def squeeze(response: Response) -> Response:
        view = app.view_functions.get(request.endpoint or "")
        if view is None or not is_compressed(view) or response.mimetype != "text/html":
            return response
        response.vary.add("Accept-Encoding")
        encoding = wanted()
        if encoding and (response.content_length or 0) >= LEAST:
            response.set_data(pack(response.get_data(), encoding))
            response.content_encoding = encoding
        return response
