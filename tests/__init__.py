"""Tests, by what they look at."""
