"""What a host can ask of definitions: which there are, which one new cases start with, and taking cases to another one."""

from collections.abc import Mapping, Sequence

from . import migration_plan, publishing
from .definition import Workflow
from .migration_plan import CURRENT, MigrationPlan, Migrations
from .ports import CaseFilter
from .publishing import DefinitionView
from .service import Service


class DefinitionDesk:
    """The part of a desk that is about definitions."""

    _service: Service
    _os_user: str | None
    _trusted: bool

    def definitions(self) -> tuple[DefinitionView, ...]:
        """Every definition that is stored or was given: hash, label, cases of this tenant, current or not, retired or not."""
        return publishing.definitions(self._service)

    def publish(self, workflow: Workflow | str, *, by: str) -> DefinitionView:
        """Make a definition the one that new cases start with, in every process: a Workflow, the id of a given one, or a stored hash.

        Raises Refused (`not_admin`, `series_conflict`), NotFound.
        """
        return publishing.publish(self._service, workflow, by, trusted=self._trusted)

    def retire(self, workflow: str, *, by: str) -> tuple[DefinitionView, ...]:
        """No new cases start with this definition (its hash) or by this workflow at all (its id); what is under way goes on.

        Raises Refused (`not_admin`), NotFound.
        """
        return publishing.retire(self._service, workflow, by, trusted=self._trusted)

    def plan_migration(
        self,
        workflow: str,
        *,
        to: str = CURRENT,
        cases: CaseFilter | Sequence[str] | None = None,
        mapping: Mapping[str, str] | None = None,
        data: Mapping[str, object] | None = None,
    ) -> MigrationPlan:
        """Try out on copies what a migration would do to every open case (or to these), and what is in its way. Nothing is written.

        `to` is `current` or a hash; `mapping` says of old steps which new ones they become, where the ids differ; `data` gives values
        to fields that the new definition has added or typed otherwise.
        """
        return migration_plan.planned(self._service, workflow, to, cases, mapping or {}, data or {})

    def migrate_all(self, plan: MigrationPlan, *, by: str, reason: str) -> Migrations:
        """Carry a plan out, each case in its own transaction: a case that has moved on since is refused (`plan_outdated`) and named."""
        return migration_plan.carried_out(self._service, plan, by, reason, self._os_user, self._trusted)
