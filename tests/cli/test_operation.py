"""`tick`, `worker`, `db`, `people`, `completion`."""

import json
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from .running import Process, Run, environment


def test_a_tick_tells_what_it_did(house: Run) -> None:
    made = json.loads(house("tick", "-o", "json").stdout)
    assert made == {
        "signoff": 1,
        "kind": "tick",
        "fired": 0,
        "failed": [],
        "delivered": 0,
        "undelivered": 0,
        "dead": 0,
        "left": 0,
        "submitted": 0,
    }
    assert house("tick").stdout.splitlines() == ["Timers fired  0", "Delivered     0"]


def test_a_tick_brings_notices_to_the_log(house: Run) -> None:
    house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--key", "1")
    house("remind", "1", "--as", "chen")
    assert json.loads(house("tick", "-o", "json").stdout)["delivered"] == 1
    assert json.loads(house("tick", "-o", "json").stdout)["delivered"] == 0


def test_what_a_worker_has_loaded_is_not_looked_through_again() -> None:
    told = "import gc; from signoff.cli.operate import keep_what_is_loaded; keep_what_is_loaded()"
    told += "; frozen = gc.get_freeze_count(), len(gc.get_objects()); before = gc.get_stats()[0]['collections']"
    told += "; kept = [[] for _ in range(10_000)]; print(*frozen, gc.get_stats()[0]['collections'] - before)"
    frozen, others, looked = subprocess.check_output([sys.executable, "-c", told], text=True).split()
    assert int(frozen) > 100 * int(others)
    assert int(looked) == 0, "what a batch of cases is made of comes together before Python looks"


def test_a_worker_runs_until_it_is_told_to_stop(house: Run, tmp_path: Path) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-m", "signoff", "worker", "--every", "1"],
        cwd=tmp_path,
        env=environment(),
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stderr is not None
    assert "works for sqlite:///" in worker.stderr.readline()
    worker.send_signal(signal.SIGTERM)
    out, err = worker.communicate(timeout=30)
    assert worker.returncode == 0
    assert out == ""
    assert err.endswith("stopped\n")


@pytest.mark.parametrize(
    ("given", "said"),
    [(["--sweepers", "2"], "2 threads fire what is due\n"), (["--commit-each"], "each case of a sweep is committed by itself\n")],
)
def test_a_worker_says_how_it_fires_timers(house: Run, tmp_path: Path, given: list[str], said: str) -> None:
    call = [sys.executable, "-m", "signoff", "worker", *given]
    worker = subprocess.Popen(call, cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True)
    assert worker.stderr is not None
    assert "works for sqlite:///" in worker.stderr.readline()
    assert worker.stderr.readline() == said
    worker.send_signal(signal.SIGTERM)
    _, err = worker.communicate(timeout=30)
    assert (worker.returncode, err.splitlines()[-1]) == (0, "stopped")


@pytest.mark.parametrize("given", ["0", "9", "many"])
def test_a_worker_has_one_to_eight_threads_for_timers(house: Run, given: str) -> None:
    result = house("worker", "--sweepers", given)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: --sweepers: ")


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_a_worker_logs_lines_that_programs_read_and_serves_metrics(house: Run, tmp_path: Path) -> None:
    house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--key", "1")
    house("remind", "1", "--as", "chen", "--reason", "what-nobody-may-read")
    call = [sys.executable, "-m", "signoff", "worker", "--every", "1", "--log-format", "json", "--metrics-port", str(free_port())]
    worker = subprocess.Popen(call, cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True)
    assert worker.stderr is not None
    url = next(line for line in worker.stderr if line.startswith("metrics at ")).split()[-1]
    assert "signoff_database_up 1.0" in urllib.request.urlopen(url, timeout=10).read().decode()
    lines = (json.loads(line) for line in worker.stderr if line.startswith("{"))
    delivered = next(line for line in lines if line["logger"] == "signoff.delivery")
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=30)
    assert (delivered["level"], delivered["what"], delivered["outcome"], delivered["kind"]) == ("INFO", "delivery", "done", "notice")
    assert {"at", "case", "key", "late", "message", "seconds", "tenant", "tries", "workflow"} <= delivered.keys()


def test_a_worker_on_a_database_that_is_not_ready_ends_at_once(bare: Run, process: Process) -> None:
    sqlite3.connect("signoff.db").executescript("create table theirs (a);").close()
    done = process("worker")
    assert (done.returncode, done.stdout) == (6, "")
    assert "[database_not_migrated]" in done.stderr
    assert "hint: Run: signoff db upgrade" in done.stderr
    assert "Traceback" not in done.stderr
    assert "works for" not in done.stderr


