"""What the README promises and no other test says in so few words."""

from pathlib import Path

from signoff import Engine

FIRST = """
signoff: 1
workflow: note
defaults: {empty: hold, duplicate: none, self: allow}
steps:
  one: {approvers: role(reader)}
  two: {approvers: role(reader)}
"""
SECOND = FIRST.replace("  two: {approvers: role(reader)}\n", "")
PEOPLE = "signoff: 1\nunits: {house: {}}\npeople: {ann: {name: Ann, unit: house, roles: [reader]}}\n"


def test_a_case_stays_on_the_version_it_began_with(tmp_path: Path) -> None:
    people = tmp_path / "people.yaml"
    people.write_text(PEOPLE, "utf-8")
    url = f"sqlite:///{tmp_path}/signoff.db"
    with Engine(url, workflows=[FIRST], directory=people) as engine:
        old = engine.start("note", by="ann", key="old")
    with Engine(url, workflows=[SECOND], directory=people) as engine:
        new = engine.start("note", by="ann", key="new")
        assert engine.act("new", "approve", by="ann").status == "approved"
        assert engine.act("old", "approve", by="ann").step == "two"
        assert engine.case("old").definition == old.definition != new.definition


def test_a_running_case_needs_no_file(tmp_path: Path) -> None:
    people = tmp_path / "people.yaml"
    people.write_text(PEOPLE, "utf-8")
    url = f"sqlite:///{tmp_path}/signoff.db"
    with Engine(url, workflows=[FIRST], directory=people) as engine:
        engine.start("note", by="ann", key="1")
    with Engine(url, workflows=[], directory=people) as engine:
        assert engine.act("1", "approve", by="ann").step == "two"
