"""Duban (督办): compiles a supervision office's returned workbooks into circulars."""

__version__ = "0.1.0"
