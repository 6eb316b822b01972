"""What is known of one case: its definition, and the facts beside its folded state, as a store holds them."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from ..alive import at_work, served_by
from ..case import Case
from ..errors import NotFound
from ..model import Model
from ..ports import Delivery
from ..receiving import meant
from ..service import Service
from .facts import Facts, Patience
from .machinery import definition_finding
from .usual import Finished, Visits
from .values import StuckFinding


def modelled(service: Service, case: Case) -> Model | StuckFinding:
    """The definition a case is pinned to; where it cannot be had, the finding that says so."""
    try:
        model = service.setting.registry.model_of(case, service.store)
        model.step(case.step)
    except NotFound as error:
        return definition_finding(case, error, error.code == "definition_missing")
    except (KeyError, TypeError, ValueError) as error:
        return definition_finding(case, error, False)
    return model


def facts_of(service: Service, case: Case, patience: Patience | None = None) -> Facts:
    """The facts of one case, as its store holds them."""
    store, tenant = service.store, service.tenant
    return Facts(
        lambda: (link.event for link in store.history(tenant, case.root, case.id)),
        lambda: store.attempts(tenant, case.id),
        lambda: store.dead(tenant, case.id),
        lambda: beats(service),
        lambda: unserved(service, patience or Patience(), service.now(), case.id),
        Usually(service).of,
        of=lambda other: facts_of(service, other, patience),
        other=lambda key: _other(service, key, case),
    )


def _other(service: Service, key: str, case: Case) -> Case | NotFound:
    """The case that another one waits for, as a signal would find it; or why there is none."""
    try:
        return service.store.find(service.tenant, meant(service, key, case.workflow)).meant
    except NotFound as error:
        return error


class Usually:
    """What is usual, read when it is asked for."""

    def __init__(self, service: Service) -> None:
        self._service = service

    @cached_property
    def _visits(self) -> Visits:
        return usual(self._service, self._service.now())

    def of(self, definition: str, branch: str, step: str) -> Finished:
        """What is known of the finished visits of a step."""
        return self._visits.of(definition, branch, step)


def unserved(service: Service, patience: Patience, now: datetime, case: str | None = None) -> Sequence[Delivery]:
    """Effects, of one case or of all, that wait for what no living process has; none where no process has said what it can deliver."""
    known = at_work(service.store.nodes(), now, patience.silence)
    return service.store.unserved(service.tenant, now, sorted(served_by(known)), case) if known else ()


def beats(service: Service) -> list[tuple[str, datetime]]:
    """Every node with its last beat."""
    return [(node.name, node.at) for node in service.store.nodes()]


def usual(service: Service, now: datetime) -> Visits:
    """Finished visits, for what is usual: read again after a while only, for a few more or fewer change nothing that matters."""
    return service.setting.usual.at(
        service.tenant, now, lambda: Visits(lambda hash, most: service.store.latest(service.tenant, hash, most))
    )
