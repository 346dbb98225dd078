"""The auditors' pages: plans, releases, what is published, and the files of each."""

from intake.web.audit import files, plans, publishing, register, releases, sums
from intake.web.audit.blueprint import blueprint

__all__ = ["blueprint", "files", "plans", "publishing", "register", "releases", "sums"]
