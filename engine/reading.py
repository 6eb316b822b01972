"""Reading: what a person may do, what lies in an inbox, what has happened. Everything that is offered is asked of `verdict`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import count

from . import commands as c
from .case import Case
from .differences import Difference, differences
from .errors import Misconfigured, NotFound
from .events import Event
from .kin import Family
from .loading import current_of
from .model import Model
from .normal import normal
from .offering import Offering
from .permissions import Lock, hidden, lock_of, shown_to, told_to
from .permissions import fields as rights
from .permissions import may_read as readable
from .ports import CaseFilter, InboxRow
from .proxies import principals_of, standing_for
from .rules import APPROVE
from .service import Service
from .sheet import Signature, sheet
from .standing_rules import Rules, since
from .verdict import Verdict, others_who_could, verdict
from .verdict.returning import targets
from .verdict.seats import owns
from .views import Can, CaseView, InboxItem, Offer, TaskView
from .voting import progress
from .world import Versions, World


def world_of(service: Service, case: Case | None = None) -> World:
    """The world as it is now, for questions (about a case: as a command on it would see it)."""
    world = World(service.setting.around, lambda: service.now(case=case), imagined(), lambda one: family_of(service, one))
    world.dead = lambda one: service.store.dead(service.tenant, one.id)
    world.beginning = lambda workflow: _beginning(service, workflow)
    world.rules = lambda: rules_at(service, world, service.store.standing_mark(service.tenant))
    return world


def rules_at(service: Service, world: World, mark: str | None) -> Rules:
    """The stored standing rules under this mark."""
    return service.setting.shelf.at(service.tenant, mark, lambda: service.store.standing(service.tenant, since(world.now)))


def _beginning(service: Service, workflow: str) -> Model | None:
    """With which definition a child would begin."""
    try:
        return current_of(service.setting.registry, service.store, service.store, service.tenant, workflow)
    except NotFound:
        return None


def family_of(service: Service, case: Case) -> Family:
    """The aggregate of a case, for questions; read only if something about parent or children is asked."""
    stored = service.store.find(service.tenant, case.root)
    return Family(stored.cases, lambda one: service.setting.registry.model_of(one, service.store))


def imagined() -> Callable[[], str]:
    """Ids for what a question tries out; nothing that bears them is ever kept."""
    numbers = count(1)
    return lambda: f"imagined-{next(numbers)}"


def found(service: Service, key: str) -> tuple[Model, Case]:
    """A case and its definition; raises NotFound."""
    model, case, _ = looked_at(service, key)
    return model, case


def looked_at(service: Service, key: str) -> tuple[Model, Case, World]:
    """A case, its definition, and the world as a command on it would see it; raises NotFound."""
    stored = service.store.find(service.tenant, str(key))
    case = stored.meant
    world = world_of(service, case)
    world.rules = lambda: rules_at(service, world, stored.standing)
    return service.setting.registry.model_of(case, service.store), case, world


def view(service: Service, case: Case, family: Mapping[str, Case] | None = None) -> CaseView:
    """A case as a host sees it, with its children; where its definition cannot be had, without the progress of its votes."""
    try:
        model = service.setting.registry.model_of(case, service.store) if case.open else None
    except (NotFound, KeyError, TypeError, ValueError):
        model = None
    below = [family[id] for id in sorted(family) if family[id].parent == case.id] if family else []
    children = tuple(view(service, child, family) for child in below)
    return CaseView.of(case, progress(model, case, service.setting.around) if model is not None else None, children)


def can(service: Service, command: c.OnCase, *, trusted: bool = False) -> Can:
    """Whether a command would be carried out now."""
    command = normal(command)
    model, case, world = looked_at(service, command.case)
    if isinstance(command, c.Migrate):
        world.versions = Versions(service.setting.registry.pinned(command.to, service.store))
    said = verdict(model, case, command, world, trusted=trusted)
    could = others_who_could(model, case, command, said, world)
    return Can(said.allowed, said.reasons, could, said.task.id if said.task is not None else None)


def offers(service: Service, key: str, person: str) -> tuple[Offer, ...]:
    """Every action that this person may take on a case now."""
    model, case, world = looked_at(service, key)
    principals = {rule.principal for rule in standing_for(model.step(case.step), case, person, world)} if case.open else set()
    mine = [task.id for task in case.open_tasks if owns(task, person, world) or task.holder in principals]
    seats: list[str | None] = [*mine] if len(mine) > 1 else [None]
    several = [offer for seat in seats for offer in offered(model, case, person, seat, world)]
    return tuple(offer for number, offer in enumerate(several) if offer not in several[:number])


def offered(model: Model, case: Case, person: str, task: str | None, world: World) -> Iterator[Offer]:
    """The actions offered at a seat, in written order; then `return` and `withdraw`. Of a case that has ended, those that name its end."""
    step = model.step(case.step)
    for name, action in model.actions(step).items():
        said = _asked(model, case, person, name, task, world)
        if said.offered:
            arm = said.arm
            needs = arm.needs if arm is not None else ()
            yield Offer(name, action.title, _id(said), needs, _comment(said, name))
    if not case.open:
        return
    if step.returns is not None:
        said = _asked(model, case, person, "return", task, world)
        if said.offered:
            legal = tuple(targets(model, case, step.returns, world))
            yield Offer("return", RETURN, _id(said), (), step.returns.comment, legal, step.returns.resume)
    if case.lent:
        said = _asked(model, case, person, "give_back", task, world)
        if said.offered:
            yield Offer("give_back", GIVE_BACK, _id(said))
    yield from _back(model, case, person, world)
    said = _asked(model, case, person, "withdraw", task, world)
    if said.offered:
        yield Offer(
            "withdraw",
            WITHDRAW,
            None,
            model.workflow.withdraw.needs if model.workflow.withdraw else (),
            model.workflow.withdraw.comment if model.workflow.withdraw else "optional",
        )


def _back(model: Model, case: Case, person: str, world: World) -> Iterator[Offer]:
    """Taking one's own act back, or asking to; and the answers, for whoever is asked."""
    if model.workflow.take_back is None:
        return
    said = _asked(model, case, person, "take_back", None, world)
    if said.offered:
        yield Offer("take_back", ASK_BACK if said.asks else TAKE_BACK, None)
    if case.asked_back is not None and _asked(model, case, person, "consent_back", None, world).offered:
        yield Offer("consent_back", CONSENT_BACK, None)
        yield Offer("decline_back", DECLINE_BACK, None)


