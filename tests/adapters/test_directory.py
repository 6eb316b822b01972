"""What every directory does, whichever is behind the port; a new one gets a line in `MAKERS`."""

from collections.abc import Callable
from importlib.metadata import EntryPoint
from itertools import product

import pytest

from signoff.adapters.directory import StaticDirectory, from_settings
from signoff.adapters.plugins import load_plugins
from signoff.engine.errors import Misconfigured
from signoff.engine.expressions import PeopleQuery
from signoff.engine.people_data import PeopleFile, Person, Unit
from signoff.engine.ports import Directory

PEOPLE = PeopleFile(
    units={
        "hall": Unit("hall", portfolio_of={"city_leader": "wu", "deputy": "huang"}),
        "transport": Unit("transport", parent="hall", portfolio_of={"deputy": "he"}),
        "road": Unit("road", parent="transport"),
        "lost": Unit("lost", portfolio_of={"deputy": "gone"}),
        "a": Unit("a", parent="b"),
        "b": Unit("b", parent="a"),
    },
    people={
        person.id: person
        for person in (
            Person("wu", unit="hall", posts=("city_leader@hall",), roles=("admin",)),
            Person("huang", unit="hall", posts=("deputy",), roles=("legal",), manager="wu", rank=2),
            Person("he", unit="transport", posts=("deputy@hall", "head@transport"), roles=("legal@hall", "legal"), manager="wu", rank=1),
            Person("li", unit="road", roles=("legal", "legal@road"), manager="he", rank=2),
            Person("free", roles=("legal",)),
            Person("gone", unit="hall", posts=("deputy",), roles=("legal", "admin"), manager="huang", active=False),
            Person("below_gone", unit="hall", manager="gone"),
        )
    },
)


def loaded_by_entry_point(people: PeopleFile) -> Directory:
    point = EntryPoint("other", "signoff.adapters.directory:from_settings", "signoff.directories")
    made = load_plugins(found=[point]).find("signoff.directories", "other").target
    assert callable(made)
    found: Directory = made({"people": people})
    return found


MAKERS: dict[str, Callable[[PeopleFile], Directory]] = {"static": StaticDirectory, "entry point": loaded_by_entry_point}


@pytest.fixture(params=MAKERS)
def directory(request: pytest.FixtureRequest) -> Directory:
    return MAKERS[request.param](PEOPLE)


def role(name: str, unit: str | None = None) -> PeopleQuery:
    return PeopleQuery("role", name, unit)


def post(name: str, unit: str, portfolio: bool = False) -> PeopleQuery:
    return PeopleQuery("post", name, unit, portfolio)


def test_a_role_without_a_unit_finds_all_who_carry_it_by_rank_then_id(directory: Directory) -> None:
    assert list(directory.find(role("legal"))) == ["free", "he", "huang", "li"]


def test_a_role_holds_in_the_persons_own_unit_or_in_the_one_it_names(directory: Directory) -> None:
    assert list(directory.find(role("legal", "hall"))) == ["he", "huang"]
    assert list(directory.find(role("legal", "transport"))) == ["he"]
    assert list(directory.find(role("legal", "road"))) == ["li"]


def test_a_post_is_held_at_its_unit(directory: Directory) -> None:
    assert list(directory.find(post("deputy", "hall"))) == ["he", "huang"]
    assert list(directory.find(post("head", "transport"))) == ["he"]
    assert list(directory.find(post("head", "hall"))) == []


def test_a_portfolio_is_led_by_whom_the_unit_names(directory: Directory) -> None:
    assert list(directory.find(post("deputy", "transport", portfolio=True))) == ["he"]


@pytest.mark.parametrize(("name", "leader"), [("deputy", "he"), ("city_leader", "wu")])
def test_a_unit_without_a_portfolio_has_that_of_the_nearest_unit_above(directory: Directory, name: str, leader: str) -> None:
    assert list(directory.find(post(name, "road", portfolio=True))) == [leader]


@pytest.mark.parametrize("unit", ["nowhere", "lost", "a"])
def test_a_portfolio_nobody_leads_finds_nobody(directory: Directory, unit: str) -> None:
    assert list(directory.find(post("deputy", unit, portfolio=True))) == []


def test_managers_are_found_once_each_and_in_order(directory: Directory) -> None:
    assert list(directory.find(PeopleQuery("manager_of", of=("li", "huang", "he")))) == ["wu", "he"]


def test_the_manager_of_an_inactive_person_is_found_an_inactive_manager_is_not(directory: Directory) -> None:
    assert list(directory.find(PeopleQuery("manager_of", of=("gone",)))) == ["huang"]
    assert list(directory.find(PeopleQuery("manager_of", of=("below_gone", "wu", "stranger")))) == []


def test_a_person_is_found_while_active(directory: Directory) -> None:
    assert list(directory.find(PeopleQuery("person", "li"))) == ["li"]
    assert list(directory.find(PeopleQuery("person", "gone"))) == []
    assert list(directory.find(PeopleQuery("person", "stranger"))) == []


def test_the_inactive_are_known_but_carry_nothing(directory: Directory) -> None:
    gone = directory.person("gone")
    assert gone is not None and not gone.active
    assert directory.tokens_of("gone") == frozenset()


def test_the_unknown_are_none(directory: Directory) -> None:
    assert directory.person("stranger") is None
    assert directory.unit("nowhere") is None
    assert directory.tokens_of("stranger") == frozenset()


def test_a_unit_is_given_as_it_is(directory: Directory) -> None:
    assert directory.unit("road") == PEOPLE.units["road"]


def test_tokens_say_the_role_and_where_it_is_held(directory: Directory) -> None:
    assert directory.tokens_of("he") == {"role:legal", "role:legal@hall", "role:legal@transport"}
    assert directory.tokens_of("free") == {"role:legal"}


def test_a_role_finds_exactly_those_who_carry_its_token(directory: Directory) -> None:
    for name, unit in product(("legal", "admin", "none"), (None, *PEOPLE.units)):
        query = role(name, unit)
        assert query.token is not None
        assert set(directory.find(query)) == {id for id in PEOPLE.people if query.token in directory.tokens_of(id)}


def test_what_is_no_question_about_people_files_is_refused() -> None:
    with pytest.raises(ValueError, match="actor_of"):
        StaticDirectory(PEOPLE).find(PeopleQuery("actor_of", "draft"))


def test_a_key_that_is_not_the_id_is_refused() -> None:
    with pytest.raises(Misconfigured, match="`x` calls itself `li`"):
        StaticDirectory(PeopleFile(people={"x": Person("li")}))


def test_the_factory_needs_a_people_file() -> None:
    with pytest.raises(Misconfigured, match="needs a people file"):
        from_settings({})


def test_five_thousand_people_are_found_by_look_ups_alone() -> None:
    many = {f"p{n}": Person(f"p{n}", unit="hall", roles=("legal",), rank=-n) for n in range(5000)}
    directory = StaticDirectory(PeopleFile({"hall": Unit("hall")}, many))
    found = directory.find(role("legal", "hall"))
    assert found[:2] == ("p4999", "p4998") and len(found) == 5000
    assert found is directory.find(role("legal", "hall"))
