"""`retry`: what has failed is tried again, for the cases named or for all of which `stuck` says that it would help."""

from typing import TYPE_CHECKING

import click

from .bulk import carried_out, fits
from .errors import USAGE, Problem
from .messages import say
from .numbers import CaseArgument
from .options import cases_like, command, option
from .people_of import someone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signoff.engine.commands import OnCase
    from signoff.engine.views import CaseView

    from .app import App

VERB = "retry"


@command(VERB)
@click.argument("cases", nargs=-1, metavar="[CASE]...", cls=CaseArgument, shell_complete=cases_like)
@option("--workflow", metavar="ID")
@option("--step", metavar="ID")
@option("--holder", metavar="PERSON")
@option("--all", "everything", is_flag=True, help="opt.retry_all")
@option("--effect", metavar="KEY")
@option("--dry-run", is_flag=True)
@option("--reason", "-m", metavar="TEXT", required=True)
def retry(
    app: "App", cases: tuple[str, ...], everything: bool, effect: str | None, dry_run: bool, reason: str, **wanted: str | None
) -> int:
    """Try again."""
    from signoff.engine.commands import Retry

    by = someone(app)

    def asked(case: "CaseView") -> "Iterable[OnCase]":
        yield Retry(case=case.id, by=by, reason=reason, effect=effect)

    if not (cases or everything or any(wanted.values())):
        raise Problem("no_cases", USAGE, say("hint.no_dead"))
    found = [case for case in map(app.engine.case, cases) if fits(case, wanted)] if cases else helped(app, wanted)
    return carried_out(app, VERB, found, asked, dry_run)


def helped(app: "App", wanted: dict[str, str | None]) -> list["CaseView"]:
    """The cases of the filter that a retry would mend, open or ended."""
    found = app.engine.stuck(**wanted, limit=100_000).findings  # type: ignore[arg-type]  # three of its filters
    ids = dict.fromkeys(one.case for one in found if any(command.verb == VERB for command in one.commands))
    return [app.engine.case(id) for id in ids]
