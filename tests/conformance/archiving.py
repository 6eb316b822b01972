"""Engines with cases that have ended, for tests of what leaves the tables. People and papers are made up."""

from datetime import UTC, datetime
from pathlib import Path

from signoff.compose import Engine
from signoff.engine.archiving import ArchiveReport
from signoff.engine.people_data import PeopleFile, Person
from signoff.testing import ManualClock

from .conftest import AnyStore

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PEOPLE = PeopleFile({}, {id: Person(id, roles=roles) for id, roles in {"ann": (), "he": (), "li": ("legal",), "zhou": ("admin",)}.items()})
PAPER = """
signoff: 1
workflow: paper
defaults: {empty: hold, self: allow, duplicate: none, insufficient_seats: hold}
series: {papers: {format: "P-{seq:03}", per: none}}
data: {subject: text, no: text}
steps:
  draft:
    by: initiator
    may_edit: [subject]
    actions: {submit: {to: review, effects: [{allocate: no, from: papers}]}}
  review:
    approvers: {line: person(he), law: role(legal)}
    rule: all
    due: 2d
    escalate: [{at: due + 1d, remind: holder}]
anytime:
  reopen: {by: initiator, in: [approved], to: draft}
"""
SPLIT = """
signoff: 1
workflow: split
defaults: {empty: hold, self: allow, duplicate: none, insufficient_seats: hold}
steps:
  draft: {by: initiator}
  both:
    parallel:
      two: {wait: false, outlives: true, steps: {count: {approvers: person(li)}}}
    join: none
  sign: {approvers: person(he)}
"""


class Office:
    """An engine on a store, a clock set by hand, a folder for files."""

    def __init__(self, store: AnyStore, folder: Path, tenant: str = "default") -> None:
        self.clock = ManualClock(NOON)
        self.folder = folder
        self.store = store
        self.engine = Engine(
            store, workflows=[PAPER, SPLIT], directory=PEOPLE, clock=self.clock, tenant=tenant, notifiers={}, notify="nowhere"
        )

    def over(self, *keys: str) -> None:
        """Papers that were signed; what is to be told has been told."""
        for key in keys:
            self.engine.start("paper", by="ann", key=key, data={"subject": f"Lease {key}"})
            self.engine.act(key, "submit", by="ann")
            self.engine.act(key, "approve", by="he", comment="Agreed.")
            assert self.engine.act(key, "approve", by="li").status == "approved"
        self.told()

    def told(self) -> None:
        """Every row of the outbox has been delivered."""
        for row in self.store.lease("n", self.clock.now(), 10_000, 60):
            self.store.delivered(row.id, self.clock.now())

    def years_later(self, years: int = 3) -> None:
        """Time passes."""
        self.clock.advance(f"{365 * years + 1}d")

    def archive(self, to: Path | str | None = None, **given: object) -> ArchiveReport:
        """Archive what is older than two years, to a file."""
        wish: dict[str, object] = {"older_than": "2y", "to": self.folder / "a.jsonl" if to is None else to, "by": "zhou", **given}
        return self.engine.archive(**wish)  # type: ignore[arg-type]
