"""The source's pages: everything a source can do, and nothing a source cannot."""

from intake.web.source import leave, start
from intake.web.source.blueprints import blueprint, entrance

__all__ = ["blueprint", "entrance", "leave", "start"]
