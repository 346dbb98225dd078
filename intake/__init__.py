"""Holas: a sealed intake for testimonies of torture, other ill-treatment and reprisals."""

__version__ = "0.1.0"
