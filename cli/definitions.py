"""`check`, `diagram`, `schema`: the language alone, without a database."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .errors import INVALID, NOT_FOUND, OK, Problem
from .messages import language, say
from .options import command, option
from .output import Answer
from .screen import Screen, write

if TYPE_CHECKING:
    from signoff.engine.definition import Workflow

    from .app import App
    from .sources import Beside, Checked


@command("check")
@click.argument("files", nargs=-1, metavar="[FILE|DIR]...", type=click.Path(path_type=Path))
@option("--strict", is_flag=True)
def check(app: "App", files: tuple[Path, ...], strict: bool) -> int:
    """Everything that is wrong with files of the language."""
    from .findings import counted, summary
    from .sources import among_each_other, checked, files_of

    places = files or (workflows_folder(app), *people_file(app))
    found = among_each_other([checked(path, beside(app, files)) for path in files_of(places)])
    if not found:
        raise Problem("no_files", NOT_FOUND, say("hint.no_files"), folder=places[0])
    findings = [finding for one in found for finding in one.findings]
    app.answer(answer(found))
    app.tell(summary(len(found), findings, app.messages))
    count = counted(findings)
    return INVALID if count["errors"] or (strict and count["warnings"]) else OK


def answer(found: "Sequence[Checked]") -> Answer:
    """The findings of all files."""
    from .findings import as_json, counted, shown
    from .sources import text_of

    def text(screen: Screen) -> Iterator[str]:
        for one in found:
            for finding in one.findings:
                yield from shown(finding, text_of(finding, one), screen)
                yield ""

    findings = [finding for one in found for finding in one.findings]
    files = [{"file": str(one.path), "type": one.kind, **counted(one.findings)} for one in found]
    columns = ("severity", "code", "file", "line", "column", "length", "path", "message", "example", "suggestion")
    return Answer("findings", {**counted(findings), "files": files}, text, [as_json(f) for f in findings], "finding", columns)


@command("diagram")
@click.argument("workflow", metavar="FILE|WORKFLOW")
def diagram(app: "App", workflow: str) -> None:
    """A workflow as Mermaid."""
    from signoff.workflows.diagram import diagram as drawn

    from .sources import ids_in, place_of

    folder = workflows_folder(app)
    path = place_of(workflow, folder)
    if path is None:
        names = say("list.comma").join(ids_in(folder))
        raise Problem("no_workflow", NOT_FOUND, say("hint.workflows", names=names) if names else None, name=workflow)
    mermaid = drawn(workflow_at(app, path), language())
    app.answer(Answer("diagram", {"file": str(path), "mermaid": mermaid}, lambda screen: mermaid.rstrip("\n").split("\n")))


@command("schema")
@click.argument("what", default="workflow", type=click.Choice(["workflow", "policy", "people"]))
def schema(app: "App", what: str) -> None:
    """The JSON Schema of a kind of file; it is JSON in every form of output."""
    from signoff.workflows.schema import schema as made

    from .output import dumps

    write(dumps(made(what), None, 2))


def workflow_at(app: "App", path: Path) -> "Workflow":
    """The workflow of a file, with the calendars, policies and plug-ins that `check` knows. Raises InvalidWorkflow."""
    from signoff.adapters.plugins import load_plugins
    from signoff.workflows.loader import load

    where = beside(app, () if path.parent.absolute() == app.settings.workflows.absolute() else (path,))
    known, plugins = where.known(path).__contains__, load_plugins().versions()
    return load(path, known_calendars=known, policies=where.source(), plugins=plugins).workflow


def workflows_folder(app: "App") -> Path:
    """The folder of the workflows, as set; told from where one stands."""
    return near(app.settings.workflows)


def near(path: Path) -> Path:
    """A path in or below the current folder, from there; any other as it is."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def beside(app: "App", files: tuple[Path, ...]) -> "Beside":
    """Where calendars and policies lie: for the files of the settings as those say, for any other beside it."""
    from .sources import Beside

    people = app.settings.people
    found = people if people is not None and people.is_file() else None
    return Beside(people=found) if files else Beside(app.settings.calendars, app.settings.policies, found, app.settings.policy)


def people_file(app: "App") -> list[Path]:
    """The people file, if one is set and there."""
    file = app.settings.people
    return [near(file)] if file is not None and file.is_file() else []
