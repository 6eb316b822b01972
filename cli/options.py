"""Options and arguments that several commands share."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .helping import Command, Option
from .messages import LANGUAGES, say
from .numbers import CaseArgument

if TYPE_CHECKING:
    from .app import App

FORMATS = ("table", "json", "jsonl", "csv")
F = TypeVar("F", bound=Callable[..., Any])


def note(ctx: click.Context, param: click.Parameter, value: object) -> None:
    """Remember a shared option, wherever it was written."""
    app: App | None = ctx.find_root().obj
    if value is not None and app is not None:
        app.flags[str(param.name)] = value


def note_json(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    """`--json` is `-o json`."""
    app: App | None = ctx.find_root().obj
    if value and app is not None:
        app.flags["output"] = "json"


def shared(hidden: bool = False) -> list[Option]:
    """The options of `signoff` itself."""

    def option(*names: str, **more: Any) -> Option:
        return Option(names, expose_value=False, callback=note, hidden=hidden, **more)

    return [
        option("--db", metavar="URL"),
        option("--workflows", metavar="DIR", type=click.Path()),
        option("--people", metavar="FILE", type=click.Path()),
        option("--config", metavar="FILE", type=click.Path()),
        option("--as", "as_user", metavar="USER"),
        option("--tenant", metavar="NAME"),
        option("--lang", type=click.Choice(LANGUAGES)),
        option("-o", "--output", type=click.Choice(FORMATS)),
        Option(["--json"], is_flag=True, expose_value=False, callback=note_json, hidden=hidden),
    ]


def command(name: str, key: str | None = None, **more: Any) -> Callable[[Callable[..., Any]], Command]:
    """A command of ours; its function gets the `App` first. `key` names its help where the name is not enough."""

    def make(function: Callable[..., Any]) -> Command:
        made = click.command(name, cls=Command, **more)(click.pass_obj(function))
        if key:
            made.key = key  # type: ignore[attr-defined]
        return made

    return make


def option(*names: str, help: str | None = None, **more: Any) -> Callable[[F], F]:
    """An option whose help is in the catalogue."""
    return click.option(*names, cls=Option, help=help, **more)


def no_rows(app: "App", name: str) -> None:
    """Refuse CSV for an answer that is one whole and not rows; before anything is done."""
    if app.form == "csv":
        raise click.UsageError(say("usage.no_csv", command=name))


def data_options(function: F) -> F:
    """`--data key=value …` and `--data-file FILE`."""
    function = option("--data-file", metavar="FILE", type=click.Path(dir_okay=False, allow_dash=True))(function)
    return option("--data", metavar="FIELD=VALUE", multiple=True)(function)


def case_argument(function: F) -> F:
    """`CASE`."""
    return click.argument("case", metavar="CASE", cls=CaseArgument, shell_complete=cases_like)(function)


def cases_like(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Keys of open cases, for the shell; nothing where the database does not answer."""
    try:
        app: App = ctx.find_root().obj
        return [case.key for case in app.engine.cases(open=True, limit=200) if case.key.startswith(incomplete)]
    except Exception:  # completion is a comfort: whatever is wrong, the shell gets nothing and no message
        return []


def data_of(given: tuple[str, ...], file: str | None) -> dict[str, object]:
    """The data of `--data` over that of `--data-file`. Values stay texts; the fields of the workflow type them."""
    found = read_data(Path(file)) if file else {}
    for entry in given:
        name, equals, value = entry.partition("=")
        if not equals or not name.strip():
            raise click.BadOptionUsage("--data", say("usage.data", entry=entry))
        put(found, name.strip().split("."), value)
    return found


def put(found: dict[str, object], path: list[str], value: str) -> None:
    """Set a value: `a=1`, or `a.b=1` inside."""
    for name in path[:-1]:
        inner = found.setdefault(name, {})
        if not isinstance(inner, dict):
            raise click.BadOptionUsage("--data", say("usage.data_twice", name=name))
        found = inner
    found[path[-1]] = value


def read_data(file: Path) -> dict[str, object]:
    """A JSON or YAML file with a map of fields."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise click.BadOptionUsage("--data-file", say("usage.data_file", file=file, why=say("usage.data_utf8"))) from error
    if file.suffix == ".json":
        import json

        try:
            made = json.loads(text, parse_float=str)
        except json.JSONDecodeError as error:
            raise click.BadOptionUsage("--data-file", say("usage.data_file", file=file, why=str(error))) from error
    else:
        made = from_yaml(text, file)
    if not isinstance(made, dict):
        raise click.BadOptionUsage("--data-file", say("usage.data_file", file=file, why=say("usage.data_map")))
    return made


def from_yaml(text: str, file: Path) -> object:
    """The plain values of a YAML file; raises InvalidWorkflow with the places of its mistakes."""
    from signoff.engine.errors import InvalidWorkflow
    from signoff.workflows.nodes import plain
    from signoff.workflows.reader import read

    document = read(text, str(file))
    if document.findings or document.root is None:
        raise InvalidWorkflow(list(document.findings))
    return plain(document.root)
