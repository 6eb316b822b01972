"""`test`: the examples written in workflows, each on an engine in memory with a clock and people of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .errors import FAILED, INVALID, OK, Problem, reason_sentence
from .messages import label, say
from .options import command, option
from .output import Answer
from .screen import BOLD, DIM, GREEN, RED, Screen
from .tongue import in_tongue
from .width import pad, width, wrap

if TYPE_CHECKING:
    from signoff.workflows.loader import Loaded
    from signoff.workflows.rehearsal_result import Failure, Result, Taken

    from .app import App
    from .sources import Beside


@command("test")
@click.argument("files", nargs=-1, metavar="[FILE|DIR]...", type=click.Path(path_type=Path))
@option("-k", "only", metavar="TEXT")
@option("-v", "--verbose", is_flag=True)
def test(app: "App", files: tuple[Path, ...], only: str | None, verbose: bool) -> int:
    """Run examples."""
    from .definitions import beside, workflows_folder
    from .sources import checked, files_of

    around = beside(app, files)
    every = (checked(path, around) for path in files_of(files or (workflows_folder(app),)))
    found = [one for one in every if one.kind == "workflow"]
    broken = [one for one in found if any(finding.severity == "error" for finding in one.findings)]
    if broken:
        from .definitions import answer as findings_answer

        app.answer(findings_answer(broken))
        return INVALID
    results = [result for one in found for result in rehearsed(app, one.path, around) if wanted(result, only)]
    app.answer(answer(results, verbose))
    failed = sum(not result.passed for result in results)
    app.tell(app.messages.paint(say("test.summary", passed=len(results) - failed, failed=failed), RED if failed else GREEN))
    if not results:
        raise Problem("no_examples", FAILED)
    return FAILED if failed else OK


def rehearsed(app: "App", path: Path, beside: "Beside") -> "Sequence[Result]":
    """The examples of one file, run."""
    from signoff.adapters.plugins import load_plugins
    from signoff.testing import desks
    from signoff.workflows.loader import load
    from signoff.workflows.people_file import load_people
    from signoff.workflows.rehearsal import rehearse

    calendars = beside.known(path)
    loaded: Loaded = load(path, known_calendars=calendars.__contains__, policies=beside.source(), plugins=load_plugins().versions())
    chosen = app.flags.get("people")
    people = load_people(Path(str(chosen))) if chosen else None
    return rehearse(loaded, desks(calendars), people=people, calendars=calendars.get)


def wanted(result: "Result", only: str | None) -> bool:
    """Whether the example is among those asked for."""
    return only is None or any(only.casefold() in title.casefold() for title in (result.title or {}).values())


def answer(results: "Sequence[Result]", verbose: bool) -> Answer:
    """The results, in the order of the files."""

    def text(screen: Screen) -> Iterator[str]:
        for file in dict.fromkeys(result.file for result in results):
            yield screen.paint(file, BOLD)
            for result in results:
                if result.file == file:
                    yield from lines(result, screen, verbose)

    failed = sum(not result.passed for result in results)
    items = [as_json(result) for result in results]
    columns = ("file", "line", "title", "passed", "failures")
    return Answer("test", {"passed": len(results) - failed, "failed": failed}, text, items, "example", columns)


def title_of(result: "Result") -> str:
    """What the example is called."""
    return label(result.title or {}, say("test.untitled", n=result.index + 1))


def lines(result: "Result", screen: Screen, verbose: bool) -> Iterator[str]:
    """One example; what was done is shown where it failed."""
    room, wide = screen.columns or 10_000, max(width(say("test.passed")), width(say("test.failed")))
    word, tones = (say("test.passed"), (GREEN,)) if result.passed else (say("test.failed"), (RED, BOLD))
    yield f"  {screen.paint(pad(word, wide), *tones)}  {title_of(result)}"
    if verbose or not result.passed:
        yield from (screen.paint(line, DIM) for taken in result.taken for line in wrap(f"{' ' * 8}{went(taken)}", room, " " * 10))
    for failure in result.failures:
        yield from wrap(f"      ✗ {otherwise(failure)} ({result.file}:{failure.line}:{failure.column})", room, " " * 8)


def went(taken: "Taken") -> str:
    """What was done, and where the case was then."""
    return str(replace(taken, refused=None, step=say("test.refused", code=taken.refused))) if taken.refused else str(taken)


def otherwise(failure: "Failure") -> str:
    """What is otherwise than written, in the language spoken, as are the reasons of a refusal that it tells."""
    from signoff.workflows.rehearsal_result import told

    sentence = in_tongue(failure.message) or failure.message
    for reason in failure.reasons:
        said = say("test.reason", code=reason.code, why=reason_sentence(reason))
        sentence = sentence.replace(told(reason), said)
    return sentence


def as_json(result: "Result") -> dict[str, Any]:
    """An example as JSON."""
    taken = [{"what": t.what, "at": t.at, "by": t.by, "step": t.step, "refused": t.refused, "line": t.line} for t in result.taken]
    failures = [{"message": f.message, "line": f.line, "column": f.column} for f in result.failures]
    place = {"file": result.file, "line": result.line, "column": result.column}
    return {**place, "title": title_of(result), "passed": result.passed, "failures": failures, "taken": taken}
