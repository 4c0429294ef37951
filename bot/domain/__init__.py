"""Pure, synchronous rules and values: no I/O, no clock, no randomness of its own."""
