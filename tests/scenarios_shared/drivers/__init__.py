"""Drivers: one module a platform, with `open_driver(folder, bank)`; a new platform is one more file."""
