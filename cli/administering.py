"""Administrators' verbs, for one case, several, or all a filter finds: rest, waking, an end, a jump, time, the next rung, another try."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .bulk import carried_out, chosen, many
from .options import command, option
from .people_of import someone

if TYPE_CHECKING:
    from signoff.engine.commands import OnCase
    from signoff.engine.views import CaseView

    from .app import App

reason_option = option("--reason", "-m", metavar="TEXT", required=True)


def asked(app: "App", verb: str, cases: tuple[str, ...], dry_run: bool, wanted: dict[str, Any], **given: object) -> int:
    """The verb for every case that was named or found."""
    from signoff.engine import commands

    by, made = someone(app), getattr(commands, verb.capitalize())

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
@reason_option
def extend(app: "App", cases: tuple[str, ...], to: str, reason: str, dry_run: bool, **wanted: Any) -> int:
    """Give more time."""
    return asked(app, "extend", cases, dry_run, wanted, to=to, reason=reason)


@command("escalate")
@many
@reason_option
def escalate(app: "App", cases: tuple[str, ...], reason: str, dry_run: bool, **wanted: Any) -> int:
    """The next rung, now."""
    return asked(app, "escalate", cases, dry_run, wanted, reason=reason)


@command("retry")
@many
@reason_option
def retry(app: "App", cases: tuple[str, ...], reason: str, dry_run: bool, **wanted: Any) -> int:
    """Open the children after all."""
    return asked(app, "retry", cases, dry_run, wanted, reason=reason)
