"""Running examples: who acts, what is filled in, how time passes, and how what is otherwise is told."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from signoff.engine.definition import Workflow
from signoff.engine.errors import Misconfigured
from signoff.engine.people_data import PeopleFile
from signoff.workflows import Result, check, load, load_people, rehearse

from .fake_desk import FakeDesk, seat

BASE = """\
signoff: 1
workflow: w
timezone: Asia/Shanghai
data:
  days: {type: integer, min: 3}
  note: {type: text}
  at: {type: datetime}
  rows: {type: list, fields: {day: date, amount: money}}
  papers: {type: list, of: file}
  unit: {type: unit, required: true}
withdraw: {until: end}
defaults: {empty: hold, self: forbid, duplicate: none}
return: {to: [draft], comment: required}
steps:
  draft: {by: initiator, actions: {submit: {to: next, needs: [days]}}}
  review:
    approvers: {legal: role(legal), finance: role(finance)}
    rule: all
    allow: {transfer: anyone}
examples:
"""


class Stage:
    """Rehearses one example on a fake desk and keeps the desk."""

    def __init__(self, **desk: Any) -> None:
        self.options = desk

    def play(self, example: str, **options: Any) -> Result:
        def make(*what: Any) -> FakeDesk:
            self.desk = FakeDesk(*what, **self.options)
            return self.desk

        return rehearse(load(BASE + "  - " + example), make, **options)[0]

    @property
    def calls(self) -> list[tuple[str, dict[str, object]]]:
        return self.desk.calls


GROUPS = [seat("l", role="legal", group="legal"), seat("l2", role="legal", group="legal"), seat("f", role="finance", group="finance")]


def lacking(action: str, *names: str) -> Callable[[str, Mapping[str, object]], str | None]:
    """Refuses an action for as long as something is missing."""

    def refuse(asked: str, given: Mapping[str, object]) -> str | None:
        data = given.get("data") or {}
        assert isinstance(data, Mapping)
        missing = [name for name in names if name not in data and given.get(name) is None]
        return f"{missing[0]}_required" if asked == action and missing else None

    return refuse


def test_an_example_begins_on_a_monday_at_nine_in_the_zone_of_the_workflow() -> None:
    stage = Stage()
    assert stage.play("{do: [], step: draft}").passed
    assert stage.desk.start_at.isoformat() == "2026-03-02T09:00:00+08:00"


def test_now_sets_the_clock_and_a_day_alone_means_nine() -> None:
    stage = Stage()
    stage.play("{now: 2026-03-20 08:31, do: [], step: draft}")
    assert stage.desk.start_at.isoformat() == "2026-03-20T08:31:00+08:00"
    stage.play("{now: 2026-03-20, do: [], step: draft}")
    assert stage.desk.start_at.isoformat() == "2026-03-20T09:00:00+08:00"


def test_a_required_field_that_is_not_given_gets_a_sample_and_the_sample_unit_exists() -> None:
    stage = Stage()
    stage.play("{do: [], step: draft}")
    assert stage.calls[0][1]["data"] == {"unit": "unit_1"}
    assert "unit_1" in stage.desk.people.units


def test_instants_get_the_zone_of_the_workflow() -> None:
    stage = Stage()
    stage.play("{given: {at: 2026-03-20 08:31}, do: [], step: draft}")
    assert stage.calls[0][1]["data"] == {"at": "2026-03-20T08:31:00+08:00", "unit": "unit_1"}


def test_what_an_act_needs_is_filled_with_samples_within_their_limits() -> None:
    stage = Stage(refuse=lacking("submit", "days"))
    assert stage.play("{do: [submit], step: review}").passed
    assert stage.calls[-1][1]["data"] == {"days": 3}


def test_nothing_is_filled_where_its_absence_is_the_point() -> None:
    stage = Stage(refuse=lacking("submit", "days"))
    result = stage.play("{do: [submit: {refused: days_required}], step: draft}")
    assert result.passed
    assert len(stage.calls) == 2
    assert str(result.taken[0]) == "initiator: submit → refused, days_required"


def test_a_comment_is_filled_unless_its_absence_is_the_point() -> None:
    stage = Stage(refuse=lacking("return", "comment"))
    assert stage.play("{do: [submit, return: {to: draft}], step: draft}").passed
    assert stage.calls[-1][1]["comment"] == "sample comment"
    assert stage.play("{do: [submit, return: {to: draft, refused: comment_required}], step: review}").passed


def test_the_first_holder_with_an_open_seat_acts_at_that_seat() -> None:
    stage = Stage(seats={"review": GROUPS})
    stage.play("{do: [submit, review.approve], end: approved}")
    assert stage.calls[-1] == ("approve", {"by": "legal_1", "task": "l"})


def test_a_group_that_has_not_acted_goes_first() -> None:
    stage = Stage(seats={"review": GROUPS})
    stage.play("{do: [submit, review.comment: {comment: a}, review.comment: {comment: b}], step: review}")
    assert [asked["by"] for verb, asked in stage.calls if verb == "comment"] == ["legal_1", "finance_1"]


def test_a_holder_who_may_not_act_is_passed_over() -> None:
    stage = Stage(seats={"review": GROUPS}, refuse=lambda action, asked: "not_same_as" if asked["by"] in ("legal_1", "legal_2") else None)
    stage.play("{do: [submit, review.approve], end: approved}")
    assert stage.calls[-1][1]["by"] == "legal_3"


def test_who_is_named_acts_even_without_a_seat() -> None:
    stage = Stage(seats={"review": GROUPS}, refuse=lambda action, asked: "not_holder" if asked["by"] == "xu" else None)
    assert stage.play("{do: [submit, review.approve: {by: xu, refused: not_holder}], step: review}").passed


@pytest.mark.parametrize("expected", ["quote_missing", "'quote_missing:[2]'"])
def test_a_refusal_is_expected_in_full_or_by_the_part_before_the_colon(expected: str) -> None:
    stage = Stage(refuse=lambda action, asked: "quote_missing:[2]" if action == "submit" else None)
    assert stage.play(f"{{do: [submit: {{refused: {expected}}}], step: draft}}").passed


@pytest.mark.parametrize(
    ("example", "message"),
    [
        ("{do: [submit: {refused: no_change}], step: review}", "expected the refusal `no_change`, `submit` by initiator was allowed"),
        ("{do: [review.approve], step: review}", "`review.approve` cannot be taken: the case is at `draft`"),
        ("{do: [submit, now: 2026-01-01], step: review}", "it is 2026-03-02 09:00 already; the clock does not go back"),
        ("{do: [submit], step: draft}", "expected the case at the step `draft`, it is at `review`"),
        ("{do: [submit], end: approved}", "expected the end `approved`, the case is open at `review`"),
        ("{do: [submit, approve], end: rejected}", "expected the end `rejected`, the case ended at `approved`"),
        ("{do: [submit], round: 2}", "expected round 2 of `review`, it is round 1"),
        ("{do: [submit], due: 2026-03-04}", "expected `review` to be due 2026-03-04, it has no due time"),
        ("{do: [submit], open: [xu]}", "expected an open seat of `xu`; open are the seats of initiator"),
        ("{do: [submit], open: []}", "the seat of initiator at `review` is open, and `open` does not name it"),
        ("{do: [submit: {with: {days: 4}}], data: {days: 5}}", "expected `days` to be 5, it is 4"),
        ("{people: nobody.yaml, do: [submit], step: review}", "the people file: nobody.yaml cannot be read: No such file or directory"),
    ],
)
def test_what_is_otherwise_is_told_in_a_sentence(example: str, message: str) -> None:
    failures = Stage().play(example).failures
    assert any(failure.message.startswith(message) for failure in failures), failures


def test_a_refusal_that_nobody_expects_is_told_with_its_code_and_sentence() -> None:
    stage = Stage(refuse=lambda action, asked: "no_change" if action == "submit" else None)
    result = stage.play("{do: [submit], step: review}")
    assert [f.message for f in result.failures] == ["`submit` by initiator was refused: no_change (because of no_change)"]
    assert result.taken[-1].refused == "no_change"


def test_every_difference_is_told_with_its_line_and_column() -> None:
    result = Stage().play("do: [submit]\n    step: draft\n    round: 2\n    open: [xu]\n    data: {days: 5}\n")
    start = BASE.count("\n") + 1
    assert [(f.line, f.column) for f in result.failures][:3] == [(start + 1, 11), (start + 2, 12), (start + 3, 5)]
    assert result.report.splitlines()[0] == f"<text>:{start + 1}:11: expected the case at the step `draft`, it is at `review`"


def test_an_act_that_goes_otherwise_ends_the_example_at_its_place() -> None:
    result = Stage().play("do:\n      - review.approve\n      - submit\n    step: draft\n")
    assert [(f.line, f.column) for f in result.failures] == [(BASE.count("\n") + 2, 9)]
    assert result.taken == ()


def test_time_passes_timer_by_timer() -> None:
    stage = Stage(timers=[datetime(2026, 3, 4, 1, tzinfo=UTC), datetime(2026, 3, 3, 1, tzinfo=UTC), datetime(2026, 3, 9, 1, tzinfo=UTC)])
    assert stage.play("{do: [wait: 3d], step: draft}").passed
    assert [tick.day for tick in stage.desk.ticks] == [3, 4, 5]
    assert stage.desk.timers == [datetime(2026, 3, 9, 1, tzinfo=UTC)]


def test_a_timer_that_does_not_go_away_does_not_hold_the_time() -> None:
    def make(workflow: Workflow, people: PeopleFile, start: datetime) -> FakeDesk:
        desk = FakeDesk(workflow, people, start, timers=[datetime(2026, 3, 3, 1, tzinfo=UTC)])
        desk.tick = lambda: desk  # type: ignore[method-assign]
        return desk

    loaded = load(BASE + "  - {do: [wait: 3d], step: draft}")
    assert rehearse(loaded, make)[0].passed


def test_verbs_of_the_engine_are_called_by_their_own_names() -> None:
    stage = Stage(seats={"review": GROUPS})
    stage.play(
        "{do: [submit, claim, release, transfer: {who: xu, comment: c}, reassign: {who: xu}, comment: {comment: d}, "
        "edit: {with: {days: 4}}, remind, withdraw], end: withdrawn}"
    )
    assert [(verb, asked) for verb, asked in stage.calls[2:]] == [
        ("claim", {"by": "legal_1", "task": "l"}),
        ("release", {"by": "finance_1", "task": "f"}),
        ("transfer", {"by": "legal_1", "to": "xu", "comment": "c", "task": "l"}),
        ("reassign", {"by": "admin_1", "to": "xu", "reason": "sample comment", "task": "l"}),
        ("comment", {"by": "legal_1", "text": "d"}),
        ("edit", {"by": "legal_1", "data": {"days": 4}, "task": "l"}),
        ("remind", {"by": "initiator"}),
        ("withdraw", {"by": "initiator"}),
    ]


def test_a_people_file_stands_beside_the_workflow(tmp_path: Path) -> None:
    (tmp_path / "people.yaml").write_text("units: {office: 办公室}\npeople:\n  zoe: {rank: 2}\n  adam: {rank: 1}\n", encoding="utf-8")
    (tmp_path / "w.yaml").write_text(BASE + "  - {people: people.yaml, do: [], step: draft}\n", encoding="utf-8")
    desks: list[FakeDesk] = []

    def make(*what: Any) -> FakeDesk:
        desks.append(FakeDesk(*what))
        return desks[-1]

    assert rehearse(load(tmp_path / "w.yaml"), make)[0].passed
    assert desks[0].calls[0][1] == {"by": "adam", "data": {"unit": "office"}}


def test_people_may_be_given_for_all_examples() -> None:
    stage = Stage()
    assert stage.play("{do: [], step: draft}", people=load_people("people: {eve: 夏娃}")).passed
    assert stage.calls[0][1]["by"] == "eve"


def test_the_first_whom_start_admits_begins() -> None:
    stage = Stage(refuse=lambda action, asked: "may_not_start" if asked["by"] != "eve" else None)
    assert stage.play("{do: [], step: draft}", people=load_people("people: {abe: x, eve: y, ian: z}")).passed
    result = stage.play("{do: [], step: draft}", people=load_people("people: {abe: x}"))
    assert [f.message for f in result.failures] == ["the case could not be started by abe: may_not_start (because of may_not_start)"]


def test_rows_of_a_list_are_compared_by_what_is_written() -> None:
    given = "given: {rows: [{day: 2026-03-20, amount: 5}]}"
    assert Stage().play(f"{{{given}, do: [], data: {{rows: [{{amount: 5}}]}}}}").passed
    assert not Stage().play(f"{{{given}, do: [], data: {{rows: [{{amount: 6}}]}}}}").passed
    assert not Stage().play(f"{{{given}, do: [], data: {{rows: []}}}}").passed
    assert Stage().play("{do: [], data: {rows: []}}").passed


def test_a_timer_that_fails_is_told() -> None:
    result = Stage(failed={"c": "no such calendar"}).play("{do: [wait: 1d], step: draft}")
    assert [f.message for f in result.failures] == ["a timer failed at 2026-03-03 09:00: no such calendar"]


def test_an_engine_that_fails_is_a_failure_of_the_example() -> None:
    def make(*what: Any) -> FakeDesk:
        raise Misconfigured("there is no calendar `x`")

    result = rehearse(load(BASE + "  - {do: [], step: draft}"), make)[0]
    assert [f.message for f in result.failures] == ["it could not be run: there is no calendar `x`"]


@pytest.mark.parametrize("name", ["../people.yaml", "/etc/people.yaml", ".people.yaml", "a/b.yaml"])
def test_no_people_file_elsewhere_is_read(name: str) -> None:
    assert [f.code for f in check(BASE + f"  - {{people: {name}, do: [], step: draft}}")] == ["wrong_type"]


def test_files_of_a_list_are_given_by_their_names() -> None:
    stage = Stage()
    assert stage.play("{given: {papers: [a.pdf, b.pdf]}, do: [], step: draft}").passed
    (begun,) = [given for verb, given in stage.calls if verb == "start"]
    assert "a.pdf" in str(begun["data"])
