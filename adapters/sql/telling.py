"""Working out what keeps open cases alive where no move has told it: after an upgrade, or where an older release has moved them."""

from collections.abc import Iterator

from sqlalchemy import Connection, and_, select, update

from signoff.engine.case import Case
from signoff.engine.errors import NotFound, UnreadableCase
from signoff.engine.liveness import liveness
from signoff.engine.model import definition_from
from signoff.engine.projection import LiveRow, live_row
from signoff.engine.registry import Registry

from . import tables
from .rows import Row, of_liveness
from .states import case_read

PAGE = 500
"""Cases read at a time."""
UNTOLD = "situation IS NULL"

case = tables.case.c


def tell(connection: Connection, *, again: bool = False) -> int:
    """Tell it of every open case of which it is not told, or (`again`) of all; how many rows have changed.

    A case whose definition cannot be had, or whose state does not read, is left as it is: `stuck` looks at it one by one.
    """
    registry, changed = Registry([]), _ended(connection) if again else 0
    for tenant, id, root, state, told in _open(connection, again):
        try:
            found = _told(connection, registry, case_read(id, state))
        except UnreadableCase:  # `verify` names it
            continue
        if found is None or found == told:
            continue
        own = and_(case.tenant == tenant, case.id == id, case.root_id == root)
        changed += connection.execute(update(tables.case).where(own).values(found)).rowcount
    return changed


def _open(connection: Connection, again: bool) -> Iterator[tuple[str, str, str, str, Row]]:
    """Open cases page by page, with what is told of them."""
    told = (case.mover, case.movers, case.look_at, case.situation)
    wanted = [tables.literal(tables.NOT_ENDED), *([] if again else [tables.literal(UNTOLD)])]
    after = ("", "")
    while True:
        behind = (case.tenant > after[0]) | ((case.tenant == after[0]) & (case.id > after[1]))
        statement = select(case.tenant, case.id, case.root_id, case.state, *told).where(*wanted, behind)
        page = connection.execute(statement.order_by(case.tenant, case.id).limit(PAGE)).all()
        for tenant, id, root, state, mover, movers, look_at, situation in page:
            yield tenant, id, root, state, {"mover": mover, "movers": movers, "look_at": look_at, "situation": situation}
        if len(page) < PAGE:
            return
        after = (page[-1][0], page[-1][1])


def _ended(connection: Connection) -> int:
    """Nothing keeps those alive that have ended."""
    over = and_(case.ended_at.is_not(None), case.situation.is_not(None))
    return connection.execute(update(tables.case).where(over).values(of_liveness(LiveRow("")))).rowcount


def _told(connection: Connection, registry: Registry, one: Case) -> Row | None:
    try:
        if registry.known(one.definition) is None:
            content = connection.execute(select(tables.definition.c.content).where(tables.definition.c.hash == one.definition)).scalar()
            if content is None:
                return None
            registry.adopted(definition_from(content))
        return of_liveness(live_row(one, liveness(registry.of_case(one), one)))
    except (NotFound, KeyError, TypeError, ValueError):
        return None
