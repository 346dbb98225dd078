"""Where the source's routes hang: `entrance` at the root, `blueprint` under a language."""

from flask import Blueprint

from intake.web import i18n

entrance = Blueprint("entrance", __name__)
blueprint = Blueprint("source", __name__)
i18n.follow_prefix(blueprint)
