"""`stuck` and `why`: on cases that really do not move."""

import json
import re
import shlex
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from signoff.cli.app import following
from signoff.cli.width import width
from signoff.compose import Engine
from signoff.testing import ManualClock

from .running import Run


@pytest.fixture
def held(house: Run) -> Run:
    """Case `1` waits for a head of unit who has left."""
    house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--key", "1")
    house("act", "1", "submit", "--as", "chen", "--data", "reason=探亲")
    people = Path("people.yaml")
    people.write_text(
        people.read_text("utf-8").replace("posts: [head@sales], manager: zhou}", "posts: [head@sales], active: false}"), "utf-8"
    )
    return house


def test_nothing_stuck_is_good_news(house: Run) -> None:
    result = house("stuck", "--exit-code")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "nothing is stuck; 0 open cases looked at" in result.stderr


def test_stuck_says_why_on_whom_and_what_would_help(held: Run) -> None:
    result = held("stuck", "--mend")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["CASE", "STEP", "SINCE", "ON"]
    assert lines[1].startswith("1     Head of unit  ")
    assert lines[1].endswith("lin 林二")
    assert lines[2] == "  ✗ holder has left [holder_inactive] lin holds the seat and is no longer active"
    assert lines[-1].startswith("signoff reassign leave/1 --task ")
    assert lines[-1].endswith("# holder_inactive")
    assert "1 of 1 open case: holder has left 1" in result.stderr


def test_the_command_that_would_mend_it_does(held: Run) -> None:
    finding = json.loads(held("stuck", "-o", "jsonl").stdout)
    line = next(command["line"] for command in finding["commands"])
    import shlex

    assert held(*shlex.split(line)[1:], "--as", "zhou").exit_code == 0
    assert held("stuck", "-o", "jsonl").stdout == ""


def test_stuck_in_chinese(held: Run) -> None:
    assert "✗ 办理人已离岗 [holder_inactive] 席位在 lin 林二 手中，此人已不在岗" in held("stuck", "--lang", "zh").stdout


def test_scripts_ask_for_an_exit_code(held: Run) -> None:
    assert held("stuck", "--exit-code").exit_code == 7
    assert held("stuck", "--exit-code", "--reason", "overdue").exit_code == 0


def test_stuck_as_json(held: Run) -> None:
    made = json.loads(held("stuck", "-o", "json").stdout)
    assert (made["signoff"], made["kind"], made["examined"], made["total"], made["cases"]) == (1, "stuck", 1, 1, 1)
    (finding,) = made["items"]
    assert {name: finding[name] for name in ("code", "variant", "family", "severity", "repair", "key", "step", "people")} == {
        "code": "holder_inactive",
        "variant": "left",
        "family": "owner",
        "severity": "error",
        "repair": "mends",
        "key": "1",
        "step": "head",
        "people": ["lin"],
    }
    assert finding["since"].endswith("+08:00")


def test_stuck_by_cause_holder_and_step(held: Run) -> None:
    def groups(by: str) -> list[tuple[str, int, list[str]]]:
        return [(one["name"], one["cases"], one["examples"]) for one in json.loads(held("stuck", "--by", by, "-o", "json").stdout)["items"]]

    assert groups("cause") == [("holder_inactive", 1, ["1"])]
    assert groups("holder") == [("lin", 1, ["1"])]
    assert groups("step") == [("head", 1, ["1"])]
    page = held("stuck", "--by", "holder", "--lang", "zh", "--exit-code")
    assert page.exit_code == 7
    assert page.stdout.splitlines()[1].split()[:4] == ["✗", "lin", "林二", "1"]
    assert "1 件，1 条问题" in page.stderr
    assert held("stuck", "--by", "holder", "--exit-code", "--reason", "overdue").exit_code == 0


def test_filters_by_unit_and_by_age(held: Run) -> None:
    def keys(*more: str) -> list[str]:
        return [json.loads(line)["key"] for line in held("stuck", "-o", "jsonl", *more).stdout.splitlines()]

    assert keys("--unit", "sales") == ["1"] and keys("--unit", "office") == []
    assert keys("--older-than", "0h") == ["1"] and keys("--older-than", "5d") == []
    assert held("stuck", "--older-than", "soon").exit_code == 2


def test_the_count_says_no_more_than_is_known(held: Run) -> None:
    held("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--data", "reason=x", "--key", "2")
    whole = json.loads(held("stuck", "-o", "json").stdout)
    assert (whole["examined"], whole["open"], whole["exact"]) == (2, 2, True)
    assert "1 of 2 open cases: holder has left 1" in held("stuck").stderr
    page = held("stuck", "--page", "1")
    assert re.search("1 stuck among the [12] cases? examined of 2 that are open: holder has left 1", page.stderr)
    after = json.loads(held("stuck", "--page", "1", "-o", "json").stdout)["next"]
    assert re.search("nothing is stuck among the [01] cases? examined of 2", held("stuck", "--page", "1", "--after", after).stderr)


