"""Writing roots to a file: what stands there already, and a sealed batch more."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import chain

from .archive_lines import HEAD, Head, Reading, Seal, Sealing, definition_line, head_line, record_lines
from .errors import ArchiveUnavailable
from .ports import ArchiveFile, Definition, Record, StandingLines


class Known:
    """What stands in a file before a run: its definitions, and the roots of the last batch with their heads.

    That batch a crash may have left in the tables, too; those before it were seen to.
    """

    def __init__(self, tenant: str) -> None:
        self.tenant = tenant
        self.sealing = Sealing()
        self.definitions: set[str] = set()
        self.last: dict[str, str] = {}
        self.begun = False

    def read(self, lines: StandingLines) -> None:
        """Read these lines and keep those that are sealed; raises ArchiveUnavailable for a file that is damaged, or somebody else's."""
        first = next(lines, "")
        # a first line that was cut off is a beginning of ours all the same
        if not first.startswith(HEAD) and not HEAD.startswith(first):
            raise invalid("it is no file of archived cases")
        reading, sealed = Reading(chain([first], lines) if first else ()), 0
        roots, definitions = dict[str, str](), set[str]()
        for item in reading:
            if isinstance(item, Head):
                self._is_ours(item)
            elif isinstance(item, Definition):
                definitions.add(item.hash)
            elif isinstance(item, Record):
                roots[item.stored.root] = item.stored.head
            elif isinstance(item, Seal) and item.holds:
                lines.keep()
                sealed, self.begun, self.sealing = item.line, True, reading.sealing.copy()
                self.definitions |= definitions
                self.last, roots = roots, {}
            if reading.begun_at == 1 and not isinstance(item, Head) and first.endswith("}"):
                raise invalid("its head cannot be read")
        if sealed != reading.seal_at:
            raise invalid("it is damaged: a seal does not fit to what stands above it")

    def _is_ours(self, head: Head) -> None:
        if head.tenant != self.tenant:
            raise invalid(f"it holds cases of the tenant {head.tenant!r}, not of {self.tenant!r}")


class Writer:
    """Appends batches to a file. `definition` gives the text of a definition by its hash."""

    def __init__(self, file: ArchiveFile, known: Known, definition: Callable[[str], Definition | None], at: datetime) -> None:
        self.file = file
        self._known = known
        self._definition = definition
        self._at = at

    def write(self, records: Sequence[Record]) -> None:
        """These roots, sealed and on the disk; those that stand there already as they are now are not written again."""
        new = [record for record in records if self._known.last.get(record.stored.root) != record.stored.head]
        if new:
            lines = self._known.sealing.over(self._lines(new))
            self.file.write([*lines, self._known.sealing.seal()])

    def _lines(self, records: Sequence[Record]) -> Iterator[str]:
        known = self._known
        if not known.begun:
            known.begun = True
            yield head_line(Head(known.tenant, self.file.name, self._at))
        for record in records:
            for hash in sorted({case.definition for case in record.stored.cases.values()} - known.definitions):
                found = self._definition(hash)
                known.definitions.add(hash)
                if found is not None:
                    yield definition_line(found)
            yield from record_lines(record)


def invalid(why: str) -> ArchiveUnavailable:
    """A file that cannot be added to."""
    hint = "Name another file, and look at this one with: signoff verify --archive FILE"
    return ArchiveUnavailable(f"the file of archived cases cannot be used: {why}", code="archive_invalid", hint=hint)
