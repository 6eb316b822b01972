"""`proxy set`, `list` and `end`: who stands in for whom (代理), as rows beside those of the directory."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from .helping import Group
from .looks import days
from .messages import count, said, say
from .options import command, option
from .output import Answer
from .people_of import someone
from .screen import BOLD, DIM, GREEN, YELLOW, Screen
from .tables import Cell, Column, table
from .times import stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signoff.engine.standing_proxies import ProxyView

    from .app import App
    from .naming import Names

proxy = Group(
    "proxy",
    sections={"commands": ("set", "list", "end")},
    lazy={"set": ".proxies:set_up", "list": ".proxies:listed", "end": ".proxies:end"},
)
FIELDS = (
    "id",
    "principal",
    "proxy",
    "from",
    "until",
    "proxy_kind",
    "scope",
    "fallback",
    "state",
    "reason",
    "set_by",
    "set_at",
    "ended_by",
    "ended_at",
    "ended_reason",
)
TONES = {"current": GREEN, "ahead": YELLOW}
DAY = click.DateTime(formats=["%Y-%m-%d"])


@command("set", key="proxy.set")
@click.argument("principal")
@click.argument("stand_in", metavar="PROXY")
@option("--from", "from_", type=DAY, metavar="DATE", help="opt.first_day")
@option("--until", type=DAY, metavar="DATE", help="opt.last_day")
@option("--kind", type=click.Choice(["act_for", "substitute_post", "ab_role"]), default="act_for", help="opt.proxy_kind")
@option("--scope", metavar="WORKFLOW[.STEP]", multiple=True, help="opt.proxy_scope")
@option("--fallback", metavar="PERSON", help="opt.fallback")
@option("--reason", metavar="TEXT", required=True)
def set_up(
    app: "App",
    principal: str,
    stand_in: str,
    from_: datetime | None,
    until: datetime | None,
    kind: str,
    scope: tuple[str, ...],
    fallback: str | None,
    reason: str,
) -> None:
    """Somebody stands in for somebody."""
    app.begins = True
    days = {"from_": from_.date() if from_ else None, "until": until.date() if until else None}
    rule = app.engine.proxy(principal, stand_in, by=someone(app), reason=reason, kind=kind, scope=scope, fallback=fallback, **days)
    app.answer(answer("proxy-set", [rule], app.names))
    app.tell(say("proxy.set", proxy=app.names.person(rule.proxy), principal=app.names.person(rule.principal)))


@command("list", key="proxy.list")
@click.argument("person", required=False)
@option("--all", "everything", is_flag=True, help="opt.proxy_all")
def listed(app: "App", person: str | None, everything: bool) -> None:
    """Who stands in for whom."""
    found = app.engine.proxies(person, everything=everything)
    app.answer(answer("proxies", found, app.names))
    app.tell(count("n.proxies", len(found)) if found else say("proxy.none"))


@command("end", key="proxy.end")
@click.argument("id")
@option("--reason", metavar="TEXT", required=True)
def end(app: "App", id: str, reason: str) -> None:
    """It counts no more."""
    rule = app.engine.end_proxy(id, by=someone(app), reason=reason)
    app.answer(answer("proxy-end", [rule], app.names))
    app.tell(say("proxy.ended", proxy=app.names.person(rule.proxy), principal=app.names.person(rule.principal)))


def answer(kind: str, found: "Sequence[ProxyView]", names: "Names") -> Answer:
    """A line for each."""

    def text(screen: Screen) -> list[str]:
        columns = [
            Column(say("col.principal")),
            Column(say("col.proxy")),
            Column(say("col.days"), "keep"),
            Column(say("col.kind"), "keep"),
            Column(say("col.scope"), "wrap"),
            Column(say("col.state"), "keep"),
            Column(say("col.reason"), "wrap"),
            Column(say("col.set_by")),
            Column(say("col.id"), "keep"),
        ]
        return table(columns, [row(view, names, screen) for view in found], screen) if found else []

    return Answer(kind, {}, text, [proxy_json(view) for view in found], "proxy", FIELDS)


def row(view: "ProxyView", names: "Names", screen: Screen) -> list[Cell | str]:
    """One line."""
    also = say("proxy.fallback", person=names.person(view.fallback)) if view.fallback else ""
    who = f"{names.person(view.set_by)} {stamp(view.set_at, screen.zone)}" if view.set_by and view.set_at else say("proxy.directory")
    over = f"{names.person(view.ended_by)}: {view.ended_reason}" if view.ended_by else ""
    return [
        Cell(names.person(view.principal), (BOLD,)),
        names.person(view.proxy) + also,
        days(view.from_, view.until),
        said(f"proxy.{view.kind}", view.kind),
        say("list.comma").join(view.scope) or say("proxy.everywhere"),
        Cell(said(f"proxy.is_{view.state}", view.state), (TONES.get(view.state, DIM),)),
        say("list.clause").join(part for part in (view.reason, over) if part),
        who,
        Cell(view.id or "", (DIM,)),
    ]


def proxy_json(view: "ProxyView") -> dict[str, object]:
    """One rule. Every line of JSON has a `kind` already."""
    called = {"from": "from_", "proxy_kind": "kind"}
    return {name: getattr(view, called.get(name, name)) for name in FIELDS}
