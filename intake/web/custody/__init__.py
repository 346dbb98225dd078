"""The custodians' pages: what is asked of them, and what they decide."""

from intake.web.custody import deciding, desk
from intake.web.custody.blueprint import blueprint

__all__ = ["blueprint", "deciding", "desk"]
