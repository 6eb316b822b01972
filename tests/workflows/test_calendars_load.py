"""Calendar files as files: mistakes have places, and a calendar may lie over another beside it."""

from pathlib import Path

import pytest

from signoff.workflows import InvalidWorkflow, load_calendar
from signoff.workflows.calendar_file import shipped
from signoff.workflows.calendars_load import read_calendar


def test_the_calendar_that_ships_loads() -> None:
    file = shipped("cn-gov")
    assert file is not None
    assert load_calendar(file.read_text(encoding="utf-8")).timezone == "Asia/Shanghai"


def test_a_calendar_lies_over_one_beside_it(tmp_path: Path) -> None:
    file = shipped("cn-gov")
    assert file is not None
    (tmp_path / "base.yaml").write_text(file.read_text(encoding="utf-8").replace("calendar: cn-gov", "calendar: base"), encoding="utf-8")
    (tmp_path / "city.yaml").write_text("calendar: city\nextends: base\n", encoding="utf-8")
    assert load_calendar(tmp_path / "city.yaml").timezone == "Asia/Shanghai"


def test_a_mistake_in_a_calendar_has_its_place() -> None:
    text = "calendar: city\nextends: cn-gov\ncutoff: noon\nyears:\n  2026:\n    off: [02-31]\n"
    found = [(f.line, f.column) for f in read_calendar(text)[1]]
    assert (3, 9) in found
    assert any(line == 6 for line, _ in found)
    with pytest.raises(InvalidWorkflow):
        load_calendar(text)
