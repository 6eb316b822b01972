"""The processes: who ticks, who is silent, whose clock is wrong, and what waits for whom."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from ..alive import at_work, living, served_by
from ..needs import words
from ..plain import instant
from ..ports_health import Backlog
from ..ports_nodes import About, Node
from .values import Care, HealthFinding, found


def of_nodes(nodes: Sequence[Node], backlog: Backlog, now: datetime, care: Care, release: str) -> Iterator[HealthFinding]:
    """What is wrong with the processes."""
    alive = living(nodes, now, care.silence)
    rows = sum(waiting.count for waiting in backlog.waiting)
    if not alive and (backlog.armed or rows):
        last = max((node.at for node in nodes), default=None)
        yield found("no_node", timers=backlog.armed, rows=rows, beat=instant(last) if last is not None else "-")
    for node in nodes:
        if node not in alive and node.about is not None and node.about.every is not None:
            yield found("node_silent", {"node": node}, node=node.name, since=instant(node.at), every=node.about.every)
    for node in alive:
        yield from _failing(node)
        yield from _clock(node, care)
    releases = sorted({release, *(node.about.version for node in alive if node.about is not None)})
    if len(releases) > 1:
        yield found("releases_differ", releases=", ".join(releases))


def _failing(node: Node) -> Iterator[HealthFinding]:
    for duty, told in node.duties.items():
        if isinstance(told, Mapping) and told.get("ok") is False:
            yield found("duty_failing", {"node": node}, node=node.name, duty=duty, error=str(told.get("result", "")))


def _clock(node: Node, care: Care) -> Iterator[HealthFinding]:
    if node.about is not None and abs(skew := node.about.clock - node.at) > care.skew:
        yield found("node_clock", {"clock": node.about.clock, "database": node.at}, node=node.name, **_apart(skew))


def own_clock(before: datetime, store: datetime, after: datetime, care: Care) -> Iterator[HealthFinding]:
    """How this machine's clock stands to the store's, which was asked between two readings."""
    skew = before - store if store < before else after - store if store > after else timedelta(0)
    if abs(skew) > care.skew:
        yield found("own_clock", {"clock": after, "database": store}, **_apart(skew))


def _apart(skew: timedelta) -> dict[str, str | int]:
    return {"seconds": abs(skew) // timedelta(seconds=1), "direction": "ahead" if skew > timedelta(0) else "behind"}


def of_backlog(backlog: Backlog, nodes: Sequence[Node], about: About | None, now: datetime, care: Care) -> Iterator[HealthFinding]:
    """What waits too long. An effect that no living process can deliver is told at once, however young it is."""
    if backlog.due_since is not None and now - backlog.due_since > care.grace:
        yield found("timers_late", count=backlog.due, since=instant(backlog.due_since))
    known = at_work(nodes, now, care.silence)
    serves = served_by(known)
    for one in backlog.waiting:
        if known and one.needs is not None and one.needs not in serves:
            here = about is not None and one.needs in words(about.serves)
            yield found("effects_unserved", {"here": here}, count=one.count, needs=one.needs, since=instant(one.since))
    late = [one for one in backlog.waiting if one.needs in (None, *serves) and now - one.since > care.grace]
    if late:
        yield found("effects_late", count=sum(one.count for one in late), since=instant(min(one.since for one in late)))
    if backlog.dead and backlog.dead_since is not None:
        yield found("dead_letters", count=backlog.dead, since=instant(backlog.dead_since))
