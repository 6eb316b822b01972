"""Number series for operators: which counters there are, the register of every number, what is missing, and setting a counter."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from .definition import Label, Series, Workflow
from .definition_series import MONTH, YEAR
from .errors import NotFound, Reason, Refused
from .frozen import dataclass
from .history import GENESIS
from .loading import current_model
from .numbered import Counter
from .ports import Save, Wanted
from .ports_numbers import CounterChange, Numbering, Register
from .reading import world_of
from .service import Service
from .verdict.definitions import publishing
from .verdict.said import comment_reasons
from .verify_numbers import change_hash, gaps

PERIODS = {YEAR: re.compile(r"\d{4}\Z"), MONTH: re.compile(r"\d{4}-\d{2}\Z")}
ANY = re.compile(".")
MOST = 10**15
"""Greater numbers no counter is set to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesView:
    """A counter of a series as it stands; without a `period` the series has not been used yet.

    `workflows` write the series today, as `format` and `per` say. `given` and `void` count the register's lines, `missing` are numbers
    that should stand there and do not (there are none, unless somebody has been at the tables). `changes` were made by administrators.
    """

    series: str
    title: Label
    workflows: tuple[str, ...]
    format: str
    per: tuple[str, ...]
    period: str | None = None
    next: int
    last: int | None = None
    given: int = 0
    void: int = 0
    missing: tuple[int, ...] = ()
    changes: tuple[CounterChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberView:
    """A line of the register: the number, the field of the case that has it, since when and by whose act; and if it is void, why."""

    series: str
    period: str
    value: int
    number: str
    case: str
    workflow: str
    key: str
    field: str
    allocated_at: datetime
    allocated_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    reason: str | None = None


def series_views(service: Service, name: str | None = None) -> tuple[SeriesView, ...]:
    """Every counter, by series and period, and every series that has none yet; raises NotFound for an unknown `name`."""
    register = service.store.register(service.tenant, name)
    known = _known(service)
    names = sorted({*known, *(counter.series for counter in register.counters)} if name is None else {name})
    found = tuple(view for one in names for view in _of_series(one, known.get(one, ()), register))
    if name is not None and not found:
        told = f"no workflow has a series `{name}`"
        raise NotFound(told, code="unknown_series", hint=f"There are: {', '.join(sorted(known)) or 'none'}.")
    return found


def _known(service: Service) -> dict[str, tuple[Workflow, ...]]:
    """The series of all workflows that new cases may start with, each with the workflows that write it."""
    rows = service.store.definitions(service.tenant)
    registry, found = service.setting.registry, dict[str, tuple[Workflow, ...]]()
    for id in sorted({*registry.current, *(row.workflow for row in rows)}):
        workflow = current_model(registry, service.store, rows, id)[0].workflow
        for series in workflow.series:
            found[series] = (*found.get(series, ()), workflow)
    return found


def _of_series(name: str, workflows: tuple[Workflow, ...], register: Register) -> Iterator[SeriesView]:
    counters = [counter for counter in register.counters if counter.series == name]
    series = workflows[-1].series[name] if workflows else None
    if series is not None and not counters:
        yield _view(series, workflows, replace(_blank(series), next=series.start), None, register)
    for counter in counters:
        yield _view(series or Series(name, {}, ""), workflows, counter, counter.period, register)


def _blank(series: Series) -> Counter:
    return Counter(series.id, "", series.start, series.start, "", series.terms)


def _view(series: Series, workflows: tuple[Workflow, ...], counter: Counter, period: str | None, register: Register) -> SeriesView:
    numbers = [row for row in register.numbers if row.counter == counter.key]
    changes = tuple(change for change in register.changes if change.counter == counter.key)
    return SeriesView(
        series=series.id,
        title=series.title,
        workflows=tuple(workflow.id for workflow in workflows),
        format=series.format,
        per=series.per,
        period=period,
        next=counter.next,
        last=counter.last,
        given=len(numbers),
        void=sum(row.voided_at is not None for row in numbers),
        missing=tuple(gaps(counter, changes, numbers)),
        changes=changes,
    )


def numbers(service: Service, series: str, period: str | None = None) -> tuple[NumberView, ...]:
    """The register of a series, or of one of its counters, in the order of the numbers."""
    register = service.store.register(service.tenant, series)
    lines = [row for row in register.numbers if period in (None, row.period)]
    return tuple(
        NumberView(
            series=row.series,
            period=row.period,
            value=row.value,
            number=row.number,
            case=row.case,
            workflow=register.cases.get(row.case, ("", ""))[0],
            key=register.cases.get(row.case, ("", row.case))[1],
            field=row.field,
            allocated_at=row.allocated_at,
            allocated_by=row.allocated_by,
            voided_at=row.voided_at,
            voided_by=row.voided_by,
            reason=row.reason,
        )
        for row in lines
    )


def set_series(service: Service, series: str, period: str, next: int, by: str, reason: str, *, trusted: bool = False) -> SeriesView:
    """Let a counter go on with `next`, as an administrator: numbers that were given stay given, those passed over are never missed.

    Raises Refused (`not_admin`, `comment_required`, `period_invalid`, `number_taken`), NotFound.
    """
    world = world_of(service)
    reasons = [*publishing(by, "set_series", world, trusted).reasons, *comment_reasons(reason, "required", world, "reason")]
    if reasons:
        raise Refused(reasons)
    first = _first(service, series, period)
    with service.store.begin() as unit:
        now = service.now(unit.load(Wanted(service.tenant)).now)
        (counter,) = unit.counters(service.tenant, (first,))
        if not isinstance(next, int) or not (-1 if counter.last is None else counter.last) < next <= MOST:
            raise Refused([_taken(counter, next)])
        change = _change(counter, next, now, by, reason.strip())
        after = replace(counter, next=next, changes=change.no, head=change.hash)
        if next != counter.next:
            unit.save(Save((), now, numbering=Numbering(service.tenant, (after,), (change,))))
    return next_of(service, series, period)


def next_of(service: Service, series: str, period: str) -> SeriesView:
    """One counter; raises NotFound."""
    found = next((view for view in series_views(service, series) if view.period == period), None)
    if found is None:
        raise NotFound(f"the series `{series}` has no counter for {period!r} yet", code="unknown_series")
    return found


def _first(service: Service, name: str, period: str) -> Counter:
    """The counter as it would begin."""
    workflows = _known(service).get(name, ())
    if not workflows:
        raise NotFound(f"no workflow has a series `{name}`", code="unknown_series", hint="`series()` lists them.")
    series = workflows[-1].series[name]
    parts = period.split("/") if period else []
    fits = (PERIODS.get(of, ANY).match(part) for of, part in zip(series.per, parts, strict=False))
    if len(parts) != len(series.per) or not all(fits):
        told = f"{period!r} is no period of `{name}`, which counts per {', '.join(series.per) or 'nothing'}"
        raise Refused([Reason("period_invalid", told, "Write 2026 for a year, 2026-07 for a month, values with `/` between.")])
    return replace(_blank(series), period=period, workflow=workflows[-1].id)


def _taken(counter: Counter, next: object) -> Reason:
    if counter.last is None:
        return Reason("number_taken", f"{next!r} is no number to begin with", "Give a whole number from 0.")
    told = f"{counter.last} has been given already: the counter cannot go on with {next!r}"
    return Reason("number_taken", told, f"Give {counter.last + 1} or more.", {"last": counter.last})


def _change(counter: Counter, next: int, at: datetime, by: str, reason: str) -> CounterChange:
    made = CounterChange(counter.series, counter.period, counter.changes + 1, counter.next, next, at, by, reason, "")
    return replace(made, hash=change_hash(made, counter.head or GENESIS))
