"""What a database's own error means, as one clear line."""

from __future__ import annotations

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, ProgrammingError

from bot.domain.errors import StoreError

_MEANINGS = (
    ("file is not a database", "is not a database"),
    ("malformed", "is damaged: restore a backup with `tiku db restore FILE`"),
    ("locked", "is locked by another process: stop it, or try again"),
    ("lock timeout", "is locked by another process: stop it, or try again"),
    ("database or disk is full", "cannot grow: the disk is full"),
    ("unable to open", "cannot be opened: the folder is missing, or there is no permission"),
    ("readonly", "cannot be written: there is no permission"),
    ("disk i/o error", "cannot be read or written: the disk reports an error"),
)


def explain(error: BaseException, where: str) -> StoreError:
    """A StoreError that names the database and says what stands in the way."""
    origin = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if isinstance(error, TimeoutError):
        return StoreError(f"{where} does not answer in time")
    first_line = (str(origin) or type(origin).__name__).splitlines()[0]
    for sign, meaning in _MEANINGS:
        if sign in first_line.lower():
            return StoreError(f"{where} {meaning}")
    return StoreError(f"{where} does not answer as it should: {first_line}")


def concerns_all(error: BaseException) -> bool:
    """Whether the database itself is in trouble, so that trying the writes of a group one by one is no use."""
    if isinstance(error, IntegrityError | DataError | InterfaceError | ProgrammingError):
        return False
    # Classes 22 and 23 are about values that do not fit.
    return isinstance(error, DBAPIError | OSError) and _state(error)[:2] not in ("22", "23")


def may_pass(error: BaseException) -> bool:
    """Whether the same transaction may succeed when run again at once: a deadlock or a serialization failure."""
    return _state(error) in ("40P01", "40001")


def _state(error: BaseException) -> str:
    """PostgreSQL's own code for it, or nothing."""
    return str(getattr(getattr(error, "orig", None), "sqlstate", None) or "")
