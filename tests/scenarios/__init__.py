"""Days in the life of a channel, told over the whole bot."""
