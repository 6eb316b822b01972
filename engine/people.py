"""Who is asked: from the people an approval step names to its slate of seats, under the four policies that are always named.

Rules: approval-semantics §2.3 (frozen slate), §2.10 (empty, duplicate and self approvers).
"""

from collections.abc import Iterator
from dataclasses import field

from .case import Added, Case, Task
from .definition import Seat, Step, StepKind
from .expressions import Expression, ExpressionFailed, People, PeopleQuery
from .frozen import altered, dataclass, maker, quickly_made
from .rules import Vote, lacking
from .scope import CaseScope
from .traces import kept_trace
from .walked import acted_at, earlier
from .world import World

ADMINISTRATORS = PeopleQuery("role", "admin")


@quickly_made
@dataclass(frozen=True, slots=True)
class Opening:
    """A seat about to open. `automatic` names the policy by which it passes at once; `owned`: somebody holds it or may take it now.

    A pool in which nobody is left keeps its tokens all the same: whoever joins it later may act.
    """

    seat: str
    group: str | None = None
    holder: str | None = None
    candidates: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    automatic: str | None = None
    trace: dict[str, object] = field(default_factory=dict)
    held: tuple[str, ...] = ()
    owned: bool = False
    weight: int = 1
    main: bool = False
    added: Added | None = None


_opening = maker(Opening)


def slate(step: Step, scope: CaseScope) -> tuple[Opening, ...]:
    """The seats of a step, in order, as the directory and the policies give them now."""
    if step.kind is StepKind.WORK:
        try:
            return (_duty(step, scope),)
        except ExpressionFailed as error:
            return (_failed(error, "1"),)
    if step.lost is not None:
        return (_failed(ExpressionFailed(step.lost, step.lost), "1"),)
    found = [opening for seat in step.seats for opening in _entries(step, seat, scope)]
    found = found or [_nobody(step, _opening(""), scope)]
    found = _with_main(step, found)
    found += _missing(step, [opening for opening in found if opening.automatic != "empty"], scope)
    return tuple(altered(opening, seat=str(number)) for number, opening in enumerate(found, 1))


def _with_main(step: Step, found: list[Opening]) -> list[Opening]:
    """The seat that has to write an opinion, which no policy does in its stead."""
    here = [number for number, opening in enumerate(found) if opening.automatic != "empty"]
    if step.main is None or not here:
        return found
    main = here[0] if step.main == "first" else here[-1]
    return [altered(opening, main=True, automatic=None) if number == main else opening for number, opening in enumerate(found)]


def _failed(error: ExpressionFailed, seat: str = "", group: str | None = None, weight: int = 1) -> Opening:
    """A seat whose people cannot be worked out waits for an owner, and says why; nobody's move fails for it, and nothing is skipped."""
    return _opening(seat, group, trace={"error": str(error)}, weight=weight)


def _entries(step: Step, seat: Seat, scope: CaseScope) -> list[Opening]:
    try:
        return list(_entry(step, seat, scope)) if scope.met(seat.when) else []
    except ExpressionFailed as error:
        return [_failed(error, group=seat.group, weight=seat.weight or 1)]


def _duty(step: Step, scope: CaseScope) -> Opening:
    assert step.by is not None
    people, trace = _resolved(step.by, scope)
    opening = pooled(_opening("1", trace=trace), people, _removed(step, people, scope, duty=True), scope)
    return opening if opening.owned else _nobody(step, opening, scope)


def _entry(step: Step, seat: Seat, scope: CaseScope) -> Iterator[Opening]:
    people, trace = _resolved(seat.who, scope)
    opening = _opening("", seat.group, trace=trace, weight=seat.weight or 1)
    if not people.each:
        yield _seated(step, opening, people, scope)
        return
    for person in people.entries:
        yield _seated(step, opening, People((person,)), scope)
    if not people.entries:
        yield _nobody(step, opening, scope)


def _seated(step: Step, opening: Opening, people: People, scope: CaseScope) -> Opening:
    """One seat of a decision: the initiator and the duties first, then who is left."""
    single = people.entries[0] if len(people.entries) == 1 and not people.tokens else None
    if single == scope.case.initiator and step.self_ in ("skip", "superior"):
        return _own(step, opening, single, scope)
    removed = _removed(step, people, scope)
    found = pooled(opening, people, removed, scope)
    if not found.owned:
        return _nobody(step, found, scope)
    if (
        found.holder
        and step.duplicate in ("consecutive", "any")
        and not step.human_required
        and earlier(scope.case, found.holder, step.duplicate, scope.world)
    ):
        return altered(found, automatic="duplicate")
    return found


