"""Durations: how they are written, and what is refused."""

import pytest

from signoff.engine.durations import LIMITS, Duration, Unit


@pytest.mark.parametrize("text", ["5wd", "4wh", "10d", "36h", "3m", "0d", "10000wd"])
def test_a_duration_is_written_back_as_it_was_read(text: str) -> None:
    assert str(Duration.parse(text)) == text


@pytest.mark.parametrize(("text", "count", "unit"), [("5wd", 5, Unit.WD), ("4wh", 4, Unit.WH), ("3m", 3, Unit.M), ("007d", 7, Unit.D)])
def test_number_and_unit_are_told_apart(text: str, count: int, unit: Unit) -> None:
    assert Duration.parse(text) == Duration(count, unit)


def test_an_underscore_may_group_digits() -> None:
    assert Duration.parse("5_000d") == Duration(5000, Unit.D)


@pytest.mark.parametrize(
    "text",
    ["", "5", "wd", "5 wd", "5w", "5WD", "5wdx", "5wd\n", "٥wd", "５wd", "_5d", "5__0d", "5_d", "+5d", "0x5d", "1e3d", "5wd 4wh"],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration"):
        Duration.parse(text)


@pytest.mark.parametrize("text", ["1.5wh", "1,5d", "0.5m"])
def test_a_fraction_is_refused_with_the_way_out(text: str) -> None:
    with pytest.raises(ValueError, match="whole numbers only; use a smaller unit"):
        Duration.parse(text)


def test_a_sign_is_refused_with_the_way_out() -> None:
    with pytest.raises(ValueError, match="it has no sign; write `due - 3wd`"):
        Duration.parse("-3wd")


def test_a_negative_duration_arises_by_negation() -> None:
    back = -Duration.parse("3wd")
    assert back == Duration(-3, Unit.WD)
    assert str(back) == "-3wd"
    assert -back == Duration.parse("3wd")


@pytest.mark.parametrize("unit", list(Unit))
def test_a_count_beyond_the_limit_is_refused(unit: Unit) -> None:
    assert Duration(LIMITS[unit], unit).count == LIMITS[unit]
    for count in (LIMITS[unit] + 1, -LIMITS[unit] - 1):
        with pytest.raises(ValueError, match=f"more than {LIMITS[unit]}{unit}"):
            Duration(count, unit)


def test_a_count_of_thousands_of_digits_is_refused_like_any_other() -> None:
    with pytest.raises(ValueError, match="more than 10000d"):
        Duration.parse("9" * 10_000 + "d")


def test_a_count_that_is_no_whole_number_is_refused() -> None:
    with pytest.raises(TypeError, match="counts whole numbers"):
        Duration(1.5, Unit.WD)  # type: ignore[arg-type]


def test_a_unit_may_be_given_by_its_name() -> None:
    assert Duration(2, "wd").unit is Unit.WD  # type: ignore[arg-type]


def test_only_working_time_needs_a_calendar() -> None:
    assert [unit.value for unit in Unit if unit.needs_calendar] == ["wd", "wh"]
