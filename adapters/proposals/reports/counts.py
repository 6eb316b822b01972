"""What can be counted one by one for a unit: points are given or taken for each. Every one is the key of the case behind it."""

from collections.abc import Callable, Mapping

from signoff.engine.frozen import dataclass

from . import measures as count
from .rows import Ledger
from .tables import Label, both


@dataclass(frozen=True, slots=True)
class Count:
    """Things of one kind: what they are called, and the keys of the cases behind them; of cards their level, by which they cost points."""

    title: Label
    keys: Callable[[Ledger], tuple[str, ...]]
    level: str = ""


def commended(ledger: Ledger) -> tuple[str, ...]:
    """Commendations are not in the ledger: they stand in the sheet of marks."""
    return ()


COUNTS: Mapping[str, Count] = {
    "overdue_replies": Count(both("逾期答复", "Late replies"), count.overdue_replies),
    "dissatisfied": Count(both("不满意", "Dissatisfied forms"), count.dissatisfied),
    "leader_led": Count(both("领导领办件", "Cases led by a leader"), count.leader_led),
    "commendations": Count(both("上级表扬", "Commendations"), commended),
    "yellow_cards": Count(both("{yellow}", "{yellow}"), lambda ledger: count.cards(ledger.orders, "yellow"), "yellow"),
    "red_cards": Count(both("{red}", "{red}"), lambda ledger: count.cards(ledger.orders, "red"), "red"),
    "beyond_limit": Count(both("超过最长期限的答复", "Replies beyond the last limit"), count.beyond_limit),
}
"""Every count by its id."""
