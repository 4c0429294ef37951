"""Discord: a loopback Discord that the real discord.py connects to, and what the adapter does with it."""
