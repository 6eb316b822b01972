"""Who acts when an example does not say: the first holder with an open seat, in written order, an unmet group first."""

from collections.abc import Collection, Iterable, Iterator

from signoff.engine.frozen import dataclass
from signoff.engine.people_data import PeopleFile, Person
from signoff.engine.views import CaseView, TaskView


@dataclass(frozen=True, slots=True)
class Hand:
    """A person and the seat that he or she would act at; None where no seat is theirs."""

    person: str
    task: str | None = None
    group: str | None = None


def hands(case: CaseView, people: PeopleFile, met: Collection[str | None]) -> Iterator[Hand]:
    """Everybody with an open seat of this case; `met` are the groups in which somebody has acted in this round."""
    for task in sorted(case.tasks, key=lambda task: task.group is not None and task.group in met):
        for person in holders(task, people):
            yield Hand(person, task.id, task.group)


def hand_of(person: str, case: CaseView, people: PeopleFile, met: Collection[str | None]) -> Hand:
    """This person at the first open seat of theirs, at none if there is none."""
    return next((hand for hand in hands(case, people, met) if hand.person == person), Hand(person))


def holders(task: TaskView, people: PeopleFile) -> tuple[str, ...]:
    """Who may act at a seat: its holder, else its candidates and all who carry one of its tokens, low rank first."""
    if task.holder is not None:
        return (task.holder,)
    pool = [p for p in in_order(people) if p.id in task.candidates or not tokens_of(p).isdisjoint(task.tokens)]
    return tuple(person.id for person in pool)


def in_order(people: PeopleFile) -> list[Person]:
    """All active persons, low rank first."""
    return sorted((person for person in people.people.values() if person.active), key=lambda person: (person.rank, person.id))


def tokens_of(person: Person) -> frozenset[str]:
    """What a person's roles are called in a pool: `role:legal`, `role:legal@finance`."""
    return frozenset(token for role in person.roles for token in _tokens(role, person.unit))


def _tokens(role: str, own: str | None) -> Iterable[str]:
    word, _, unit = role.partition("@")
    yield f"role:{word}"
    if unit or own:
        yield f"role:{word}@{unit or own}"
