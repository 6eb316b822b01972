"""What keeps cases alive: every open one has a primary next mover, stored with the move, or `stuck` names a defect; it misses nothing."""

from collections.abc import Iterable

from signoff.engine.case import Case
from signoff.engine.inspect import Severity, StuckFilter, StuckFinding, movers, stuck
from signoff.engine.liveness import liveness
from signoff.engine.model import Model
from signoff.engine.projection import LiveRow, live_row
from signoff.engine.reading import world_of
from signoff.engine.service import Service
from signoff.engine.world import World


def hold(service: Service, cases: Iterable[Case]) -> None:
    """All of it, for these cases, which are all there are."""
    cases = tuple(cases)
    stored = {row.case: row for root in {case.root for case in cases} for row in service.store.projection(service.tenant, root).live}
    everything = identities(stuck(service, StuckFilter(severity="info")).findings)
    assert identities(stuck(service).findings) == {one for one in everything if one[-1] is not Severity.INFO}
    for case in cases:
        model = service.setting.registry.model_of(case, service.store)
        told(case, model, world_of(service), stored[case.id], {one[0] for one in everything})


def told(case: Case, model: Model, world: World, row: LiveRow, stuck: set[str]) -> None:
    """What is stored of a case is what is worked out of it; whoever can move it stands there, and where nobody can it is stuck."""
    alive = liveness(model, case)
    assert row == live_row(case, alive)
    if not case.open:
        assert row == LiveRow(case.id)
        return
    structural = {(one.kind, one.how, one.of) for one in alive.movers}
    moving = movers(model, case, world)
    assert {(one.kind, one.how, one.task or one.timer or one.action or one.child or "") for one in moving} <= structural
    assert moving or case.id in stuck
    assert alive.movers or (alive.look_at is not None and case.id in stuck)


def identities(findings: Iterable[StuckFinding]) -> set[tuple[str, str, str | None, str, Severity]]:
    """What makes findings the same ones."""
    return {(one.case, one.code, one.task, str(one.params.get("clock") or one.params.get("child")), one.severity) for one in findings}
