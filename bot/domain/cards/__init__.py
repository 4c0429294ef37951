"""Cards that the core shows, built from values: no I/O, no clock."""
