"""In CI a skipped test fails the run, in one process and spread over several (`conftest.py`)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")
BORNE = """
import logging, pytest
def test_passes(): logging.warning("half a character: \\ud800")
@pytest.mark.skip(reason="SIGNOFF_BPIC2020 names no folder")
def test_is_skipped_for_the_log(): ...
@pytest.mark.xfail(strict=True)
def test_fails_as_expected(): assert False
"""
SKIPPED = """
import pytest
@pytest.fixture
def server(): pytest.skip("no server")
def test_of_a_server(server): ...
"""
LEFT_OUT = "import pytest\npytest.skip('no library', allow_module_level=True)\n"


@pytest.fixture(params=["0", "1"], ids=["in one process", "over workers"])
def spread(request: pytest.FixtureRequest) -> str:
    """How many workers there are."""
    return str(request.param)


def ran(folder: Path, spread: str, **files: str) -> tuple[int, str]:
    """The exit code and the output of a run over these files, in CI."""
    shutil.copy(CONFTEST, folder / "conftest.py")
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(text, "utf-8")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")} | {"CI": "true"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", ".", "-n", spread]
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_run_is_good_in_which_only_what_ci_bears_was_skipped(tmp_path: Path, spread: str) -> None:
    code, told = ran(tmp_path, spread, borne=BORNE)
    assert (code, told.splitlines()[-1].strip("= ").partition(" in ")[0]) == (0, "1 passed, 1 skipped, 1 xfailed"), told


def test_a_skipped_test_and_a_skipped_file_fail_the_run_by_name(tmp_path: Path, spread: str) -> None:
    code, told = ran(tmp_path, spread, borne=BORNE, skipped=SKIPPED, left_out=LEFT_OUT)
    assert code == pytest.ExitCode.TESTS_FAILED, told
    section = told.partition("skipped, which is a failure in CI")[2]
    assert "test_skipped.py::test_of_a_server: Skipped: no server" in section and "test_left_out.py: Skipped: no library" in section
    assert "BPIC2020" not in section


def test_a_run_without_a_test_is_a_failure(tmp_path: Path, spread: str) -> None:
    code, told = ran(tmp_path, spread, none="")
    assert code == pytest.ExitCode.TESTS_FAILED and "no test was found" in told, told
