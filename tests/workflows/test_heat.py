"""The picture of bottlenecks: the figures stand on the steps, and colour says nothing that they do not."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from signoff.engine.reports import Bottlenecks, Passage, StepTime
from signoff.workflows.heat import COLOURS, hot, length, sections
from signoff.workflows.heat_mermaid import heat_mermaid
from signoff.workflows.heat_svg import LETTERS, fitted, heat_svg

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def a_step(step: str, position: int, total: int, branch: str = "", **more: int) -> StepTime:
    return StepTime(
        workflow="note",
        branch=branch,
        step=step,
        position=position,
        title={"zh": "便函", "en": "Note"},
        step_title={"zh": f"环节{position}", "en": f"Step <{position}>"},
        total=total,
        visits=3,
        median=45,
        p90=total,
        working=True,
        **more,
    )


@pytest.fixture
def report() -> Bottlenecks:
    """Two steps in the wrong order, a branch, ways forth and back, and an end."""
    passages = (
        Passage(workflow="note", step="draft", to="check", count=12),
        Passage(workflow="note", step="check", to="approved", count=9),
        Passage(workflow="note", step="check", to="draft", count=3, back=True),
        Passage(workflow="note", step="draft", to="approved", count=1),
        Passage(workflow="note", branch="part", step="write", to="done", count=2),
    )
    steps = (
        a_step("check", 1, 600, returned=3, waiting=4, overdue=2),
        a_step("draft", 0, 300, received=3),
        a_step("write", 0, 60, branch="part"),
    )
    return Bottlenecks(at=NOON, since=None, until=None, cases=12, events=60, steps=steps, passages=passages, people=(), units=())


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_svg_is_well_formed_and_the_figures_stand_on_the_steps(report: Bottlenecks, lang: str) -> None:
    told = texts(heat_svg(report, lang))
    for one in sections(report, lang):
        assert one.title in told
        assert all(line in told for step in one.steps for line in step.lines)
    assert {"12", "9", "3", "1", "2"} <= set(told), "how many went each way"


def test_the_figures_in_words(report: Bottlenecks) -> None:
    (whole, branch) = sections(report, "en")
    assert [one.lines for one in whole.steps] == [
        (
            "Step <0>",
            "median 45 min, nine of ten within 5 h (working time)",
            "3 visits, 33 % of the time",
            "0 sent back from here, 3 to here",
        ),
        (
            "Step <1>",
            "median 45 min, nine of ten within 10 h (working time)",
            "3 visits, 66 % of the time",
            "3 sent back from here, 0 to here",
            "4 there now, 2 overdue",
        ),
    ]
    assert (branch.title, branch.ends, whole.ends) == ("Note / part", ["done"], ["approved"])


def test_the_hotter_the_darker() -> None:
    steps = [a_step(name, number, total) for number, (name, total) in enumerate({"a": 55, "b": 31, "c": 10, "d": 4}.items())]
    assert [hot(one, steps, "en").level for one in steps] == [4, 3, 1, 0]
    luminance = [sum(int(colour[at : at + 2], 16) for at in (1, 3, 5)) for colour in COLOURS]
    assert luminance == sorted(luminance, reverse=True), "so it can be told on paper, too"


def test_mermaid_has_the_same_and_cannot_be_broken_out_of(report: Bottlenecks) -> None:
    text = heat_mermaid(report, "en")
    assert 'w0s1["Step #60;1#62;<br/>median 45 min, nine of ten within 10 h (working time)<br/>3 visits, 66 #37; of the time' in text
    assert ":::heat4" in text and "classDef heat4 fill:#993404" in text
    assert 'w0s1 -. "3" .-> w0s0' in text


def test_a_report_of_nothing_is_a_picture_of_nothing() -> None:
    empty = Bottlenecks(at=NOON, since=None, until=None, cases=0, events=0, steps=(), passages=(), people=(), units=())
    assert ElementTree.fromstring(heat_svg(empty)).tag == f"{SVG}svg"
    assert heat_mermaid(empty).startswith("flowchart TD\n")


def test_lengths_in_the_largest_unit_that_measures_them() -> None:
    assert [length(minutes, working, "en") for minutes, working in ((59, True), (60 * 80, True), (60 * 47, False), (60 * 80, False))] == [
        "59 min", "80 h", "47 h", "3 d",
    ]  # fmt: skip


def test_a_long_title_is_cut_by_its_width() -> None:
    assert fitted("环" * 29) == "环" * 29
    assert fitted("环" * 40).endswith("…") and len(fitted("环" * 40)) <= LETTERS // 2
