"""Golden histories of each release fold for ever: to the same case, text for text."""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from signoff.engine.case import Case
from signoff.engine.events import FACTS, Event
from signoff.engine.evolve import fold
from signoff.engine.history import opened
from signoff.engine.plain import read, text

from .golden import FOLDER, SCRIPTS, played

FILES = sorted(FOLDER.glob("*/*.jsonl"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_golden_history_folds_to_the_case_that_it_told(path: Path) -> None:
    *stored, last = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    events: dict[str, list[Event]] = defaultdict(list)
    for line in stored:
        event = opened(line["header"], line["payload"])
        events[event.case].append(event)
    told_cases = {case.id: (case, written) for written in (last["case"], *last.get("children", ())) for case in [read(Case, written)]}
    assert set(events) == set(told_cases)
    for id, (kept, written) in told_cases.items():
        case = fold(events[id])
        assert case == kept
        # A later release may know more fields; what was told must be told still.
        told, now = json.loads(written), json.loads(text(case))
        assert {key: now.get(key) for key in told} == told


def test_golden_histories_meet_every_kind_of_event() -> None:
    kinds = {json.loads(json.loads(line)["header"])["kind"] for path in FILES for line in path.read_text("utf-8").splitlines()[:-1]}
    assert set(FACTS) - kinds == set()


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_a_script_can_still_be_played(name: str) -> None:
    assert played(name).sound()
