"""Settings: `TIKU_…` from the environment (or `TIKU_…_FILE` for secrets) over `tiku.toml`; all faults at once."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from bot.domain.errors import SettingsError
from bot.domain.text import Text

SECRETS = ("discord_token", "slack_bot_token", "slack_app_token", "slack_signing_secret", "slack_client_secret", "secret_key",
           "database_url")
"""Settings that may be read from a file named by `TIKU_…_FILE`."""
NOT_SETTINGS = ("TIKU_TEST_REQUIRE", "TIKU_DISCORD_OPENAPI")
"""Variables with our prefix that the tests read, not the bot."""


_SHARDS = re.compile(r"(\d{1,4}(?:,\d{1,4})*)/(\d{1,4})")


class Settings(BaseModel):
    """Every setting, typed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str = "sqlite:///data/tiku.db"
    content: str = ""
    discord_token: SecretStr | None = None
    discord_api_url: str | None = None
    discord_gateway_url: str | None = None
    discord_shards: str = ""
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str | None = None
    slack_managers: str = ""
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    secret_key: SecretStr | None = None
    on_unknown: Literal["skip", "repost"] = "skip"
    web_host: str = "127.0.0.1"
    web_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    lang: Literal["zh", "en"] = "en"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"

    @field_validator("lang", "log_level", "log_format", "on_unknown", mode="before")
    @classmethod
    def _lower(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://")):
            raise PydanticCustomError("own", "database")
        return value

    @field_validator("discord_shards")
    @classmethod
    def _shards(cls, value: str) -> str:
        found = _SHARDS.fullmatch(value.replace(" ", ""))
        if value and (found is None or any(int(part) >= int(found[2]) for part in found[1].split(","))):
            raise ValueError("must be a list of shards such as 0,1/4 (shards 0 and 1 of 4)")
        return value

    @field_validator("discord_api_url", "discord_gateway_url", "slack_api_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value and not value.startswith(("https://", "http://", "wss://", "ws://")):
            raise PydanticCustomError("own", "address")
        return value

    @property
    def packs(self) -> list[Path]:
        """The extra pack folders."""
        return _paths(self.content)

    def secrets(self) -> list[str]:
        """Every secret that is set, the database's password included: what must never be printed."""
        found = [value.get_secret_value() for value in (getattr(self, name) for name in SECRETS) if isinstance(value, SecretStr)]
        password = urlsplit(self.database_url).password
        return [*found, *([password, unquote(password)] if password else [])]


def extra_packs() -> list[Path]:
    """The folders of TIKU_CONTENT, for commands that need no other setting."""
    return _paths(one_setting("content", os.environ))


def one_setting(name: str, environ: Mapping[str, str], toml: Path = Path("tiku.toml")) -> str:
    """One plain setting as it was written, whatever the others are; empty when it is not set. Never raises."""
    given = environ.get(f"TIKU_{name.upper()}", "").strip()
    return given or _from_toml(toml, []).get(name, "")


def _paths(joined: str) -> list[Path]:
    return [Path(part).expanduser() for part in joined.split(os.pathsep) if part.strip()]


def load_settings(environ: Mapping[str, str], toml: Path = Path("tiku.toml")) -> Settings:
    """The settings. Raises SettingsError with one line per fault: its name, what came, what is allowed."""
    faults: list[Text] = []
    values = _from_toml(toml, faults) | _from_environ(environ, faults)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        faults += [_line(item) for item in error.errors(include_url=False)]
        raise SettingsError(faults) from None
    if faults:
        raise SettingsError(faults)
    return settings


def _from_toml(path: Path, faults: list[Text]) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(Text(zh=f"{path}：读不了：{error}", en=f"{path}: cannot be read: {error}"))
        return {}
    values: dict[str, str] = {}
    for key, value in found.items():
        name = key.lower().removeprefix("tiku_")
        if name not in Settings.model_fields:
            faults.append(Text(zh=f"{path}：没有设置 {key}{_near(name, '，是不是')}",
                               en=f"{path}: there is no setting {key}{_near(name, '; did you mean')}"))
        elif not isinstance(value, (str, int)) or isinstance(value, bool):
            faults.append(Text(zh=f"{path}：{key} 应是文字或整数", en=f"{path}: {key} must be text or a whole number"))
        elif str(value).strip():
            values[name] = str(value).strip()
    return values


def _from_environ(environ: Mapping[str, str], faults: list[Text]) -> dict[str, str]:
    values = {}
    for variable, value in sorted(environ.items()):
        if not variable.startswith("TIKU_") or variable in NOT_SETTINGS:
            continue
        name = variable.removeprefix("TIKU_").lower()
        if name.endswith("_file") and name.removesuffix("_file") in SECRETS:
            if environ.get(variable.removesuffix("_FILE"), "").strip():
                plain = variable.removesuffix("_FILE")
                faults.append(Text(zh=f"{variable} 和 {plain} 只能设一个", en=f"{variable}: set this or {plain}, not both"))
            values[name.removesuffix("_file")] = _secret(variable, value, faults)
        elif name not in Settings.model_fields:
            faults.append(Text(zh=f"{variable}：没有这个设置{_near(name, '，是不是')}",
                               en=f"{variable}: there is no such setting{_near(name, '; did you mean')}"))
        elif value.strip():
            values[name] = value.strip()
    return {name: value for name, value in values.items() if value}


def _secret(variable: str, path: str, faults: list[Text]) -> str:
    """What the file holds; nothing, and a fault, when it cannot be read or is empty."""
    try:
        found = Path(path).expanduser().read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        faults.append(Text(zh=f"{variable}：读不了文件 {path!r}：{reason}", en=f"{variable}: cannot read the file {path!r}: {reason}"))
        return ""
    if not found:
        faults.append(Text(zh=f"{variable}：文件 {path!r} 是空的", en=f"{variable}: the file {path!r} is empty"))
    return found


def _near(name: str, before: str) -> str:
    found = difflib.get_close_matches(name, Settings.model_fields, 1)
    return f"{before} TIKU_{found[0].upper()}?" if found else ""


_SAID = {
    "database": Text(zh="应以 sqlite:/// 或 postgresql:// 开头", en="must start with sqlite:/// or postgresql://"),
    "address": Text(zh="应是网址，例如 https://example.org/api/v10", en="must be a URL such as https://example.org/api/v10"),
    "port": Text(zh="应是 0 到 65535 的整数", en="must be a whole number from 0 to 65535"),
}


def _line(item: Any) -> Text:
    field = str(item["loc"][0])
    given = "" if field in SECRETS else f" ({str(item['input'])[:60]!r})"
    match item["type"]:
        case "literal_error":
            words = item["ctx"]["expected"].replace("'", "")
            said = Text(zh=f"应是 {words.replace(' or ', ' 或 ')}", en=f"must be {words}")
        case "own":
            said = _SAID[item["msg"]]
        case "int_parsing" | "greater_than_equal" | "less_than_equal" | "int_from_float":
            said = _SAID["port"]
        case _:
            said = Text.same(item["msg"])
    return Text(zh=f"TIKU_{field.upper()}：{said.zh}{given}", en=f"TIKU_{field.upper()}: {said.en}{given}")
