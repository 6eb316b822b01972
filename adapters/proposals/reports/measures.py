"""What is counted over what, for every rate of every report and every indicator of a scorecard. A tally knows the cases behind it."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from signoff.engine.frozen import dataclass

from .filters import OfCase
from .rows import LEFT_OUT, Forms, Ledger, LedgerRow, Order
from .tables import Rate

R = TypeVar("R", bound=OfCase)


@dataclass(frozen=True, slots=True)
class Tally:
    """The keys of the cases behind a numerator and behind its denominator, one for each thing counted."""

    hits: tuple[str, ...]
    of: tuple[str, ...]

    @property
    def rate(self) -> Rate:
        """The figures."""
        return Rate(len(self.hits), len(self.of))


def counted(found: Iterable[R]) -> tuple[R, ...]:
    """Without those of cases that are in no figure: withdrawn, or not accepted."""
    return tuple(one for one in found if one.case.standing not in LEFT_OUT)


def tally(found: Iterable[R], hit: Callable[[R], bool]) -> Tally:
    """How many of these."""
    rows = counted(found)
    return Tally(tuple(row.case.key for row in rows if hit(row)), tuple(row.case.key for row in rows))


def issued(ledger: Ledger, led: bool = False) -> list[LedgerRow]:
    """The replies issued; `led` those of cases that we lead upstream."""
    return [row for row in ledger.rows if row.issued_at is not None and not (led and row.case.upstream_role != "lead")]


def on_time(ledger: Ledger) -> Tally:
    """Replies issued by the limit that holds."""
    return _kept(ledger, ledger.rows, lambda row: (row.issued_at, row.effective_due))


def statutory_on_time(ledger: Ledger) -> Tally:
    """Replies issued by the limit as first set."""
    return _kept(ledger, ledger.rows, lambda row: (row.issued_at, row.statutory_due))


def completion(ledger: Ledger) -> Tally:
    """Replies issued of all that are owed."""
    return tally(ledger.rows, lambda row: row.issued_at is not None)


def upload(ledger: Ledger) -> Tally:
    """Replies brought into the online system of the assigning body."""
    return tally(issued(ledger), lambda row: row.uploaded_at is not None)


def publication(ledger: Ledger) -> Tally:
    """Replies published, of those that may be: of one that may not, a day of publication counts for nothing."""
    return tally([row for row in issued(ledger, led=True) if not row.not_public], lambda row: row.published_at is not None)


def contact(ledger: Ledger) -> Tally:
    """Replies before which somebody met the proposer face to face."""
    return tally([row for row in issued(ledger, led=True) if row.met is not None], lambda row: bool(row.met))


def first_pass(ledger: Ledger) -> Tally:
    """Replies that were never sent back in their approval."""
    return tally([row for row in issued(ledger) if row.first_pass is not None], lambda row: bool(row.first_pass))


def resolution(ledger: Ledger) -> Tally:
    """Replies of a class of what is solved, of those that have a class."""
    return _of_class(ledger, ledger.scheme.resolved)


def resolution_ab(ledger: Ledger) -> Tally:
    """Replies of a class of what is solved, under way or planned, of those that have a class."""
    return _of_class(ledger, (*ledger.scheme.resolved, *ledger.scheme.planned))


def _of_class(ledger: Ledger, classes: tuple[str, ...]) -> Tally:
    return tally([row for row in issued(ledger) if row.current_class], lambda row: row.current_class in classes)


def forms(final: bool, *values: str) -> Callable[[Ledger], Tally]:
    """Forms with these values, of those that came back: of the first reply, or of the last one."""

    def count(ledger: Ledger) -> Tally:
        rows = [(row.case.key, row.final if final else row.first) for row in counted(ledger.rows)]
        back = tuple(key for key, form in rows for _ in range(form.returned))
        return Tally(tuple(key for key, form in rows for value in values for _ in range(getattr(form, value))), back)

    return count


def feedback(final: bool) -> Callable[[Ledger], Tally]:
    """Forms that came back, of those sent."""

    def count(ledger: Ledger) -> Tally:
        found: list[tuple[str, Forms]] = [(row.case.key, row.final if final else row.first) for row in counted(ledger.rows)]
        back = tuple(key for key, form in found for _ in range(form.returned))
        return Tally(back, tuple(key for key, form in found for _ in range(max(form.sent, form.returned))))

    return count


def sign_in(ledger: Ledger) -> Tally:
    """Shares signed for in time, of those due by now or signed for."""
    return _kept(ledger, ledger.shares, lambda one: (one.signed_in_at, one.sign_in_due))


def co_opinion(ledger: Ledger) -> Tally:
    """Co-handling opinions filed in time, of those due by now or filed."""
    return _kept(ledger, ledger.shares, lambda one: (one.opinion_at, one.opinion_due))


def look_back(ledger: Ledger) -> Tally:
    """Look-back reports filed in time, of those due by now or filed."""
    return _kept(ledger, ledger.look_backs, lambda one: (one.reported_at, one.due))


def fulfilment(ledger: Ledger) -> Tally:
    """Commitments kept by their day, of those due by now or kept."""
    today = ledger.as_of.astimezone(ZoneInfo(ledger.timezone)).date()
    due = [one for one in ledger.commitments if one.done is not None or (one.due is not None and one.due <= today)]
    return tally(due, lambda one: one.done is not None and (one.due is None or one.done <= one.due))


def conversion(ledger: Ledger) -> Tally:
    """Replies that first said that something is under way or planned, and say now that it is solved."""
    scheme = ledger.scheme
    return tally([row for row in ledger.rows if row.first_class in scheme.planned], lambda row: row.current_class in scheme.resolved)


def _kept(ledger: Ledger, found: Iterable[R], times: Callable[[R], tuple[datetime | None, datetime | None]]) -> Tally:
    """Of what is due by now, or done: what was done by then. `times` are when it was done and when it is due."""

    def owed(one: R) -> bool:
        at, due = times(one)
        return due is not None and (at is not None or due <= ledger.as_of)

    def in_time(one: R) -> bool:
        at, due = times(one)
        return at is not None and due is not None and at <= due

    return tally([one for one in found if owed(one)], in_time)


def without_limit(ledger: Ledger) -> tuple[str, ...]:
    """A key for each reply that was issued and never had a limit: it is neither on time nor late."""
    return _limitless(issued(ledger), lambda row: row.effective_due)


def without_first_limit(ledger: Ledger) -> tuple[str, ...]:
    """The same, of the limit as first set."""
    return _limitless(issued(ledger), lambda row: row.statutory_due)


def _limitless(found: Iterable[R], due: Callable[[R], datetime | None]) -> tuple[str, ...]:
    return tuple(one.case.key for one in counted(found) if due(one) is None)


def cards(orders: Iterable[Order], level: str) -> tuple[str, ...]:
    """A key for each yellow or red card that counts: one taken back counts for nothing."""
    found = [one for one in counted(orders) if one.state != "cancelled"]
    return tuple(one.case.key for one in found for _ in range(one.yellows if level == "yellow" else one.reds))


def card_points(ledger: Ledger, level: str) -> Decimal:
    """What these cards cost together: each what the policy says for its order."""
    found = [one for one in counted(ledger.orders) if one.state != "cancelled"]
    usual = ledger.scheme.scores[level]
    points = ((one.yellows if level == "yellow" else one.reds) * Decimal(one.costs.get(level, usual)) for one in found)
    return sum(points, Decimal(0))


def overdue_replies(ledger: Ledger) -> tuple[str, ...]:
    """A key for each reply that was issued late, or is late."""
    found = on_time(ledger)
    return tuple((Counter(found.of) - Counter(found.hits)).elements())


def beyond_limit(ledger: Ledger) -> tuple[str, ...]:
    """A key for each reply that took, or takes, longer than any extension allows."""
    return tuple(row.case.key for row in counted(ledger.rows) if row.max_due is not None and (row.issued_at or ledger.as_of) > row.max_due)


def dissatisfied(ledger: Ledger) -> tuple[str, ...]:
    """A key for each form that says dissatisfied, of first replies."""
    return forms(False, "dissatisfied")(ledger).hits


def leader_led(ledger: Ledger) -> tuple[str, ...]:
    """A key for each case led by a leader, once."""
    return tuple(dict.fromkeys(row.case.key for row in counted(ledger.rows) if row.case.leader_led))
