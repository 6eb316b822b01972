"""What a command is given: the options of `signoff`, and from them, when asked for, settings, screens and the engine."""

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING

from .messages import say
from .screen import INK, Screen, screen_of, write
from .width import wrap

if TYPE_CHECKING:
    from signoff.compose import Engine
    from signoff.engine.desk import Desk
    from signoff.engine.errors import InvalidWorkflow

    from .naming import Names
    from .output import Answer
    from .settings import Settings
    from .tables_of import Tables


@dataclass
class App:
    """One call of the command line."""

    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    flags: dict[str, object] = field(default_factory=dict)
    arguments: Sequence[str] = ()
    """The words of the call."""
    broken: "InvalidWorkflow | None" = None
    """What is wrong with files that were left out: whoever starts a case may need them."""
    delivers: bool = False
    """Whether this call brings notices to people."""
    begins: bool = False
    """Whether this call may be the first one: then a new SQLite file gets its tables. Any other call must find some."""
    once: bool = False
    """Whether it ticks once and is gone: such calls on one machine count as one node."""

    @property
    def form(self) -> str:
        """The form of the output: `table`, `json`, `jsonl` or `csv`."""
        return str(self.flags.get("output", "table"))

    @cached_property
    def settings(self) -> "Settings":
        """Every setting with its source."""
        from .settings import load_settings

        return load_settings(self.flags, self.environ)

    @cached_property
    def tables(self) -> "Tables":
        """The tables of the database of the settings."""
        from .tables_of import tables

        return tables(self.settings)

    @cached_property
    def opened(self) -> "Engine":
        """The engine of the settings; SQLAlchemy loads here, not before. Files with mistakes are told of and left out."""
        from .compose import engine, loadable
        from .errors import sentence
        from .tables_of import must_be_there

        if not self.begins:
            must_be_there(self.settings)
        good, self.broken = loadable(self.settings)
        if self.broken is not None:
            self.tell(say("warn.workflow", why=sentence(self.broken)))
        return engine(self.settings, good, delivers=self.delivers, once=self.once)

    @cached_property
    def engine(self) -> "Desk":
        """Its verbs and questions, for whoever sits here."""
        from .compose import desk

        return desk(self.opened)

    @cached_property
    def names(self) -> "Names":
        """What steps, actions and persons are called."""
        from .compose import Known
        from .naming import Names

        return Names(Known(self.opened))

    @cached_property
    def now(self) -> datetime:
        """The instant of this call: that of the database where one was opened, so that ages agree with its deadlines."""
        return self.engine.now() if "opened" in self.__dict__ else datetime.now(UTC)

    @property
    def zone(self) -> tzinfo | None:
        """Whose time of day is told: that of the settings once they are read, else that of the machine."""
        return self.settings.zone if "settings" in self.__dict__ else None

    @property
    def screen(self) -> Screen:
        """Where data goes."""
        return screen_of(sys.stdout, self.environ, self.zone, self.now)

    @property
    def messages(self) -> Screen:
        """Where messages go."""
        return screen_of(sys.stderr, self.environ, self.zone)

    def close(self) -> None:
        """Give back what was opened."""
        if "opened" in self.__dict__:
            self.opened.close()

    def answer(self, answer: "Answer") -> None:
        """Write data, in the form asked for."""
        from .output import emit

        emit(answer, self.form, self.screen)

    def tell_next(self, text: str, after: str) -> None:
        """Say that there is more; and the call that shows it, on a line of its own that stays whole, to be copied."""
        self.tell(text)
        if self.form not in ("json", "jsonl"):
            write(f"  {following(self.arguments, after)}", err=True, after=True)

    def tell(self, text: str) -> None:
        """Write a message for people; none where a program reads the messages as JSON."""
        if self.form in ("json", "jsonl"):
            return
        columns = self.messages.columns
        for line in text.split("\n"):
            # what is painted is wrapped by whoever paints it
            parts = wrap(line, columns) if columns is not None and INK not in line else [line]
            for part in parts:
                write(part, err=True, after=True)


def following(arguments: Sequence[str], after: str) -> str:
    """The call for the next page of a list: the same words, with another `--after`; a password has to be typed again.

    >>> following(["cases", "--after", "1", "--limit", "2"], "3")
    'signoff cases --limit 2 --after 3'
    """
    from .settings_values import without_password

    found, words = list[str](), iter(arguments)
    for word in words:
        if word == "--after":
            next(words, None)
        elif not word.startswith("--after="):
            found.append(without_password(word) if "://" in word else word)
    return shlex.join(["signoff", *found, "--after", after])
