"""The root cause of a finding, read from what it was worked out from: where somebody has to look first."""

from collections.abc import Callable, Mapping, Sequence

from .values import RootCause, RootKind, StuckFinding

Derive = Callable[[StuckFinding], RootCause]


def root_of(finding: StuckFinding) -> RootCause:
    """Where a finding comes from; of a parent that waits for a child that was said as it was found."""
    return DERIVED[finding.code](finding)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else ()


def _inside(finding: StuckFinding, *names: str) -> object:
    """A value deep in the evidence; None where it is not there."""
    found: object = finding.evidence
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _people(code: str | None = None) -> Derive:
    """The people of the finding; its step where there are none."""

    def derive(one: StuckFinding) -> RootCause:
        return RootCause(RootKind.PERSON, one.people, code) if one.people else _step(one)

    return derive


def _step(one: StuckFinding) -> RootCause:
    return RootCause(RootKind.STEP, (one.step,))


def _nobody(one: StuckFinding) -> RootCause:
    text = one.params.get("expression") or _inside(one, "trace", "text")
    return RootCause(RootKind.EXPRESSION, (str(text),)) if text else _step(one)


def _left(one: StuckFinding) -> RootCause:
    """Whom the pool had when the seat opened: their absence has emptied it."""
    found = _texts(_inside(one, "trace", "value", "people"))
    return RootCause(RootKind.PERSON, found, "inactive_person") if found else RootCause(RootKind.EXPRESSION, (str(one.params["pool"]),))


def _kept(one: StuckFinding) -> RootCause:
    kept = _inside(one, "kept")
    if isinstance(kept, Mapping) and kept:
        return RootCause(RootKind.PERSON, tuple(kept), str(next(iter(kept.values()))))
    removed = _inside(one, "trace", "removed")
    if isinstance(removed, Mapping) and removed:
        return RootCause(RootKind.PERSON, tuple(removed), str(next(iter(removed.values()))))
    return _step(one)


def _circle(one: StuckFinding) -> RootCause:
    return RootCause(RootKind.PERSON, tuple(dict.fromkeys(_texts(_inside(one, "circle")))), "away")


def _armed(one: StuckFinding) -> RootCause:
    text = one.params.get("expression") or _inside(one, "due") or one.params.get("clock")
    return RootCause(RootKind.EXPRESSION, (str(text),)) if text else _step(one)


def _unfired(one: StuckFinding) -> RootCause:
    nodes, attempts = _inside(one, "nodes"), _inside(one, "attempts")
    names = tuple(str(row["node"]) for row in nodes if isinstance(row, Mapping)) if isinstance(nodes, list) else ()
    first = attempts[0] if isinstance(attempts, list) and attempts else None
    return RootCause(RootKind.PROCESS, names, str(first["code"]) if isinstance(first, Mapping) else None)


def _conditions(one: StuckFinding) -> RootCause:
    """The conditions that do not hold, as written."""
    actions = _inside(one, "actions")
    rows = [row for said in actions.values() for row in said] if isinstance(actions, Mapping) else []
    traces = [row["data"].get("trace") for row in rows if isinstance(row.get("data"), Mapping)]
    texts = tuple(dict.fromkeys(str(trace["text"]) for trace in traces if isinstance(trace, Mapping) and "text" in trace))
    return RootCause(RootKind.EXPRESSION, texts, str(rows[0]["code"])) if texts else _step(one)


def _unopened(one: StuckFinding) -> RootCause:
    if "workflow" in one.params:
        return RootCause(RootKind.DEFINITION, (str(one.params["workflow"]),), str(_inside(one, "code")))
    return RootCause(RootKind.EXPRESSION, (str(one.params.get("branch", one.step)),), str(_inside(one, "code")))


def _child(one: StuckFinding) -> RootCause:
    return RootCause(RootKind.CASE, (str(one.params["child"]),), str(_inside(one, "code")))


def _param(kind: RootKind, name: str) -> Derive:
    return lambda one: RootCause(kind, (str(one.params[name]),))


def _evidence(kind: RootKind, name: str) -> Derive:
    return lambda one: RootCause(kind, (str(_inside(one, name)),))


DERIVED: Mapping[str, Derive] = {
    "nobody_assigned": _nobody,
    "candidates_empty": _left,
    "holder_inactive": _people("inactive_person"),
    "holder_unknown": _people("unknown_person"),
    "duties_leave_nobody": _kept,
    "holder_away": _people("away"),
    "delegation_loop": _circle,
    "quorum_unattainable": _people(),
    "overdue": _people(),
    "ladder_exhausted": _people(),
    "timer_missing": _armed,
    "timer_unfired": _unfired,
    "suspended": _people(),
    "silent": _people(),
    "no_move": _conditions,
    "guard_raises": _evidence(RootKind.EXPRESSION, "expression"),
    "ping_pong": _people(),
    "child_stuck": _child,
    "not_opened": _unopened,
    "join_open": _step,
    "other_case_over": _param(RootKind.CASE, "other"),
    "effect_dead": _param(RootKind.EFFECT, "kinds"),
    "effect_waiting": _param(RootKind.EFFECT, "needs"),
    "plugin_missing": _param(RootKind.PLUGIN, "plugin"),
    "definition_missing": _param(RootKind.DEFINITION, "definition"),
    "definition_unreadable": _param(RootKind.DEFINITION, "definition"),
    "calendar_missing": _evidence(RootKind.CALENDAR, "calendar"),
    "commands_failing": lambda one: RootCause(RootKind.PERSON, one.people, str(one.params["refusal"])),
}
"""How it is read, by reason code."""
