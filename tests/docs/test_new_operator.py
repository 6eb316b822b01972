"""Somebody who has read no more than the README comes from an empty folder to the cause of a stuck case in three commands."""

import re
from pathlib import Path

import pytest

from signoff.testing import ManualClock

from ..demonstration import Demonstrations
from .blocks import ROOT, blocks
from .console import BEGIN, commands, demonstrated, ran

PAGES = {
    "README.md": ("holder has left", "luo holds the seat and is no longer active"),
    "README.zh.md": ("办理人已离岗", "席位在 luo 罗副主任 手中，此人已不在岗"),
}
"""What names the cause, and whose."""


def written(page: str) -> list[str]:
    """The commands of a page from `signoff demo` on, in the order in which somebody reads them, as far as the first `why`."""
    found = [
        command
        for block in blocks(ROOT / page)
        if block.kind == "console" and not block.left_alone
        for command, _ in commands(block.text, one=block.one_command)
    ]
    start = next(number for number, command in enumerate(found) if re.search(r"\bsignoff demo$", command))
    until = next(number for number, command in enumerate(found) if number > start and " why " in command)
    return found[start : until + 1]


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory, demonstrations: Demonstrations) -> Path:
    """An empty folder, after the first command, which is the same on both pages but for the language."""
    folder = tmp_path_factory.mktemp("operator")
    (first, *_), (other, *_) = map(written, PAGES)
    assert first == other.removeprefix("SIGNOFF_LANG=zh ") == "signoff demo"
    told = demonstrated(first, folder, ManualClock(BEGIN), demonstrations)
    assert told is not None and "error:" not in told
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_three_commands_from_the_page_lead_to_the_cause(demonstration: Path, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(demonstration)
    line = written(page)
    assert len(line) == 3
    cause, sentence = PAGES[page]
    clock = ManualClock(BEGIN)
    counted, told = (ran(command, demonstration, clock) for command in line[1:])
    key = line[-1].split()[-1]
    assert re.search(rf"{cause} \[holder_inactive\].*\b{key}\b", counted), "the second command names the case of the third"
    assert cause in told and sentence in told


@pytest.mark.parametrize("page", PAGES)
def test_every_line_about_the_demonstration_can_be_copied(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    about = text[text.index("signoff demo\n") :]
    about = about[: about.index("\n## ")]
    shown = re.sub(r"```.*?```", "", about[about.index("```", about.index("\n")) + 3 :], flags=re.DOTALL)
    inline = re.findall(r"`((?:\w+=\S+ )?signoff [^`]+)`", shown)
    assert inline and all(" --config signoff-demo/" in line for line in inline)
    block = next(block.text for block in blocks(ROOT / page) if " fix 2020378/" in block.text)
    lines = [command for command, _ in commands(block)]
    assert all(" --config signoff-demo/" in line for line in lines)
    assert {re.sub(r".*toml ", "", line).split()[0] for line in lines} == {"history", "why", "report", "fix"}
