"""Synthetic data for demonstrations: everything here is invented, and says so in its own language."""
