"""What people have written never steers the terminal of whoever reads it: in every command that reads, in every form, on a terminal too."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from signoff.cli.main import cli
from signoff.cli.output import dumps
from signoff.cli.screen import RED, Screen, safe
from signoff.cli.width import STEERS, printable, width

from .running import CLEAN, Run
from .test_process import on_a_terminal

HOSTILE = "a\x1b[7mX\u202eb\x1b]0;pwn\x07c\u2028d\u009b31me\u200ff\rg"
OURS = re.compile(r"\x1b\[(0|1|2|3[1-6])(;(1|2|3[1-6]))*m")
READING = [
    *(["stuck", *more] for more in ([], ["--mend"], ["--by", "cause"], ["--by", "holder"], ["--by", "step"])),
    ["why", "9"],
    ["why", "9", "--trace", "--for", "lin"],
    ["history", "9"],
    ["history", "9", "--all", "--trace", "--attempts"],
    ["show", "9"],
    ["cases"],
    ["inbox", "--as", "lin"],
    ["fields", "9", "--as", "lin"],
    ["sheet", "9"],
    ["diff", "9", "1"],
    ["fix", "9", "--dry-run", "--reason", HOSTILE],
    ["report", "bottlenecks"],
    ["report", "bottlenecks", "--rows", "passages"],
    ["workflows", "list"],
    ["people", "show"],
    ["proxy", "list"],
    ["verify", "9"],
]
CSV = [call for call in READING if call[0] in ("stuck", "history", "cases", "inbox", "report") and "--mend" not in call]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A suspended case `9`; nothing in the tests changes it. A key with such a character is refused."""
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert called("init").exit_code == 0
        for name, was in {"people.yaml": ("林二", "业务部"), "workflows/leave.yaml": ("Leave", "Head of unit", "Reason")}.items():
            text = Path(name).read_text("utf-8")
            for word in was:
                text = re.sub(rf"(?<=: ){word}(?=[,}}])", lambda _: json.dumps(HOSTILE), text)
            Path(name).write_text(text, "utf-8")
        data = ["--data", "unit=sales", "--data", "days=2"]
        for call in (
            ["start", "leave", "--as", "chen", "--key", "9", *data, "--data", f"reason={HOSTILE}"],
            ["act", "9", "submit", "--as", "chen", "--comment", HOSTILE],
            ["comment", "9", HOSTILE, "--as", "lin"],
            ["proxy", "set", "lin", "wang", "--reason", HOSTILE, "--as", "lin"],
            ["suspend", "9", "--as", "zhou", "--reason", HOSTILE],
        ):
            assert called(*call).exit_code == 0
        assert called("start", "leave", "--as", "chen", "--key", "9\u202e", *data).exit_code != 0
    return folder


def called(*arguments: str, **environ: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), env={**CLEAN, "LANG": "C.UTF-8", **environ}, prog_name="signoff")


@pytest.fixture
def house(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(folder)
    return called


def steering(text: str) -> list[str]:
    return STEERS.findall(text)


@pytest.mark.parametrize("call", READING, ids=lambda call: " ".join(call).replace(HOSTILE, "TEXT"))
def test_nothing_steers_a_pipe_or_a_terminal(house: Run, call: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert not steering(house(*call).output)
    monkeypatch.setattr("signoff.cli.app.screen_of", lambda *_: Screen(80, True))
    seen = house(*call).output
    assert "\x1b[" in seen, "our own colours are there"
    assert not steering(OURS.sub("", seen))


def test_nothing_steers_a_real_terminal(folder: Path) -> None:
    seen = on_a_terminal(folder, "stuck")
    assert "a\ufffd[7mX\ufffdb" in seen
    assert not steering(OURS.sub("", seen).replace("\r\n", "\n"))


@pytest.mark.parametrize("call", CSV, ids=lambda call: " ".join(call))
def test_nothing_of_a_sheet_does(house: Run, call: list[str]) -> None:
    assert not steering(house("-o", "csv", *call).stdout)


@pytest.mark.parametrize("call", CSV, ids=lambda call: " ".join(call))
def test_json_is_exact_and_escapes_it(house: Run, call: list[str]) -> None:
    told = house("-o", "json", *call).stdout
    assert not steering(told)
    json.loads(told)


def test_what_was_said_is_in_json_to_the_character(house: Run) -> None:
    (finding,) = json.loads(house("-o", "json", "stuck", "--reason", "suspended").stdout)["items"]
    assert finding["params"]["why"] == HOSTILE
    assert json.loads(dumps({"x": HOSTILE})) == {"x": HOSTILE}


def test_errors_do_not_steer_either(house: Run) -> None:
    done = house("show", HOSTILE)
    assert done.exit_code == 4 and not steering(done.stderr)
    done = house("show", HOSTILE, "-o", "json")
    assert done.exit_code == 4 and not steering(done.stderr) and json.loads(done.stderr)["code"] == "not_found"


def test_a_text_is_measured_as_it_will_be_written() -> None:
    assert width(HOSTILE) == width(printable(HOSTILE)) == len(HOSTILE)


def test_a_tone_of_ours_cannot_be_written_by_anybody() -> None:
    assert safe(Screen(color=True).paint(HOSTILE, RED)) == f"\x1b[31m{printable(HOSTILE)}\x1b[0m"
    ours = Screen(color=True).paint("x", RED)[0]
    with pytest.raises(UnicodeEncodeError):
        ours.encode()


def test_a_half_of_a_pair_on_the_command_line_is_shown_harmless(house: Run) -> None:
    done = house("show", f"{Screen(color=True).paint('x', RED)[0]}]0;pwn")
    assert done.exit_code != 0 and not steering(done.stderr)
