"""Tests, by the room they look into; `tests/house.py` builds the whole bot for them."""
