"""The auditors' pages: releases, and the files of each."""

from intake.web.audit import files, register, releases
from intake.web.audit.blueprint import blueprint

__all__ = ["blueprint", "files", "register", "releases"]
