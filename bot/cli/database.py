"""tiku db: upgrade, check, backup, restore."""

from __future__ import annotations

from pathlib import Path

from cyclopts import App

from bot.cli.environment import run, settings
from bot.clock import SystemClock

group = App(name="db", help="The database.", help_format="plaintext")


@group.command
def upgrade() -> None:
    """Create the database, or bring it to this version (a backup is written first)."""
    from bot.store import maintenance

    url = settings().database_url
    run(lambda: maintenance.upgrade(url, clock_now=SystemClock().now))
    print(f"{url.split('@')[-1]}: up to date")


@group.command
def check() -> None:
    """Check the database: soundness, references, version, and that the boards equal a recount."""
    from bot.store import maintenance

    url = settings().database_url
    faults = run(lambda: maintenance.check(url))
    for line in faults:
        print(line)
    if faults:
        raise SystemExit(1)
    print("ok")


@group.command
def backup(file: Path) -> None:
    """Write a consistent copy of the database, also while the bot runs.

    Parameters
    ----------
    file
        The file to write; it must not exist.
    """
    from bot.store import maintenance

    url = settings().database_url
    run(lambda: maintenance.backup(url, file))
    print(f"{file}: written")


@group.command
def restore(file: Path) -> None:
    """Put a backup in place of the database, which is kept beside it.

    Parameters
    ----------
    file
        The backup.
    """
    from bot.store import maintenance

    url = settings().database_url
    kept = run(lambda: maintenance.restore(url, file, clock_now=SystemClock().now))
    print(f"restored from {file}" + (f"; the former database is {kept}" if kept else ""))
