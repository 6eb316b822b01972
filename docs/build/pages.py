"""Every generated page, and every generated part of a page, by its path."""

from collections.abc import Mapping
from pathlib import Path

from signoff.engine.doctor.reference import health_page
from signoff.engine.faultpoints import POINTS
from signoff.engine.inspect.reference import reasons_page
from signoff.workflows.reference import findings_page, language_page

from .api import api_page
from .command_line import command_line_page
from .life import life_of_case, life_of_task
from .picture import path_picture
from .refusals import refusals_page
from .reports import reports_page
from .rooms import rooms
from .settings import settings_page
from .tour import STAGES, shown

REFERENCE = "docs/reference"
PICTURES = "docs/pictures"
TOURS = {"docs/tour.md": "en", "docs/tour.zh.md": "zh"}
RELIABILITY = "docs/explanation/reliability.md"


def pages(root: Path) -> Mapping[str, str]:
    """Path → what it should hold."""
    architecture = (root / "ARCHITECTURE.md").read_text("utf-8")
    for mark, made in {"rooms": rooms(root), "life-of-a-case": life_of_case(), "life-of-a-task": life_of_task()}.items():
        architecture = between(architecture, mark, made)
    reliability = between((root / RELIABILITY).read_text("utf-8"), "fault-points", fault_points())
    return {
        RELIABILITY: reliability,
        f"{REFERENCE}/language.md": language_page(),
        f"{REFERENCE}/findings.md": findings_page(),
        f"{REFERENCE}/reasons.md": reasons_page(),
        f"{REFERENCE}/health.md": health_page(),
        f"{REFERENCE}/cli.md": command_line_page(),
        f"{REFERENCE}/settings.md": settings_page(),
        f"{REFERENCE}/api.md": api_page(),
        f"{REFERENCE}/refusals.md": refusals_page(root),
        f"{REFERENCE}/reports.md": reports_page(),
        f"{PICTURES}/path.svg": path_picture("en"),
        f"{PICTURES}/path.zh.svg": path_picture("zh"),
        "docs/decisions/README.md": decisions_page(root),
        **{path: tour_page(root, path, language) for path, language in TOURS.items()},
        "ARCHITECTURE.md": architecture,
    }


def tour_page(root: Path, path: str, language: str) -> str:
    """A page of the guided tour, with what there was to see at each stage."""
    text = (root / path).read_text("utf-8")
    for stage in STAGES:
        text = between(text, f"tour-{stage.mark}", shown(stage.mark, language))
    return text


def between(text: str, mark: str, made: str) -> str:
    """The text with what stands between the two marks replaced; raises ValueError where they are not there."""
    begin, end = f"<!-- {mark}: generated, make docs -->", f"<!-- /{mark} -->"
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"the page wants the marks {begin} and {end}")
    return f"{before}{begin}\n{made.rstrip()}\n{end}{after}"


def fault_points() -> str:
    """The table of the fault points."""
    return "\n".join(["| point | where |", "|---|---|", *(f"| `{name}` | {where} |" for name, where in POINTS.items())])


def decisions_page(root: Path) -> str:
    """The list of decisions, by their headings."""
    files = sorted((root / "docs/decisions").glob("[0-9]*.md"))
    entries = [f"- [{file.read_text('utf-8').splitlines()[0].removeprefix('# ')}]({file.name})" for file in files]
    return "\n".join([DECISIONS, *entries, ""])


DECISIONS = """# Decisions

Real choices, with what else was possible. A new one gets the next number; one that is overturned stays, and points to the one that
replaces it. The list is generated.
"""
