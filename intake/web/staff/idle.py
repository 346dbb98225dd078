"""When a session ended while somebody was typing: what they sent comes back to them, and nothing of it is lost.

The text travels through the browser that typed it, inside the sign-in form, and is offered for sending afterwards.
Only a form whose token held is offered again: a forged one is shown as text to copy, never as a button to press.
"""

from collections.abc import Iterable

from flask import current_app, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from intake.web import csrf
from intake.web.staff import sent, tongue
from intake.web.staff.forms import SignInForm

KEPT = "kept:"
UNTYPED = frozenset({csrf.FIELD, "revision", "next", "username", "passphrase"})
EXPIRED = 401
Fields = MultiDict[str, str]


def answer(_error: Exception) -> ResponseReturnValue:
    """Ask to sign in, and come back to where the member was."""
    if request.method != "POST":
        wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
        return redirect(url_for("staff.sign_in", next=wanted if wanted != "/" else None), 303)
    fields = sent.fields()
    if not csrf.holds(fields.get(csrf.FIELD)):
        return answer_forged(_error)
    return sign_in_page(request.path, fields), EXPIRED


def answer_forged(_error: Exception) -> ResponseReturnValue:
    """Show what was typed, to be copied: the form cannot be trusted, but the words may be somebody's hour of work."""
    if request.endpoint in {"staff.enter", "staff.sign_out"}:
        return redirect(url_for("staff.sign_in"), 303)
    return make_response(render_template("staff/forged.html", texts=typed(sent.fields())), 400)


def sign_in_page(path: str, fields: Fields, form: SignInForm | None = None) -> str:
    """Return the sign-in page that carries a form's fields along."""
    form = form or SignInForm.of({"next": path})
    switches = [] if fields else tongue.at_the_door(str(form.next.data or ""))  # a link would lose what was typed
    return render_template("staff/sign-in.html", form=form, kept=wrap(fields), languages=lambda: switches)


def wrap(fields: Fields) -> list[tuple[str, str]]:
    """Return the fields under names that the sign-in form does not use itself."""
    return [(KEPT + name, text) for name, text in fields.items(multi=True) if name != csrf.FIELD]


def unwrap(fields: Fields) -> Fields:
    """Return what `wrap` put there."""
    pairs = fields.items(multi=True)
    return MultiDict((name.removeprefix(KEPT), text) for name, text in pairs if name.startswith(KEPT))


def typed(fields: Fields) -> list[str]:
    """Return the texts in which somebody's words may be."""
    return [text for name, text in fields.items() if name not in UNTYPED and len(text.split()) > 1]


def unsent() -> list[str]:
    """Return what was typed in the form that this request could not do: a page that refuses shows it to be copied."""
    return typed(sent.fields()) if "sent" in g else []


def own_path(untrusted: str, methods: Iterable[str] = ("GET",)) -> str:
    """Return the path if it leads to a page of this application by one of these methods, else the first page."""
    path, _, query = untrusted.partition("?")
    adapter = current_app.create_url_adapter(request)
    if adapter is None or not path.startswith("/") or path.startswith("//") or "\\" in path:
        return "/"
    if not any(_leads(adapter, path, method) for method in methods):
        return "/"
    return f"{path}?{query}" if query else path


def _leads(adapter: MapAdapter, path: str, method: str) -> bool:
    try:
        adapter.match(path, method=method)
    except HTTPException:
        return False
    return True
