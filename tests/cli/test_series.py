"""`series`: counters, the register, setting a counter, declaring a number void."""

import json
from pathlib import Path

import pytest

from .running import Run

ORDER = """signoff: 1
workflow: order
title: {zh: 订单, en: Order}
defaults: {empty: hold, self: allow}
series:
  orders: {title: {zh: 订单号, en: Orders}, format: "CG-{seq:04}", per: none}
data: {no: text}
steps:
  place:
    by: initiator
    actions:
      place: {to: approved, effects: [{allocate: no, from: orders}]}
"""


@pytest.fixture
def orders(house: Run) -> Run:
    """Three orders have their numbers."""
    Path("workflows/order.yaml").write_text(ORDER, "utf-8")
    for key in ("a", "b", "c"):
        house("start", "order", "--as", "chen", "--key", key)
        assert house("act", key, "place", "--as", "chen").exit_code == 0
    return house


def items(run: Run, *arguments: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run("series", *arguments, "-o", "json").stdout)["items"]
    return found


def test_the_list_has_a_line_for_each_counter(orders: Run) -> None:
    told = orders("series", "list")
    assert told.exit_code == 0
    assert [line.split() for line in told.stdout.splitlines()] == [
        ["SERIES", "TITLE", "NEXT", "GIVEN", "MISSING", "WORKFLOWS"],
        ["orders", "Orders", "4", "3", "none", "order"],
    ]
    assert "订单号" in orders("--lang", "zh", "series", "list").stdout


def test_the_register_has_a_line_for_each_number(orders: Run) -> None:
    told = orders("series", "show", "orders")
    assert told.exit_code == 0 and "3 numbers" in told.stderr
    assert [line.split()[:3] for line in told.stdout.splitlines()[1:]] == [
        ["1", "CG-0001", "a"],
        ["2", "CG-0002", "b"],
        ["3", "CG-0003", "c"],
    ]


@pytest.mark.parametrize("number", ["CG-0002", "2"])
def test_a_number_is_declared_void_by_what_is_written_or_by_its_place(orders: Run, number: str) -> None:
    told = orders("series", "void", "orders", number, "--reason", "misprint", "--as", "zhou")
    assert told.exit_code == 0 and "CG-0002 of b is void" in told.stderr
    (void,) = items(orders, "show", "orders", "--void")
    assert (void["number"], void["voided_by"], void["reason"]) == ("CG-0002", "zhou", "misprint")
    assert "the number CG-0002 is void" in orders("history", "b").stdout
    assert "got the number CG-0002" in orders("history", "b").stdout


def test_a_number_that_is_not_in_the_register_is_told(orders: Run) -> None:
    told = orders("series", "void", "orders", "CG-0009", "--reason", "x", "--as", "zhou")
    assert told.exit_code == 4 and "there is no number CG-0009" in told.stderr


def test_a_counter_is_set_with_a_reason_and_the_register_says_so(orders: Run) -> None:
    told = orders("series", "set", "orders", "--next", "50", "--reason", "4 to 49 on paper", "--as", "zhou")
    assert told.exit_code == 0 and "orders goes on with 50" in told.stderr
    assert "next number set from 4 to 50" in orders("series", "show", "orders").stdout
    orders("start", "order", "--as", "chen", "--key", "d")
    assert json.loads(orders("act", "d", "place", "--as", "chen", "-o", "json").stdout)["case"]["data"] == {"no": "CG-0050"}
    assert orders("series", "list").exit_code == 0
    assert orders("verify").exit_code == 0


def test_a_counter_does_not_go_back_to_what_was_given(orders: Run) -> None:
    told = orders("series", "set", "orders", "--next", "2", "--reason", "x", "--as", "zhou")
    assert told.exit_code == 5 and "[number_taken]" in told.stderr
    assert "计数不能退回" in orders("--lang", "zh", "series", "set", "orders", "--next", "2", "--reason", "x", "--as", "zhou").stderr


def test_an_unknown_series_is_told_with_what_there_is(orders: Run) -> None:
    told = orders("series", "list", "ordres")
    assert told.exit_code == 4 and "no workflow has a series `ordres`" in told.stderr


def test_a_missing_number_ends_with_the_exit_code_for_problems(orders: Run) -> None:
    import sqlite3
    from contextlib import closing

    (file,) = Path().glob("*.db")
    with closing(sqlite3.connect(file)) as database:
        database.execute("DELETE FROM signoff_number WHERE value = 2")
        database.commit()
    told = orders("series", "list")
    assert told.exit_code == 7 and "orders: missing 2" in told.stderr
    assert orders("verify").exit_code == 7


def test_a_trial_of_many_takes_no_number(orders: Run) -> None:
    orders("start", "order", "--as", "chen", "--key", "d")
    assert orders("act", "d", "place", "--dry-run", "--as", "chen").exit_code == 0
    assert len(items(orders, "show", "orders")) == 3


def test_examples_count_for_themselves(orders: Run) -> None:
    """A rehearsal has counters of its own, and every example begins with the first number."""
    examples = "examples:\n" + 2 * "  - {do: [place], data: {no: CG-0001}}\n"
    Path("workflows/order.yaml").write_text(ORDER + examples, "utf-8")
    assert orders("test", "workflows/order.yaml").exit_code == 0
    assert len(items(orders, "show", "orders")) == 3


def test_two_files_that_write_a_series_differently_are_refused(orders: Run) -> None:
    Path("workflows/other.yaml").write_text(ORDER.replace("workflow: order", "workflow: other").replace("CG-", "X-"), "utf-8")
    told = orders("check")
    assert told.exit_code == 3 and "series_conflict" in told.stdout and "other.yaml:6:3" in told.stdout
    assert orders("cases").exit_code == 0
    assert orders("start", "other", "--as", "chen").exit_code == 3
