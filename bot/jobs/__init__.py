"""What time asks for: a module declares `JOB`, the kind of work it does and how."""
