"""`stuck --watch`: looked at again and again; what is new and what is gone is marked, and it ends as it should."""

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from signoff.cli import watching
from signoff.cli.app import App
from signoff.cli.messages import speaking
from signoff.cli.screen import Screen
from signoff.cli.stuck_told import counted
from signoff.cli.width import width
from signoff.engine.errors import StoreUnavailable
from signoff.engine.inspect import StuckReport

from .running import Run, environment

Look = Callable[[], StuckReport]


@pytest.fixture
def held(house: Run) -> Run:
    """Case `1` waits for a head of unit who has left."""
    house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--data", "reason=探亲", "--key", "1")
    house("act", "1", "submit", "--as", "chen")
    people = Path("people.yaml")
    people.write_text(
        people.read_text("utf-8").replace("posts: [head@sales], manager: zhou}", "posts: [head@sales], active: false}"), "utf-8"
    )
    return house


@pytest.fixture
def app(held: Run) -> Iterator[App]:
    """What the command is given, on the folder of `held`."""
    made = App(environ={}, flags={"output": "jsonl"})
    with speaking("en"):
        yield made
    made.close()


def looked(app: App, looks: "Sequence[StuckReport | StoreUnavailable]") -> None:
    """Watch so many looks, then Ctrl-C."""
    waiting = list(looks)

    def ask() -> StuckReport:
        found = waiting.pop(0)
        if isinstance(found, StoreUnavailable):
            raise found
        return found

    def wait(seconds: float) -> None:
        assert seconds == 7.0
        if not waiting:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watching.watch(app, ask, 7.0, wait)


NOTHING = StuckReport((), 1, 0, 0, open=1, exact=True)


def test_a_line_of_json_for_each_change(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    report = app.engine.stuck(count=True)
    looked(app, [report, report, NOTHING, StoreUnavailable("gone away"), report])
    out, err = capsys.readouterr()
    told = [json.loads(line) for line in out.splitlines()]
    assert [(one["kind"], one["change"], one["code"], one["key"]) for one in told] == [
        ("stuck-change", change, "holder_inactive", "1") for change in ("present", "gone", "new")
    ]
    assert json.loads(err)["message"] == "gone away"


def test_a_line_of_text_where_it_goes_to_a_file(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    app.flags["output"] = "table"
    report = app.engine.stuck(count=True)
    looked(app, [NOTHING, report, NOTHING])
    out, err = capsys.readouterr()
    assert [line[27:].partition(" lin")[0] for line in out.splitlines()] == [
        "+ 1 ✗ holder has left [holder_inactive]",
        "- 1 ✗ holder has left [holder_inactive]",
    ]
    assert err.splitlines() == ["nothing is stuck; 1 open case looked at"]


def test_a_first_look_that_fails_is_an_error(app: App) -> None:
    with pytest.raises(StoreUnavailable):
        watching.watch(app, lambda: (_ for _ in ()).throw(StoreUnavailable("away")), 7.0)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_frames_on_a_terminal(app: App, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    monkeypatch.setattr("shutil.get_terminal_size", lambda fallback=(80, 24): os.terminal_size((60, 8)))
    monkeypatch.setattr("signoff.cli.screen.is_terminal", lambda stream: True)
    app.flags["output"], app.environ = "table", {"NO_COLOR": "1"}
    report = app.engine.stuck(count=True)
    with speaking(lang):
        looked(app, [NOTHING, report, NOTHING, StoreUnavailable("away")])
    out = capsys.readouterr().out
    assert out.startswith(watching.FRESH) and out.endswith(watching.LEAVE)
    frames = [frame.replace("\x1b[K", "").replace("\x1b[J", "") for frame in out.split("\x1b[H")[1:]]
    assert all(len(frame.split("\n")) <= 8 and max(map(width, frame.split("\n"))) <= 60 for frame in frames[:-1])
    assert "+ ✗" in frames[1] and "[holder_inactive]" in frames[1]
    assert "\n- 1 ✗" in frames[2] and "+ ✗" not in frames[2]
    assert "away" in frames[3] and "\n- 1 ✗" in frames[3]


def test_cases_that_ended_are_counted_apart(app: App) -> None:
    report = replace(app.engine.stuck(count=True), cases=2, ended=1)
    assert counted(report, Screen()) == "1 of 1 open case, and 1 that ended: holder has left 1"


def test_what_does_not_fit_is_counted() -> None:
    with speaking("en"):
        assert watching.fitted(["a", "b", "c", "d"], 3, Screen()) == ["a", "b", "… 2 more lines: a taller window, or a filter"]


LISTENING = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from signoff.cli.main import main
main()
"""
"""The command line, which hears Ctrl-C also where the tests run in the background: there a shell has it ignored."""


def test_ctrl_c_gives_the_screen_back_and_ends_with_130(held: Run, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    line = [sys.executable, "-c", LISTENING, "stuck", "--watch", "--every", "60"]
    kept = {**environment(), "TERM": "xterm"}
    with subprocess.Popen(line, cwd=tmp_path, env=kept, stdin=theirs, stdout=theirs, stderr=theirs) as running:
        os.close(theirs)
        seen = b""
        while b"holder_inactive" not in seen or b"\x1b[J" not in seen:
            seen += os.read(ours, 65536)
        running.send_signal(signal.SIGINT)
        try:
            while part := os.read(ours, 65536):
                seen += part
        except OSError:
            pass  # Linux says so when the other side is closed
        assert running.wait(60) == 130
    os.close(ours)
    assert seen.decode().endswith(f"{watching.LEAVE}\r\ninterrupted\r\n")


def test_what_does_not_go_together(house: Run) -> None:
    for line in ("--watch --exit-code", "--watch --page 5", "--by step --watch", "--watch -o csv"):
        assert house("stuck", *line.split()).exit_code == 2
    assert "不能同用" in house("stuck", "--watch", "--by", "step", "--lang", "zh").stderr
