"""Database servers of a test's own, on a free port: to be stopped, restarted and filled up as nobody may a shared one."""

import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .processes import PATIENCE

ACCOUNT = "postgres"
"""Who runs a server where the test itself is root, which PostgreSQL does not allow."""


class PrivatePostgresql:
    """A PostgreSQL server; `url` names its one database. Its commits are flushed as anywhere: it has to come back from a crash."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder, self._port = folder, port
        self.url = f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"

    def create(self) -> None:
        """Lay the server out, and start it."""
        _run(
            [*_account(), _postgresql("initdb"), "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        )
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers. It ends with the process that started it, whatever becomes of that."""
        given = {"listen_addresses": "127.0.0.1", "unix_socket_directories": self._folder, "shared_buffers": "32MB"}
        options = [word for name, value in given.items() for word in ("-c", f"{name}={value}")]
        command = [*_account("--pdeathsig", "QUIT"), _postgresql("postgres"), "-D", self._data, "-p", str(self._port), *options]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/")
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert self._process.poll() is None and time.monotonic() < until, (self._folder / "log").read_text("utf-8")
            time.sleep(0.05)

    def stop(self) -> None:
        """Let it crash: every session is cut, and what was not committed is gone."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(PATIENCE)

    def restart(self) -> None:
        """Let it crash, and come back."""
        self.stop()
        self.start()

    def _answers(self) -> bool:
        ready = [_postgresql("pg_isready"), "-h", "127.0.0.1", "-p", str(self._port), "-q"]
        return subprocess.run(ready, check=False).returncode == 0

    @property
    def _data(self) -> str:
        return str(self._folder / "data")


def _account(*more: str) -> list[str]:
    """Words before a command that let it run as somebody who is not root."""
    who = ["--reuid", ACCOUNT, "--regid", ACCOUNT, "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *who, *more, "--"] if who or more else []


@contextmanager
def private_postgresql(parent: Path | None = None) -> Iterator[PrivatePostgresql]:
    """A server of one's own, in a folder below `parent`; it and its folder are gone afterwards."""
    with _folder(parent, ACCOUNT) as folder:
        server = PrivatePostgresql(folder, free_port())
        server.create()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def _folder(parent: Path | None, account: str) -> Iterator[Path]:
    """A short path that the account may use (pytest's own folders are for one account only)."""
    folder = Path(tempfile.mkdtemp(prefix="signoff-", dir=parent))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, account)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _postgresql(program: str) -> str:
    """The program, on the path or where distributions put it; the newest of several."""
    places = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{program}"), key=lambda path: int(path.split("/")[4]))
    found = shutil.which(program) or (places[-1] if places else None)
    assert found, f"{program} is not installed: this test starts a PostgreSQL server of its own"
    return found


def _run(command: Sequence[str]) -> None:
    """Run a program to its end; what it says is the failure. A file, not a pipe: the server it starts would keep that open."""
    with tempfile.TemporaryFile() as said:
        code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/", timeout=120, check=False).returncode
        said.seek(0)
        assert code == 0, f"{' '.join(command)}: {said.read().decode(errors='replace')}"
