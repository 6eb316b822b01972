"""The pages tell the truth: generated ones are what the code says, the others run, and what they point to is there.

Where the command line has come to say something else, `SIGNOFF_WRITE_OUTPUTS=1 pytest tests/docs` writes it into the pages, but for
outputs that are shortened with `…`.
"""

import getpass
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from signoff.cli.report_files import card_of, values_of
from signoff.engine.errors import Finding, InvalidWorkflow
from signoff.testing import ManualClock
from signoff.workflows import load, load_calendar, load_people, load_policy

from ..demonstration import Demonstrations
from .blocks import ROOT, Block, blocks, missing, pages
from .console import ANYTHING, BEGIN, alike, commands, demonstrated, fits, is_other, ran

PAGES = pages()
IDS = [str(page.relative_to(ROOT)) for page in PAGES]
MADE = {"api.md", "cli.md", "events.md", "findings.md", "language.md", "reasons.md", "refusals.md", "reports.md", "settings.md"}
WRITTEN = [page for page in PAGES if page.name not in MADE]
WRITING = bool(os.environ.get("SIGNOFF_WRITE_OUTPUTS"))
HEADER = "signoff: 1\nworkflow: fragment\n"
USUAL = {
    "calendar": "calendar: cn-gov\n",
    "data": "data: {unit: {type: unit, required: true}, days: {type: decimal}, amount: {type: money}, text: {type: document}}\n",
    "defaults": "defaults: {empty: hold, duplicate: none, self: forbid, insufficient_seats: hold}\n",
    "steps": "steps:\n  only: {approvers: role(anybody)}\n",
}
"""What is put around a fragment, where it does not say it itself."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a page is read: a folder of its own, without settings from elsewhere."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SIGNOFF_")]:
        monkeypatch.delenv(name)
    return tmp_path


@pytest.mark.parametrize("page", WRITTEN, ids=[str(page.relative_to(ROOT)) for page in WRITTEN])
def test_a_page_read_from_top_to_bottom_does_what_it_says(page: Path, folder: Path, demonstrations: Demonstrations) -> None:
    if absent := missing(page):
        pytest.skip(f"{page.name} is not run: {', '.join(absent)} not installed; run make venv")
    names: dict[str, object] = {"__name__": "page"}
    clock = ManualClock(BEGIN)
    for block in blocks(page):
        if block.file is not None:
            place = folder / block.file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(block.text, "utf-8")
        if block.left_alone:
            continue
        if block.kind == "python" and block.file is None:
            exec(compile("\n" * (block.line - 1) + block.text, str(page), "exec"), names)
        elif block.kind == "python":
            run_tests(folder, block)
        elif block.kind == "console":
            shown(block, clock, demonstrations)
        elif block.kind == "yaml" and not block.mistakes:
            assert not loaded(block), f"{block}: {loaded(block)}"


def run_tests(folder: Path, block: Block) -> None:
    """A file of tests passes; any other is there for what follows."""
    if Path(block.file or "").name.startswith("test_"):
        call = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(block.file)]
        ran = subprocess.run(call, cwd=folder, capture_output=True, text=True)
        assert ran.returncode == 0, f"{block}\n{ran.stdout}{ran.stderr}"


def shown(block: Block, clock: ManualClock, demonstrations: Demonstrations) -> None:
    """Every command of a console block says what stands below it."""
    for command, output in commands(block.text, one=block.one_command):
        if is_other(command):
            continue
        if command.startswith("cd "):
            os.chdir(command.removeprefix("cd ").strip())
            continue
        told = demonstrated(command, Path.cwd(), clock, demonstrations) or ran(command, Path.cwd(), clock)
        if not output.strip():
            assert "error:" not in told, f"{block}: $ {command}\n{told}"
        elif not fits(alike(output), alike(told)):
            assert WRITING and ANYTHING not in output.splitlines(), f"{block}: $ {command}\n{told}"
            rewritten(block.page, command, output, told)


def rewritten(page: Path, command: str, output: str, told: str) -> None:
    """Put what is said now into the page; the account that sits here is nobody's business."""
    fresh = "\n".join(line.rstrip() for line in told.rstrip().splitlines()).replace(f"({getpass.getuser()})", "(user)")
    text = page.read_text("utf-8")
    page.write_text(text.replace(f"$ {command}\n{output.rstrip()}", f"$ {command}\n{fresh}", 1), "utf-8")


def loaded(block: Block) -> tuple[Finding, ...]:
    """What is wrong with a YAML block: a whole file of some kind, or a fragment of a workflow."""
    text = block.text
    keys = set(re.findall(r"^([\w-]+):", text, re.MULTILINE))
    try:
        if "scorecard" in keys:
            card_of(text, "") if "indicators" in keys else values_of(text, "")
        elif "people" in keys or "units" in keys:
            load_people(text if "signoff" in keys else f"signoff: 1\n{text}")
        elif "policy" in keys and "workflow" not in keys:
            load_policy(text)
        elif "years" in keys:
            load_calendar(text)
        else:
            load(text if "workflow" in keys else HEADER + "".join(more for key, more in USUAL.items() if key not in keys) + text)
    except InvalidWorkflow as error:
        return error.findings
    return ()


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"", text):
        link = "".join(target)
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), f"{page.name} links to {link}, which is not there"
        if anchor:
            assert anchor in anchors(file), f"{page.name} links to {link}; there are {sorted(anchors(file))}"


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    return {slug(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def slug(heading: str) -> str:
    """A heading as an anchor."""
    kept = [c for c in heading.strip().lower() if c in "-_ " or unicodedata.category(c)[0] in "LNM"]
    return "".join(kept).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_no_page_speaks_of_a_machine(page: Path) -> None:
    found = re.findall(r"/(?:work|root|home|Users)/\S*|\b(?:localhost:\d+)\b", page.read_text("utf-8"))
    assert not found


def test_the_generated_pages_are_what_the_code_says() -> None:
    ran = subprocess.run([sys.executable, "-m", "docs.build", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
