"""Database servers of a test's own, on a free port: to be crashed and filled up as nobody may a shared one."""

import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from .processes import PATIENCE


class PrivateServer(ABC):
    """A server in a folder of its own. `url` names an empty database of it. Commits are flushed as anywhere: it comes back from a crash."""

    account = "postgres"
    """Who runs it where the test itself is root, which servers do not like."""
    crash = signal.SIGQUIT
    """What ends it as a power cut would."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.data = str(folder / "data")

    url: str

    @abstractmethod
    def lay_out(self) -> Sequence[str]:
        """The command that makes its files."""

    @abstractmethod
    def command(self) -> Sequence[str]:
        """The command that is the server."""

    def create(self) -> None:
        """Lay the server out, and start it."""
        _run([*self._account(), *self.lay_out()])
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers. It ends with the process that started it, whatever becomes of that."""
        command = [*self._account("--pdeathsig", "KILL"), *self.command()]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/")
        until = time.monotonic() + PATIENCE
        while not self.answers():
            assert self._process.poll() is None and time.monotonic() < until, (self.folder / "log").read_text("utf-8")
            time.sleep(0.05)

    def stop(self) -> None:
        """Let it crash: every session is cut, and what was not committed is gone."""
        self._process.send_signal(self.crash)
        self._process.wait(PATIENCE)

    def restart(self) -> None:
        """Let it crash, and come back."""
        self.stop()
        self.start()

    def come_back(self) -> None:
        """Start it again where it has ended by itself."""
        if not self.answers():
            self._process.wait(PATIENCE)
            self.start()

    def answers(self) -> bool:
        """Whether it takes a question."""
        database = create_engine(self.url)
        try:
            with database.connect() as connection:
                return connection.execute(text("SELECT 1")).scalar() == 1
        except SQLAlchemyError:
            return False
        finally:
            database.dispose()

    def _account(self, *more: str) -> list[str]:
        """Words before a command that let it run as somebody who is not root."""
        who = ["--reuid", self.account, "--regid", self.account, "--clear-groups"] if os.geteuid() == 0 else []
        return ["setpriv", *who, *more, "--"] if who or more else []


class PrivatePostgresql(PrivateServer):
    """PostgreSQL."""

    @property
    def url(self) -> str:  # type: ignore[override]
        """Its one database."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def lay_out(self) -> Sequence[str]:
        """`initdb`."""
        return [_program("initdb"), "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]

    def command(self) -> Sequence[str]:
        """`postgres`."""
        given = {"listen_addresses": "127.0.0.1", "unix_socket_directories": self.folder, "shared_buffers": "32MB"}
        options = [word for name, value in given.items() for word in ("-c", f"{name}={value}")]
        return [_program("postgres"), "-D", self.data, "-p", str(self.port), *options]


class PrivateMariadb(PrivateServer):
    """MariaDB."""

    account = "mysql"
    crash = signal.SIGKILL

    @property
    def url(self) -> str:  # type: ignore[override]
        """The database that a new server has."""
        return f"mariadb+pymysql://root@127.0.0.1:{self.port}/test"

    def lay_out(self) -> Sequence[str]:
        """`mariadb-install-db`."""
        return [
            _program("mariadb-install-db"),
            "--no-defaults",
            f"--datadir={self.data}",
            f"--tmpdir={self.folder}",
            "--auth-root-authentication-method=normal",
        ]

    def command(self) -> Sequence[str]:
        """`mariadbd`."""
        given = {"datadir": self.data, "socket": self.folder / "socket", "port": self.port, "bind-address": "127.0.0.1"}
        # a server that starts clears its folder for temporary files: never that of another one
        given |= {"pid-file": self.folder / "pid", "tmpdir": self.folder, "innodb-buffer-pool-size": "32M"}
        return [_program("mariadbd"), "--no-defaults", *(f"--{name}={value}" for name, value in given.items())]


PRIVATE: dict[str, type[PrivateServer]] = {"postgresql": PrivatePostgresql, "mariadb": PrivateMariadb}
"""By kind of server."""


@contextmanager
def private_server(kind: str) -> Iterator[PrivateServer]:
    """A server of one's own, running; it and its folder are gone afterwards."""
    made = PRIVATE[kind]
    # a short path that the account may use: pytest's own folders are for one account only
    folder = Path(tempfile.mkdtemp(prefix="signoff-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, made.account)
        server = made(folder)
        server.create()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _program(name: str) -> str:
    """A program of a server: on the path, or where distributions put it; the newest of several."""
    places = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), key=lambda path: int(path.split("/")[4]))
    found = (places[-1] if places else None) or shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    assert found, f"{name} is not installed: this test starts a database server of its own"
    return found


def _run(command: Sequence[str]) -> None:
    """Run a program to its end; what it says is the failure."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, cwd="/", timeout=PATIENCE, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {(done.stdout + done.stderr).decode(errors='replace')}"
