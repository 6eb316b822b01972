"""Lines on disk: appended by one process at a time, written through before anybody relies on them; packed where the name ends in .gz."""

import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from signoff.engine.errors import ArchiveUnavailable
from signoff.engine.ports import StandingLines

from .packed import pack, unpacked


class FileArchives:
    """The port `Archives` over files. A folder gets a file of the name that is asked for."""

    def lines(self, file: str) -> Iterator[str]:
        """The lines of a file; a place that cannot be read is a line that says so, and the last one."""
        path = Path(file)
        with translated(path), open(path, "rb") as raw:
            try:
                for line, _ in read(raw, path):
                    yield told(line)
            except zlib.error as error:
                yield f"damaged: {error}"

    @contextmanager
    def append(self, to: str, name: str, known: Callable[[StandingLines], None]) -> Iterator["Appending"]:
        """Open a file to append to it, alone; what a crash has left behind the lines that are kept is cut off."""
        path = Path(to) / name if os.path.isdir(to) else Path(to)
        with opened(path) as raw:
            with translated(path):
                raw.truncate(kept(path, known))
                raw.seek(0, os.SEEK_END)
            yield Appending(raw, path)


class Appending:
    """The port `ArchiveFile` over an open file."""

    def __init__(self, raw: BinaryIO, path: Path) -> None:
        self._raw, self._path = raw, path

    @property
    def name(self) -> str:
        """The file's name without its folders."""
        return self._path.name

    def write(self, lines: Sequence[str]) -> None:
        """Append these lines and wait until they are on the disk."""
        made = "".join(f"{line}\n" for line in lines).encode()
        with translated(self._path):
            rest = memoryview(pack(made) if is_packed(self._path) else made)
            while rest:
                rest = rest[self._raw.write(rest) :]
            os.fsync(self._raw.fileno())


class Standing:
    """The port `StandingLines`: lines of a file, and how many bytes of it are kept. A last line that was cut off counts for nothing."""

    def __init__(self, lines: Iterator[tuple[bytes, int | None]]) -> None:
        self._lines = lines
        self._end: int | None = None
        self._begun = False
        self.kept = 0

    def __iter__(self) -> "Standing":
        return self

    def __next__(self) -> str:
        line, self._end = next(self._lines)
        if not line.endswith(b"\n"):
            self._end = None
            if self._begun:
                raise StopIteration
        self._begun = True
        return told(line)

    def keep(self) -> None:
        """What was read so far stays."""
        if self._end is not None:
            self.kept = self._end


def kept(path: Path, known: Callable[[StandingLines], None]) -> int:
    """How many bytes of a file stay; raises ArchiveUnavailable for one that is damaged."""
    with open(path, "rb") as raw:
        standing = Standing(read(raw, path))
        try:
            known(standing)
        except zlib.error as error:
            why = f"{path.name} is damaged: {error}"
            raise ArchiveUnavailable(why, code="archive_invalid", hint="Name another file.", data={"file": str(path)}) from error
        return standing.kept


def read(raw: BinaryIO, path: Path) -> Iterator[tuple[bytes, int | None]]:
    """The lines of a file with their ends, and behind which byte each ends, as far as that can be told."""
    if is_packed(path):
        yield from unpacked(raw)
        return
    end = 0
    for line in raw:
        end += len(line)
        yield line, end


def told(line: bytes) -> str:
    """A line without its end; what is no UTF-8 is replaced, and then fits to no seal."""
    return line.rstrip(b"\n").decode(errors="replace")


def is_packed(path: Path) -> bool:
    """Whether a file is packed, by its name."""
    return path.suffix == ".gz"


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file to append to, which nobody else appends to meanwhile; its entry in the folder is on the disk."""
    with ExitStack() as stack:
        with translated(path):
            raw = stack.enter_context(open(path, "ab", buffering=0))
            alone(raw, path)
            folder_written(path.parent)
        yield raw


def alone(raw: BinaryIO, path: Path) -> None:
    """Raises ArchiveUnavailable where another process has the file. Windows does not tell."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(raw.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        hint = "Wait until it has finished, or name another file."
        raise ArchiveUnavailable(f"another process writes to {path.name}", hint=hint, data={"file": str(path)}) from error


def folder_written(folder: Path) -> None:
    """Make sure that a new file is found again after a crash, where the system has folders that can be synced."""
    with suppress(PermissionError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Errors of the system become ours."""
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        hint = "Check the path, its rights and the room on the disk; what was written before stays."
        raise ArchiveUnavailable(f"{path} cannot be used: {why}", hint=hint, data={"file": str(path)}) from error
