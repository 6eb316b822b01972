"""What is done beside deciding: ask, copy, confirm having read, keep a draft; and what a person may see and change."""

from typing import TYPE_CHECKING, Any

from .acting import carried_out, comment_option, present, request_option, task_option, values_for
from .messages import label, language, said, say
from .options import case_argument, command, data_options, option
from .output import Answer, plain
from .people_of import someone
from .screen import DIM, Screen
from .tables import Cell, Column, pairs, table
from .values import told

if TYPE_CHECKING:
    from signoff.engine.views import CaseView

    from .app import App


SIGNATURE = (
    "step",
    "round",
    "action",
    "principal",
    "actor",
    "at",
    "revision",
    "seal",
    "current",
    "superseded",
    "kept",
    "comment",
    "circled",
    "automatic",
    "attachments",
)


@command("ask")
@case_argument
@option("--to", metavar="PERSON", required=True, help="opt.to_asked")
@option("--text", "-m", metavar="TEXT", required=True, help="opt.question")
@task_option
@request_option
def ask(app: "App", case: str, to: str, text: str, **more: str | None) -> None:
    """Ask a person for information."""
    carried_out(app, "ask", case, lambda by: app.engine.ask(case, by=by, to=to, text=text, **present(more)))


@command("copy-to")
@case_argument
@option("--to", metavar="PERSON", required=True, multiple=True, help="opt.to_reader")
@option("--text", "-m", metavar="TEXT", help="opt.comment")
@option("--receipt", is_flag=True)
@request_option
def copy_to(app: "App", case: str, to: tuple[str, ...], receipt: bool, **more: str | None) -> None:
    """Give persons a copy."""
    carried_out(app, "copy_to", case, lambda by: app.engine.copy_to(case, by=by, to=to, receipt=receipt, **present(more)))


@command("read")
@case_argument
@request_option
def read(app: "App", case: str, **more: str | None) -> None:
    """Confirm having read."""
    carried_out(app, "read", case, lambda by: app.engine.read(case, by=by, **present(more)))


@command("hold")
@case_argument
@option("--action", metavar="ACTION", help="opt.hold_action")
@comment_option
@data_options
@task_option
@option("--show", "only_show", is_flag=True, help="opt.hold_show")
@request_option
def hold(app: "App", case: str, data: tuple[str, ...], data_file: str | None, only_show: bool, **more: str | None) -> None:
    """Keep a draft of a decision, or show the one that is kept."""
    if only_show:
        app.answer(kept(app, case))
        return

    def do(by: str) -> "CaseView":
        return app.engine.hold(case, by=by, data=values_for(app, case, data, data_file), **present(more))

    carried_out(app, "hold", case, do)


def kept(app: "App", case: str) -> Answer:
    """The draft of whoever asks."""
    draft = app.engine.draft(case, by=someone(app))
    names = ("task", "at", "action", "comment", "data")
    body: dict[str, Any] = {"draft": {name: getattr(draft, name) for name in names} if draft is not None else None}

    def text(screen: Screen) -> list[str]:
        if draft is None:
            return [say("hold.none")]
        rows: list[tuple[str, str | Cell]] = [(say("col.action"), draft.action or ""), (say("hold.comment"), draft.comment or "")]
        return pairs([*rows, *((name, str(value)) for name, value in draft.data.items())], screen)

    return Answer("draft", body, text)


@command("fields")
@case_argument
def fields(app: "App", case: str) -> None:
    """What every field is to a person now."""
    by = someone(app)
    view, found = app.engine.case(case, by=by), app.engine.fields(case, by=by)

    def text(screen: Screen) -> list[str]:
        columns = [Column(say("col.field"), "keep"), Column(say("col.name")), Column(say("col.right"), "keep")]
        rows: list[list[Cell | str]] = [
            [name, Cell(app.names.field(view.definition, name), (DIM,)), said(f"right.{right}", right)] for name, right in found.items()
        ]
        return table(columns, rows, screen)

    app.answer(Answer("fields", {"case": view.id, "key": view.key, "person": by, "fields": found}, text))


@command("diff")
@case_argument
@option("--since", type=int, metavar="N", required=True, help="opt.since_revision")
@option("--until", type=int, metavar="N", help="opt.until_revision")
def diff(app: "App", case: str, since: int, until: int | None) -> None:
    """What reads otherwise than at an earlier revision."""
    view, found = app.engine.case(case), app.engine.differences(case, since=since, until=until)

    def written(name: str, value: object, screen: Screen) -> str:
        return told(value, app.names.described(view.definition, name), app.names, screen.zone)

    def text(screen: Screen) -> list[str]:
        if not found:
            return [say("diff.none")]
        columns = [Column(say("col.name")), Column(say("col.before"), "wrap"), Column(say("col.after"), "wrap")]
        rows: list[list[Cell | str]] = [
            [app.names.field(view.definition, name), *(written(name, one, screen) for one in changed)] for name, changed in found.items()
        ]
        return table(columns, rows, screen)

    items = [{"field": name, "before": plain(one.before), "after": plain(one.after)} for name, one in found.items()]
    body = {"case": view.id, "key": view.key, "since": since, "until": until or view.revision}
    app.answer(Answer("diff", body, text, items, "difference", ("field", "before", "after")))


@command("sheet")
@case_argument
def sheet(app: "App", case: str) -> None:
    """Who signed what."""
    view, signed = app.engine.case(case), app.engine.sheet(case)
    persons = {id: app.names.person(id) for line in signed for id in (line.actor, line.principal)}

    def text(screen: Screen) -> list[str]:
        columns = [Column(say("col.step")), Column(say("col.signature"), "wrap")]
        rows: list[list[Cell | str]] = [
            [
                label(line.title, line.step),
                Cell(line.text(persons, language=language(), zone=screen.zone), (DIM,) if line.superseded else ()),
            ]
            for line in signed
        ]
        return table(columns, rows, screen)

    items = [{name: plain(getattr(line, name)) for name in SIGNATURE} for line in signed]
    app.answer(Answer("sheet", {"case": view.id, "key": view.key}, text, items, "signature", SIGNATURE))
