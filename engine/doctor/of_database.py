"""The database itself: whether it can be asked, its tables, settings under which a commit may be lost."""

from collections.abc import Iterator, Sequence

from ..errors import StoreUnavailable
from ..ports_health import Condition, Orphans
from .values import HealthFinding, found


def unreachable(error: StoreUnavailable) -> HealthFinding:
    """It does not answer, or it has no tables that this release could read."""
    if error.code == "database_not_migrated" and error.data.get("revision") is None:
        return found("schema_missing")
    return found("database_unreachable", error=error.message, hint=error.hint or "Check that the database runs and that the URL is right.")


def of_condition(condition: Condition) -> Iterator[HealthFinding]:
    """What is wrong with the database as it is found."""
    kind, version = condition.kind, condition.version
    if condition.too_old:
        yield found("database_too_old", kind=kind, version=version, least=condition.least or "")
    if condition.head is not None:
        yield from _schema(condition, condition.head)
    if not condition.lasting:
        yield found("nothing_lasts", kind=kind)
        return
    if condition.weak:
        yield found("commits_may_be_lost", settings=", ".join(condition.weak))
    mode = condition.settings.get("journal_mode")
    if mode is not None and mode != "wal":
        yield found("journal_mode", mode=mode)


def usable(condition: Condition) -> bool:
    """Whether this release can read the tables."""
    return condition.head is None or (condition.revision is not None and not condition.pending)


def _schema(condition: Condition, head: str) -> Iterator[HealthFinding]:
    if condition.revision is None:
        yield found("schema_missing")
    elif condition.pending:
        yield found("schema_outdated", revision=condition.revision, head=head, pending=", ".join(condition.pending))
    elif condition.newer:
        yield found("schema_newer", revision=condition.revision, head=head)


def of_orphans(orphans: Sequence[Orphans]) -> Iterator[HealthFinding]:
    """Rows that belong to nothing."""
    for one in orphans:
        yield found("orphan_rows", {"rows": one.examples}, table=one.table, count=one.count, examples=", ".join(one.examples[:3]))
