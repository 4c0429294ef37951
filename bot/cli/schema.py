"""tiku schema: the JSON Schemas of content files, for editors."""

from __future__ import annotations

import json
from pathlib import Path

from bot.cli.about import LANG, about
from bot.cli.output import LangOption, language
from bot.domain.text import Text

_DIR = {"DIR": Text(zh="写到哪个文件夹（默认 content/schema）", en="the folder to write them into (content/schema by default)")}


@about("schema [DIR] [--lang zh|en]", Text(zh="写出题目和词条文件的 JSON Schema，供编辑器提示和检查",
                                           en="Write the JSON Schemas of question and term files, for editors."), _DIR, LANG)
def schema(folder: Path | None = None, /, *, lang: LangOption = None) -> None:
    """Write both files and print their paths."""
    from bot.bank import CONTENT
    from bot.bank.json_schema import SCHEMAS

    language(lang)
    target = folder or CONTENT / "schema"
    target.mkdir(parents=True, exist_ok=True)
    for name, build in SCHEMAS.items():
        (target / name).write_text(json.dumps(build(), ensure_ascii=False, indent=1) + "\n", "utf-8")
        print(target / name)


COMMANDS = {"schema": schema}
