"""The verbs that change a case: each says what changed and who is next."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .acted import Acted, answer, undone
from .beforehand import looked_at
from .bulk import carried_out as for_each
from .bulk import chosen, many
from .called import Called
from .errors import OK, USAGE, Problem
from .fields import fields_at, fields_of, reference, shaped
from .messages import say
from .options import case_argument, command, data_of, data_options, option
from .people_of import someone

if TYPE_CHECKING:
    from signoff.engine.commands import OnCase
    from signoff.engine.views import CaseView

    from .app import App

task_option = option("--task", metavar="ID")
request_option = option("--request-id", metavar="ID")
comment_option = option("--comment", "-m", metavar="TEXT")


def carried_out(app: "App", verb: str, case: str, do: "Callable[[str], CaseView]") -> None:
    """Do it, and tell what it brought about."""
    by = someone(app)
    before = app.engine.case(case)
    after = do(by)
    app.answer(answer(Acted(verb, by, before, after, undone(app, after)), app.names, app.now))


@command("start")
@click.argument("workflow")
@data_options
@option("--key", metavar="KEY")
@option("--subject", nargs=2, metavar="KIND ID")
@comment_option
@request_option
def start(
    app: "App",
    workflow: str,
    data: tuple[str, ...],
    data_file: str | None,
    key: str | None,
    subject: tuple[str, str] | None,
    comment: str | None,
    request_id: str | None,
) -> None:
    """Start a case."""
    from signoff.engine.commands import Start

    by, values = someone(app), data_of(data, data_file)
    app.begins = True
    if workflow not in app.opened.workflows and app.broken is not None:
        raise app.broken
    given = shaped(values, fields_of(app, workflow), Called.by(app))
    looked_at(app, Start(workflow=workflow, by=by, data=given, key=key, subject=subject, comment=comment))
    case = app.engine.start(workflow, by=by, data=given, key=key, subject=subject, comment=comment, request_id=request_id)
    app.answer(answer(Acted("start", by, None, case, undone(app, case)), app.names, app.now))


@command("act")
@many
@click.argument("action")
@comment_option
@data_options
@task_option
@option("--to", metavar="STEP", help="opt.to_step")
@option("--resume", type=click.Choice(["rewalk", "straight_back", "reapprove_marked"]))
@option("--edits", type=click.Choice(["substantive", "formal"]))
@option("--behalf-of", metavar="PERSON")
@option("--attach", metavar="FILE", multiple=True, type=click.Path(path_type=Path))
@option("--revision", type=int)
@request_option
def act(
    app: "App",
    cases: tuple[str, ...],
    action: str,
    dry_run: bool,
    data: tuple[str, ...],
    data_file: str | None,
    attach: tuple[Path, ...],
    workflow: str | None,
    step: str | None,
    holder: str | None,
    overdue: bool,
    **more: str | int | None,
) -> int:
    """Take an action: on one case, on several, or on all that a filter finds."""
    from signoff.engine.commands import Act

    wanted = {"workflow": workflow, "step": step, "holder": holder, "overdue": overdue}
    given: dict[str, Any] = {**present(more), **({"attachments": tuple(map(reference, attach))} if attach else {})}
    if len(cases) == 1 and not dry_run and not any(wanted.values()):
        (case,) = cases

        def do(by: str) -> "CaseView":
            values, id = values_for(app, case, data, data_file), app.names.meant(app.engine.case(case), action)
            looked_at(app, Act(case=case, by=by, action=id, data=values, **given))
            return app.engine.act(case, id, by=by, data=values or None, **given)

        carried_out(app, action, case, do)
        return OK
    for name in ("task", "revision", "request_id"):
        if name in given:
            raise Problem("one_case", USAGE, say("hint.one_case"), option="--" + name.replace("_", "-"))
    by, values, called = someone(app), data_of(data, data_file), Called.by(app)

    def asked(case: "CaseView") -> "Iterable[OnCase]":
        shapes = shaped(values, fields_at(app, case.id, values), called)
        yield Act(case=case.id, by=by, action=app.names.meant(case, action), data=shapes, **given)

    return for_each(app, "act", chosen(app, cases, wanted), asked, dry_run)


@command("claim")
@case_argument
@task_option
@request_option
def claim(app: "App", case: str, **more: str | None) -> None:
    """Take a pool's task."""
    carried_out(app, "claim", case, lambda by: app.engine.claim(case, by=by, **present(more)))


@command("release")
@case_argument
@task_option
@request_option
def release(app: "App", case: str, **more: str | None) -> None:
    """Give it back."""
    carried_out(app, "release", case, lambda by: app.engine.release(case, by=by, **present(more)))