def test_a_driver_that_is_not_installed_is_named(house: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    result = house("--db", "postgresql://me:hunter2@127.0.0.1/app", "cases")
    assert result.exit_code == 6
    assert "`psycopg` is not installed [driver_missing]" in result.stderr
    assert "pip install 'signoff[postgresql]'" in result.stderr
    assert "hunter2" not in result.output


def test_tables_are_made_and_known(run: Run) -> None:
    url = ("--db", "sqlite:///own.db")
    before = run(*url, "db", "current", "-o", "json")
    assert before.exit_code == 6
    assert json.loads(before.stdout)["needs_upgrade"] is True
    made = run(*url, "db", "upgrade")
    assert made.exit_code == 0
    assert "tables made" in made.stderr
    assert "nothing to do" in run(*url, "db", "upgrade").stderr
    assert run(*url, "db", "current").exit_code == 0


def test_a_database_without_our_tables_says_how_to_mend_it(bare: Run) -> None:
    sqlite3.connect("signoff.db").executescript("create table theirs (a);").close()
    result = bare("cases")
    assert result.exit_code == 6
    assert "hint: Run: signoff db upgrade" in result.stderr
    assert bare("db", "upgrade").exit_code == 0
    assert bare("cases").exit_code == 0


def test_a_database_that_does_not_answer(house: Run) -> None:
    result = house("--db", "sqlite:////nowhere/at/all.db", "db", "upgrade", "--lang", "zh")
    assert result.exit_code == 6
    assert "错误：数据库不可用：unable to open database file [database_unavailable]" in result.stderr
    assert "建议：请确认数据库正在运行，且 URL 无误。" in result.stderr


def test_a_password_is_never_told(house: Run) -> None:
    result = house("--db", "postgresql+psycopg://me:hunter2@127.0.0.1:1/app", "cases")
    assert result.exit_code == 6
    assert "hunter2" not in result.stderr + result.stdout


def test_people_are_shown(house: Run) -> None:
    head, *rows = house("people", "show").stdout.splitlines()
    assert head.split() == ["ID", "NAME", "UNIT", "POSTS", "ROLES", "MANAGER"]
    assert [row.split()[0] for row in rows] == ["chen", "lin", "wang", "zhou"]
    assert "Posts    head@sales" in house("people", "show", "lin").stdout
    assert house("people", "show", "sales").stdout.startswith("sales  Sales\n")
    assert house("people", "show", "nobody").exit_code == 4
    assert json.loads(house("people", "show", "lin", "-o", "json").stdout)["manager"] == "zhou"


def test_people_whom_workflows_look_for_in_vain(house: Run) -> None:
    people = Path("people.yaml")
    people.write_text(people.read_text("utf-8").replace("posts: [director@office], ", ""), "utf-8")
    result = house("people", "check", "--lang", "zh")
    assert result.exit_code == 7
    assert "无人：leave 要找职务 director@office，没有在岗人员担任" in result.stdout
    assert json.loads(house("people", "check", "-o", "jsonl").stdout) == {
        "signoff": 1,
        "kind": "problem",
        "problem": "nobody",
        "workflow": "leave",
        "type": "post",
        "name": "director",
        "unit": "office",
    }


UNITS = """\
signoff: 1
workflow: units
defaults: {empty: hold, duplicate: none, self: allow}
data: {asked: {type: list, fields: {unit: unit}}, whose: {type: unit}}
steps:
  ask:
    parallel:
      by_unit:
        for_each: a in asked
        data: {ours: {type: unit}}
        steps:
          answer: {by: head@a.unit | head@whose | head@ours}
  sign: {approvers: head@salse}
"""


def test_a_unit_that_a_workflow_writes_out_and_that_is_not_in_the_file(house: Run) -> None:
    Path("workflows/units.yaml").write_text(UNITS, "utf-8")
    result = house("people", "check")
    assert (result.exit_code, result.stdout.strip()) == (7, "nobody: units looks for head@salse, and there is no unit salse in the file")
    assert "units 要找 head@salse，人员文件中没有单位 salse" in house("people", "check", "--lang", "zh").stdout


def test_mistakes_of_the_people_file_have_their_place(house: Run) -> None:
    Path("people.yaml").write_text("signoff: 1\npeople:\n  a: {name: A, manager: b}\n")
    result = house("people", "check")
    assert result.exit_code == 7
    assert "people.yaml:3:" in result.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_names_the_shell(run: Run, shell: str) -> None:
    assert f"{shell}_complete" in run("completion", shell).stdout


def test_the_shell_is_given_commands_options_and_open_cases(house: Run, process: Process) -> None:
    house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--key", "2020-1")

    def completed(words: str) -> list[str]:
        count = len(words.split(" ")) - 1
        done = process(_SIGNOFF_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(count))
        return [line.partition(",")[2] for line in done.stdout.splitlines() if line]

    assert completed("signoff st") == ["start", "stuck", "start-branch"]
    assert completed("signoff stuck --ex") == ["--exit-code"]
    assert completed("signoff show 20") == ["2020-1"]
    assert completed("signoff --db sqlite:////nowhere/at.db show 20") == []


def test_a_worker_that_would_never_rest_is_a_wrong_call(house: Run) -> None:
    assert house("worker", "--every", "0").exit_code == 2


def test_a_channel_that_is_not_set_up_stops_whoever_delivers(house: Run) -> None:
    assert house("tick", SIGNOFF_NOTIFY_DEFAULT="smtp").exit_code == 2
    assert house("cases", SIGNOFF_NOTIFY_DEFAULT="smtp").exit_code == 0


def test_a_channel_that_is_set_up_halfway_is_told_also_where_only_a_workflow_names_it(house: Run) -> None:
    told = house("tick", SIGNOFF_WEBHOOK_URL="https://chat.example.org/hooks")
    assert told.exit_code == 2
    assert "webhook.secrets" in told.stderr
    assert house("tick").exit_code == 0, "nothing is set for webhooks, and nothing is asked of them"
