"""Samples fit the type, the options and the limits of their field."""

from datetime import date
from decimal import Decimal

import pytest

from signoff.engine.definition import Field
from signoff.workflows.samples import required, sample

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Field("a", "text", {}), "a"),
        (Field("a", "document", {}, min="5"), "a____"),
        (Field("title", "text", {}, max="3"), "tit"),
        (Field("a", "money", {}), Decimal(1)),
        (Field("a", "decimal", {}, max="0.5"), Decimal("0.5")),
        (Field("a", "number", {}, min="7.5"), Decimal("7.5")),
        (Field("a", "integer", {}, min="3"), 3),
        (Field("a", "bool", {}), False),
        (Field("a", "date", {}), "2026-03-02"),
        (Field("a", "date", {}, min="2027-01-01"), "2027-01-01"),
        (Field("a", "date", {}, max="2020-01-01"), "2020-01-01"),
        (Field("a", "datetime", {}), "2026-03-02 09:00"),
        (Field("a", "choice", {}, options={"x": {}, "y": {}}), "x"),
        (Field("a", "person", {}), "person_1"),
        (Field("a", "unit", {}), "unit_1"),
        (Field("a", "list", {}, of="integer", min="2"), (1, 1)),
        (Field("a", "list", {}, fields={"d": Field("d", "date", {})}), ({"d": "2026-03-02"},)),
    ],
)
def test_a_sample_fits_its_field(field: Field, expected: object) -> None:
    assert sample(field, TODAY) == expected


def test_only_required_fields_without_a_value_or_default_get_one() -> None:
    fields = {
        "given": Field("given", "text", {}, required=True),
        "plain": Field("plain", "text", {}),
        "lacking": Field("lacking", "text", {}, required=True),
        "preset": Field("preset", "text", {}, required=True, default="x"),
        "asked": Field("asked", "text", {}),
    }
    assert required(fields, {"given": "g"}, TODAY, ["asked"]) == {"lacking": "lacking", "asked": "asked"}
