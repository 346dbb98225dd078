"""Where the reviewers' routes hang, and who they are for."""

from flask import Blueprint

from intake.web.review.words import WORDS

READERS = ("intake", "children", "reviewer")
"""Who may hold a grant of a case. Whether they do, the grant tells: the case opens with a key or not at all."""

blueprint = Blueprint("review", __name__)


@blueprint.app_template_filter()
def said(value: object, group: str) -> str:
    """Return how people say a value of one of the groups of `WORDS`; a value without words stays as it is."""
    return str(WORDS[group].get(str(value), value))
