"""`--watch`: what is stuck now, looked at again and again, with what is new and what is gone."""

import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from signoff.engine.errors import StoreUnavailable

from .messages import say
from .output import dumps, headed, shallow
from .reasons import mark, name_of, sentence
from .screen import BOLD, DIM, GREEN, YELLOW, ReaderGone, Screen, safe, write
from .stuck_told import Identity, counted, identity, lines
from .times import stamp
from .width import cut

if TYPE_CHECKING:
    from signoff.engine.inspect import StuckFinding, StuckReport

    from .app import App
    from .naming import Names

COMPARED = 10_000
"""So many findings are compared from one look to the next; the gravest of more."""
SHOWN_AFTER = 3
"""For so many looks what is gone is still shown."""
FRESH, LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"
"""A screen of its own without a cursor; and what was there before, with it."""
TERMINATED = 143

Found = Mapping[Identity, "StuckFinding"]
Told = Callable[["StuckReport | None", Found, Found, str], None]
"""Tells of a look: the report (None: the database did not answer), what is new, what is gone, why there is no report."""


def watch(app: "App", ask: "Callable[[], StuckReport]", every: float, wait: Callable[[float], None] = time.sleep) -> NoReturn:
    """Look every so many seconds, until Ctrl-C. The first look must succeed; one that fails later is told, and tried again."""
    report: StuckReport | None = ask()
    before: Found | None = None
    why = ""
    with onlooker(app, every) as told:
        while True:
            found = {identity(finding): finding for finding in report.findings} if report is not None else before or {}
            known = found if before is None else before
            told(report, without(found, known), without(known, found), why)
            before = found
            with translated():
                sys.stdout.flush()
            wait(every)
            app.__dict__.pop("now", None)  # each look has an instant of its own
            report, why = asked(ask)


def asked(ask: "Callable[[], StuckReport]") -> "tuple[StuckReport | None, str]":
    """The report; or why there is none."""
    try:
        return ask(), ""
    except StoreUnavailable as error:
        return None, error.message


@contextmanager
def translated() -> Iterator[None]:
    """Whoever read our output may have stopped."""
    try:
        yield
    except BrokenPipeError as error:
        raise ReaderGone from error


def without(found: Found, other: Found) -> Found:
    """What the other one lacks."""
    return {known: finding for known, finding in found.items() if known not in other}


@contextmanager
def onlooker(app: "App", every: float) -> "Iterator[Told]":
    """Whoever looks: a terminal, a program that reads lines of JSON, or a file."""
    if app.form == "jsonl":
        yield Lines(app).told
    elif app.screen.columns is None:
        yield Notes(app).told
    else:
        with whole_screen():
            yield Frames(app, every).told


@contextmanager
def whole_screen() -> Iterator[None]:
    """The screen for ourselves; it is as it was before whatever ends us."""

    def end(number: int, frame: FrameType | None) -> NoReturn:
        raise SystemExit(TERMINATED)

    with suppress(ValueError):  # we are not the main thread, and no signal comes to us
        signal.signal(signal.SIGTERM, end)
    sys.stdout.write(FRESH)
    try:
        yield
    finally:
        sys.stdout.write(LEAVE)
        sys.stdout.flush()


class Lines:
    """A line of JSON for each finding that is there at first (`present`), that is `new`, or `gone`."""

    def __init__(self, app: "App") -> None:
        self.app, self.first = app, True

    def told(self, report: "StuckReport | None", new: Found, gone: Found, why: str) -> None:
        """One look."""
        if report is None:
            write(dumps({**headed("error"), "code": StoreUnavailable.code, "message": why}), err=True)
            return
        if self.first:
            self.put("present", {identity(finding): finding for finding in report.findings})
        self.first = False
        self.put("gone", gone)
        self.put("new", new)

    def put(self, change: str, found: Found) -> None:
        """The lines of one kind."""
        for finding in found.values():
            body = {**headed("stuck-change"), "change": change, "at": self.app.now, **shallow(finding)}
            write(dumps(body, self.app.zone))


class Notes:
    """A line of text for each, with the instant: for a file or a pipe."""

    def __init__(self, app: "App") -> None:
        self.app, self.first = app, True

    def told(self, report: "StuckReport | None", new: Found, gone: Found, why: str) -> None:
        """One look."""
        if report is None:
            self.app.tell(say("watch.lost", why=why))
            return
        at = stamp(self.app.now, self.app.zone, seconds=True)
        if self.first:
            new = {identity(finding): finding for finding in report.findings}
            self.app.tell(counted(report, self.app.messages))
        self.first = False
        for sign, found in (("-", gone), ("+", new)):
            for finding in found.values():
                write(f"{at} {sign} {noted(finding, self.app.names, self.app.screen)}")


def noted(finding: "StuckFinding", names: "Names", screen: Screen) -> str:
    """A finding on one line."""
    return f"{finding.key} {mark(finding)[0]} {name_of(finding)} [{finding.code}] {sentence(finding, names, screen.zone)}"


class Frames:
    """The whole screen, drawn again over what was there."""

    def __init__(self, app: "App", every: float) -> None:
        self.app, self.every = app, every
        self.gone: list[tuple[int, StuckFinding]] = []
        self.last: StuckReport | None = None

    def told(self, report: "StuckReport | None", new: Found, gone: Found, why: str) -> None:
        """One look."""
        self.gone = [(left - 1, finding) for left, finding in self.gone if left > 1] + [(SHOWN_AFTER, one) for one in gone.values()]
        self.last = report or self.last
        import shutil

        height = shutil.get_terminal_size((80, 24)).lines
        drawn = fitted("\n".join(self.frame(new, why)).split("\n"), height, self.app.screen)
        sys.stdout.write("\x1b[H" + "\n".join(f"{safe(line)}\x1b[K" for line in drawn) + "\x1b[J")

    def frame(self, new: Found, why: str) -> Iterator[str]:
        """When, how many, what is gone, then what is there."""
        screen, report = self.app.screen, self.last
        columns = screen.columns or 80
        yield screen.paint(cut(say("watch.head", at=stamp(screen.now, screen.zone, seconds=True), every=f"{self.every:g}"), columns), DIM)
        if why:
            yield screen.paint(cut(say("watch.lost", why=why), columns), YELLOW)
        if report is None:
            return
        yield screen.paint(cut(counted(report, Screen()), columns), BOLD)
        for _, finding in self.gone:
            yield screen.paint(cut(f"- {noted(finding, self.app.names, screen)}", columns), GREEN, DIM)
        yield ""
        yield from lines(report.findings, screen, self.app.names, new=new)


def fitted(drawn: list[str], height: int, screen: Screen) -> list[str]:
    """As many lines as the terminal has; the last one says how many there would be."""
    if len(drawn) <= height:
        return drawn
    return [*drawn[: height - 1], screen.paint(say("watch.more", n=len(drawn) - height + 1), DIM)]
