"""What a case holds: every type with good and bad values, limits, defaults, and starting a case."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from signoff import Refused
from signoff.engine.world import Limits

from .house import House, started, workflow

STEPS = "draft: {by: initiator, may_edit: [f]}"
TYPES = {
    "text": "text", "document": "document", "number": "number", "decimal": "decimal", "money": "money", "integer": "integer",
    "bool": "bool", "date": "date", "datetime": "datetime", "person": "person", "unit": "unit",
    "choice": "{type: choice, options: [a, b]}",
    "texts": "{type: list, of: text}", "rows": "{type: list, fields: {n: {type: integer, required: true}, who: person}}",
}  # fmt: skip
EAST = timezone(timedelta(hours=8))

GOOD = [
    ("text", "答复", "答复"),
    ("text", "", None),
    ("document", "long\ntext", "long\ntext"),
    ("number", 5, Decimal(5)),
    ("number", "5_000", Decimal(5000)),
    ("decimal", Decimal("1.50"), Decimal("1.50")),
    ("money", "12.30", Decimal("12.30")),
    ("integer", "7", 7),
    ("integer", Decimal("7.0"), 7),
    ("bool", True, True),
    ("bool", "false", False),
    ("date", "2026-03-20", date(2026, 3, 20)),
    ("date", date(2026, 3, 20), date(2026, 3, 20)),
    ("datetime", "2026-03-20T08:30+08:00", datetime(2026, 3, 20, 0, 30, tzinfo=UTC)),
    ("datetime", datetime(2026, 3, 20, 8, 30, tzinfo=EAST), datetime(2026, 3, 20, 0, 30, tzinfo=UTC)),
    ("person", "gus", "gus"),
    ("unit", "office", "office"),
    ("choice", "b", "b"),
    ("texts", ["x", "y"], ("x", "y")),
    ("texts", (), ()),
    ("rows", [{"n": 1, "who": "bob"}, {"n": "2"}], ({"n": 1, "who": "bob"}, {"n": 2})),
]
BAD = [
    ("text", 5), ("text", b"x"), ("text", "a\0b"), ("text", "\ud800"), ("text", ["x"]),
    ("number", 1.5), ("number", True), ("number", "five"), ("number", "NaN"), ("number", "Infinity"), ("number", "1e999"),
    ("decimal", float("nan")), ("money", 0.1), ("integer", "1.5"), ("integer", 10**50), ("integer", "1e30000"),
    ("bool", 1), ("bool", "yes"), ("bool", []),
    ("date", "20.3.2026"), ("date", "2026-02-30"), ("date", datetime(2026, 3, 20)), ("date", 20260320),
    ("datetime", "2026-03-20T08:30"), ("datetime", datetime(2026, 3, 20)), ("datetime", date(2026, 3, 20)), ("datetime", "tomorrow"),
    ("datetime", "0001-01-01T00:00+14:00"),
    ("person", "nobody"), ("person", 5), ("unit", "nowhere"), ("choice", "c"), ("choice", ["a"]),
    ("texts", "x"), ("texts", [1]), ("texts", {"a": 1}), ("rows", [{"n": "x"}]), ("rows", [{"m": 1}]), ("rows", ["x"]),
    ("rows", [{"who": "bob"}]),    ("rows", [{5: 1}]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "kept"), GOOD)
def test_a_good_value_is_kept_in_its_type(kind: str, value: object, kept: object) -> None:
    house = started(STEPS, data=f"f: {TYPES[kind]}", given={"f": value})
    found = house.case.data.get("f")
    assert found == (kept if kept is not None else value) and type(found) is type(kept if kept is not None else value)
    assert house.sound()


@pytest.mark.parametrize(("kind", "value"), BAD)
def test_a_bad_value_is_refused_by_its_name(kind: str, value: object) -> None:
    house = House(workflow(STEPS, data=f"f: {TYPES[kind]}"))
    with pytest.raises(Refused) as caught:
        house.start({"f": value})
    assert caught.value.code == "f_invalid"
    assert house.engine.cases() == ()


def test_a_start_names_every_field_that_is_missing_or_wrong() -> None:
    house = House(workflow(STEPS, data="f: {type: integer, required: true}\ng: {type: text, required: true}\nh: date\ni: bool"))
    with pytest.raises(Refused) as caught:
        house.start({"g": " ", "h": "x", "i": 3, "zz": 1})
    assert {reason.code for reason in caught.value.reasons} == {"f_required", "g_required", "h_invalid", "i_invalid", "unknown_field:zz"}


def test_a_start_names_what_start_needs() -> None:
    house = House(workflow(STEPS, head="start: {needs: [f], require: {enough: f > 5}}", data="f: integer"))
    with pytest.raises(Refused) as caught:
        house.start()
    assert [reason.code for reason in caught.value.reasons] == ["f_required"]
    with pytest.raises(Refused) as caught:
        house.start({"f": 3})
    assert [reason.code for reason in caught.value.reasons] == ["enough"]


def test_only_whom_the_workflow_admits_starts_it() -> None:
    house = House(workflow(STEPS, head="start: role(legal)", data="f: text"))
    with pytest.raises(Refused) as caught:
        house.start(by="dan")
    assert caught.value.code == "start_not_allowed"
    assert house.start(by="bob").step == "draft"


def test_a_default_is_the_value_of_a_case_that_gives_none() -> None:
    assert started(STEPS, data="f: {type: integer, default: 3}").case.data == {"f": 3}
    assert started(STEPS, data="f: {type: integer, default: 3}", given={"f": 4}).case.data == {"f": 4}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("{type: integer, min: 2}", 1),
        ("{type: money, max: 9.99}", "10"),
        ("{type: text, max: 3}", "four"),
        ("{type: list, of: text, min: 1}", []),
        ("{type: date, min: 2026-01-01}", "2025-12-31"),
    ],
)
def test_a_value_beyond_its_limits_is_refused(field: str, value: object) -> None:
    house = House(workflow(STEPS, data=f"f: {field}"))
    with pytest.raises(Refused) as caught:
        house.start({"f": value})
    assert caught.value.code == "f_invalid"


@pytest.mark.parametrize(
    ("limits", "value", "code"),
    [
        (Limits(text=3), "four", "f_invalid"),
        (Limits(data=20), "x" * 30, "data_too_large"),
    ],
)
def test_a_case_holds_no_more_than_the_host_says(limits: Limits, value: str, code: str) -> None:
    house = House(workflow(STEPS, data="f: text"), limits=limits)
    with pytest.raises(Refused) as caught:
        house.start({"f": value})
    assert caught.value.code == code


@pytest.mark.parametrize("data", [["f"], "f", 5])
def test_data_that_is_no_map_is_refused(data: object) -> None:
    house = House(workflow(STEPS, data="f: text"))
    with pytest.raises(Refused) as caught:
        house.engine.start("w", by="ini", data=data)  # type: ignore[arg-type]
    assert caught.value.code == "data_invalid"


@pytest.mark.parametrize(
    "key", ["", " ", " a", "a/b", "a\nb", "x" * 201, 5, "a\ud800", "a\x7f", "a\x9b31m", "a\u2028b", "a\u202egnp", "a\u2066b"]
)
def test_a_bad_key_is_refused(key: object) -> None:
    house = House(workflow(STEPS, data="f: text"))
    with pytest.raises(Refused) as caught:
        house.engine.start("w", by="ini", key=key)  # type: ignore[arg-type]
    assert caught.value.code == "key_invalid"


def test_a_key_is_given_once() -> None:
    house = started(STEPS, data="f: text")
    with pytest.raises(Refused) as caught:
        house.engine.start("w", by="ini", key="k")
    assert caught.value.code == "key_taken"


def test_a_key_is_made_from_the_workflows_template() -> None:
    house = House(workflow(STEPS, head='key: "x-{f}"', data="f: text"))
    assert house.engine.start("w", by="ini", data={"f": "7"}).key == "x-7"
    with pytest.raises(Refused) as caught:
        house.engine.start("w", by="ini")
    assert caught.value.code == "f_required"


def test_a_field_of_the_key_is_complained_of_once() -> None:
    house = House(workflow(STEPS, head='key: "x-{f}-{g}"', data="f: {type: integer, required: true}\ng: {type: text, required: true}"))
    with pytest.raises(Refused) as caught:
        house.engine.start("w", by="ini", data={"f": "seven"})
    assert [reason.code for reason in caught.value.reasons] == ["f_invalid", "g_required"]


@pytest.mark.parametrize("type", ["integer", "money", "text", "person", "date"])
def test_a_number_of_thousands_of_digits_is_refused_as_any_other_bad_value(type: str) -> None:
    house = started(STEPS, data=f"f: {type}")
    assert house.refused("ini", "submit", data={"f": 10**5000}) == "f_invalid" and house.sound()


def test_a_case_without_a_key_is_called_by_its_id() -> None:
    case = House(workflow(STEPS, data="f: text")).engine.start("w", by="ini")
    assert case.key == case.id


def test_a_subject_may_have_a_number_for_its_id() -> None:
    house = House(workflow(STEPS, data="f: text"))
    house.engine.start("w", by="ini", key="k", subject=("reply", 7))  # type: ignore[arg-type]
    assert house.engine.case("k").subject == ("reply", "7")
    assert [case.key for case in house.engine.cases(subject=("reply", "7"))] == ["k"] and house.sound()


@pytest.mark.parametrize(
    "subject", [("reply",), "reply", ("a", "b", "c"), 5, ("reply", "\ud800"), ("re\x00ply", 7), ("reply", "7" * 201), ("reply", 10**5000)]
)
def test_a_subject_that_is_no_pair_or_cannot_be_stored_is_refused(subject: object) -> None:
    house = House(workflow(STEPS, data="f: text"))
    with pytest.raises(Refused) as caught:
        house.engine.start("w", by="ini", subject=subject)  # type: ignore[arg-type]
    assert caught.value.code == "subject_invalid"


def test_what_the_host_keeps_hold_of_does_not_change_the_case() -> None:
    rows = ["a"]
    data: dict[str, object] = {"f": rows}
    house = started(STEPS, data="f: {type: list, of: text}", given=data)
    rows.append("b")
    assert house.case.data == {"f": ("a",)}


def test_a_value_equal_to_the_old_one_is_no_change() -> None:
    house = started(STEPS, data="f: money", given={"f": "5"})
    house.engine.edit("k", data={"f": "5.00"}, by="ini")
    assert house.case.revision == 1


def test_an_edit_takes_a_value_out_with_none() -> None:
    house = started(STEPS, data="f: text", given={"f": "x"})
    house.engine.edit("k", data={"f": None}, by="ini")
    assert house.case.data == {} and house.case.revision == 2


def test_an_edit_without_fields_is_refused() -> None:
    house = started(STEPS, data="f: text")
    with pytest.raises(Refused) as caught:
        house.engine.edit("k", data={}, by="ini")
    assert caught.value.code == "nothing_given"
