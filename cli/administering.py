"""Administrators' verbs, for one case, several, or all a filter finds: rest, an end, a jump, time, the next rung, another try, branches."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .bulk import carried_out, chosen, many
from .options import command, data_of, data_options, option
from .people_of import someone

if TYPE_CHECKING:
    from signoff.engine.commands import OnCase
    from signoff.engine.views import CaseView

    from .app import App

reason_option = option("--reason", "-m", metavar="TEXT", required=True)
branch_option = option("--branch", metavar="ID", required=True)
element_option = option("--element", metavar="VALUE")


def asked(app: "App", verb: str, cases: tuple[str, ...], dry_run: bool, wanted: dict[str, Any], **given: object) -> int:
    """The verb for every case that was named or found."""
    from signoff.engine import commands

    by, made = someone(app), getattr(commands, "".join(word.capitalize() for word in verb.split("_")))

    def each(case: "CaseView") -> "Iterable[OnCase]":
        yield made(case=case.id, by=by, **given)

    return carried_out(app, verb, chosen(app, cases, wanted), each, dry_run)


@command("suspend")
@many
@reason_option
def suspend(app: "App", cases: tuple[str, ...], reason: str, dry_run: bool, **wanted: Any) -> int:
    """Put to rest."""
    return asked(app, "suspend", cases, dry_run, wanted, reason=reason)


@command("resume")
@many
@option("--reason", "-m", metavar="TEXT")
@option("--keep-due", is_flag=True)
def resume(app: "App", cases: tuple[str, ...], reason: str | None, keep_due: bool, dry_run: bool, **wanted: Any) -> int:
    """Let go on."""
    return asked(app, "resume", cases, dry_run, wanted, reason=reason, keep_due=keep_due)


@command("terminate")
@many
@reason_option
def terminate(app: "App", cases: tuple[str, ...], reason: str, dry_run: bool, **wanted: Any) -> int:
    """End."""
    return asked(app, "terminate", cases, dry_run, wanted, reason=reason)


@command("jump")
@many
@option("--to", metavar="STEP", required=True, help="opt.jump_to")
@reason_option
def jump(app: "App", cases: tuple[str, ...], to: str, reason: str, dry_run: bool, **wanted: Any) -> int:
    """Move to another step."""
    return asked(app, "jump", cases, dry_run, wanted, to=to, reason=reason)


@command("extend")
@many
@option("--to", metavar="TIME", required=True, help="opt.extend_to")
@option("--clock", metavar="ID", help="opt.extend_clock")
@reason_option
def extend(app: "App", cases: tuple[str, ...], to: str, clock: str | None, reason: str, dry_run: bool, **wanted: Any) -> int:
    """Give more time."""
    return asked(app, "extend", cases, dry_run, wanted, to=to, clock=clock, reason=reason)


@command("escalate")
@many
@reason_option
def escalate(app: "App", cases: tuple[str, ...], reason: str, dry_run: bool, **wanted: Any) -> int:
    """The next rung, now."""
    return asked(app, "escalate", cases, dry_run, wanted, reason=reason)


@command("rearm")
@many
@option("--clock", metavar="ID", help="opt.extend_clock")
@reason_option
def rearm(app: "App", cases: tuple[str, ...], clock: str | None, reason: str, dry_run: bool, **wanted: Any) -> int:
    """Timers that are missing."""
    return asked(app, "rearm", cases, dry_run, wanted, clock=clock, reason=reason)


@command("acknowledge")
@many
@option("--code", metavar="CODE", required=True, help="opt.finding_code")
@option("--clock", metavar="ID", help="opt.finding_clock")
@reason_option
def acknowledge(app: "App", cases: tuple[str, ...], code: str, clock: str | None, reason: str, dry_run: bool, **wanted: Any) -> int:
    """Say that one has seen to it."""
    return asked(app, "acknowledge", cases, dry_run, wanted, code=code, clock=clock, reason=reason)


@command("start-branch")
@many
@branch_option
@element_option
@data_options
@reason_option
def start_branch(
    app: "App",
    cases: tuple[str, ...],
    branch: str,
    element: str | None,
    data: tuple[str, ...],
    data_file: str | None,
    reason: str,
    dry_run: bool,
    **wanted: Any,
) -> int:
    """One more child of a branch."""
    given = {"branch": branch, "element": as_element(element), "data": data_of(data, data_file), "reason": reason}
    return asked(app, "start_branch", cases, dry_run, wanted, **given)


@command("cancel-branch")
@many
@branch_option
@element_option
@reason_option
def cancel_branch(app: "App", cases: tuple[str, ...], branch: str, element: str | None, reason: str, dry_run: bool, **wanted: Any) -> int:
    """Running children of a branch, out."""
    return asked(app, "cancel_branch", cases, dry_run, wanted, branch=branch, element=as_element(element), reason=reason)


def as_element(given: str | None) -> object:
    """An element of a list: a row as JSON, anything else as it is written."""
    if given is None or not given.lstrip().startswith("{"):
        return given
    try:
        return json.loads(given, parse_float=str)
    except json.JSONDecodeError:
        return given
