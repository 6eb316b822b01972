"""Composing an engine: what may stand for workflows, and what importing the package costs."""

import subprocess
import sys
from pathlib import Path

import pytest

import signoff
from signoff import AsyncEngine, Engine, Misconfigured, Refused

TEXT = """\
signoff: 1
workflow: note
data: {text: text}
steps:
  write: {by: initiator}
"""


def test_one_text_is_a_workflow() -> None:
    with Engine("memory://", workflows=TEXT) as engine:
        assert list(engine.workflows) == ["note"]


def test_a_folder_a_file_a_text_and_a_name_of_the_catalogue_are_workflows(tmp_path: Path) -> None:
    (tmp_path / "note.yaml").write_text(TEXT, encoding="utf-8")
    for source in (tmp_path, str(tmp_path), [tmp_path / "note.yaml"], [TEXT]):
        with Engine("memory://", workflows=source) as engine:
            assert list(engine.workflows) == ["note"]
    with Engine("memory://", workflows="leave") as engine:
        assert list(engine.workflows) == ["leave"]


@pytest.mark.parametrize("by", ["", " ", "\u3000", "a\0b"])
def test_whoever_has_not_logged_in_is_nobody_also_without_a_directory(by: str) -> None:
    with Engine("memory://", workflows=TEXT) as engine:
        with pytest.raises(Refused) as caught:
            engine.start("note", by=by)
        assert caught.value.code == "unknown_person" and engine.cases() == ()


def test_every_public_name_is_there_and_sorted() -> None:
    assert signoff.__all__ == sorted(signoff.__all__)
    assert all(hasattr(signoff, name) for name in signoff.__all__)
    assert set(signoff.__all__) < set(dir(signoff))


@pytest.mark.parametrize("database", ["memory://", "sqlite://"])
def test_one_thread_fires_timers_where_one_at_a_time_can_write(database: str) -> None:
    with Engine(database, workflows="leave") as engine:
        assert (engine.sweepers(), engine.sweepers(3)) == (1, 3)
        assert engine.fire_timers(3).fired == 0
        with pytest.raises(Misconfigured, match="0 threads fire no timers"):
            engine.fire_timers(0)


def test_an_unknown_name_says_so() -> None:
    with pytest.raises(AttributeError, match="Enigne"):
        _ = signoff.Enigne  # type: ignore[attr-defined]


def test_importing_the_package_loads_no_part_of_it() -> None:
    code = "import sys, signoff; print(*sorted(name for name in sys.modules if name.startswith('signoff')))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["signoff"]


def test_an_engine_that_is_awaited_says_which_extra_it_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy.ext.asyncio", None)
    with pytest.raises(Misconfigured) as caught:
        AsyncEngine("sqlite+aiosqlite://", workflows="leave")
    assert "signoff[async]" in (caught.value.hint or "")
