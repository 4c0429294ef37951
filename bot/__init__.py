"""Tiku (题库): the core of a quiz bot that knows no chat platform."""

__version__ = "0.1.0"
