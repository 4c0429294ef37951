"""Settings: `TIKU_…` from the environment (or `TIKU_…_FILE` for secrets) over `tiku.toml`; all faults at once."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from bot.domain.errors import SettingsError

SECRETS = ("discord_token", "slack_bot_token", "slack_app_token", "slack_signing_secret", "slack_client_secret", "secret_key",
           "database_url")
"""Settings that may be read from a file named by `TIKU_…_FILE`."""
NOT_SETTINGS = ("TIKU_TEST_REQUIRE", "TIKU_DISCORD_OPENAPI")
"""Variables with our prefix that the tests read, not the bot."""


class Settings(BaseModel):
    """Every setting, typed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str = "sqlite:///data/tiku.db"
    content: str = ""
    discord_token: SecretStr | None = None
    discord_api_url: str | None = None
    discord_gateway_url: str | None = None
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str | None = None
    slack_managers: str = ""
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    secret_key: SecretStr | None = None
    web_host: str = "127.0.0.1"
    web_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    lang: Literal["zh", "en"] = "en"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"

    @field_validator("lang", "log_level", "log_format", mode="before")
    @classmethod
    def _lower(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://")):
            raise ValueError("must start with sqlite:/// or postgresql://")
        return value

    @field_validator("discord_api_url", "discord_gateway_url", "slack_api_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value and not value.startswith(("https://", "http://", "wss://", "ws://")):
            raise ValueError("must be a URL such as https://example.org/api/v10")
        return value

    @property
    def packs(self) -> list[Path]:
        """The extra pack folders."""
        return _paths(self.content)


def extra_packs() -> list[Path]:
    """The folders of TIKU_CONTENT, for commands that need no other setting."""
    return _paths(os.environ.get("TIKU_CONTENT", ""))


def _paths(joined: str) -> list[Path]:
    return [Path(part).expanduser() for part in joined.split(os.pathsep) if part.strip()]


def load_settings(environ: Mapping[str, str], toml: Path = Path("tiku.toml")) -> Settings:
    """The settings. Raises SettingsError with one line per fault: its name, what came, what is allowed."""
    faults: list[str] = []
    values = _from_toml(toml, faults) | _from_environ(environ, faults)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        faults += [_line(item) for item in error.errors(include_url=False)]
        raise SettingsError(faults) from error
    if faults:
        raise SettingsError(faults)
    return settings


def _from_toml(path: Path, faults: list[str]) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(f"{path}: cannot be read: {error}")
        return {}
    values = {}
    for key, value in found.items():
        name = key.lower().removeprefix("tiku_")
        if name not in Settings.model_fields:
            faults.append(f"{path}: there is no setting {key}{_near(name)}")
        elif not isinstance(value, (str, int)) or isinstance(value, bool):
            faults.append(f"{path}: {key} must be text or a number")
        else:
            values[name] = str(value)
    return values


def _from_environ(environ: Mapping[str, str], faults: list[str]) -> dict[str, str]:
    values = {}
    for variable, value in environ.items():
        if not variable.startswith("TIKU_") or variable in NOT_SETTINGS:
            continue
        name = variable.removeprefix("TIKU_").lower()
        if name.endswith("_file") and name.removesuffix("_file") in SECRETS:
            try:
                values[name.removesuffix("_file")] = Path(value).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
                faults.append(f"{variable}: cannot read the file {value!r}: {reason}")
        elif name not in Settings.model_fields:
            faults.append(f"{variable}: there is no such setting{_near(name)}")
        elif value.strip():
            values.setdefault(name, value.strip())
    return values


def _near(name: str) -> str:
    found = difflib.get_close_matches(name, Settings.model_fields, 1)
    return f"; did you mean TIKU_{found[0].upper()}?" if found else ""


def _line(item: Any) -> str:
    name = f"TIKU_{str(item['loc'][0]).upper()}"
    given = "" if str(item["loc"][0]) in SECRETS else f" (it is {str(item['input'])[:60]!r})"
    context = item.get("ctx", {})
    match item["type"]:
        case "literal_error":
            return f"{name}: must be {context['expected']}{given}"
        case "int_parsing" | "greater_than_equal" | "less_than_equal" | "int_from_float":
            return f"{name}: must be a whole number from 0 to 65535{given}"
        case "value_error":
            return f"{name}: {context['error']}{given}"
        case _:
            return f"{name}: {item['msg']}{given}"