def _own(step: Step, opening: Opening, person: str, scope: CaseScope) -> Opening:
    """The initiator's own seat: it passes by itself, unless a duty bars him; or goes to the superior."""
    if step.self_ == "skip" and not step.human_required and barred(step, scope.case, person, scope.world) is None:
        return altered(opening, holder=person, automatic="self", trace={**opening.trace, "self": "skip"})
    above = scope.world.find(PeopleQuery("manager_of", of=(person,)))
    trace = {**opening.trace, "self": step.self_, "superior": list(above.entries)}
    removed = {**_removed(step, above, scope), **({person: "self"} if person in above.entries else {})}
    found = pooled(altered(opening, trace=trace), above, removed, scope)
    return found if found.owned else _nobody(step, found, scope)


def pooled(opening: Opening, people: People, removed: dict[str, str], scope: CaseScope) -> Opening:
    """The seat with its owner, or with all who may take it; live pools stay pools, whoever is in them today."""
    before = opening.trace.get("removed", {})
    assert isinstance(before, dict)
    trace = {**opening.trace, "removed": {**before, **removed}} if removed else opening.trace
    kept = [person for person in people.entries if person not in removed]
    if not kept:
        return altered(opening, tokens=tuple(dict.fromkeys((*opening.tokens, *people.tokens))), trace=trace)
    if len(kept) == 1 and not people.tokens:
        return altered(opening, holder=kept[0], tokens=(), trace=trace, owned=True)
    outside = tuple(p for p in kept if not people.tokens or not scope.world.tokens_of(p) & set(people.tokens))
    return altered(opening, candidates=outside, tokens=people.tokens, trace=trace, owned=True)


def _removed(step: Step, people: People, scope: CaseScope, duty: bool = False) -> dict[str, str]:
    """Those found who may not act here, and by which duty."""
    return {person: code for person in people.entries if (code := barred(step, scope.case, person, scope.world, duty)) is not None}


def barred(step: Step, case: Case, person: str, world: World, duty: bool = False) -> str | None:
    """Why a person may not act at a step whoever hands it to him: `not_same_as`, `self_forbidden`, `duplicate_forbidden`; else None."""
    if any(person in acted_at(other, case, world) for other in step.not_same_as):
        return "not_same_as"
    if duty or step.kind is StepKind.WORK:
        return None
    if step.self_ in ("forbid", "superior") and person == case.initiator:
        return "self_forbidden"
    if step.duplicate == "forbid" and earlier(case, person, "any", world):
        return "duplicate_forbidden"
    return None


def signers(case: Case, task: Task) -> set[str]:
    """Who has another seat of the slate, decided, open or still to come: a hand-over must not give anyone a second vote."""
    others = [other for other in case.tasks if other.id != task.id and not other.superseded]
    return {person for other in others for person in (other.holder, other.owner) if person is not None}


def _nobody(step: Step, opening: Opening, scope: CaseScope) -> Opening:
    """The policy `empty`; where it finds nobody either, the seat opens without an owner and waits for one."""
    mode = step.empty.mode
    if mode == "skip" and not step.human_required:
        return altered(opening, automatic="empty", trace={**opening.trace, "empty": mode})
    if mode == "assign" and step.empty.who is not None:
        people, trace = _resolved(step.empty.who, scope)
    elif mode == "admin":
        people, trace = _administrators(scope)
    else:
        people, trace = People(), {}
    found = pooled(opening, people, _removed(step, people, scope), scope)
    told = {**found.trace, "empty": mode, **({"instead": trace} if trace else {})}
    return altered(found, trace=told)


def _missing(step: Step, seats: list[Opening], scope: CaseScope) -> list[Opening]:
    """Seats that the rule needs and nobody fills: without an owner, or for the administrators (policy `insufficient_seats`)."""
    short = lacking(step.rule, [Vote(group=opening.group, weight=opening.weight) for opening in seats])
    if not seats or not short or step.insufficient_seats == "clamp":
        return []
    opening = _opening("", trace={"insufficient_seats": step.insufficient_seats})
    if step.insufficient_seats == "admin":
        people, trace = _administrators(scope)
        opening = altered(opening, trace={**opening.trace, "instead": trace})
        opening = pooled(opening, people, _removed(step, people, scope), scope)
    return [altered(opening, group=vote.group, weight=vote.weight) for vote in short]


def _administrators(scope: CaseScope) -> tuple[People, dict[str, object]]:
    people = scope.world.find(ADMINISTRATORS)
    return people, {"text": str(ADMINISTRATORS), "value": {"people": list(people.entries)}}


def _resolved(expression: Expression, scope: CaseScope) -> tuple[People, dict[str, object]]:
    outcome = scope.people_of(expression)
    return outcome.people, kept_trace(outcome.trace)
