"""What is stuck in June is brought on by ordinary commands: a vacant seat is reassigned, whoever sleeps over a case is reminded."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signoff.compose import Engine

ADMIN = "zhou"
"""Who may give a seat to another person."""
VACANT = ("nobody_assigned", "holder_inactive")
"""The codes of findings about a seat that nobody fills."""
REASON = "分管副主任岗位空缺，暂由黄副主任代为审核"


@dataclass(frozen=True, slots=True)
class Mended:
    """A case that was stuck: its key, and whether its seat went to somebody else or its holder was reminded."""

    key: str
    reassigned: bool

    @property
    def number(self) -> str:
        """The number of the suggestion or proposal."""
        return self.key.partition("/")[0].rpartition("-")[2]


def mend(engine: "Engine", substitute: str) -> Iterator[Mended]:
    """See to every case that is stuck itself, the gravest first; those that only wait for one of their branches go on with it."""
    seen: set[str] = set()
    for finding in engine.stuck().findings:
        if finding.key in seen or finding.code == "child_stuck":
            continue
        seen.add(finding.key)
        vacant = finding.code in VACANT
        if vacant:
            engine.reassign(finding.case, by=ADMIN, to=substitute, reason=REASON, task=finding.task)
        else:
            engine.remind(finding.case, by=ADMIN)
        yield Mended(finding.key, vacant)
