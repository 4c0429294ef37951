"""Content rules, one a file: each declares `CHECK`, a function from what was loaded to the problems it finds."""
