"""What people can ask for: a module declares its `COMMANDS` and `ACTIONS`; nobody keeps a list."""
