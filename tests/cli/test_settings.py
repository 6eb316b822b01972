"""Settings: who wins, where a value comes from, what is refused, and what is never shown."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from signoff.cli.settings import Settings, load_settings
from signoff.cli.settings_keys import KEYS
from signoff.cli.settings_values import without_password
from signoff.engine.errors import Misconfigured

from .running import Run


def loaded(
    cwd: Path, toml: str | None = None, environ: dict[str, str] | None = None, project: str | None = None, **flags: object
) -> Settings:
    if toml is not None:
        (cwd / "signoff.toml").write_text(toml, encoding="utf-8")
    if project is not None:
        (cwd / "pyproject.toml").write_text(project, encoding="utf-8")
    return load_settings(flags, environ or {}, cwd)


def refusal(cwd: Path, toml: str | None = None, environ: dict[str, str] | None = None, **flags: object) -> Misconfigured:
    with pytest.raises(Misconfigured) as refused:
        loaded(cwd, toml, environ, None, **flags)
    return refused.value


def test_where_nothing_is_said_defaults_hold(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    assert settings.db is None
    assert settings.workflows == tmp_path / "workflows"
    assert (settings.calendars, settings.policies) == (tmp_path / "workflows/calendars", tmp_path / "workflows/policies")
    assert (settings.timezone, settings.zone.key, settings.language, settings.tenant) == ("UTC", "UTC", "en", "default")
    assert (settings.people, settings.as_user, settings.directory) == (None, None, "static")
    assert (settings.tick, settings.channels, settings.node) == (5.0, ("log",), platform.node())
    assert {setting.source for setting in settings.all.values()} == {"default"}


def test_a_people_file_that_is_there_is_used(tmp_path: Path) -> None:
    (tmp_path / "people.yaml").touch()
    assert loaded(tmp_path).people == tmp_path / "people.yaml"


def test_flags_win_over_the_environment_over_files_over_defaults(tmp_path: Path) -> None:
    project = "[tool.signoff]\ntenant = 'project'\nnode = 'project'\nas = 'project'\nlanguage = 'zh'\n"
    toml = "tenant = 'toml'\nnode = 'toml'\nas = 'toml'\n"
    environ = {"SIGNOFF_TENANT": "environ", "SIGNOFF_NODE": "environ"}
    settings = loaded(tmp_path, toml, environ, project, tenant="flag", db=None, output="json")
    names = ("tenant", "node", "as", "language", "timezone")
    assert [settings[name] for name in names] == ["flag", "environ", "toml", "zh", "UTC"]
    sources = [settings.all[name].source for name in names]
    assert sources == ["--tenant", "SIGNOFF_NODE", f"{tmp_path}/signoff.toml", f"{tmp_path}/pyproject.toml [tool.signoff]", "default"]


@pytest.mark.parametrize("key", [key.name for key in KEYS])
def test_every_setting_is_read_from_the_environment_and_from_a_file(tmp_path: Path, key: str) -> None:
    samples = {"db": "mysql://h/d", "timezone": "Asia/Tokyo", "language": "zh", "smtp.security": "ssl", "smtp.port": "25"}
    samples |= {"celery.broker": "redis://h/0", "wake": "no", "logging.format": "json"}
    sample = samples.get(key, "7d" if key.startswith("retention.") else "7")
    variable = "SIGNOFF_" + key.upper().replace(".", "_")
    default = loaded(tmp_path)[key]
    by_variable = loaded(tmp_path, environ={variable: sample})
    numeric = key == "tick" or key.endswith((".port", ".timeout", ".patience"))
    by_file = loaded(tmp_path, f"{key} = {sample if numeric else repr(sample)}\n")
    assert by_variable[key] == by_file[key] != default
    assert by_variable.all[key].source == variable


def test_an_empty_variable_says_nothing(tmp_path: Path) -> None:
    assert loaded(tmp_path, environ={"SIGNOFF_TENANT": ""}).tenant == "default"


def test_paths_in_a_file_are_meant_from_its_folder_others_from_here(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / "signoff.toml").write_text("workflows = 'flows'\npeople = 'staff.yaml'\ndb = 'sqlite:///x.db'\n", encoding="utf-8")
    settings = loaded(below, environ={"SIGNOFF_POLICIES": "p"}, calendars=Path("c"))
    assert (settings.workflows, settings.people) == (tmp_path / "flows", tmp_path / "staff.yaml")
    assert (settings.policies, settings.calendars) == (below / "p", below / "c")
    assert settings.db == f"sqlite:///{tmp_path}/x.db"


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "sqlite:////tmp/x.db", "sqlite:///file:x?uri=true", "postgresql+psycopg:///app"]
)
def test_urls_without_a_relative_path_stay_as_they_are(tmp_path: Path, url: str) -> None:
    assert loaded(tmp_path, db=url).db == url


def test_the_nearest_folder_with_settings_holds(tmp_path: Path) -> None:
    below = tmp_path / "a"
    below.mkdir()
    (tmp_path / "signoff.toml").write_text("tenant = 'above'\n", encoding="utf-8")
    assert loaded(below).tenant == "above"
    (below / "pyproject.toml").write_text("[tool.other]\n", encoding="utf-8")
    assert loaded(below).tenant == "above"
    assert loaded(below, project="[tool.signoff]\nlanguage = 'zh'\n").tenant == "default"


def test_a_project_file_of_others_is_no_concern_of_ours(tmp_path: Path) -> None:
    assert loaded(tmp_path, project="this is not = = TOML").tenant == "default"


@pytest.mark.parametrize("by", ["flag", "environment"])
def test_the_file_can_be_named(tmp_path: Path, by: str) -> None:
    (tmp_path / "other.toml").write_text("tenant = 'named'\n", encoding="utf-8")
    environ = {"SIGNOFF_CONFIG": "other.toml"} if by == "environment" else {}
    settings = loaded(tmp_path, "tenant = 'found'\n", environ, config="other.toml" if by == "flag" else None)
    assert settings.tenant == "named"


def test_a_named_project_file_is_read_for_its_table(tmp_path: Path) -> None:
    assert loaded(tmp_path, "tenant = 'x'\n", project="[tool.signoff]\ntenant = 'p'\n", config="pyproject.toml").tenant == "p"
    assert loaded(tmp_path, project="[tool.other]\n", config="pyproject.toml").tenant == "default"


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    refused = refusal(tmp_path, config="none.toml")
    assert "none.toml cannot be read: No such file" in refused.message


@pytest.mark.parametrize(
    ("toml", "sentence", "hint"),
    [
        ("tennant = 'x'", "there is no setting `tennant`", "Did you mean `tenant`?"),
        ("[smtp]\npasword = 'x'", "there is no setting `smtp.pasword`", "Did you mean `smtp.password`?"),
        ("[smpt]\nhost = 'x'", "there is no setting `smpt`", "Did you mean `smtp`?"),
        ("xyzzy = 1", "there is no setting `xyzzy`", "`signoff config` shows every setting."),
        ("smtp = 'x'", "`smtp` in", "Write [smtp] and its settings below it."),
        ("tick = true", "wants a number of seconds above 0 and at most a day, such as 5, and True is none", None),
        ("tick = 0", "wants a number of seconds", None),
        ("tick = '5'", "and '5' is none", None),
        ("tick = nan", "wants a number of seconds", None),
        ("tenant = 3", "`tenant` (", "Write a text."),
        ("tenant = ' '", "wants a text", None),
        ("language = 'fr'", "wants one of zh, en, and 'fr' is none", "Write one of zh, en."),
        ("timezone = 'Mars/Base'", "wants a time zone such as Asia/Shanghai, and 'Mars/Base' is none", None),
        ("timezone = '../../etc/passwd'", "wants a time zone", None),
        ("db = 'signoff.db'", "wants a URL such as sqlite:///signoff.db", None),
        ("[smtp]\nport = 70000", "`smtp.port` (", "Write a port from 1 to 65535."),
        ("[notify]\ndefault = []", "wants a list of texts", None),
        ("plugins = 1", "`plugins` in", "Write [plugins.NAME] and its settings below it."),
        ("tenant = 'x", "is not TOML", None),
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence(tmp_path: Path, toml: str, sentence: str, hint: str | None) -> None:
    refused = refusal(tmp_path, toml)
    assert sentence in refused.message
    assert hint is None or refused.hint == hint


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    refused = refusal(tmp_path, "tennant = 'x'\ntick = 'soon'\n", {"SIGNOFF_SMTP_PORT": "many"}, timezone="Mars")
    mistakes = refused.data["mistakes"]
    assert isinstance(mistakes, list) and len(mistakes) == 4
    assert "(SIGNOFF_SMTP_PORT)" in refused.message and "(--timezone)" in refused.message


def test_a_variable_that_is_one_slip_away_is_refused_any_other_is_not_ours(tmp_path: Path) -> None:
    refused = refusal(tmp_path, environ={"SIGNOFF_TENNANT": "x"})
    assert refused.hint == "Did you mean `SIGNOFF_TENANT`?"
    assert loaded(tmp_path, environ={"SIGNOFF_DEBUG": "1", "SIGNOFF_LANG": "zh", "SIGNOFF_OF_SOMEBODY_ELSE": "x"}).tenant == "default"


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "signoff.toml").write_bytes("tenant = '市'".encode("gbk"))
    assert "is not UTF-8" in refusal(tmp_path).message


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "signoff.toml").write_bytes(b"\xef\xbb\xbftenant = 'x'\n")
    assert loaded(tmp_path).tenant == "x"


SECRETS = """
db = 'postgresql://app:hunter2@host/app?sslpassword=hunter2'
[smtp]
host = 'mail'
password = 'hunter2'
[webhook]
url = 'https://host/hunter2'
secrets = ['whsec_hunter2', 'whsec_hunter2old']
[plugins.chat]
token = 'hunter2'
room = 'office'
bot = {password = 'hunter2', name = 'b'}
"""


def test_secrets_are_never_shown(tmp_path: Path) -> None:
    settings = loaded(tmp_path, SECRETS)
    shown = {setting.name: setting.value for setting in settings.shown()}
    assert "hunter2" not in str(settings.shown()) and "hunter2" not in repr(settings)
    assert shown["plugins.chat.bot"] == {"password": "***", "name": "b"}
    assert shown["db"] == "postgresql://app:***@host/app?sslpassword=***"
    assert (shown["smtp.password"], shown["webhook.secrets"], shown["smtp.host"]) == ("***", ["***", "***"], "mail")
    assert (shown["plugins.chat.token"], shown["plugins.chat.room"]) == ("***", "office")
    assert (shown["smtp.user"], shown["notify.default"]) == (None, ["log"])


@pytest.mark.parametrize("toml", ["[smtp]\npassword = ['hunter2']", "[webhook]\nsecrets = [1, 'hunter2']", "db = 'hunter2'"])
def test_nor_in_what_is_said_about_mistakes(tmp_path: Path, toml: str) -> None:
    refused = refusal(tmp_path, toml)
    assert "hunter2" not in f"{refused.message}{refused.hint}{refused.data}"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("mysql://u:p@ss@host/db", "mysql://u:***@host/db"),
        ("postgresql://u:p/w@host", "postgresql://u:***@host"),
        ("postgresql://u@host/db", "postgresql://u@host/db"),
        ("sqlite:////var/a.db", "sqlite:////var/a.db"),
        ("postgresql:///app?user=u&password=p", "postgresql:///app?user=u&password=***"),
    ],
)
def test_a_database_url_is_shown_without_its_password(url: str, shown: str) -> None:
    assert without_password(url) == shown


def test_a_plugin_gets_its_section_and_the_ways_of_the_house(tmp_path: Path) -> None:
    settings = loaded(tmp_path, SECRETS + "[plugins.smtp]\nreply_to = 'x'\n", {"SIGNOFF_LANGUAGE": "zh"})
    house = {"language": "zh", "timezone": "UTC"}
    expected = {**house, "host": "mail", "password": "hunter2", "security": "starttls", "timeout": 10, "reply_to": "x"}
    assert settings.section("smtp") == expected
    assert settings.section("webhook")["secrets"] == ("whsec_hunter2", "whsec_hunter2old")
    assert settings.section("chat")["room"] == "office" and settings.section("chat")["language"] == "zh"
    assert settings.section("log") == house


def test_who_acts_is_set_by_its_flag(tmp_path: Path) -> None:
    settings = loaded(tmp_path, as_user="li")
    assert settings.as_user == "li" and settings.all["as"].source == "--as"


def test_reading_settings_loads_no_database_and_no_yaml(tmp_path: Path) -> None:
    code = (
        "import sys; from signoff.cli.settings import load_settings; load_settings({}, {}); "
        "print([n for n in ('sqlalchemy', 'click', 'yaml', 'apscheduler') if n in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--people", "nix.yaml", "cases"), ("错误 读不了", "nix.yaml：没有这个文件或目录", "这里有：", "people.yaml")),
        (("--people", "workflows", "cases"), ("错误 读不了", "workflows：这是目录", "请核对路径")),
        (("--config", "nix.toml", "cases"), ("错误：读不了设置文件", "没有这个文件或目录")),
        (("check", "nix.yaml"), ("错误 读不了", "没有这个文件或目录")),
    ],
)
def test_a_file_of_the_settings_that_is_not_there_is_told_in_chinese(house: Run, words: tuple[str, ...], told: tuple[str, ...]) -> None:
    house("db", "upgrade")
    result = house("--lang", "zh", *words)
    assert result.exit_code != 0
    assert [one for one in told if one not in result.output] == []
    assert "No such" not in result.output and "Is a directory" not in result.output and "error" not in result.output
