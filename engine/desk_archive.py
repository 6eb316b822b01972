"""The part of a desk that is about cases which have left the tables for a file, and about what is kept for a time only."""

from collections.abc import Callable, Mapping
from os import fspath
from os.path import basename

from .archive_reading import ArchivedCase, archived_case
from .archiving import ArchiveReport, Wish, archive, archives_of
from .durations import Duration
from .ports_archive import FileName, Stub
from .restoring import restore
from .service import Service
from .verify import Verified
from .verify_archive import verify_archive
from .views import CaseView


class ArchiveDesk:
    """Archiving, reading what is archived, proving that it is whole, bringing it back."""

    _service: Service
    _os_user: str | None
    _trusted: bool

    def archive(
        self,
        *,
        older_than: str | Duration,
        to: FileName,
        by: str,
        workflow: str | None = None,
        batch: int = 100,
        dry_run: bool = False,
        packed: bool = False,
        watch: Callable[[ArchiveReport], object] | None = None,
    ) -> ArchiveReport:
        """Move finished cases, whole roots with all below them, to a file: those to which nothing has happened for `2y`, `24m`, `730d`.

        `to` is a file, or a folder where the day gets one (`packed` with gzip). A stub with key, head and file stays of each case.
        Each batch is one short transaction; what somebody holds is left for the next time. It may be called again after a crash.
        `watch` hears of every batch. Raises Refused (`not_admin`), Misconfigured, ArchiveUnavailable.
        """
        wish = Wish(older_than, fspath(to), by, workflow, batch, dry_run, packed)
        return archive(self._service, wish, watch or (lambda report: None), trusted=self._trusted)

    def archived(self, *, workflow: str | None = None, limit: int = 1000, after: str | None = None) -> tuple[Stub, ...]:
        """The stubs of archived roots in the order they were started; `after` is the id of the last one of the page before."""
        return tuple(self._service.store.stubs(self._service.tenant, limit, after, workflow))

    def archived_case(self, file: FileName, case: str) -> ArchivedCase:
        """A case with its history, read from a file of archived cases; raises NotFound, ArchiveUnavailable."""
        return archived_case(archives_of(self._service).lines(fspath(file)), case)

    def restore(self, file: FileName, case: str, *, by: str, reason: str) -> CaseView:
        """Bring the root of an archived case back from a file, with all below it: the same ids, and one event that says so.

        Raises Refused (`not_admin`, `comment_required`, `not_archived`), NotFound, ArchiveUnavailable for a file that says anything else
        than what was archived.
        """
        lines, name = archives_of(self._service).lines(fspath(file)), basename(fspath(file))
        return restore(self._service, lines, name, case, by, reason, trusted=self._trusted, os_user=self._os_user)

    def verify_archive(self, file: FileName, against: Mapping[str, str] | None = None) -> Verified:
        """Check a file of archived cases by itself and beside the stubs; `against` holds heads that were exported earlier."""
        return verify_archive(archives_of(self._service).lines(fspath(file)), self._service, against, basename(fspath(file)))
