"""Where the custodians' routes hang."""

from flask import Blueprint

blueprint = Blueprint("custody", __name__)
