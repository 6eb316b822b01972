"""Whatever is done to a good file, loading either works or gives findings; nothing else ever comes out."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signoff.workflows import InvalidWorkflow, PolicyTexts, check, load, render
from signoff.workflows.mending import lines_of
from signoff.workflows.people_file import read_people
from signoff.workflows.policy_file import read_policy

PIECES = [
    "\t",
    "：",
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "'",
    '"',
    "&a ",
    "*a",
    "!!x ",
    "\0",
    "---\n",
    "policy.x",
    "none",
    "next",
    "\n",
    "  ",
    "5wd",
    "?",
    "|",
    "\x85",
    "\ud800",
    "<<",
]

SETTINGS = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@st.composite
def mutations(draw: st.DrawFn) -> list[tuple[str, float, float, str]]:
    kinds = st.sampled_from(["cut", "insert", "swap", "repeat", "replace"])
    places = st.floats(0, 1, exclude_max=True)
    pieces = st.one_of(st.sampled_from(PIECES), st.text(max_size=5))
    return draw(st.lists(st.tuples(kinds, places, places, pieces), min_size=1, max_size=4))


def mutated(text: str, changes: list[tuple[str, float, float, str]]) -> str:
    for kind, first, second, piece in changes:
        lines = text.split("\n")
        a, b = int(first * len(text)), int(second * len(text))
        i, j = int(first * len(lines)), int(second * len(lines))
        if kind == "cut":
            text = text[: min(a, b)] + text[min(a, b) + abs(a - b) % 30 :]
        elif kind == "insert":
            text = text[:a] + piece + text[a:]
        elif kind == "swap":
            lines[i], lines[j] = lines[j], lines[i]
            text = "\n".join(lines)
        elif kind == "repeat":
            text = "\n".join([*lines[:i], lines[j], *lines[i:]])
        else:
            head, _, tail = lines[i].partition(":")
            lines[i] = f"{head}: {piece}" if tail else piece
            text = "\n".join(lines)
    return text


@SETTINGS
@given(changes=mutations())
def test_a_mutated_workflow_raises_nothing_but_invalid_workflow(
    good: str, policies: PolicyTexts, changes: list[tuple[str, float, float, str]]
) -> None:
    text = mutated(good, changes)
    findings = check(text, policies=policies)
    lines = lines_of(text.removeprefix("\ufeff"))
    for finding in findings:
        assert finding.message and finding.code
        assert finding.file != "<text>" or 1 <= finding.line <= len(lines)
        assert render(finding, text)
    try:
        load(text, policies=policies)
    except InvalidWorkflow as error:
        assert error.findings


@SETTINGS
@given(changes=mutations())
def test_a_mutated_policy_raises_nothing(house: str, good: str, changes: list[tuple[str, float, float, str]]) -> None:
    text = mutated(house, changes)
    read_policy(text)
    check(good, policies=PolicyTexts({"house": text}))


@SETTINGS
@given(text=st.one_of(st.text(), st.binary().map(lambda b: b.decode("latin-1"))))
def test_any_text_at_all_gives_findings(text: str) -> None:
    assert check(text)
    read_people(text)
