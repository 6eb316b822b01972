"""Lines of managers over any directory: circles, people who have left, managers whom nobody knows (approval-semantics §1, row 43)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from signoff.adapters.directory import StaticDirectory
from signoff.engine.chain_values import ChainStep, FrozenChain
from signoff.engine.evolve import fold
from signoff.engine.expressions import Expression
from signoff.engine.management_line import management_line
from signoff.engine.people_data import PeopleFile, Person
from signoff.engine.plain import read, text

from ..engine.house import House, Register, workflow

IDS = tuple("abcdefgh")
FEW = max(10, settings.default.max_examples // 2 if settings.default else 25)


@dataclass(frozen=True)
class Above:
    """Who is a person's manager (perhaps nobody, perhaps somebody unknown), his rank, and whether he is still there."""

    manager: str | None
    rank: int
    active: bool


directories = st.dictionaries(
    st.sampled_from(IDS), st.builds(Above, st.none() | st.sampled_from((*IDS, "stranger")), st.integers(0, 9), st.booleans()), min_size=1
)


def people(told: Mapping[str, Above]) -> dict[str, Person]:
    return {id: Person(id, unit="office", manager=one.manager, rank=one.rank, active=one.active) for id, one in told.items()}


def line_of(told: Mapping[str, Above], **options: object) -> list[str]:
    directory = StaticDirectory(PeopleFile({}, people(told)))
    steps = management_line(directory, "a", **options)
    return [Expression(who).text.removeprefix("person('").removesuffix("')") for step in steps for who in step.approvers]


def by_hand(told: Mapping[str, Above]) -> list[str]:
    """The line, told in the plainest way: follow the managers until one is missing or comes twice."""
    line, here = ["a"], told.get("a")
    while here is not None and here.manager is not None and here.manager not in line:
        if here.manager not in told:
            return [*line[1:], here.manager]
        line.append(here.manager)
        here = told.get(here.manager)
    return line[1:]


@given(directories)
def test_the_line_is_everybody_above_once_and_it_ends(told: dict[str, Above]) -> None:
    assert line_of(told) == by_hand(told)


@given(directories, st.integers(1, 9))
def test_levels_cut_the_line_and_change_nothing_else(told: dict[str, Above], levels: int) -> None:
    assert line_of(told, levels=levels) == by_hand(told)[:levels]


@given(directories, st.integers(0, 9))
def test_a_rank_ends_the_line_with_the_first_who_has_it(told: dict[str, Above], rank: int) -> None:
    line = line_of(told, up_to=rank)
    high = [id for id in line if id in told and told[id].rank >= rank]
    assert line == by_hand(told)[: len(line)]
    assert high == line[-1:] if high else line == by_hand(told)


@given(directories, st.sets(st.sampled_from(IDS), min_size=1))
def test_people_end_the_line_with_the_first_of_them(told: dict[str, Above], ends: set[str]) -> None:
    line = line_of(told, up_to=tuple(sorted(ends)))
    assert not ends & set(line[:-1])
    assert line[-1:] and line[-1] in ends if ends & set(by_hand(told)) else line == by_hand(told)


class Everybody(Register):
    """A register of the people of an example beside those of the house."""

    def __init__(self, told: Mapping[str, Above]) -> None:
        super().__init__()
        self.put(*people(told).values(), Person("a", unit="office", manager=told["a"].manager if "a" in told else None))


@given(directories, st.sampled_from(("hold", "admin", "skip", "{assign: person(bob)}")), st.sampled_from(("none", "any", "forbid")))
@settings(max_examples=FEW)
def test_a_case_goes_through_any_line_and_history_tells_it(told: dict[str, Above], empty: str, duplicate: str) -> None:
    steps = f"draft: {{by: person(a)}}\nline: {{chain: management_line(initiator), empty: {empty}, duplicate: {duplicate}, self: forbid}}"
    found = House(workflow(steps, "return: {to: draft, resume: [rewalk, straight_back]}"), register=Everybody(told))
    found.start(by="a")
    found.act("a", "submit")
    for number in range(40):
        if found.case.status != "open":
            break
        (task,) = found.tasks
        if task.holder is None:
            found.engine.reassign("k", by="adm", to="cat", reason="nobody else")
            continue
        found.act(task.holder, "return" if number == 1 else "approve", comment="ok") if found.step != "draft" else found.act("a", "submit")
    assert found.case.status == "approved"
    (case,) = found.engine.store.find("default", "k").cases.values()
    assert text(fold(found.engine.history("k"))) == text(case)
    assert found.sound()


words = st.text(max_size=5)
chain_steps = st.builds(
    ChainStep,
    approvers=st.lists(words, max_size=3).map(tuple),
    title=st.dictionaries(st.sampled_from(("zh", "en")), words),
    rule=st.none() | st.sampled_from(("any", 2, Fraction(2, 3))),
    due=st.none() | words,
    not_same_as=st.lists(words, max_size=2).map(tuple),
    human_required=st.booleans(),
)


@given(st.builds(FrozenChain, st.lists(chain_steps, max_size=4).map(tuple), st.none() | words))
def test_a_frozen_chain_comes_back_as_it_was_stored(chain: FrozenChain) -> None:
    assert read(FrozenChain, text(chain)) == chain
    assert len(set(chain.ids("line"))) == chain.length >= 1
