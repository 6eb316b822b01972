"""The stored rules of who stands in for whom, as this process read them last: good as long as the mark of the last change is the same."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from .people_data import Proxy
from .ports_standing import Reading, Standing

MARGIN = timedelta(days=2)
"""So long a rule is still read after its last day: no time zone's day ends later."""


@dataclass(frozen=True)
class Rules:
    """Rules by every person whom they name."""

    by_person: dict[str, tuple[Proxy, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Iterable[Proxy]) -> "Rules":
        """These rules."""
        found: dict[str, list[Proxy]] = {}
        for rule in rules:
            for person in {rule.principal, rule.proxy, rule.fallback} - {None}:
                found.setdefault(str(person), []).append(rule)
        return cls({person: tuple(mine) for person, mine in found.items()})

    def with_more(self, rules: Iterable[Proxy]) -> "Rules":
        """These and others, which are only tried out."""
        more = tuple(rules)
        known = dict.fromkeys(rule for mine in self.by_person.values() for rule in mine)
        return Rules.of((*known, *more)) if more else self

    def naming(self, person: str) -> tuple[Proxy, ...]:
        """Every rule that names this person."""
        return self.by_person.get(person, ())


NONE = Rules()


class Shelf:
    """What an engine has read last, by tenant. Threads may race here: each puts down a pair that belongs together."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, Rules]] = {}

    def at(self, tenant: str, mark: str | None, read: Reading) -> Rules:
        """The rules under this mark: those on the shelf, or read anew where something has changed since."""
        if mark is None:
            return NONE
        kept = self._kept.get(tenant)
        if kept is not None and kept[0] == mark:
            return kept[1]
        return self._put(tenant, read())

    def _put(self, tenant: str, found: Standing) -> Rules:
        rules = Rules.of(row.rule for row in found.rows)
        if found.mark is not None:
            self._kept[tenant] = (found.mark, rules)
        return rules


def since(now: datetime) -> date:
    """Rules whose last day lies before this count nowhere any more."""
    return (now - MARGIN).date()


Rulebook = Callable[[], Rules]
"""Gives the rules when somebody asks for them."""
