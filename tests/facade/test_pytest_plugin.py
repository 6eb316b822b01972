"""The fixture that a host's tests find by themselves, and what it costs those who do not ask for it."""

import subprocess
import sys
from pathlib import Path

from signoff.pytest_plugin import Trials
from signoff.testing import assert_at

WORKFLOW = "signoff: 1\nworkflow: note\nsteps:\n  head: {approvers: role(head), empty: hold, self: allow, duplicate: none}\n"
TEST = """
def test_engines_are_made_and_closed(signoff_engine):
    engine = signoff_engine("note.yaml", now="2026-06-01 09:00")
    assert engine.start("note", by="chen", key="1").step == "head"
"""


def test_the_fixture_makes_as_many_engines_as_are_asked_for(signoff_engine: Trials) -> None:
    for key in "ab":
        assert_at(signoff_engine([WORKFLOW]).start("note", by="chen", key=key), "head")


def test_a_host_finds_the_fixture_without_asking(tmp_path: Path) -> None:
    (tmp_path / "note.yaml").write_text(WORKFLOW, "utf-8")
    (tmp_path / "test_note.py").write_text(TEST, "utf-8")
    ran = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"], cwd=tmp_path, capture_output=True, text=True)
    assert "1 passed" in ran.stdout, ran.stdout + ran.stderr


def test_the_plug_in_loads_nothing_heavy() -> None:
    heavy = "sqlalchemy alembic apscheduler click yaml transitions".split()
    code = f"import sys, signoff.pytest_plugin; print(*sorted(set({heavy}) & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout.split()) == (0, []), ran.stderr
