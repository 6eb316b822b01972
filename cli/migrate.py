"""`migrate`: cases under way go over to another definition. With `--dry-run` the plan is shown and nothing is written."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from .errors import OK, REFUSED, USAGE, Problem, reason_sentence
from .messages import count, say
from .numbers import CaseArgument
from .options import cases_like, command, data_of, data_options, option
from .output import Answer
from .people_of import someone
from .screen import BOLD, DIM, GREEN, YELLOW, Screen
from .tables import Cell, Column, table
from .times import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from signoff.engine.errors import Reason
    from signoff.engine.migration_plan import CasePlan, Migration, MigrationPlan
    from signoff.engine.ports import CaseFilter

    from .app import App
    from .naming import Names


@command("migrate")
@click.argument("workflow")
@click.argument("cases", nargs=-1, metavar="[CASE]...", cls=CaseArgument, shell_complete=cases_like)
@option("--to", "target", metavar="HASH", default="current", help="opt.to_definition")
@option("--map", "mapping", metavar="OLD=NEW", multiple=True, help="opt.map")
@data_options
@option("--step", metavar="ID")
@option("--holder", metavar="PERSON")
@option("--reason", "-m", metavar="TEXT")
@option("--dry-run", is_flag=True, help="opt.dry_run_plan")
def migrate(
    app: "App",
    workflow: str,
    cases: tuple[str, ...],
    target: str,
    mapping: tuple[str, ...],
    data: tuple[str, ...],
    data_file: str | None,
    step: str | None,
    holder: str | None,
    reason: str | None,
    dry_run: bool,
) -> int:
    """Plan, and unless it is a dry run carry out what can be."""
    by = "" if dry_run else someone(app)
    if not dry_run and not reason:
        raise Problem("no_reason", USAGE, say("hint.no_reason"))
    chosen = cases or wanted(step, holder)
    plan = app.engine.plan_migration(workflow, to=target, cases=chosen, mapping=steps(mapping), data=data_of(data, data_file))
    if dry_run:
        app.answer(planned(plan, app.names))
        app.tell(say("bulk.summary", done=count("bulk.would", len(plan.ready)), refused=count("bulk.refused", len(plan.refused))))
        return OK if plan else REFUSED
    done = app.engine.migrate_all(plan, by=by, reason=str(reason))
    app.answer(carried_out(done.rows, plan.to))
    went = len(done.of("migrated"))
    app.tell(say("bulk.summary", done=count("bulk.done", went), refused=count("bulk.refused", len(done.rows) - went)))
    return OK if done else REFUSED


def wanted(step: str | None, holder: str | None) -> "CaseFilter":
    """The open cases meant."""
    from signoff.engine.ports import CaseFilter

    return CaseFilter(step=step, holder=holder)


def steps(given: Sequence[str]) -> dict[str, str]:
    """`OLD=NEW` as a mapping."""
    found: dict[str, str] = {}
    for entry in given:
        old, equals, new = entry.partition("=")
        if not (equals and old.strip() and new.strip()):
            raise click.BadOptionUsage("--map", say("usage.map", entry=entry))
        found[old.strip()] = new.strip()
    return found


def planned(plan: "MigrationPlan", names: "Names") -> Answer:
    """The plan, case by case."""

    def text(screen: Screen) -> list[str]:
        columns = [Column(say("col.case"), "keep"), Column(say("col.step")), Column(say("col.to")), Column(say("col.what"), "wrap")]
        rows: list[list[Cell | str]] = []
        for one in plan.cases:
            lines = list(told(one, names, plan.to, screen)) or [Cell(say("migrate.unchanged"), (DIM,))]
            to = names.step(plan.to, one.to) if one.to else ""
            rows.append([Cell(one.key, (BOLD,)), names.step(one.was, one.step), to, lines[0]])
            rows += [["", "", "", line] for line in lines[1:]]
        return table(columns, rows, screen) if rows else []

    body = {"workflow": plan.workflow, "to": plan.to, "version": plan.version, "unmapped": plan.unmapped}
    return Answer("migration-plan", body, text, [as_json(one) for one in plan.cases], "case")


PLANNED = (
    "case", "key", "was", "step", "to", "reasons", "tasks", "opened", "stands", "falls", "due_at", "was_due_at", "timers", "done", "clocks",
    "fields", "left_out", "forgotten", "renewed", "lapsed", "itself", "then",
)  # fmt: skip
"""What JSON says of each case of a plan."""


def as_json(one: "CasePlan") -> dict[str, object]:
    """What would become of a case."""
    plain = {name: getattr(one, name) for name in PLANNED}
    return plain | {"ready": one.ready, "branches": [as_json(branch) for branch in one.branches]}


def told(one: "CasePlan", names: "Names", to: str, screen: Screen) -> "Iterator[Cell]":
    """What would become of a case, in sentences."""
    if one.reasons:
        yield from (refused(reason) for reason in one.reasons)
        return
    yield from of_seats(one, names, to)
    yield from of_clocks(one, names, to, screen)
    listed = say("list.comma").join
    for how in ("added", "changed", "removed"):
        fields = [name for name, kind in one.fields.items() if kind == how]
        if fields:
            yield Cell(say(f"migrate.{how}", fields=listed(fields)))
    if one.left_out:
        yield Cell(say("migrate.left_out", steps=listed(names.step(one.was, id) for id in one.left_out)), (DIM,))
    yield from of_returns(one, names, to)
    for branch in one.branches:
        lines = list(told(branch, names, to, screen))
        yield Cell(say("migrate.branch", key=branch.key, step=names.step(to, branch.to) if branch.to else branch.step), (DIM,))
        yield from lines or [Cell(say("migrate.unchanged"), (DIM,))]


def of_seats(one: "CasePlan", names: "Names", to: str) -> "Iterator[Cell]":
    """Whether it moves on by itself, who is asked then, and which approvals stand."""
    listed = say("list.comma").join
    if one.then is not None or one.itself:
        actions = listed(names.action(to, one.to or "", action) for action in one.itself)
        there = names.step(to, one.then or one.to or "")
        yield Cell(say("migrate.itself" if actions else "migrate.then", actions=actions, step=there), (YELLOW, BOLD))
    kept = [task for task in one.tasks if task.kept]
    if kept:
        yield Cell(count("migrate.kept", len(kept)), (GREEN,))
    if len(kept) < len(one.tasks):
        if one.opened or one.then is None:
            people = listed(names.person(who) if who else say("show.none") for who in one.opened)
            yield Cell(say("migrate.anew", people=people), (YELLOW,))
        yield from let_go(one, names)
    for key, steps in (("migrate.stands", one.stands), ("migrate.falls", one.falls)):
        if steps:
            yield Cell(say(key, steps=listed(names.step(to, id) for id in steps)), (DIM if key == "migrate.stands" else YELLOW,))


def of_clocks(one: "CasePlan", names: "Names", to: str, screen: Screen) -> "Iterator[Cell]":
    """What is due at another instant then."""

    def when(at: "datetime | None") -> str:
        return stamp(at, screen.zone) if at else say("fix.none")

    if one.due_at != one.was_due_at:
        yield Cell(say("migrate.due", was=when(one.was_due_at), now=when(one.due_at)))
    for clock, (was, due) in one.clocks.items():
        yield Cell(say("migrate.clock", clock=names.clock(to if due else one.was, clock), was=when(was), now=when(due)))


def of_returns(one: "CasePlan", names: "Names", to: str) -> "Iterator[Cell]":
    """What becomes of promises, and of requests to take an act back."""
    for key, where, steps in (("forgotten", one.was, one.forgotten), ("renewed", to, one.renewed)):
        if steps:
            yield Cell(say(f"migrate.{key}", steps=say("list.comma").join(names.step(where, id) for id in steps)), (YELLOW,))
    if one.lapsed:
        yield Cell(say("migrate.lapsed", people=named(one.lapsed, names)), (YELLOW,))


def let_go(one: "CasePlan", names: "Names") -> "Iterator[Cell]":
    """Whose decision at the step counts no more, and whose turn it was and is no longer: added signers and delegates, too."""
    gone = [(task.holder, task.outcome) for task in one.tasks if not task.kept and task.holder is not None]
    decided = [holder for holder, outcome in gone if outcome is not None]
    over = [holder for holder, outcome in gone if outcome is None and holder not in one.opened]
    for key, people in (("migrate.undone", decided), ("migrate.over", over)):
        if people:
            yield Cell(say(key, people=named(people, names)), (YELLOW,))


def named(people: "Iterable[str]", names: "Names") -> str:
    """All of them, each once."""
    return say("list.comma").join(names.person(who) for who in dict.fromkeys(people))


def refused(reason: "Reason") -> Cell:
    """Why a case would stay."""
    return Cell(f"{reason_sentence(reason)} [{reason.code}]", (YELLOW,))


def carried_out(rows: "Sequence[Migration]", to: str) -> Answer:
    """What became of each."""

    def text(screen: Screen) -> list[str]:
        columns = [Column(say("col.case"), "keep"), Column(say("col.what"), "wrap")]
        cells: list[list[Cell | str]] = []
        for row in rows:
            why = say("list.clause").join(refused(reason).text for reason in row.reasons)
            cells.append([Cell(row.key, (BOLD,)), Cell(why, (YELLOW,)) if row.reasons else Cell(say("state.migrated"), (GREEN,))])
        return table(columns, cells, screen) if cells else []

    items = [{"case": row.case, "key": row.key, "state": row.state, "reasons": row.reasons} for row in rows]
    return Answer("migrated", {"to": to}, text, items, "case")
