"""Callback: keep in touch after the no, until the chair comes free."""

__version__ = "0.1.0"