RETURN = {"zh": "退回", "en": "Return"}
GIVE_BACK = {"zh": "交回", "en": "Give back"}
TAKE_BACK = {"zh": "取回", "en": "Take back"}
ASK_BACK = {"zh": "请求取回", "en": "Ask to take back"}
CONSENT_BACK = {"zh": "同意取回", "en": "Let it go back"}
DECLINE_BACK = {"zh": "不同意取回", "en": "Do not let it go back"}
WITHDRAW = {"zh": "撤回", "en": "Withdraw"}


def _asked(model: Model, case: Case, person: str, action: str, task: str | None, world: World) -> Verdict:
    return verdict(model, case, c.Act(case=case.id, by=person, action=action, task=task), world)


def _comment(said: Verdict, action: str) -> str:
    """Whether a comment is asked for: the main seat approves in words."""
    if said.task is not None and said.task.main and action == APPROVE:
        return "required"
    return said.arm.comment if said.arm is not None else "optional"


def _id(said: Verdict) -> str | None:
    return said.task.id if said.task is not None else None


def inbox(service: Service, person: str, limit: int) -> tuple[InboxItem, ...]:
    """The open tasks of a person: his own (whatever may be done by now), those of pools that he may take, and those on which he
    stands in for somebody; earliest due first."""
    world = world_of(service)
    rows = service.store.inbox(service.tenant, sorted(world.tokens_of(person)), person, limit)
    mark = rows.mark
    world.rules = lambda: rules_at(service, world, mark)  # the world knows itself by this, and the rows are not to wait with it
    offering = Offering(person)
    items = [_item(service, row, person, world, offering) for row in rows]
    found = [item for item in items if item is not None and (item.offers or item.claimed)]
    others = [item for principal in principals_of(person, world) for item in _of_other(service, principal, person, world, limit, offering)]
    if others:
        known = {item.task.id for item in found}
        found += [item for item in others if item.task.id not in known]
        found.sort(key=lambda item: (item.task.due_at is None, item.task.due_at or item.task.opened_at))
    return tuple(found[:limit])


def _of_other(service: Service, principal: str, person: str, world: World, limit: int, offering: Offering) -> Iterator[InboxItem]:
    """What lies with a principal and may be done for him."""
    for row in service.store.inbox(service.tenant, [], principal, limit):
        item = _item(service, row, person, world, offering) if row.claimed else None
        if item is not None and item.offers:
            yield replace(item, claimed=False, behalf_of=principal)


