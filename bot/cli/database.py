"""tiku db: upgrade, check, backup, restore."""

from __future__ import annotations

from pathlib import Path

from bot.cli.about import LANG, about
from bot.cli.environment import run, settings, shown_address
from bot.cli.output import LangOption, language
from bot.clock import SystemClock
from bot.domain.text import Text

_TO = {"FILE": Text(zh="要写的文件，必须还不存在", en="the file to write; it must not exist yet")}
_FROM = {"FILE": Text(zh="备份文件", en="the backup")}
_NEW = Text(zh="{what}：已是最新", en="{what}: up to date")
_SOUND = Text(zh="完好", en="ok")
_WRITTEN = Text(zh="{what}：已写好", en="{what}: written")
_RESTORED = Text(zh="已从 {what} 恢复", en="restored from {what}")
_KEPT = Text(zh="；原来的数据库在 {kept}", en="; the former database is {kept}")


@about("db upgrade [--lang zh|en]", Text(zh="新建数据库，或升级到这个版本（先写备份）",
                                         en="Create the database, or bring it to this version (a backup is written first)."), LANG)
def upgrade(*, lang: LangOption = None) -> None:
    """Apply pending migrations. Raises StoreError."""
    from bot.store import maintenance

    said, url = language(lang), settings().database_url
    run(lambda: maintenance.upgrade(url, clock_now=SystemClock().now))
    print(_NEW.format(what=shown_address(url)).to(said))


@about("db check [--lang zh|en]", Text(zh="检查数据库：文件、引用、版本，以及榜单与重新计算是否一致",
                                       en="Check the database: soundness, references, version, and that the boards equal a recount."),
       LANG)
def check(*, lang: LangOption = None) -> None:
    """Print what is wrong with the database; exit code 1 when anything is. Raises StoreError."""
    from bot.store import maintenance

    said, url = language(lang), settings().database_url
    faults = run(lambda: maintenance.check(url))
    for line in faults:
        print(line)
    if faults:
        raise SystemExit(1)
    print(_SOUND.to(said))


@about("db backup FILE [--lang zh|en]", Text(zh="写一份前后一致的副本，机器人运行时也可以",
                                             en="Write a consistent copy of the database, also while the bot runs."), _TO, LANG)
def backup(file: Path, /, *, lang: LangOption = None) -> None:
    """Copy the database to a new file. Raises StoreError."""
    from bot.store import maintenance

    said, url = language(lang), settings().database_url
    run(lambda: maintenance.backup(url, file))
    print(_WRITTEN.format(what=file).to(said))


@about("db restore FILE [--lang zh|en]", Text(zh="用备份替换数据库；原来的会留在旁边",
                                              en="Put a backup in place of the database, which is kept beside it."), _FROM, LANG)
def restore(file: Path, /, *, lang: LangOption = None) -> None:
    """Replace the database by a backup. Raises StoreError, and then nothing has changed."""
    from bot.store import maintenance

    said, url = language(lang), settings().database_url
    kept = run(lambda: maintenance.restore(url, file, clock_now=SystemClock().now))
    print(_RESTORED.format(what=file).to(said) + (_KEPT.format(kept=kept).to(said) if kept else ""))


COMMANDS = {"db upgrade": upgrade, "db check": check, "db backup": backup, "db restore": restore}
