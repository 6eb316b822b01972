"""Policy files on their own."""

from pathlib import Path

import pytest

from signoff.workflows import InvalidWorkflow, PolicyFolder, PolicyTexts, check, load_policy
from signoff.workflows.policy_durations import GENERAL
from signoff.workflows.policy_file import read_policy


def test_a_policy_is_read(house: str) -> None:
    policy = load_policy(house)
    assert (policy.id, policy.title, policy.ladders) == ("house", {"zh": "本单位"}, ("spare",))
    assert policy.values["limit"] == 20
    assert policy.values["when"] == "due - 1wd 08:30"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("policy: house\n", "", "missing_key"),
        ("signoff: 1", "signoff: 9", "wrong_type"),
        ("rule: sequence", "rule:", "missing_value"),
        ("{by: kind, sick: 1wd, annual: 2d}", "{by: kind}", "missing_key"),
        ("{by: kind, sick: 1wd, annual: 2d}", "{sick: 1wd}", "missing_key"),
        ("{at: begin + 1d, remind: holder}", "{at: begin + 1d}", "rung_does_nothing"),
        ("duplicate: any", "title: any", "unknown_key"),
        ("source:", "sauce:", "unknown_key"),
        ("words: [a, b]", "words: [[a]]", "wrong_type"),
        ("  boss:", "  bo ss:", "bad_id"),
    ],
)
def test_a_mistake_in_a_policy_is_told(house: str, old: str, new: str, code: str) -> None:
    assert [f.code for f in read_policy(house.replace(old, new, 1))[1]] == [code]


def test_file_and_policy_have_one_name(house: str, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(house, encoding="utf-8")
    with pytest.raises(InvalidWorkflow) as refused:
        load_policy(tmp_path / "other.yaml")
    assert [f.code for f in refused.value.findings] == ["wrong_name"]


def test_a_folder_lists_its_policies(house: str, tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text(house, encoding="utf-8")
    folder = PolicyFolder(tmp_path)
    assert "house" in folder.names()
    assert folder.find("house") == (str(tmp_path / "house.yaml"), house.encode())
    assert folder.find("nowhere") is None


def test_a_policy_name_never_leaves_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("x", encoding="utf-8")
    (tmp_path / "policies").mkdir()
    assert PolicyFolder(tmp_path / "policies").find("../secret") is None


@pytest.mark.parametrize(
    ("written", "message", "instead"),
    [
        ("3 days", "`3 days` is not a duration", "Write `3d` (calendar days) or `3wd` (working days)."),
        ("3 wd", "`3 wd` is not a duration", "Write `3wd`."),
        ("3 working days", "`3 working days` is not a duration", "Write `3wd`."),
        ("3个工作日", "`3个工作日` is not a duration", "Write `3wd`."),
        ("2 Months", "`2 Months` is not a duration", "Write `2m`."),
        ("-3wd", "`-3wd` is not a duration: it is never negative", "Write `3wd`."),
        ("+4h", "`+4h` is not a duration", "Write `4h`."),
        ("1.5wd", "`1.5wd` is not a duration", GENERAL),
        ("2 weeks", "`2 weeks` is not a duration", GENERAL),
        ("10001wd", "`10001wd` is not a duration", GENERAL),
    ],
)
def test_a_duration_that_is_none_is_told_at_its_place_in_the_policy(house: str, written: str, message: str, instead: str) -> None:
    text = house.replace("pool: 2wd", f"pool:\n    is: {written}")
    (found,) = read_policy(text, name="house.yaml")[1]
    assert (found.code, found.message, found.suggestion) == ("wrong_type", message, instead)
    assert (found.file, text.splitlines()[found.line - 1][found.column - 1 :], found.length) == ("house.yaml", written, len(written))


@pytest.mark.parametrize("written", ["'3 days'", "04-30", "'-3wd'", "due - 3wd", "3号", "A类", "3", "director@office"])
def test_what_is_no_duration_and_means_none_is_left_alone(house: str, written: str) -> None:
    assert read_policy(house.replace("pool: 2wd", f"pool: {written}"))[1] == ()


@pytest.mark.parametrize("use", ["house", "mine"])
def test_a_workflow_tells_what_is_wrong_with_its_policy_where_that_stands(house: str, use: str) -> None:
    broken = house.replace("policy: house", f"policy: {use}").replace("when: due - 1wd 08:30", "when: due -").replace("2wd", "3 days")
    steps = "one: {by: initiator, due: policy.pool}, two: {by: initiator, due: policy.pool, escalate: [{at: policy.when, remind: holder}]}"
    text = f"signoff: 1\nworkflow: w\npolicy: {use}\ncalendar: cn-gov\ndefaults: {{empty: hold, self: allow}}\nsteps: {{{steps}}}\n"
    found = [one for one in check(text, policies=PolicyTexts({use: broken})) if one.severity == "error"]
    lines = broken.splitlines()
    assert [(one.file, lines[one.line - 1][one.column - 1 :], one.code) for one in found] == [
        (f"policies/{use}.yaml", "3 days", "wrong_type"),
        (f"policies/{use}.yaml", "due -", "bad_expression"),
    ]


@pytest.mark.parametrize(
    ("written", "ends"),
    [
        ("0wd", "ends with the day itself, or with the next working day"),
        ("0h", "is over as soon as it begins"),
    ],
)
def test_a_duration_of_nothing_is_warned_of(house: str, written: str, ends: str) -> None:
    (found,) = read_policy(house.replace("annual: 2d", f"annual: {written}"))[1]
    assert (found.code, found.severity) == ("no_time", "warning")
    assert found.message == f"`{written}` gives no time: a deadline of it {ends}"
    assert found.suggestion == f"Write `1{written[1:]}` or more."


@pytest.mark.parametrize(("key", "written"), [("due", "0wd"), ("due", "0d"), ("max", "0h")])
def test_so_is_a_limit_of_nothing_in_a_workflow(key: str, written: str) -> None:
    due = "" if key == "due" else "due: 2d, "
    clock = f"deadlines: {{answer: {{{due}{key}: {written}}}}}"
    text = f"signoff: 1\nworkflow: w\ncalendar: cn-gov\ndefaults: {{empty: hold}}\n{clock}\nsteps: {{one: {{by: initiator}}}}\n"
    (found,) = [one for one in check(text) if one.code == "no_time"]
    assert (found.severity, found.path, found.length) == ("warning", f"deadlines.answer.{key}", len(written))
    assert found.suggestion == f"Write `1{written[1:]}` or more."


@pytest.mark.parametrize("limit", ["due: 0wd", "due: policy.desk"])
def test_a_step_without_time_is_warned_of_where_that_is_written(limit: str) -> None:
    head = "signoff: 1\nworkflow: w\npolicy: {desk: 0wd}\ncalendar: cn-gov\ndefaults: {empty: hold}\n"
    text = f"{head}steps: {{one: {{by: initiator, {limit}}}}}\n"
    found = {one.path for one in check(text) if one.code == "no_time"}
    assert found == {"policy.desk", *(["steps.one.due"] if limit == "due: 0wd" else [])}


def test_an_overlay_is_told_as_what_it_is(house: str) -> None:
    text = "signoff: 1\nworkflow: w\npolicy: house\ndefaults: {empty: hold}\nsteps: {one: {by: policy.boss}}\n"
    found = check(text, policies=PolicyTexts({"house": house}), overlay={"boss": "director@"})
    assert [(one.file, one.line, one.severity) for one in found if one.code == "bad_expression"] == [("<overlay>", 1, "error")]
