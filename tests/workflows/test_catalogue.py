"""What ships: every workflow loads without a warning, validates in an editor, and every YAML of the project reads."""

from pathlib import Path

import pytest

from signoff.engine.errors import NotFound
from signoff.workflows import (
    catalogue,
    catalogue_path,
    check,
    diagram,
    load,
    load_calendar,
    load_folder,
    load_people,
    load_policy,
    people_path,
    policies,
    policy_path,
    rehearse,
)
from signoff.workflows.calendar_file import shipped, shipped_names
from signoff.workflows.people_file import read_people
from signoff.workflows.policy_file import read_policy

from .memory_desk import MemoryDesk

ROOT = Path(__file__).parents[2]


def known(name: str) -> bool:
    return shipped(name) is not None


def test_the_catalogue_and_what_belongs_to_it() -> None:
    government = [
        "assign-batch",
        "co-opinion-handling",
        "document-approval",
        "leader-pick",
        "look-back",
        "proposal-handling",
        "proposal-record",
        "reply-approval",
        "supervision",
        "upstream-support",
    ]
    assert catalogue() == sorted([*government, "leave", "purchase"])
    assert policies() == ["coast", "hills", "taishan"]


@pytest.mark.parametrize("name", catalogue())
def test_a_workflow_that_ships_has_no_finding(name: str) -> None:
    assert check(catalogue_path(name), known_calendars=known) == ()
    assert load(catalogue_path(name)).workflow.id == name


@pytest.mark.parametrize("name", catalogue())
def test_a_workflow_that_ships_speaks_both_languages(name: str) -> None:
    loaded = load(catalogue_path(name))
    workflow = loaded.workflow
    labels = {"title": workflow.title}
    labels |= {f"data.{field.id}": field.title for field in workflow.data.values()}
    labels |= {f"data.{f.id}.{option}": label for f in workflow.data.values() for option, label in f.options.items()}
    labels |= {f"steps.{step.id}": step.title for step in workflow.steps.values()}
    labels |= {f"examples.{number}": example.title or {} for number, example in enumerate(loaded.examples)}
    assert [path for path, label in labels.items() if set(label) != {"zh", "en"}] == []


@pytest.mark.parametrize("name", catalogue())
def test_a_workflow_that_ships_proves_what_it_means(name: str) -> None:
    results = rehearse(load(catalogue_path(name)), MemoryDesk)
    assert len(results) >= 4
    assert [result.report for result in results if not result.passed] == []


def test_the_folder_loads_as_a_whole_with_the_people_file_in_it() -> None:
    assert sorted(load_folder(catalogue_path("leave").parent)) == catalogue()


@pytest.mark.parametrize("name", policies())
def test_a_policy_that_ships_has_no_finding(name: str) -> None:
    assert read_policy(policy_path(name))[1] == ()
    assert load_policy(policy_path(name)).id == name


def test_the_city_that_ships_says_that_it_is_invented_and_uses_addresses_of_nobody() -> None:
    assert read_people(people_path())[1] == ()
    assert "invented" in people_path().read_text(encoding="utf-8").splitlines()[1]
    people = load_people(people_path()).people
    assert {address.partition("@")[2] for person in people.values() for address in person.contact.values()} == {"example.org"}


@pytest.mark.parametrize("name", shipped_names())
def test_a_calendar_that_ships_loads(name: str) -> None:
    file = shipped(name)
    assert file is not None
    assert load_calendar(file.read_text(encoding="utf-8"), name=name).id == name


def test_what_does_not_ship_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(NotFound) as refused:
        catalogue_path("purchas")
    assert refused.value.hint == "Did you mean `purchase`?"
    with pytest.raises(NotFound):
        policy_path("../catalogue/leave")


@pytest.mark.parametrize("name", catalogue())
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_picture_of_a_workflow_that_ships_does_not_change_by_itself(name: str, lang: str) -> None:
    drawn = Path(__file__).parent / "drawn" / f"{name}.{lang}.mmd"
    assert diagram(load(catalogue_path(name)).workflow, lang) == drawn.read_text(encoding="utf-8")
