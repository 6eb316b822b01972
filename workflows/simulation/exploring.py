"""All paths: each decision at each step is taken once, so their number does not depend on circles; bounded, and said when cut."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from signoff.engine.definition import Workflow

from ..inner import everywhere
from .choices import TIMEOUT
from .course import Course, Ground, working_days
from .result import KINDS, MAIN, OTHER, REJECTED, RETURNED, TIMED_OUT, WITHDRAWN, Choice, Path, Simulation, Span, Stop

MOST_PATHS = 40
"""Paths that are followed."""
KIND = {"return": RETURNED, "reject": REJECTED, TIMEOUT: TIMED_OUT, "withdraw": WITHDRAWN}

Fork = tuple[tuple[Choice, ...], tuple[Stop, ...]]
"""The decisions up to where a path leaves another one, and what is told of it until then."""
Begin = Callable[[], Ground]
"""A fresh ground for one path."""


def explore(begin: Begin, *, most: int = MOST_PATHS, made_up: bool = False, samples: Iterable[str] = ()) -> Simulation:
    """Every path from where `begin` puts the case, at most `most`. Raises Otherwise where the case cannot be started."""
    ground = begin()
    made = _Exploring(begin, most)
    paths = made.all(ground)
    reached = {step for path in paths for step in (*path.steps, *_passed(path))}
    return Simulation(
        definition=ground.workflow,
        initiator=ground.case.initiator,
        began=ground.at,
        zone=str(ground.zone),
        data=ground.case.data,
        paths=paths,
        made_up=made_up,
        samples=tuple(samples),
        never=tuple(id for id in _steps(ground.workflow) if id not in reached),
        left=made.left,
    )


def _passed(path: Path) -> set[str]:
    return {passed.step for stop in path.stops for passed in stop.passed} | {passed.step for passed in path.passed}


def _steps(workflow: Workflow) -> list[str]:
    """The steps where a case would rest, in branches too."""
    found = [id for _, one in everywhere(workflow) for id, step in one.steps.items() if step.end is None]
    return list(dict.fromkeys(found))


@dataclass
class _Exploring:
    begin: Begin
    most: int
    left: int = 0

    def all(self, ground: Ground) -> tuple[Path, ...]:
        """The main line, then whatever leaves a path by a decision that none has taken yet."""
        done: set[tuple[str, str]] = set()
        found: list[Path] = []
        waiting: list[Fork] = [((), ())]
        while waiting and len(found) < self.most:
            given, told = waiting.pop(0)
            course = Course(ground if not found else self.begin(), given, list(told)).run()
            done |= {choice.key for choice in course.taken}
            found.append(self._path(course, given))
            waiting += _leaving(course, done)
        self.left = len(waiting)
        order = {kind: number for number, kind in enumerate(KINDS)}
        return tuple(sorted(found, key=lambda path: order[path.kind]))

    def _path(self, course: Course, given: tuple[Choice, ...]) -> Path:
        return Path(
            kind=KIND.get(given[-1].action, OTHER) if given else MAIN,
            choice=given[-1] if given else None,
            stops=tuple(course.stops),
            status=course.case.status,
            end=course.case.step,
            late=_span(course),
            soon=self._soon(course),
            dead_end=course.dead_end,
            cut=course.cut,
            passed=course.passed,
        )

    def _soon(self, course: Course) -> Span | None:
        """The same decisions, each taken at once."""
        quick = Course(self.begin(), tuple(course.taken), late=False).run()
        return _span(quick) if (quick.case.step, len(quick.taken)) == (course.case.step, len(course.taken)) else None


def _span(course: Course) -> Span:
    begin, end = course.ground.at, course.case.ended_at or course.now
    return Span(begin, end, working_days(begin, end, course.ground.calendar))


def _leaving(course: Course, done: set[tuple[str, str]]) -> list[Fork]:
    """The decisions along a path that none has taken; each is to be taken once, a withdrawal once in all."""
    found: list[Fork] = []
    for number, open in enumerate(course.open):
        for choice in open:
            once = choice.action == "withdraw" and any(action == "withdraw" for _, action in done)
            if choice.key not in done and not once:
                done.add(choice.key)
                found.append(((*course.taken[:number], choice), course.told[number]))
    return found
