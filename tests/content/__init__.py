"""The content: the shipped bank, and what the reader makes of bad files."""