@command("transfer")
@case_argument
@option("--to", metavar="PERSON", required=True, help="opt.to_person")
@comment_option
@task_option
@request_option
def transfer(app: "App", case: str, to: str, **more: str | None) -> None:
    """Hand a seat on."""
    carried_out(app, "transfer", case, lambda by: app.engine.transfer(case, by=by, to=to, **present(more)))


@command("delegate")
@case_argument
@option("--to", metavar="PERSON", required=True, help="opt.to_delegate")
@comment_option
@task_option
@request_option
def delegate(app: "App", case: str, to: str, **more: str | None) -> None:
    """Lend a seat."""
    carried_out(app, "delegate", case, lambda by: app.engine.delegate(case, by=by, to=to, **present(more)))


@command("give-back")
@case_argument
@option("--opinion", metavar="ACTION", help="opt.opinion")
@comment_option
@task_option
@request_option
def give_back(app: "App", case: str, **more: str | None) -> None:
    """Give a lent seat back."""
    carried_out(app, "give_back", case, lambda by: app.engine.give_back(case, by=by, **present(more)))


@command("add-signer")
@case_argument
@option("--who", metavar="PERSON", multiple=True, required=True, help="opt.who")
@option("--where", type=click.Choice(["before", "after", "parallel"]))
@option("--rule", metavar="RULE", help="opt.rule")
@comment_option
@task_option
@request_option
def add_signer(app: "App", case: str, who: tuple[str, ...], **more: str | None) -> None:
    """Ask others to sign, too."""
    carried_out(app, "add_signer", case, lambda by: app.engine.add_signer(case, by=by, who=who, **present(more)))


@command("remove-signer")
@case_argument
@option("--task", metavar="ID", required=True)
@comment_option
@request_option
def remove_signer(app: "App", case: str, task: str, **more: str | None) -> None:
    """Take a seat out."""
    carried_out(app, "remove_signer", case, lambda by: app.engine.remove_signer(case, by=by, task=task, **present(more)))


@command("withdraw")
@case_argument
@comment_option
@data_options
@request_option
def withdraw(app: "App", case: str, data: tuple[str, ...], data_file: str | None, **more: str | None) -> None:
    """Pull a case back."""

    def do(by: str) -> "CaseView":
        return app.engine.withdraw(case, by=by, data=values_for(app, case, data, data_file) or None, **present(more))

    carried_out(app, "withdraw", case, do)


@command("take-back")
@case_argument
@comment_option
@task_option
@request_option
def take_back(app: "App", case: str, **more: str | None) -> None:
    """Take one's own last act back."""
    carried_out(app, "take_back", case, lambda by: app.engine.take_back(case, by=by, **present(more)))


@command("consent-back")
@case_argument
@comment_option
@request_option
def consent_back(app: "App", case: str, **more: str | None) -> None:
    """Agree that an act is taken back."""
    carried_out(app, "consent_back", case, lambda by: app.engine.consent_back(case, by=by, **present(more)))


@command("decline-back")
@case_argument
@comment_option
@request_option
def decline_back(app: "App", case: str, **more: str | None) -> None:
    """Do not agree."""
    carried_out(app, "decline_back", case, lambda by: app.engine.decline_back(case, by=by, **present(more)))


@command("comment")
@case_argument
@click.argument("text")
@option("--answers", metavar="ID")
@request_option
def comment(app: "App", case: str, text: str, **more: str | None) -> None:
    """Say something."""
    carried_out(app, "comment", case, lambda by: app.engine.comment(case, by=by, text=text, **present(more)))


@command("edit")
@case_argument
@data_options
@task_option
@option("--edits", type=click.Choice(["substantive", "formal"]))
@option("--revision", type=int)
@request_option
def edit(app: "App", case: str, data: tuple[str, ...], data_file: str | None, **more: str | int | None) -> None:
    """Change fields."""

    def do(by: str) -> "CaseView":
        return app.engine.edit(case, by=by, data=values_for(app, case, data, data_file), **present(more))

    carried_out(app, "edit", case, do)


def values_for(app: "App", case: str, data: tuple[str, ...], file: str | None) -> dict[str, object]:
    """The data given, in the shape of the fields of the case."""
    given = data_of(data, file)
    return shaped(given, fields_at(app, case, given), Called.by(app))


def present(more: Mapping[str, object]) -> dict[str, Any]:
    """The options that were given."""
    return {name: value for name, value in more.items() if value is not None}