def _item(service: Service, row: InboxRow, person: str, world: World, offering: Offering) -> InboxItem | None:
    case, task = row.case, row.case.task(row.task)
    if task is None:
        return None
    model = service.setting.registry.model_of(case, service.store)
    possible = offering.of(case, task, row.situation, lambda: offered(model, case, person, task.id, world))
    mine = tuple(offer for offer in possible if offer.action not in ("withdraw", "take_back"))
    whole = CaseView.of(case, offering.progress(case, lambda: progress(model, case, service.setting.around)))
    seen = shown_to(whole, hidden(model, case, person, world))
    shown = next((one for one in seen.tasks if one.id == task.id), None) or TaskView.of(case, task)
    return InboxItem(shown, seen, row.claimed, model.step(case.step).title, mine)


def history(service: Service, key: str, by: str | None = None, children: bool = False) -> tuple[Event, ...]:
    """Everything that has happened to a case, in order, as this person is shown it; with `children`, to all cases below it too."""
    stored = service.store.find(service.tenant, str(key))
    one = stored.meant
    told = _with_children(one, stored.cases) if children else {one.id: one}
    unseen = {id: _unseen(service, case, by) for id, case in told.items()}
    links = service.store.history(service.tenant, one.root, None if children else one.id)
    return tuple(told_to(link.event, unseen[link.event.case], by) for link in links if link.event.case in told)


def _with_children(case: Case, cases: Mapping[str, Case]) -> dict[str, Case]:
    found, growing = {case.id: case}, True
    while growing:
        below = {id: one for id, one in cases.items() if one.parent in found and id not in found}
        found, growing = {**found, **below}, bool(below)
    return found


def _unseen(service: Service, case: Case, by: str | None) -> frozenset[str]:
    if by is None:
        return frozenset()
    return hidden(service.setting.registry.model_of(case, service.store), case, by, world_of(service, case))


def signatures(service: Service, key: str) -> tuple[Signature, ...]:
    """The sheet of a case, with the titles of the definitions it was signed under."""
    model, one = found(service, key)
    events = tuple(link.event for link in service.store.history(service.tenant, one.root, one.id))
    hashes = {event.definition for event in events} - {one.definition, ""}
    earlier = {hash: service.setting.registry.pinned(hash, service.store).workflow for hash in hashes}
    return sheet(events, {**earlier, one.definition: model.workflow})


def differing(service: Service, key: str, since: int, until: int | None, by: str | None) -> Mapping[str, Difference]:
    """What reads otherwise at one revision than at another; with `by`, without what that person is not shown."""
    model, one = found(service, key)
    unseen = hidden(model, one, by, world_of(service, one)) if by is not None else frozenset()
    events = (link.event for link in service.store.history(service.tenant, one.root, one.id))
    return {name: changed for name, changed in differences(events, since, until).items() if name not in unseen}


def case(service: Service, key: str, by: str | None) -> CaseView:
    """A case with its children; with `by`, as that person is shown them."""
    stored = service.store.find(service.tenant, str(key))
    whole = view(service, stored.meant, stored.cases)
    return whole if by is None else _shown(service, whole, by, stored.cases)


def _shown(service: Service, whole: CaseView, person: str, family: Mapping[str, Case]) -> CaseView:
    one = family[whole.id]
    unseen = hidden(service.setting.registry.model_of(one, service.store), one, person, world_of(service, one))
    below = tuple(_shown(service, child, person, family) for child in whole.children)
    return replace(shown_to(whole, unseen), children=below)


def fields(service: Service, key: str, person: str) -> dict[str, str]:
    """What every field of a case is to a person now."""
    model, one = found(service, key)
    return rights(model, one, person, world_of(service, one))


def may_read(service: Service, key: str, person: str) -> bool:
    """Whether a person may read a case."""
    model, one = found(service, key)
    return readable(model, one, person, world_of(service, one))


def locked(service: Service, key: str | None, subject: tuple[str, str] | None) -> Lock:
    """The lock on a record: of the one case named, or of all open cases about it."""
    if (key is None) == (subject is None):
        raise Misconfigured("a lock is asked for of a case, or of a subject", hint="Give a case, or subject=(kind, id).")
    if key is not None:
        return lock_of([found(service, key)], world_of(service))
    cases = service.store.cases(service.tenant, CaseFilter(open=True, subject=subject))
    return lock_of([(service.setting.registry.model_of(one, service.store), one) for one in cases], world_of(service))
