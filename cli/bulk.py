"""`act`, `remind`, `reassign` and `succeed`: for one case, for several, or for all that a filter finds; `--dry-run` only shows which."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from signoff.engine.frozen import dataclass

from .acted import Acted, undone
from .acted import answer as one_answer
from .beforehand import doubted, looked_at
from .errors import OK, REFUSED, USAGE, Problem, reason_sentence
from .messages import count, say
from .numbers import CaseArgument
from .options import cases_like, command, option
from .output import Answer
from .people_of import someone
from .screen import BOLD, DIM, GREEN, YELLOW, Screen
from .tables import Cell, Column, table

if TYPE_CHECKING:
    from signoff.engine.commands import OnCase
    from signoff.engine.errors import Reason
    from signoff.engine.views import CaseView

    from .app import App
    from .naming import Names

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one seat or case: `done`, `would` (a dry run), or why not."""

    case: "CaseView"
    task: str | None
    state: str
    reasons: "tuple[Reason, ...]" = ()


def many(function: F) -> F:
    """Cases by name, or by a filter."""
    for add in (
        option("--dry-run", is_flag=True),
        option("--overdue", is_flag=True),
        option("--holder", metavar="PERSON"),
        option("--step", metavar="ID"),
        option("--workflow", metavar="ID"),
        click.argument("cases", nargs=-1, metavar="[CASE]...", cls=CaseArgument, shell_complete=cases_like),
    ):
        function = add(function)
    return function


@command("remind")
@many
@option("--reason", "-m", metavar="TEXT")
def remind(app: "App", cases: tuple[str, ...], reason: str | None, dry_run: bool, **wanted: Any) -> int:
    """Urge the holders."""
    from signoff.engine.commands import Remind

    by = someone(app)

    def asked(case: "CaseView") -> "Iterable[OnCase]":
        yield Remind(case=case.id, by=by, reason=reason)

    return carried_out(app, "remind", chosen(app, cases, wanted), asked, dry_run)


@command("reassign")
@many
@option("--to", metavar="PERSON", required=True, help="opt.to_person")
@option("--reason", "-m", metavar="TEXT", required=True)
@option("--task", metavar="ID")
def reassign(app: "App", cases: tuple[str, ...], to: str, reason: str, task: str | None, dry_run: bool, **wanted: Any) -> int:
    """Give seats to another person: with `--holder`, the seats of that one."""
    from signoff.engine.commands import Reassign

    by, holder = someone(app), wanted["holder"]

    def asked(case: "CaseView") -> "Iterable[OnCase]":
        held: list[str | None] = [one.id for one in case.tasks if one.holder == holder] if holder is not None and task is None else [task]
        yield from (Reassign(case=case.id, by=by, to=to, reason=reason, task=id) for id in held)

    return carried_out(app, "reassign", chosen(app, cases, wanted), asked, dry_run)


@command("succeed")
@many
@option("--reason", "-m", metavar="TEXT", required=True)
@option("--task", metavar="ID")
def succeed(app: "App", cases: tuple[str, ...], reason: str, task: str | None, dry_run: bool, **wanted: Any) -> int:
    """Seats go with their posts: with `--holder`, those of somebody who has left one."""
    from signoff.engine.commands import Succeed

    by, holder = someone(app), wanted["holder"]

    def asked(case: "CaseView") -> "Iterable[OnCase]":
        held: list[str | None] = [one.id for one in case.tasks if holder in (None, one.holder)] if task is None else [task]
        yield from (Succeed(case=case.id, by=by, reason=reason, task=id) for id in held)

    return carried_out(app, "succeed", chosen(app, cases, wanted), asked, dry_run)


@command("hand-over")
@click.argument("person")
@option("--to", metavar="PERSON", required=True, help="opt.to_person")
@option("--reason", "-m", metavar="TEXT", required=True)
@option("--dry-run", is_flag=True)
def hand_over(app: "App", person: str, to: str, reason: str, dry_run: bool) -> int:
    """Everything that lies with somebody who leaves."""
    handed = app.engine.hand_over(person, to=to, by=someone(app), reason=reason, dry_run=dry_run)
    cases = {one.case: app.engine.case(one.case) for one in handed}
    found = [Done(cases[one.case], one.task, "refused" if one.reasons else "would" if dry_run else "done", one.reasons) for one in handed]
    return reported(app, "hand-over", found, dry_run)


