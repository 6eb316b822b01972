"""Result classes of another scheme in reports, letters, scorecards and snapshots, and in ledgers that are imported."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from signoff.adapters.proposals.ledger.mistakes import Wrong
from signoff.adapters.proposals.ledger.values import option_of
from signoff.adapters.proposals.reading.schemes import scheme_of
from signoff.adapters.proposals.reports.catalogue import made
from signoff.adapters.proposals.reports.choices import choices, meant
from signoff.adapters.proposals.reports.filters import Filter, filtered
from signoff.adapters.proposals.reports.measured import MEASURES
from signoff.adapters.proposals.reports.rows import Ledger
from signoff.adapters.proposals.reports.schemes import NATIONAL, Scheme
from signoff.adapters.proposals.reports.snapshot import hashed, load, save
from signoff.adapters.proposals.reports.tables import Rate, spoken
from signoff.adapters.proposals.reports.yearly import quality
from signoff.workflows import catalogue_path, load_many

from .rows_made import at, case, ledger, row

TWO = Scheme(
    classes={"落实": {"zh": "已落实", "en": "Implemented"}, "基本": {"zh": "基本落实或列入计划", "en": "Planned"}},
    resolved=("落实",),
    planned=("基本",),
)
"""Two levels, words in place of letters."""
HILLS = Scheme(
    classes={
        "A": {"zh": "A(已解决或以其他办法解决)", "en": "A (solved or by other means)"},
        "B": {"zh": "B(正在办理或已启动)", "en": "B (under way)"},
        "C": {"zh": "C(列入计划)", "en": "C (listed in a plan)"},
        "D": {"zh": "D(解释说明或留作参考)", "en": "D (explained)"},
    },
    resolved=("A",),
    planned=("B", "C"),
)


def of_classes(scheme: Scheme, *classes: str, first: str = "") -> Ledger:
    """A reply of each of these classes."""
    rows = [row(case(f"60{n}"), issued_at=at(6, 1), first_class=first or id, current_class=id) for n, id in enumerate(classes)]
    return ledger(*rows, scheme=scheme)


def test_the_classes_of_the_scheme_are_the_columns() -> None:
    table = made("class_distribution", of_classes(TWO, "落实", "基本", "基本")).tables[0]
    assert [column.heading("zh") for column in table.columns] == [
        "承办单位", "已落实（件次）", "基本落实或列入计划（件次）", "合计（件次）", "已落实占比", "基本落实或列入计划占比",
    ]  # fmt: skip
    assert table.rows[-1].cells[1:] == (1, 2, 3, Rate(1, 3), Rate(2, 3))


def test_a_class_of_another_scheme_has_a_column_of_its_own_so_that_the_total_is_right() -> None:
    table = made("class_distribution", of_classes(TWO, "落实", "D")).tables[0]
    assert [column.heading("en") for column in table.columns[1:4]] == ["Implemented (replies)", "Planned (replies)", "Class D (replies)"]
    assert table.rows[-1].cells[1:5] == (1, 0, 1, 2)


def test_below_the_distribution_stands_what_the_letters_mean() -> None:
    notes = [note["zh"] for note in made("class_distribution", of_classes(HILLS, "C")).notes]
    assert "结果类别：A(已解决或以其他办法解决)、B(正在办理或已启动)、C(列入计划)、D(解释说明或留作参考)。" in notes


@pytest.mark.parametrize(
    ("name", "scheme", "rate", "title"),
    [
        ("resolution", HILLS, Rate(1, 4), "Solved (A)"),
        ("resolution", TWO, Rate(0, 4), "Solved (Implemented)"),
        ("resolution_ab", NATIONAL, Rate(2, 4), "Solved or under way (A+B)"),
        ("resolution_ab", HILLS, Rate(3, 4), "Solved or under way (A+B+C)"),
        ("resolution_ab", replace(HILLS, planned=()), Rate(1, 4), "Solved or under way (A+—)"),
    ],
)
def test_a_rate_counts_the_classes_that_the_scheme_means(name: str, scheme: Scheme, rate: Rate, title: str) -> None:
    found = of_classes(scheme, "A", "B", "C", "D")
    assert (MEASURES[name].count(found).rate, MEASURES[name].under(scheme).title["en"]) == (rate, title)


def test_what_was_planned_first_and_is_solved_now_was_turned() -> None:
    found = of_classes(HILLS, "A", "C", first="C")
    assert made("b_conversion", found).tables[0].rows[-1].cells[1] == Rate(1, 2)
    assert made("b_conversion", found).title["zh"] == "B类＋C类转化情况"
    assert made("b_conversion", replace(found, scheme=NATIONAL)).tables[0].rows[-1].cells[1] == Rate(0, 0)


def test_the_yearly_report_names_the_classes_of_the_scheme() -> None:
    assert "其中已落实1件次、基本落实或列入计划1件次，" in quality(of_classes(TWO, "落实", "基本"))[0]


def test_the_ledger_shows_a_letter_as_a_letter_and_a_word_by_what_it_is_called() -> None:
    shown = [made("ledger", found).tables[0] for found in (of_classes(HILLS, "B"), of_classes(TWO, "基本"))]
    place = [column.id for column in shown[0].columns].index("current_class")
    letter, word = (table.rows[0].cells[place] for table in shown)
    assert letter == "B" and isinstance(word, dict) and spoken(word, "zh") == "基本落实或列入计划"


@pytest.mark.parametrize(
    ("text", "id"), [("c", "C"), ("C类", "C"), ("class c", "C"), ("列入计划", "C"), ("正在办理", "B"), ("留作参考", "D")]
)
def test_a_filter_takes_the_words_of_the_scheme(text: str, id: str) -> None:
    found = of_classes(HILLS, "B", "C", "D")
    assert meant(choices(found)["result_class"], text) == (id,)
    assert len(filtered(found, Filter(result_class=id)).rows) == 1


def test_a_filter_says_in_words_which_class_is_meant() -> None:
    assert Filter(result_class="基本").label(of_classes(TWO, "基本"))["zh"] == "结果类别：基本落实或列入计划"


@pytest.mark.parametrize(
    ("scheme", "text", "id"),
    [
        (NATIONAL, "列入计划", "B"),
        (NATIONAL, "解决或基本解决", "A"),
        (NATIONAL, "暂不能解决", "C"),
        (NATIONAL, "ｂ类", "B"),
        (HILLS, "列入计划", "C"),
        (HILLS, "已启动", "B"),
        (HILLS, "D（解释说明或留作参考）", "D"),
        (TWO, "基本落实或列入计划", "基本"),
        (TWO, "落实", "落实"),
    ],
)
def test_an_import_takes_what_the_scheme_calls_a_class(scheme: Scheme, text: str, id: str) -> None:
    assert option_of(scheme.classes, text) == id


@pytest.mark.parametrize(("scheme", "text"), [(HILLS, "正在解决"), (TWO, "A类"), (TWO, "已解决"), (NATIONAL, "解决")])
def test_an_import_refuses_what_the_letter_means_elsewhere(scheme: Scheme, text: str) -> None:
    with pytest.raises(Wrong) as wrong:
        option_of(scheme.classes, text)
    assert wrong.value.code == "choice"


def test_where_nobody_says_what_a_letter_means_it_means_the_usual() -> None:
    assert option_of({"A": {"en": "A"}, "B": {"en": "B"}}, "正在解决") == "B"


@pytest.mark.parametrize("id", ["class_distribution", "overview", "b_conversion", "ledger"])
def test_a_snapshot_is_printed_under_its_own_scheme(id: str, tmp_path: Path) -> None:
    found = of_classes(HILLS, "A", "C", first="C")
    save(found, tmp_path / "2026.jsonl")
    again = load(tmp_path / "2026.jsonl")
    assert list(again.scheme.classes) == ["A", "B", "C", "D"] and again.scheme == HILLS
    assert made(id, replace(again, source="")) == made(id, found)


def test_a_snapshot_of_a_version_that_kept_no_scheme_is_printed_as_it_was_then(tmp_path: Path) -> None:
    path = tmp_path / "2025.jsonl"
    save(of_classes(HILLS, "A", first="B"), path)
    head, *lines = path.read_text("utf-8").splitlines()
    lines = [line for line in lines if json.loads(line)["row"] != "scheme"]
    old = {**json.loads(head), "signoff": 2, "lines": len(lines), "sha256": hashed(lines)}
    path.write_text("\n".join([json.dumps(old), *lines]) + "\n", "utf-8")
    assert load(path).scheme == NATIONAL


@pytest.mark.parametrize(("city", "resolved", "planned"), [("taishan", "A", "B"), ("coast", "A", "B"), ("hills", "A", "BC")])
def test_every_workflow_that_ships_has_the_scheme_of_the_policy(city: str, resolved: str, planned: str) -> None:
    names = ("proposal-handling", "reply-approval", "look-back", "supervision", "upstream-support", "document-approval", "proposal-record")
    files = [catalogue_path(name) for name in names]
    schemes = [scheme_of(loaded.workflow) for loaded in load_many(files, policy=city).values()]
    found = [scheme for scheme in schemes if scheme is not None]
    assert len(found) == 4 and all(scheme == found[0] for scheme in found)
    assert (found[0].resolved, found[0].planned) == (tuple(resolved), tuple(planned))
    assert all(set(label) == {"zh", "en"} for label in found[0].classes.values())
    if city == "taishan":
        assert found[0] == NATIONAL
