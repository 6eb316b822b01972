"""What a command is given: the options of `signoff`, and from them, when asked for, settings, screens and the engine."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import cached_property
from typing import TYPE_CHECKING

from .output import Answer, emit
from .screen import Screen, screen_of, write

if TYPE_CHECKING:
    from signoff.compose import Engine

    from .settings import Settings


@dataclass
class App:
    """One call of the command line."""

    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    flags: dict[str, object] = field(default_factory=dict)

    @property
    def form(self) -> str:
        """The form of the output: `table`, `json`, `jsonl` or `csv`."""
        return str(self.flags.get("output", "table"))

    @cached_property
    def settings(self) -> "Settings":
        """Every setting with its source."""
        from .compose import settings

        return settings(self.flags, self.environ)

    @cached_property
    def engine(self) -> "Engine":
        """The engine of the settings; SQLAlchemy loads here, not before."""
        from .compose import engine

        return engine(self.settings)

    @property
    def zone(self) -> tzinfo | None:
        """Whose time of day is told: that of the settings once they are read, else that of the machine."""
        return self.settings.zone if "settings" in self.__dict__ else None

    @property
    def screen(self) -> Screen:
        """Where data goes."""
        return screen_of(sys.stdout, self.environ, self.zone)

    @property
    def messages(self) -> Screen:
        """Where messages go."""
        return screen_of(sys.stderr, self.environ, self.zone)

    def close(self) -> None:
        """Give back what was opened."""
        if "engine" in self.__dict__:
            self.engine.close()

    def answer(self, answer: Answer) -> None:
        """Write data, in the form asked for."""
        emit(answer, self.form, self.screen)

    def tell(self, text: str) -> None:
        """Write a message for people; none where a program reads the messages as JSON."""
        if self.form not in ("json", "jsonl"):
            write(text, err=True)
