"""`archive`: finished cases go to a file, are read there, proved whole, and come back."""

import json
from pathlib import Path

import pytest

from .running import Run


@pytest.fixture
def over(house: Run) -> Run:
    """An application for leave has been decided, and everybody has been told; another one is under way."""
    for key in ("1", "2"):
        house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--data", "reason=Family", "--key", key)
    house("act", "1", "submit", "--as", "chen")
    assert house("act", "1", "approve", "--as", "lin").exit_code == 0
    house("tick")
    return house


AGE = ("archive", "run", "--older-than", "0d", "--as", "zhou")
RUN = (*AGE, "--to", "old.jsonl")


def test_what_is_over_goes_to_a_file_and_is_told(over: Run) -> None:
    tried = over(*RUN, "--dry-run", "--lang", "zh")
    assert tried.exit_code == 0 and "将归档 1 件" in tried.stderr and not Path("old.jsonl").exists()
    told = over(*RUN)
    assert told.exit_code == 0 and "1 archived (1 with all below them) in old.jsonl" in told.stderr
    assert [case["key"] for case in json.loads(over("cases", "-o", "json").stdout)["items"]] == ["2"]
    assert over("archive", "list").stdout.splitlines()[1].split()[:3] == ["1", "leave", "old.jsonl"]
    again = over(*RUN)
    assert again.exit_code == 0 and "nothing to archive" in again.stderr


def test_a_file_without_a_name_is_refused_also_where_a_variable_is_empty(over: Run) -> None:
    told = over(*AGE, "--to", "")
    assert told.exit_code == 2 and "the file has no name" in told.stderr
    assert not list(Path().glob("*.jsonl"))


def test_why_something_stays_is_told(over: Run) -> None:
    over("copy-to", "1", "--to", "wang", "--as", "chen")
    made = json.loads(over(*RUN, "-o", "json").stdout)
    assert made["left"] == {"undelivered": 1} and [item["reason"] for item in made["items"]] == ["undelivered"]
    assert "未送达" in over(*RUN, "--lang", "zh").stdout


def test_whoever_asks_for_an_archived_case_is_told_where_it_is(over: Run) -> None:
    over(*RUN)
    for command in (("show", "1"), ("history", "1"), ("why", "leave/1"), ("act", "1", "approve", "--as", "lin"), ("verify", "1")):
        told = over(*command)
        assert told.exit_code == 4 and "[archived]" in told.stderr and "signoff archive show old.jsonl 1" in told.stderr
    assert "已归档" in over("show", "1", "--lang", "zh").stderr
    assert json.loads(over("show", "1", "-o", "json").stderr)["data"]["file"] == "old.jsonl"
    taken = over("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--data", "reason=x", "--key", "1")
    assert taken.exit_code == 5 and "[key_taken]" in taken.stderr


def test_the_file_is_read_and_proved_whole_with_and_without_a_database(over: Run) -> None:
    over(*RUN)
    told = over("verify", "--archive", "old.jsonl")
    assert told.exit_code == 0 and "1 case in the file verified" in told.stderr
    everything = over("verify")
    assert everything.exit_code == 0 and "1 case is archived" in everything.stderr
    assert over("verify", "1", "--archive", "old.jsonl").exit_code == 2
    made = json.loads(over("archive", "show", "old.jsonl", "1", "-o", "json").stdout)
    assert made["kind"] == "archived-case" and made["case"]["key"] == "1" and made["history"][0]["event"] == "started"
    Path("signoff.toml").unlink()
    assert "Family" in over("archive", "show", "old.jsonl", "1").stdout
    assert over("archive", "show", "old.jsonl", "9").exit_code == 4
    assert over("archive", "show", "none.jsonl", "1").exit_code == 1
    text = Path("old.jsonl").read_text("utf-8")
    Path("old.jsonl").write_text(text.replace("Family", "Illness"), "utf-8")
    changed = over("verify", "--archive", "old.jsonl", "--lang", "zh")
    assert changed.exit_code == 7 and "payload" in changed.stdout and "seal" in changed.stdout and "没有设置数据库" in changed.stderr


def test_heads_that_were_exported_before_are_looked_for_in_the_file(over: Run) -> None:
    over("verify", "--export", "heads.json")
    over(*RUN)
    assert over("verify", "--against", "heads.json").exit_code == 0
    heads = json.loads(Path("heads.json").read_text("utf-8"))["heads"]
    Path("heads.json").write_text(json.dumps({"heads": dict.fromkeys(heads, "0" * 64)}), "utf-8")
    told = over("verify", "--archive", "old.jsonl", "--against", "heads.json")
    assert told.exit_code == 7 and "against" in told.stdout


def test_a_case_comes_back(over: Run) -> None:
    over(*RUN)
    back = ("archive", "restore", "old.jsonl", "1", "--reason", "asked for", "--as", "zhou")
    told = over(*back)
    assert told.exit_code == 0 and "1 is back from old.jsonl" in told.stderr
    assert over("verify").exit_code == 0
    assert "brought the case back from the archive old.jsonl: “asked for”" in over("history", "1").stdout
    assert "恢复" in over("history", "1", "--lang", "zh").stdout
    again = over(*back)
    assert again.exit_code == 5 and "[not_archived]" in again.stderr


def test_a_folder_gets_a_packed_file_of_the_day(over: Run) -> None:
    Path("old").mkdir()
    made = json.loads(over(*AGE, "--to", "old", "--gzip", "-o", "json").stdout)
    assert made["file"].startswith("signoff-default-") and made["file"].endswith(".jsonl.gz")
    assert over("verify", "--archive", f"old/{made['file']}").exit_code == 0


def test_what_cannot_be_done_is_told(over: Run) -> None:
    assert over("archive", "run", "--older-than", "5wd", "--to", "old.jsonl", "--as", "zhou").exit_code == 2
    told = over(*AGE, "--to", "people.yaml")
    assert told.exit_code == 1 and "[archive_invalid]" in told.stderr
    assert "不是归档文件" in over(*AGE, "--to", "people.yaml", "--lang", "zh").stderr
    assert over(*AGE, "--to", "nowhere/old.jsonl").exit_code == 1


def test_what_was_needed_for_a_time_only_is_deleted(over: Run) -> None:
    told = over("db", "purge")
    assert told.exit_code == 0 and "0 deleted" in told.stderr
    assert "投递" in over("db", "purge", "--lang", "zh").stdout
    wrong = over("db", "purge", SIGNOFF_RETENTION_REQUESTS="5wd")
    assert wrong.exit_code == 2 and "retention.requests" in wrong.stderr
    assert over("db", "purge", SIGNOFF_RETENTION_REQUESTS="never", SIGNOFF_RETENTION_ATTEMPTS="6m").exit_code == 0
