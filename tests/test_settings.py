"""Settings: from the environment, from files, from tiku.toml; every fault at once, no secret repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.errors import SettingsError
from bot.settings import SECRETS, Settings, load_settings

NOWHERE = Path("no-such-folder") / "tiku.toml"
TOKEN = "xoxb-1234567890-secretsecret"


def faults(environ: dict[str, str], toml: Path = NOWHERE) -> list[str]:
    """The English lines of what is wrong."""
    with pytest.raises(SettingsError) as caught:
        load_settings(environ, toml)
    assert all(fault.zh != fault.en and "\n" not in fault.zh + fault.en for fault in caught.value.faults)
    return [fault.en for fault in caught.value.faults]


def test_defaults() -> None:
    """Without any setting Tiku serves the local page from a SQLite file, in English."""
    found = load_settings({"PATH": "/bin", "TIKUX": "1"}, NOWHERE)
    assert (found.database_url, found.web_host, found.web_port, found.lang) == ("sqlite:///data/tiku.db", "127.0.0.1", 8080, "en")
    assert found.discord_token is None
    assert found.packs == []


def test_environment_over_toml(tmp_path: Path) -> None:
    """A variable wins over the file; the file's keys may carry the prefix or not; blank means not set."""
    toml = tmp_path / "tiku.toml"
    toml.write_text('web_port = 9000\nlang = "zh"\nTIKU_LOG_LEVEL = "debug"\ndiscord_token = ""\n')
    found = load_settings({"TIKU_WEB_PORT": "9001", "TIKU_WEB_HOST": " "}, toml)
    assert (found.web_port, found.lang, found.log_level, found.web_host) == (9001, "zh", "debug", "127.0.0.1")
    assert found.discord_token is None


def test_case_and_spaces_do_no_harm() -> None:
    """Words of a choice are read in any case, and values lose the spaces around them."""
    found = load_settings({"TIKU_LANG": "ZH", "TIKU_LOG_FORMAT": " JSON ", "TIKU_WEB_PORT": " 0 "}, NOWHERE)
    assert (found.lang, found.log_format, found.web_port) == ("zh", "json", 0)


def test_packs(tmp_path: Path) -> None:
    """TIKU_CONTENT holds folders, separated as in PATH."""
    assert load_settings({"TIKU_CONTENT": f"{tmp_path}::relative"}, NOWHERE).packs == [tmp_path, Path("relative")]


@pytest.mark.parametrize("name", SECRETS)
def test_secrets_from_files(name: str, tmp_path: Path) -> None:
    """`TIKU_…_FILE` names a file that holds the secret; its last line end is not part of it."""
    secret = "postgresql://tiku:s3cret-word@db/tiku" if name == "database_url" else "s3cret-word"
    file = tmp_path / "secret"
    file.write_text(f"{secret}\n")
    found = load_settings({f"TIKU_{name.upper()}_FILE": str(file)}, NOWHERE)
    assert "s3cret-word" in found.secrets()
    value = getattr(found, name)
    assert (value if isinstance(value, str) else value.get_secret_value()) == secret


def test_secrets_are_hidden_by_themselves() -> None:
    """Printing the settings shows no token."""
    found = load_settings({"TIKU_SLACK_BOT_TOKEN": TOKEN, "TIKU_SECRET_KEY": "correct-horse"}, NOWHERE)
    assert TOKEN not in f"{found!r} {found}"
    assert "correct-horse" not in f"{found!r} {found}"
    assert set(found.secrets()) == {TOKEN, "correct-horse"}


def test_a_quoted_password_is_a_secret_in_both_forms() -> None:
    """A password that an address must quote is hidden as it stands and as it is meant."""
    assert set(load_settings({"TIKU_DATABASE_URL": "postgresql://u:p%40ss-word@h/d"}, NOWHERE).secrets()) == {"p%40ss-word", "p@ss-word"}


