"""The auditors' pages: plans, releases, and the files of each."""

from intake.web.audit import files, plans, register, releases
from intake.web.audit.blueprint import blueprint

__all__ = ["blueprint", "files", "plans", "register", "releases"]
