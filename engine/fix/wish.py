"""What a repair is asked for: of which cases and how; checked as a whole before any case is looked at, so that it is told once."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import field
from datetime import date, datetime, time

from ..clocks import named_instant
from ..durations import Duration
from ..errors import DirectoryUnavailable, Misconfigured, Reason, Refused, SignoffError
from ..expressions import RESERVED_WORDS, ExpressionError, parse, show
from ..frozen import dataclass
from ..inspect.facts import Patience
from ..inspect.wanted import StuckFilter
from ..reading import world_of
from ..service import Service
from ..verdict.said import comment_reasons
from ..verdict.seats import known_person, reserved
from ..world import World
from .measures import How
from .until import past

HINT = "Give an instant, a date, or a time such as `due + 2wd`."


@dataclass(frozen=True, slots=True)
class Wish:
    """Which cases: those named (the filters must hold too), all that the filters find, or `everything`; at most `limit`; and how."""

    how: How
    cases: tuple[str, ...] = ()
    workflow: str | None = None
    step: str | None = None
    holder: str | None = None
    code: str | None = None
    severity: str | None = None
    unit: str | None = None
    older_than: Duration | str | None = None
    everything: bool = False
    limit: int = 1000
    patience: Patience = field(default_factory=Patience)

    @property
    def wanted(self) -> StuckFilter:
        """The same as `stuck` is asked for it."""
        return StuckFilter(
            workflow=self.workflow,
            step=self.step,
            holder=self.holder,
            unit=self.unit,
            reason=self.code,
            severity=self.severity,
            older_than=self.older_than,
        )

    @property
    def filtered(self) -> bool:
        """Whether not everything that is stuck is meant."""
        return any((self.workflow, self.step, self.holder, self.code, self.severity, self.unit, self.older_than))

    def check(self, service: Service) -> None:
        """Raises Refused with everything that is wrong for every case alike: who asks, why, who gets seats, until when.

        Raises Misconfigured where it is not said which cases are meant: a list that came out empty does not mean all.
        """
        if not (self.cases or self.filtered or self.everything):
            hint = "Name cases, give a filter such as workflow='…', or everything=True."
            raise Misconfigured("it is not said which cases are to be mended", hint=hint)
        wrong = tuple(self._wrong(service, world_of(service)))
        if wrong:
            raise Refused(wrong)

    def _wrong(self, service: Service, world: World) -> Iterator[Reason]:
        how = self.how
        yield from _nobody(how.by, world)
        yield from comment_reasons(how.reason, "required", world, "reason")
        if how.to is not None:
            yield from _nobody(how.to, world)
        if how.until is not None:
            yield from until_reasons(service, how.until, world)


def _nobody(person: str, world: World) -> Iterator[Reason]:
    """Why this can be no person. A directory that fails is told with the cases: not everything asks for it."""
    with suppress(DirectoryUnavailable):
        wrong = reserved(person) or known_person(person, world)
        if wrong is not None:
            yield wrong


def until_reasons(service: Service, until: datetime | str, world: World) -> Iterator[Reason]:
    """Why no case can get more time until then: it is no time at all, or it is past."""
    given = named_instant(until)
    if isinstance(given, str):
        yield from _no_time(service, given)
        return
    if not isinstance(given, date):
        yield Reason("time_invalid", f"{show(given)} is no time", HINT)
        return
    if isinstance(given, datetime) and given.tzinfo is None:
        yield Reason("time_invalid", f"{given.isoformat()} has no time zone", "Write it with its offset: 2026-07-01T17:30+08:00.")
        return
    end = given if isinstance(given, datetime) else datetime.combine(given, time.max, world.around.zone)
    if end <= world.now:
        yield past(given)


def _no_time(service: Service, text: str) -> Iterator[Reason]:
    """A time of the language is parsed; and names that no workflow of the tenant knows are nobody's."""
    try:
        unknown = parse(text).names - RESERVED_WORDS
    except ExpressionError as error:
        yield Reason("time_invalid", f"`{text}` is no time: {error}", HINT)
        return
    if unknown and not unknown & _names(service):
        yield Reason("time_invalid", f"`{text}` is no time: no workflow knows {', '.join(f'`{one}`' for one in sorted(unknown))}", HINT)


def _names(service: Service) -> set[str]:
    """Everything that an expression of a workflow may name; of what was stored as well, which is read only for a text that is odd."""
    registry, found = service.setting.registry, set[str]()
    models = list(registry.current.values())
    for row in service.store.definitions(service.tenant):
        with suppress(SignoffError):
            models.append(registry.pinned(row.hash, service.store))
    for model in models:
        one = model.workflow
        found |= {*one.data, *one.steps, *one.names, *one.deadlines}
    return found
