"""The command line as a process: pipes, terminals, colours, encodings."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from signoff.cli.width import width

from .running import environment, process_in

COMMAND = [sys.executable, "-m", "signoff"]


def on_a_terminal(folder: Path, *arguments: str, columns: int = 80, **environ: str) -> str:
    """What a person sees on a terminal that is so wide."""
    import fcntl
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    kept = {**environment(**environ), "TERM": environ.get("TERM", "xterm")}
    kept.pop("COLUMNS", None)
    with subprocess.Popen([*COMMAND, *arguments], cwd=folder, env=kept, stdin=theirs, stdout=theirs, stderr=theirs) as running:
        os.close(theirs)
        seen = b""
        try:
            while part := os.read(ours, 65536):
                seen += part
        except OSError:
            pass  # Linux says so when the other side is closed
        running.wait(60)
    os.close(ours)
    return seen.decode()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a case `1` whose text is long; nothing here changes it."""
    folder = tmp_path_factory.mktemp("house")
    process_in(folder, "init")
    reason = "探亲访友并处理家中事务" * 12
    data = ["--data", "unit=sales", "--data", "days=2", "--data", f"reason={reason}"]
    assert process_in(folder, "start", "leave", "--as", "chen", "--key", "1", *data).returncode == 0
    return folder


def test_a_broken_pipe_is_quiet(house: Path) -> None:
    with subprocess.Popen(
        f"{sys.executable} -m signoff history 1 -o json | head -c 1",
        shell=True,
        cwd=house,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        out, err = running.communicate(timeout=60)
    assert (out, err) == (b"{", b"")


def test_the_exit_code_of_a_broken_pipe_is_that_of_the_shell(house: Path) -> None:
    with subprocess.Popen([*COMMAND, "schema"], cwd=house, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(60) == 141


def test_data_and_messages_are_apart(house: Path) -> None:
    done = process_in(house, "cases")
    assert done.returncode == 0
    assert done.stdout.startswith("CASE ")
    assert done.stderr == "1 case\n"


def test_in_one_file_messages_stand_below_the_data(house: Path) -> None:
    told = house / "told"
    with told.open("w") as file:
        run = [sys.executable, "-m", "signoff", "test"]
        subprocess.run(run, cwd=house, env=environment(), stdout=file, stderr=subprocess.STDOUT, check=True)
    assert told.read_text().splitlines()[-1] == "3 passed, 0 failed"


def test_colour_is_for_terminals_and_for_those_who_want_it(house: Path) -> None:
    assert "\x1b[" in on_a_terminal(house, "cases")
    assert "\x1b[" not in on_a_terminal(house, "cases", NO_COLOR="1")
    assert "\x1b[" not in on_a_terminal(house, "cases", TERM="dumb")
    assert "\x1b[" not in process_in(house, "cases").stdout


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", [["cases"], ["show", "1"], ["why", "1"], ["history", "1"], ["config"]])
def test_everything_fits_a_terminal_of_80_columns(house: Path, command: list[str], lang: str) -> None:
    seen = on_a_terminal(house, *command, NO_COLOR="1", SIGNOFF_LANG=lang)
    wide = [line for line in seen.replace("\r", "").split("\n") if width(line) > 80 and "signoff " not in line]
    assert not wide


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_past_fits_a_terminal_of_80_columns(house: Path, lang: str) -> None:
    since = json.loads(process_in(house, "why", "1", "-o", "json").stdout)["since"]
    seen = on_a_terminal(house, "why", "1", "--at", since, "--for", "chen", NO_COLOR="1", SIGNOFF_LANG=lang).replace("\r", "")
    assert ("Not recorded" if lang == "en" else "没有记录的") in seen
    assert max(map(width, seen.split("\n"))) <= 80


def test_the_language_of_the_machine_is_spoken(house: Path) -> None:
    assert process_in(house, "cases", LC_ALL="zh_CN.UTF-8").stdout.startswith("件 ")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk"])
def test_a_terminal_that_knows_no_chinese_loses_characters_not_the_command(house: Path, encoding: str) -> None:
    done = subprocess.run([*COMMAND, "show", "1"], cwd=house, env=environment(PYTHONIOENCODING=encoding), capture_output=True, check=False)
    assert done.returncode == 0
    assert done.stderr == b""
