"""Help: every command has its page in both languages, nothing heavy is loaded for it, and a slip is met with a suggestion."""

import json
import sys

import click
import pytest

from signoff.cli.helping import Group, Option
from signoff.cli.main import LAZY, SECTIONS, cli
from signoff.cli.messages import PARTS, find, part
from signoff.cli.width import width

from .running import Process, Run

HEAVY = ("sqlalchemy", "alembic", "apscheduler", "yaml", "transitions", "signoff.compose", "signoff.workflows", "signoff.engine.service")


WATCHED = """\
import json, sys
sys.argv = ["signoff", *{arguments!r}]
try:
    from signoff.cli.main import main
    main()
except SystemExit:
    print(chr(10) + json.dumps(sorted(sys.modules)))
"""


def all_commands() -> dict[str, click.Command]:
    ctx = click.Context(cli)
    found: dict[str, click.Command] = {}
    for name in cli.list_commands(ctx):
        command = cli.get_command(ctx, name)
        assert command is not None
        found[name] = command
        if isinstance(command, Group):
            for inner in command.list_commands(ctx):
                below = command.get_command(ctx, inner)
                assert below is not None
                found[f"{name} {inner}"] = below
    return found


COMMANDS = all_commands()


def test_every_command_stands_in_one_section() -> None:
    assert sorted(name for names in SECTIONS.values() for name in names) == sorted(LAZY)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_command_has_a_page(run: Run, name: str, lang: str) -> None:
    result = run("--lang", lang, *name.split(), "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: signoff" if lang == "en" else "用法：signoff")
    assert all(width(line) <= 80 for line in result.stdout.splitlines())


@pytest.mark.parametrize("command", COMMANDS.values(), ids=str)
def test_every_option_is_explained(command: click.Command) -> None:
    for param in command.params:
        if isinstance(param, Option):
            assert find(param.key), param.key


def test_a_page_is_in_chinese_from_head_to_foot(run: Run) -> None:
    page = run("--help", LC_ALL="zh_CN.UTF-8").stdout
    assert "选项：" in page
    assert "Options" not in page


def modules_after(process: Process, *arguments: str) -> set[str]:
    result = process(code=WATCHED.format(arguments=list(arguments)))
    return set(json.loads(result.stdout.splitlines()[-1]))


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["stuck", "--help"], ["--lang", "zh", "demo", "--help"]])
def test_help_loads_nothing_heavy(process: Process, arguments: list[str]) -> None:
    loaded = modules_after(process, *arguments)
    assert not [name for name in HEAVY if name in loaded]


@pytest.mark.parametrize(
    "arguments", [["init", "x"], ["check", "x"], ["test", "x"], ["diagram", "x/workflows/leave.yaml"], ["schema"], ["config"]]
)
def test_commands_of_the_language_never_load_a_database(process: Process, arguments: list[str]) -> None:
    if arguments[0] != "init":
        process("init", "x")
    loaded = modules_after(process, *arguments)
    assert "signoff.cli.main" in loaded
    assert not [name for name in ("sqlalchemy", "alembic", "apscheduler", "sqlite3") if name in loaded]


def test_a_group_without_a_command_shows_its_page(run: Run) -> None:
    for arguments in ((), ("db",), ("people", "--lang", "en")):
        result = run(*arguments)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert result.stderr.startswith("Usage: signoff")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["chek"], "there is no command `chek`. Did you mean `check`?"),
        (["check", "--strcit"], "there is no option --strcit. Did you mean `--strict`?"),
        (["show"], "CASE is missing."),
        (["-o", "xml", "cases"], "-o / --output: 'xml' is not one of 'table', 'json', 'jsonl', 'csv'."),
        (["start", "leave", "--as", "x", "--data", "days"], "`days` is not FIELD=VALUE."),
        (["db", "downgrade"], "there is no command `downgrade`. Did you mean `upgrade`?"),
    ],
)
def test_a_slip_of_the_pen_is_usage(run: Run, arguments: list[str], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert told in result.stderr


def test_options_of_signoff_may_stand_behind_the_command(run: Run) -> None:
    before, after = run("-o", "json", "config"), run("config", "-o", "json")
    assert before.stdout == after.stdout
    assert json.loads(after.stdout)["kind"] == "config"


def test_the_version_is_that_of_the_distribution(run: Run) -> None:
    assert run("--version").stdout.startswith("signoff ")


def test_the_module_runs_too(process: Process) -> None:
    assert process("--version").stdout.startswith("signoff ")
    assert sys.executable


def test_no_option_is_explained_that_is_not_there() -> None:
    used = {param.key for command in [cli, *COMMANDS.values()] for param in command.params if isinstance(param, Option)}
    assert {key for name in PARTS for key in part(name) if key.startswith("opt.")} == used | {"opt.help"}
