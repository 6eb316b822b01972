"""What `why` prints of each case of the town, in both languages, as kept in `told/`: read it aloud before you keep another.

`SIGNOFF_KEEP=1 pytest tests/stuck/test_every_text.py` writes what is printed now.
"""

import os
import re
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path

import pytest

from signoff.cli.messages import speaking
from signoff.cli.naming import Names
from signoff.cli.screen import Screen
from signoff.cli.why import lines
from signoff.compose import Engine
from signoff.engine.definition import Workflow
from signoff.engine.people_data import Person, Unit

from .town import WHOLE, Town, named, troubled

TOLD = Path(__file__).parent / "told"
IDS = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[0-9a-f]{12}\b")
"""Tasks and definitions, which are called otherwise in every town."""


class Book:
    """Where names are looked up."""

    def __init__(self, town: Town, engine: Engine) -> None:
        self._town, self._engine = town, engine

    def definition(self, hash: str) -> Workflow | None:
        """The workflow, as far as it can be had."""
        try:
            return self._engine._service.setting.registry.pinned(hash, self._engine.store).workflow
        except Exception:
            return None

    def begun(self, id: str) -> None:
        """Of what would begin nobody has said anything."""

    def person(self, id: str) -> Person | None:
        """The person."""
        return self._town.people.person(id)

    def unit(self, id: str) -> Unit | None:
        """The unit."""
        return self._town.people.unit(id)

    def held(self, name: str) -> Mapping[str, str]:
        """Nobody has said what roles are called."""
        return {}


@pytest.fixture(scope="module")
def town() -> tuple[Town, Engine]:
    """The town, and the engine that looks."""
    made = troubled("memory://")
    return made, made.after()


def printed(town: Town, engine: Engine, code: str, lang: str) -> str:
    """All that `why` prints."""
    screen, found = Screen(None, zone=UTC, now=town.clock.now()), engine.why(named(code))
    with speaking(lang):
        text = "\n".join(line.rstrip() for line in lines(found, (), screen, Names(Book(town, engine))))
    return IDS.sub("…", text) + "\n"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("code", WHOLE)
def test_why_tells_it_as_it_was_read_aloud(code: str, lang: str, town: tuple[Town, Engine]) -> None:
    path = TOLD / f"{code}.{lang}.txt"
    told = printed(*town, code, lang)
    if os.environ.get("SIGNOFF_KEEP"):
        path.write_text(told, "utf-8")
    assert told == path.read_text("utf-8")


def test_nothing_is_kept_that_nobody_tells() -> None:
    assert {path.name for path in TOLD.iterdir()} == {f"{code}.{lang}.txt" for code in WHOLE for lang in ("en", "zh")}
