"""For all tests: in CI a test that is skipped is a test that fails, or a missing server would go unseen."""

import os
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine, event

if TYPE_CHECKING:
    from .demonstration import Demonstrations

CI = os.environ.get("CI", "").lower() in ("true", "1")
MAY_BE_SKIPPED = "SIGNOFF_BPIC2020"
"""The one skip that CI bears: its reason names this variable, which says where the event log of BPI Challenge 2020 is."""


def pytest_configure(config: pytest.Config) -> None:
    """Hear of reports only where it matters."""
    if CI:
        config.pluginmanager.register(NothingSkipped(), "nothing-skipped")


@event.listens_for(Engine, "connect")
def _waits_for_no_disk(connection: Any, _: object) -> None:
    """What SQLite has committed need not survive a power cut: no test cuts the power, and every commit would wait for the disk."""
    if "sqlite" in type(connection).__module__:
        connection.cursor().execute("PRAGMA synchronous = OFF")


@pytest.fixture(scope="session")
def demonstrations(tmp_path_factory: pytest.TempPathFactory) -> "Demonstrations":
    """The demonstration as it was played; processes of one run share it."""
    from .demonstration import Demonstrations

    base = tmp_path_factory.getbasetemp()
    return Demonstrations(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


@pytest.fixture
def waits_for_the_disk() -> Iterator[None]:
    """As it is outside of tests: for those that look at how a database is set."""

    def wait(connection: Any, _: object) -> None:
        if "sqlite" in type(connection).__module__:
            connection.cursor().execute("PRAGMA synchronous = FULL")

    event.listen(Engine, "connect", wait)
    yield
    event.remove(Engine, "connect", wait)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A report travels from the process of the test as UTF-8, and bad text that was logged for a test's sake cannot."""
    report = yield
    report.sections = [(title, text.encode("utf-8", "backslashreplace").decode()) for title, text in report.sections]
    return report


class NothingSkipped:
    """Collects what was skipped, says so at the end, and lets the run fail."""

    def __init__(self) -> None:
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test, or one that its fixture skipped; an expected failure is not skipped."""
        if report.skipped and not hasattr(report, "wasxfail"):
            self.note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A whole module."""
        if report.skipped:
            self.note(report)

    def note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        """Remember a skip, with its reason."""
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if MAY_BE_SKIPPED not in reason:
            self.skipped.append(f"{report.nodeid}: {reason}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """A run that would be good is not, where something was skipped or nothing was found."""
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED or (exitstatus == pytest.ExitCode.OK and self.skipped):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, exitstatus: int) -> None:
        """The list, above pytest's closing line."""
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            terminalreporter.section("no test was found, which is a failure in CI", red=True)
        if self.skipped:
            terminalreporter.section("skipped, which is a failure in CI", red=True)
            for line in self.skipped:
                terminalreporter.write_line(line)
