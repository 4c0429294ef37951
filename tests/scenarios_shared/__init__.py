"""Days that every platform plays alike: one script, one driver a platform, and the same ledger in the end."""
