"""An example application as a newcomer runs it: the commands of its README, in a copy of its folder, and a server over HTTP."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
COMMANDS = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PORT = re.compile(r"\b(8000|5000)\b")
PATIENCE = 60.0
INSTALLED = "pip install"
READS_FILES = ("signoff check", "signoff test", "python manage.py check")
"""Commands that say the same on every database."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running example: where it answers, its folder, and what its processes find in the environment."""

    url: str
    folder: Path
    environ: Mapping[str, str]

    def client(self, **headers: str) -> httpx.Client:
        """A browser of one person's."""
        return httpx.Client(base_url=self.url, headers=headers, follow_redirects=True, timeout=PATIENCE)

    def run(self, command: str) -> str:
        """What another terminal says."""
        return ran(command, self.folder, self.environ)


@contextmanager
def served(name: str, tmp_path: Path, **environ: str) -> Iterator[Served]:
    """Follow the README of an example up to its server, which is stopped at the end."""
    folder = tmp_path / name
    shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns("__pycache__", "*.db*"))
    port = free_port()
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("SIGNOFF_", "DJANGO_", "PG"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{clean['PATH']}"
    around = {**clean, "PATH": path, "PYTHONUNBUFFERED": "1", **environ}
    *before, server = first_commands(name)
    for command in before:
        if not command.startswith((INSTALLED, *READS_FILES) if environ else INSTALLED):
            ran(command, folder, around)
    with server_of(PORT.sub(str(port), server), folder, around) as process:
        found = Served(f"http://127.0.0.1:{port}", folder, around)
        wait_for(found, process, folder)
        yield found


def first_commands(name: str) -> list[str]:
    """The commands of the first block of an example's README; the last one is the server."""
    block = COMMANDS.search((EXAMPLES / name / "README.md").read_text("utf-8"))
    assert block is not None
    return [line.removeprefix("$ ") for line in block[1].splitlines() if line.startswith("$ ")]


def ran(command: str, folder: Path, environ: Mapping[str, str]) -> str:
    """What a command says; it has to end well."""
    done = subprocess.run(command, shell=True, cwd=folder, env=dict(environ), capture_output=True, text=True, timeout=PATIENCE * 2)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@contextmanager
def server_of(command: str, folder: Path, environ: Mapping[str, str], words: str = "server.log") -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own group, with its words in a file, ended as Ctrl-C does."""
    with (folder / words).open("wb") as log:
        process = subprocess.Popen(
            shlex.split(command),
            cwd=folder,
            env=dict(environ),
            stdout=log,
            stderr=log,
            start_new_session=True,
            # a shell that put the tests into the background has SIGINT ignored, which whatever is started from here would inherit
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                raise


def wait_for(found: Served, process: subprocess.Popen[bytes], folder: Path) -> None:
    """Until it answers."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        try:
            httpx.get(found.url, timeout=1)
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"the server does not answer:\n{(folder / 'server.log').read_text()}")


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
