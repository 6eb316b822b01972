"""A series that several workflows share has to mean the same in all of them: what is said where it does not."""

from collections.abc import Iterable, Iterator

from .definition import Workflow
from .errors import Reason
from .numbered import Counter

Agreed = tuple[str, str, str, str, str]


def agreement(mine: Counter, theirs: Counter) -> Agreed:
    """What has been found to be no conflict: two workflows, and what each understands by a series."""
    return mine.series, mine.workflow, mine.terms, theirs.workflow, theirs.terms


def conflicts(workflows: Iterable[Workflow]) -> Iterator[tuple[str, Workflow, Workflow]]:
    """Series that a workflow writes otherwise than one before it: the series' id, the earlier workflow, the later one."""
    first: dict[str, Workflow] = {}
    for workflow in workflows:
        for id, series in workflow.series.items():
            earlier = first.setdefault(id, workflow)
            if earlier.id != workflow.id and earlier.series[id].terms != series.terms:
                yield id, earlier, workflow


def conflict(series: str, workflow: str, other: str) -> Reason:
    """Why a number is not given, or a definition not published."""
    told = f"`{workflow}` and `{other}` both have a series `{series}`, and write it differently"
    hint = "Write `format`, `per` and `start` alike in both, or give one of them another name."
    return Reason("series_conflict", told, hint, {"series": series, "workflows": [workflow, other]})