@pytest.mark.parametrize(("language", "told"), [("en", "more cases to examine:"), ("zh", "下一页：")])
def test_the_call_for_the_next_page_is_one_line_that_can_be_run(
    held: Run, language: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--data", "reason=x", "--key", "2")
    monkeypatch.setattr("signoff.cli.screen.is_terminal", lambda stream: True)
    monkeypatch.setenv("COLUMNS", "80")
    first = held("stuck", "--workflow", "leave", "--lang", language, "--page", "1", NO_COLOR="1")
    following = first.stderr.splitlines()[-1]
    assert told in first.stderr and len(following) > 80
    words = shlex.split(following)
    assert words[:-1] == ["signoff", "stuck", "--workflow", "leave", "--lang", language, "--page", "1", "--after"]
    second = held(*words[1:], NO_COLOR="1")
    assert second.exit_code == 0 and following not in second.stderr, "it is the next one, and not the same again"
    assert "--after" not in held("stuck", "--page", "1", "-o", "json").stderr


def test_a_password_is_not_written_into_the_call_for_the_next_page() -> None:
    told = following(["--db", "postgresql://me:secret@host/db", "stuck", "--page", "1"], "x")
    assert told == "signoff --db 'postgresql://me:***@host/db' stuck --page 1 --after x"


def test_a_reason_that_does_not_exist(held: Run) -> None:
    result = held("stuck", "--reason", "overdu")
    assert result.exit_code == 4
    assert "overdue" in result.stderr


def test_why_answers_every_question(held: Run) -> None:
    page = held("why", "1").stdout
    lines = page.splitlines()
    assert lines[0] == "1  Leave  leave"
    assert lines[1].startswith("open at Head of unit (head) for ")
    assert lines[2].startswith("due ")
    heads = [line for line in lines if line and not line.startswith(" ")][3:]
    assert heads == ["What is wrong", "Who can bring it on", "Seats", "Timers", "What can be done", "The way here"]
    assert "found by `head@unit`: lin 林二" in page
    assert "nobody and nothing can" in page
    assert "remind lin 林二" in page


def test_why_of_a_healthy_case_names_who_is_next(house: Run) -> None:
    house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--key", "1")
    page = house("why", "1", "--lang", "zh").stdout
    assert "→ chen 陈一，待办在其手中" in page
    assert "问题" not in page
    assert "提交 [submit] chen 陈一：→ 部门负责人审批，须给出 reason" in page


def test_why_a_person_may_or_may_not(held: Run) -> None:
    page = held("why", "1", "--person", "wang").stdout
    assert "may not approve: `wang` holds no open seat of 1" in page
    assert "[not_holder]" in page


def test_why_as_json(held: Run) -> None:
    made = json.loads(held("why", "1", "-o", "json").stdout)
    assert (made["kind"], made["key"], made["step"], made["status"]) == ("why", "1", "head", "open")
    assert [finding["code"] for finding in made["findings"]] == ["holder_inactive"]
    assert made["seats"][0]["resolution"]["expression"] == "head@unit"


def test_why_of_no_case(house: Run) -> None:
    assert house("why", "1").exit_code == 4


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_is_cut_where_nobody_looks(held: Run, lang: str) -> None:
    for command in (("stuck",), ("why", "1")):
        assert "…" not in held(*command, "--lang", lang).stdout
    assert width("✗") == 1


def test_why_of_an_instant_of_the_past(held: Run) -> None:
    """What is told of it does not hang on who has left since; what history does not hold is said to be so."""
    entered = json.loads(held("why", "1", "-o", "json").stdout)["since"]
    for given in (entered, datetime.fromisoformat(entered).strftime("%Y-%m-%d %H:%M:%S.%f %z")):
        page = held("why", "1", "--at", given, "--for", "lin").stdout
        assert page.splitlines()[1].startswith("as it stood on 20")
        assert "→ lin 林二, who holds the task" in page
        assert "may approve" in page
        assert "What is wrong" not in page
        assert "Not recorded" in page
    assert "没有记录的" in held("why", "1", "--at", entered, "--lang", "zh").stdout
    made = json.loads(held("why", "1", "--at", entered, "-o", "json").stdout)
    assert (made["past"], made["step"], made["elapsed"]) == (True, "head", 0)
    assert "movers" in made["unrecorded"]


@pytest.mark.parametrize(
    ("given", "code", "english", "chinese"),
    [
        ("2001-02-03", 4, "[not_begun]", "请问"),
        ("2999-01-01T00:00", 5, "signoff simulate --case 1", "历史只能说明过去"),
        ("yesterday", 2, "`yesterday` is no instant", "不是"),
    ],
)
def test_an_instant_that_history_cannot_tell_of(held: Run, given: str, code: int, english: str, chinese: str) -> None:
    told = held("why", "1", "--at", given)
    assert (told.exit_code, told.stdout) == (code, "")
    assert english in told.stderr
    assert chinese in held("why", "1", "--at", given, "--lang", "zh").stderr


def test_what_a_refusal_says_of_an_instant_is_in_the_readers_zone(held: Run) -> None:
    assert held("remind", "1", "--as", "chen").exit_code == 0
    refused = held("remind", "1", "--as", "chen", "--lang", "zh")
    assert refused.exit_code == 5
    assert "T" not in refused.stderr.partition("[")[0] and "+08:00" in refused.stderr


def test_the_lines_to_be_copied_carry_what_this_call_was_given(held: Run) -> None:
    Path("my office").mkdir()
    Path("signoff.toml").rename("my office/signoff.toml")
    database = f"sqlite:///{Path('signoff.db').resolve()}"
    given = ("--config", "my office/signoff.toml", "--db", database, "--workflows", "workflows", "--people", "people.yaml")
    page = held(*given, "--as", "zhou", "stuck", "--mend")
    line = page.stdout.splitlines()[-1]
    assert line.startswith("signoff --config 'my office/signoff.toml' --db sqlite:///")
    assert "closer: signoff --config 'my office/signoff.toml' --db" in page.stderr
    assert line.partition("  #")[0] in held(*given, "--as", "zhou", "why", "1").stdout
    assert "--as USER  #" in held(*given, "stuck", "--mend").stdout, "where nobody has said who"
    done = held(*shlex.split(line, comments=True)[1:])
    assert done.exit_code == 0, done.output
    assert "nothing is stuck" in held(*given, "stuck").stderr


LASTING = """\
signoff: 1
workflow: answer
data: {unit: {type: unit, required: true}}
defaults: {empty: hold, duplicate: none, self: forbid, insufficient_seats: hold}
deadlines:
  reply: {title: {zh: 答复期限, en: Time to reply}, due: 2d, met: passed(review)}
steps:
  draft: {by: initiator, actions: {submit: {to: next}}}
  review: {approvers: head@unit}
"""


def test_a_clock_is_called_by_its_label(house: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = ManualClock(datetime(2026, 6, 1, 1, tzinfo=UTC))
    monkeypatch.setattr("signoff.cli.compose.Engine", partial(Engine, clock=clock))
    Path("workflows/answer.yaml").write_text(LASTING, "utf-8")
    assert house("start", "answer", "--as", "chen", "--data", "unit=sales", "--key", "1").exit_code == 0
    clock.advance("5d")
    for call in (("stuck",), ("why", "1"), ("stuck", "-o", "csv")):
        told = house(*call, "--lang", "zh").stdout
        assert "答复期限：2026-06-03 09:00 +08:00 到期，已超 72 小时" in told and "reply：" not in told
    plan = house("fix", "1", "--as", "zhou", "--reason", "x", "--dry-run", "--lang", "zh").stdout
    assert "超期（答复期限）" in plan


@pytest.mark.parametrize(("lang", "said"), [("zh", "催办 lin 林二（暂定）"), ("en", "remind lin 林二 (provisional)")])
def test_a_timer_beyond_the_official_calendar_is_provisional(house: Run, monkeypatch: pytest.MonkeyPatch, lang: str, said: str) -> None:
    clock = ManualClock(datetime(2026, 12, 30, 1, tzinfo=UTC))
    monkeypatch.setattr("signoff.cli.compose.Engine", partial(Engine, clock=clock))
    house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--key", "1")
    house("act", "1", "submit", "--as", "chen", "--data", "reason=探亲")
    assert said in house("why", "1", "--lang", lang).stdout


def test_a_name_that_no_case_can_have_is_not_said_back_whole(house: Run) -> None:
    for lang in ("en", "zh"):
        told = house("why", "x" * 100_000, "--lang", lang)
        assert told.exit_code == 4 and len(told.stderr) < 1000 and "xxx…" in told.stderr


def test_what_is_not_near_is_not_suggested(house: Run) -> None:
    assert "Did you mean" not in house("stuck", "--reason", "nope").stderr
    assert "Did you mean `overdue`?" in house("stuck", "--reason", "overdu").stderr
