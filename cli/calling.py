"""Command lines to be copied: with the settings that this call was given, and with who acts."""

import shlex
from typing import TYPE_CHECKING

from signoff.engine.frozen import dataclass

if TYPE_CHECKING:
    from .app import App

GIVEN = ("config", "db", "workflows", "people", "tenant")
"""Options that the next call needs as well; a password among them has to be typed again."""
SOMEBODY = "USER"
"""Stands for whoever acts, where nobody has said who that is."""
NOBODY = ("why", "doctor", "tick", "worker")
"""Commands in which nobody acts."""


@dataclass(frozen=True, slots=True)
class Calling:
    """How this call was made, as far as the next one has to be made so."""

    options: tuple[str, ...] = ()
    by: str = SOMEBODY

    @classmethod
    def of(cls, app: "App") -> "Calling":
        """That of this call."""
        from .settings_values import without_password

        given = ((name, app.flags[name]) for name in GIVEN if name in app.flags)
        options = tuple(word for name, value in given for word in (f"--{name}", without_password(value)))
        return cls(options, app.settings.as_user or SOMEBODY)

    def line(self, line: str, verb: str) -> str:
        """`signoff VERB …` as it has to be typed here.

        >>> Calling(("--config", "my office.toml"), "zhou").line("signoff retry 1", "retry")
        "signoff --config 'my office.toml' retry 1 --as zhou"
        """
        made = shlex.join(["signoff", *self.options]) + line.removeprefix("signoff")
        return made if verb in NOBODY else f"{made} --as {shlex.quote(self.by)}"
