"""The API is a list, and the list is tested: what is generated, what is exported, what an import loads, which types come back."""

import ast
import importlib
import inspect
import subprocess
import sys
from pathlib import Path
from typing import assert_type

import pytest

import signoff
from signoff import Can, CaseView, InboxItem, Offer, TaskView
from signoff.compose import AsyncEngine, Engine, Ticked
from signoff.engine import commands as c
from signoff.engine import events, events_page, generate, generate_async
from signoff.engine.desk import Desk
from signoff.engine.desk_async import AsyncDesk
from signoff.engine.events import Event
from signoff.engine.ports import AttemptRow
from signoff.engine.sweep import Swept
from signoff.engine.verify import Verified

from .house import House, started

HOUSE = Path(__file__).parents[2]
PLAIN = {"wakeups", "sweepers", "observe", "bind", "before", "for_tenant", "on", "trusting"}
"""What gives a desk or registers a function: there is nothing to await."""
HEAVY = ("sqlalchemy", "alembic", "apscheduler", "click", "yaml")
LIGHT = (
    "signoff",
    "signoff.engine",
    "signoff.engine.service",
    "signoff.engine.desk",
    "signoff.engine.desk_async",
    "signoff.engine.decide",
    "signoff.engine.inspect",
)


def test_the_verbs_are_what_the_commands_say() -> None:
    written = importlib.import_module("signoff.engine.api")
    made = ast.unparse(ast.parse(generate.source()))
    assert ast.unparse(ast.parse(inspect.getsource(written))) == made, "run: python -m signoff.engine.generate > engine/api.py"


def test_what_is_awaited_is_what_a_desk_can_do() -> None:
    written = importlib.import_module("signoff.engine.api_async")
    made = ast.unparse(ast.parse(generate_async.awaitable()))
    found = ast.unparse(ast.parse(inspect.getsource(written)))
    assert found == made, "run: python -m signoff.engine.generate awaitable > engine/api_async.py"


@pytest.mark.parametrize(("plain", "awaited"), [(Desk, AsyncDesk), (Engine, AsyncEngine)])
def test_everything_public_can_be_awaited_with_the_same_words(plain: type, awaited: type) -> None:
    for name, method in inspect.getmembers(plain, inspect.isfunction):
        if not name.startswith("_"):
            other = getattr(awaited, name)
            assert [*inspect.signature(other).parameters] == [*inspect.signature(method).parameters], name
            assert inspect.iscoroutinefunction(other) or name in PLAIN, name
            assert inspect.getdoc(other) == inspect.getdoc(method) or name in PLAIN | {"close"}, name


def test_every_command_but_the_timers_has_its_verb() -> None:
    verbs = {c.verb(command) for command in c.COMMANDS if command is not c.Fire}
    assert verbs <= set(vars(importlib.import_module("signoff.engine.api").Verbs))
    assert not hasattr(Engine, "fire")


def test_a_verb_takes_what_its_command_holds() -> None:
    for command in c.COMMANDS:
        if command is not c.Fire:
            taken = set(inspect.signature(getattr(Desk, c.verb(command))).parameters) - {"self"}
            assert taken == set(command.__dataclass_fields__)


def test_what_is_exported_is_sorted_and_there() -> None:
    assert list(signoff.__all__) == sorted(signoff.__all__)
    assert all(getattr(signoff, name) is not None for name in signoff.__all__)
    with pytest.raises(AttributeError):
        _ = signoff.Motor  # type: ignore[attr-defined]  # where a type checker believed it, this would be unused


@pytest.mark.parametrize("module", LIGHT)
def test_an_import_loads_no_infrastructure(module: str) -> None:
    code = f"import sys, {module}\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.split() == []


def test_an_engine_in_memory_loads_no_database() -> None:
    code = "import sys\nfrom signoff import Engine\nEngine('memory://', workflows='leave')\nprint('sqlalchemy' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.strip() == "False"


def test_the_page_of_events_is_what_the_code_says() -> None:
    page = (HOUSE / "docs" / "reference" / "events.md").read_text(encoding="utf-8")
    assert page == events_page.page(), "run: python -m signoff.engine.events_page > docs/reference/events.md"


def test_the_page_of_events_lists_every_fact() -> None:
    page = events_page.page()
    assert [name for name in events.FACTS if f"\n### {name}\n" not in page] == []
    assert len(set(events.FACTS.values())) == len(events.FACTS) and events.FACTS.keys() == set(events.NAMES.values())


def test_what_comes_back_has_its_type() -> None:
    house: House = started("draft: {by: initiator}")
    engine = house.engine
    assert_type(engine, Engine)
    assert_type(engine.case("k"), CaseView)
    assert_type(engine.cases(), tuple[CaseView, ...])
    assert_type(engine.case("k").tasks, tuple[TaskView, ...])
    assert_type(engine.inbox("ini"), tuple[InboxItem, ...])
    assert_type(engine.offers("k", by="ini"), tuple[Offer, ...])
    assert_type(engine.can("k", "submit", by="ini"), Can)
    assert_type(engine.allowed(c.Withdraw(case="k", by="ini")), Can)
    assert_type(engine.history("k"), tuple[Event, ...])
    assert_type(engine.attempts("k"), tuple[AttemptRow, ...])
    assert_type(engine.verify(), Verified)
    assert_type(engine.fire_timers(), Swept)
    assert_type(engine.tick(), Ticked)
    assert_type(engine.for_tenant("other"), Desk)
    assert_type(engine.claim("k", by="ini"), CaseView)
    assert_type(engine.act("k", "submit", by="ini"), CaseView)
