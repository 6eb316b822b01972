"""What a store keeps of standing proxies: rows that are set and ended, never deleted."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Protocol

from .frozen import dataclass
from .people_data import ACT_FOR, Proxy


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyRow:
    """A standing rule as stored: the rule itself, who set it when and why, and who ended it when and why (None: nobody has)."""

    id: str
    principal: str
    proxy: str
    from_: date | None = None
    until: date | None = None
    kind: str = ACT_FOR
    scope: tuple[str, ...] = ()
    fallback: str | None = None
    reason: str
    set_by: str
    set_at: datetime
    ended_by: str | None = None
    ended_at: datetime | None = None
    ended_reason: str | None = None

    @property
    def rule(self) -> Proxy:
        """The rule, which knows the row it comes from."""
        return Proxy(self.principal, self.proxy, self.from_, self.until, self.kind, self.scope, self.fallback, self.id)


@dataclass(frozen=True, slots=True)
class Standing:
    """The rules of a tenant that count or will count, under the `mark` of the last change; None before the first one."""

    mark: str | None = None
    rows: tuple[ProxyRow, ...] = ()


class StandingStore(Protocol):
    """Who stands in for whom, in rows. Every change gives the tenant a new mark, which no other change has ever had."""

    def standing_mark(self, tenant: str) -> str | None:
        """The mark of the last change of this tenant's rows; None before the first one. One statement."""
        ...

    def standing(self, tenant: str, since: date) -> Standing:
        """Every rule that nobody has ended and whose last day is not before `since`, with the mark they were read under. One statement."""
        ...

    def proxy_rows(self, tenant: str) -> Sequence[ProxyRow]:
        """Every row ever, in the order they were set."""
        ...

    def set_proxy(self, tenant: str, row: ProxyRow, mark: str) -> None:
        """Write a new row; raises Stale (`conflict`) where another change came in between."""
        ...

    def end_proxy(self, tenant: str, row: ProxyRow, mark: str) -> bool:
        """Write who ended the row (`ended_…` of what is given); False where it had been ended already. Raises Stale as above."""
        ...


Reading = Callable[[], Standing]
"""Reads the rules with the mark they are under."""
