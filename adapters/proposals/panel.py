"""层级责任: who answers for a case at every level, what each of them has done and when, and what each owes now, on one panel."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from signoff.engine import events as e
from signoff.engine.case import Case
from signoff.engine.desk import Desk
from signoff.engine.expressions import PeopleQuery
from signoff.engine.frozen import dataclass
from signoff.engine.ports import Directory

from .reading.told import Told, folded, people, text

CITY, OFFICE, UNIT, OTHERS = "city", "office", "unit", "others"
"""The levels, from the top: the city's leaders, the government office, the handling units, and whoever else has acted."""
GOV_OFFICE, SECTION = "gov_office", "proposal_section"
SHARE, LEADERSHIP, SUPERVISION = "unit_assignment", "leadership", "supervision"
BY_CASE = ("leading_leader", "supervising_leader")
"""Posts that a person has in this one case."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did: `action` at a `step` of a case, whose definition has the titles. `principal` is for whom."""

    at: datetime
    person: str
    principal: str
    case: str
    key: str
    definition: str
    step: str
    action: str
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """What lies with somebody now; `shared` where any of several may take it."""

    case: str
    key: str
    definition: str
    step: str
    person: str
    since: datetime
    due: datetime | None = None
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """One who answers for the case: at which level, of which unit (with its part, `lead` or `co`), at which post, and who that is now.

    `name` is what the case calls it where nobody of the directory holds it: the section that the unit has named.
    """

    level: str
    post: str
    people: tuple[str, ...] = ()
    unit: str | None = None
    role: str | None = None
    name: str = ""
    deeds: tuple[Deed, ...] = ()
    owed: tuple[Owed, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """The chain of responsibility of one case, from the top down."""

    case: str
    key: str
    title: str
    posts: tuple[Post, ...]

    def of(self, level: str, unit: str | None = None) -> tuple[Post, ...]:
        """The posts of a level, of one unit only if it is named."""
        return tuple(post for post in self.posts if post.level == level and unit in (None, post.unit))


def panel(desk: Desk, directory: Directory, case: str) -> Panel:
    """The panel of a case, as of now. Units that were released are not on it; what their people did is, among the others.

    Raises NotFound, StoreUnavailable, DirectoryUnavailable.
    """
    told = folded(desk, desk.case(case).id, desk.now())
    chain = _Chain(told, directory)
    posts = list(chain.posts())
    done: dict[int, list[Deed]] = {number: [] for number in range(len(posts))}
    owes: dict[int, list[Owed]] = {number: [] for number in range(len(posts))}
    others: dict[str, Post] = {}
    for deed in chain.deeds():
        number = _post_of(posts, told.cases[deed.case], (deed.principal, deed.person))
        if number is not None:
            done[number].append(deed)
        else:
            post = others.get(deed.person, Post(OTHERS, "", (deed.person,), unit=chain.unit_of(deed.person)))
            others[deed.person] = replace(post, deeds=(*post.deeds, deed))
    for owed in chain.owed():
        number = _post_of(posts, told.cases[owed.case], (owed.person,))
        if number is not None:
            owes[number].append(owed)
        else:
            post = others.get(owed.person, Post(OTHERS, "", (owed.person,), unit=chain.unit_of(owed.person)))
            others[owed.person] = replace(post, owed=(*post.owed, owed))
    full = [replace(post, deeds=tuple(done[number]), owed=tuple(owes[number])) for number, post in enumerate(posts)]
    return Panel(told.root.id, told.root.key, text(told.root, "title"), (*full, *others.values()))


def _post_of(posts: list[Post], case: Case, persons: Iterable[str]) -> int | None:
    """The post at which a person acted in a case of the family: that of the case only in what he has as such."""
    own = case.branch.rpartition("/")[2] == LEADERSHIP or case.workflow == SUPERVISION
    for person in persons:
        held = [number for number, post in enumerate(posts) if person in post.people]
        of_case = [number for number in held if posts[number].post in BY_CASE]
        usual = [number for number in held if number not in of_case]
        if found := [*of_case, *usual] if own else [*usual, *of_case]:
            return found[0]
    return None


class _Chain:
    """The posts of a case, and what its history says that people did."""

    def __init__(self, told: Told, directory: Directory) -> None:
        self.told, self.root, self.directory = told, told.root, directory
        shares = [(share, share.element) for share in told.below(told.root, SHARE) if isinstance(share.element, Mapping)]
        self.shares: list[tuple[Case, str, str]] = [(one, str(a["unit"]), str(a.get("role") or "lead")) for one, a in shares]
        self.shares.sort(key=lambda share: share[2] != "lead")

    def posts(self) -> Iterator[Post]:
        """From the top down; a post that nobody holds is there, too."""
        data = self.root.data
        for name in BY_CASE:
            if data.get(name):
                at_unit = name == BY_CASE[0] and data.get("leader_level") == "unit"
                yield Post(UNIT if at_unit else CITY, name, (str(data[name]),), self.unit_of(str(data[name])) if at_unit else None)
        fields = [unit for _, unit, _ in self.shares] + list(people(self.root, "subjects"))
        yield Post(CITY, "city_leader", self._in_charge("city_leader", fields))
        yield Post(OFFICE, "director", self._find(PeopleQuery("post", "director", GOV_OFFICE)))
        yield Post(OFFICE, "deputy_director", self._in_charge("deputy_director", fields))
        follow_up = text(self.root, "follow_up_officer")
        section = self._find(PeopleQuery("role", SECTION))
        yield Post(OFFICE, SECTION, tuple(one for one in section if one != follow_up))
        yield Post(OFFICE, "follow_up_officer", (follow_up,) if follow_up else ())
        for share, unit, role in self.shares:
            for post in ("principal", "deputy", "office_head"):
                yield Post(UNIT, post, self._find(PeopleQuery("post", post, unit)), unit, role)
            if section_name := text(share, "section"):
                heads = self._find(PeopleQuery("post", "section_head", unit))
                yield Post(UNIT, "section", heads, unit, role, section_name)
            officer = text(share, "case_officer")
            yield Post(UNIT, "case_officer", (officer,) if officer else (), unit, role)

    def deeds(self) -> Iterator[Deed]:
        """Everything that a person did, in the order of the history; what a rule decided in somebody's stead is none."""
        found = []
        for events in self.told.events.values():
            for event in events:
                fact = event.fact
                if isinstance(fact, e.Decided | e.Acted) and fact.decision.automatic is None and not getattr(fact, "system", False):
                    done = fact.decision
                    found.append((event, done.action, done.actor, done.principal, done.comment))
                elif isinstance(fact, e.Started) and event.case == self.root.id:
                    found.append((event, "start", event.actor, event.actor, fact.comment))
        for event, action, actor, principal, comment in sorted(found, key=lambda one: one[0].seq):
            case = self.told.cases[event.case]
            definition = event.definition or case.definition
            yield Deed(event.at, actor, principal, case.id, case.key, definition, event.step, action, comment)

    def owed(self) -> Iterator[Owed]:
        """What is open, once for each who may do it."""
        for case in self.told.cases.values():
            for task in case.open_tasks if case.open else ():
                who = (task.holder,) if task.holder else (*task.candidates, *self._behind(task.tokens))
                for person in dict.fromkeys(who):
                    yield Owed(case.id, case.key, case.definition, task.step, person, task.opened_at, task.due_at, task.holder is None)

    def unit_of(self, person: str) -> str | None:
        """The unit of somebody who has no post in the case."""
        found = self.directory.person(person)
        return found.unit if found is not None else None

    def _behind(self, tokens: Iterable[str]) -> Iterator[str]:
        for token in tokens:
            kind, _, name = token.partition(":")
            role, _, unit = name.partition("@")
            if kind == "role":
                yield from self._find(PeopleQuery("role", role, unit or None))

    def _in_charge(self, post: str, units: Iterable[str]) -> tuple[str, ...]:
        found = (self._find(PeopleQuery("post", post, unit, portfolio=True)) for unit in units)
        return tuple(dict.fromkeys(person for several in found for person in several))

    def _find(self, query: PeopleQuery) -> tuple[str, ...]:
        return tuple(self.directory.find(query))