def chosen(app: "App", names: Sequence[str], wanted: dict[str, Any]) -> list["CaseView"]:
    """The cases named, or the open ones that the filter finds; to ask for all of them is too easy a slip."""
    if names:
        return [case for case in map(app.engine.case, names) if fits(case, wanted)]
    if not any(wanted.values()):
        raise Problem("no_cases", USAGE, say("hint.no_cases"))
    return list(app.engine.cases(open=True, limit=100_000, **wanted))


def fits(case: "CaseView", wanted: dict[str, Any]) -> bool:
    """Whether a case that was named is one that the filter finds, too."""
    holder = wanted["holder"]
    same = all(wanted[name] in (None, getattr(case, name)) for name in ("workflow", "step"))
    return same and (holder is None or any(task.holder == holder for task in case.tasks))


def carried_out(app: "App", verb: str, cases: "Sequence[CaseView]", asked: "Callable[[CaseView], Iterable[OnCase]]", dry_run: bool) -> int:
    """Do it for each; a refusal stops none of the others. One case alone is told as any act is."""
    if len(cases) == 1 and not dry_run:
        commands = list(asked(cases[0]))
        after = [run(app, verb, one) for one in commands][-1]
        app.answer(one_answer(Acted(verb, commands[0].by, cases[0], after, undone(app, after)), app.names, app.now))
        return OK
    found = [done for case in cases for one in asked(case) for done in tried(app, verb, case, one, dry_run)]
    return reported(app, verb, found, dry_run)


def reported(app: "App", verb: str, found: Sequence[Done], dry_run: bool) -> int:
    """Tell what became of each, and how many were refused."""
    app.answer(answer(verb, found, app.names))
    refused = sum(bool(done.reasons) for done in found)
    app.tell(
        say(
            "bulk.summary",
            done=count("bulk.would" if dry_run else "bulk.done", len(found) - refused),
            refused=count("bulk.refused", refused),
        )
    )
    return REFUSED if refused else OK


def run(app: "App", verb: str, command: "OnCase") -> "CaseView":
    """Carry one command out, by the engine's verb of its name."""
    from dataclasses import fields

    looked_at(app, command)
    given = {f.name: getattr(command, f.name) for f in fields(command) if f.name not in ("case", "request_id")}
    done: CaseView = getattr(app.engine, verb)(command.case, **given)
    return done


def tried(app: "App", verb: str, case: "CaseView", command: "OnCase", dry_run: bool) -> Iterator[Done]:
    """What became of one command, or would."""
    from signoff.engine.errors import Refused

    task = getattr(command, "task", None)
    if dry_run:
        reasons = app.engine.allowed(command).reasons or doubted(app, command)
        yield Done(case, task, "refused" if reasons else "would", reasons)
        return
    try:
        yield Done(run(app, verb, command), task, "done")
    except Refused as error:
        yield Done(case, task, "refused", error.reasons)


def answer(verb: str, found: Sequence[Done], names: "Names") -> Answer:
    """A line for each."""

    def text(screen: Screen) -> list[str]:
        columns = [Column(say("col.case"), "keep"), Column(say("col.step")), Column(say("col.holder")), Column(say("col.what"), "wrap")]
        return table(columns, [row(done, names) for done in found], screen) if found else []

    items = [
        {
            "case": one.case.id,
            "key": one.case.key,
            "workflow": one.case.workflow,
            "step": one.case.step,
            "task": one.task,
            "state": one.state,
        }
        | {"reasons": one.reasons}
        for one in found
    ]
    return Answer(f"{verb}-many", {"verb": verb}, text, items, "deed")


def row(done: Done, names: "Names") -> list[Cell | str]:
    """One line."""
    from .looks import holders

    told = say("list.clause").join(f"{reason_sentence(reason)} [{reason.code}]" for reason in done.reasons)
    tone = YELLOW if done.reasons else DIM if done.state == "would" else GREEN
    return [
        Cell(done.case.key, (BOLD,)),
        names.step(done.case.definition, done.case.step),
        holders(done.case, names),
        Cell(told or say(f"state.{done.state}"), (tone,)),
    ]