@pytest.mark.parametrize(("environ", "said"), [
    ({"TIKU_WEB_PORT": "http"}, "TIKU_WEB_PORT: must be a whole number from 0 to 65535 ('http')"),
    ({"TIKU_WEB_PORT": "65536"}, "TIKU_WEB_PORT: must be a whole number from 0 to 65535 ('65536')"),
    ({"TIKU_WEB_PORT": "-1"}, "TIKU_WEB_PORT: must be a whole number from 0 to 65535 ('-1')"),
    ({"TIKU_WEB_PORT": "80.5"}, "TIKU_WEB_PORT: must be a whole number from 0 to 65535 ('80.5')"),
    ({"TIKU_LANG": "fr"}, "TIKU_LANG: must be zh or en ('fr')"),
    ({"TIKU_LOG_LEVEL": "loud"}, "TIKU_LOG_LEVEL: must be debug, info, warning or error ('loud')"),
    ({"TIKU_LOG_FORMAT": "xml"}, "TIKU_LOG_FORMAT: must be text or json ('xml')"),
    ({"TIKU_DATABASE_URL": "mysql://root:pw@h/d"}, "TIKU_DATABASE_URL: must start with sqlite:/// or postgresql://"),
    ({"TIKU_SLACK_API_URL": "slack"}, "TIKU_SLACK_API_URL: must be a URL such as https://example.org/api/v10 ('slack')"),
    ({"TIKU_DISCORD_TOKN": TOKEN}, "TIKU_DISCORD_TOKN: there is no such setting; did you mean TIKU_DISCORD_TOKEN?"),
    ({"TIKU_COFFEE": "1"}, "TIKU_COFFEE: there is no such setting"),
    ({"TIKU_SECRET_KEY_FILE": "/no/such/file"}, "TIKU_SECRET_KEY_FILE: cannot read the file '/no/such/file': No such file or directory"),
    ({"TIKU_SECRET_KEY_FILE": "/dev/null"}, "TIKU_SECRET_KEY_FILE: the file '/dev/null' is empty"),
    ({"TIKU_WEB_PORT_FILE": "/dev/null"}, "TIKU_WEB_PORT_FILE: there is no such setting; did you mean TIKU_WEB_PORT?"),
])
def test_a_wrong_setting(environ: dict[str, str], said: str) -> None:
    """The line names the variable, says what is allowed, and repeats a value only where it is no secret."""
    assert faults(environ) == [said]


def test_all_faults_at_once(tmp_path: Path) -> None:
    """Faults of the file and of the environment come together, one line each."""
    toml = tmp_path / "tiku.toml"
    toml.write_text('web_prot = 1\nlang = ["zh"]\n')
    found = faults({"TIKU_WEB_PORT": "x", "TIKU_LOG_LEVEL": "y", "TIKU_NONE": "z"}, toml)
    assert found == [
        f"{toml}: there is no setting web_prot; did you mean TIKU_WEB_PORT?", f"{toml}: lang must be text or a whole number",
        "TIKU_NONE: there is no such setting", "TIKU_WEB_PORT: must be a whole number from 0 to 65535 ('x')",
        "TIKU_LOG_LEVEL: must be debug, info, warning or error ('y')",
    ]


@pytest.mark.parametrize("text", [b"lang = zh", b"[", b"\xff\xfe"])
def test_a_file_that_is_no_toml(text: bytes, tmp_path: Path) -> None:
    """An unreadable file is one line with its name."""
    toml = tmp_path / "tiku.toml"
    toml.write_bytes(text)
    (line,) = faults({}, toml)
    assert line.startswith(f"{toml}: cannot be read: ")


def test_a_secret_given_twice(tmp_path: Path) -> None:
    """A secret that stands in the environment and in a file is a fault, not a silent choice."""
    (tmp_path / "key").write_text("from-the-file")
    assert faults({"TIKU_SECRET_KEY": "from-the-environment", "TIKU_SECRET_KEY_FILE": str(tmp_path / "key")}) == [
        "TIKU_SECRET_KEY_FILE: set this or TIKU_SECRET_KEY, not both"]


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("value", [TOKEN, "mysql://root:hunter2@h/d"])
def test_no_fault_repeats_a_secret(name: str, value: str) -> None:
    """Whatever is wrong beside a secret setting, its value is not in the message, nor in what caused it."""
    with pytest.raises(SettingsError) as caught:
        load_settings({f"TIKU_{name.upper()}": value, "TIKU_LANG": "fr"}, NOWHERE)
    assert value not in str(caught.value)
    assert caught.value.__cause__ is None


def test_every_setting_has_a_default() -> None:
    """Nothing must be set: each field has a default, and every secret is a field."""
    assert not any(field.is_required() for field in Settings.model_fields.values())
    assert set(SECRETS) <= set(Settings.model_fields)
