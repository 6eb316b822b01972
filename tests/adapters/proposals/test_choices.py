"""What a filter may be given, where a text means none of it."""

from signoff.adapters.proposals.reports.choices import nearest_first, years


def test_years_are_named_by_their_distance_and_names_by_how_they_are_spelled() -> None:
    assert nearest_first(years((2019, 2020, 2024, 2031)), "2026年") == ["2024", "2031", "2020", "2019"]
    units = {"finance": {"zh": "财政局"}, "transport": {"zh": "交通局"}, "housing": {"zh": "住建局"}}
    assert nearest_first(units, "交通运输局")[0] == "transport" and nearest_first({}, "x") == []
