"""Finished roots go to a file and leave a stub: which ones, what stays, and what is said of them afterwards."""

from pathlib import Path

import pytest

from signoff.adapters.sql import SqlStore
from signoff.engine.errors import ArchiveUnavailable, Misconfigured, NotFound, Refused

from .archiving import Office
from .conftest import AnyStore


@pytest.fixture
def office(store: AnyStore, tmp_path: Path) -> Office:
    return Office(store, tmp_path)


def test_what_is_over_goes_and_what_is_young_or_open_stays(office: Office) -> None:
    office.over("old", "older")
    office.engine.start("paper", by="ann", key="open")
    office.years_later()
    office.over("young")
    report = office.archive()
    assert (report.roots, report.cases, report.looked_at) == (2, 2, 2)
    assert [case.key for case in office.engine.cases()] == ["open", "young"]
    assert [stub.key for stub in office.engine.archived()] == ["old", "older"]
    assert office.engine.verify() and office.engine.verify_archive(office.folder / "a.jsonl")
    assert office.engine.verify().archived == 2


def test_whoever_looks_for_an_archived_case_is_told_where_it_is(office: Office) -> None:
    office.over("1")
    id = office.engine.case("1").id
    office.years_later()
    office.archive()
    engine = office.engine
    for name in ("1", "paper/1", id, id.upper()):
        for ask in (engine.case, engine.history, engine.why, engine.sheet, lambda name: engine.act(name, "reopen", by="ann")):
            with pytest.raises(NotFound) as caught:
                ask(name)
            assert caught.value.code == "archived" and caught.value.data["file"] == "a.jsonl"
            assert "signoff archive restore" in (caught.value.hint or "")
    with pytest.raises(NotFound) as caught:
        engine.case("2")
    assert caught.value.code == "not_found"


def test_the_keys_that_stay_are_no_orphans(office: Office) -> None:
    office.engine.start("split", by="ann", key="1")
    for key, action, by in (("1", "submit", "ann"), ("1", "approve", "he"), ("1/two", "approve", "li")):
        office.engine.act(f"split/{key}", action, by=by)
    office.told()
    office.years_later()
    assert office.archive().cases == 2
    assert not office.store.orphans()
    if isinstance(office.store, SqlStore):
        with office.store.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM signoff_archived")
        (found,) = office.store.orphans()
        assert found.table == "signoff_key" and sorted(found.examples) == ["1", "1/two"]


def test_the_key_of_an_archived_case_is_not_given_again(office: Office) -> None:
    office.over("1")
    office.years_later()
    office.archive()
    with pytest.raises(Refused) as caught:
        office.engine.start("paper", by="ann", key="1")
    assert caught.value.code == "key_taken"
    assert office.engine.start("split", by="ann", key="1").key == "1"
    with pytest.raises(NotFound) as both:
        office.engine.case("1")
    assert both.value.code == "ambiguous_key"


def test_a_request_that_is_given_again_is_told_of_the_archive(office: Office) -> None:
    office.engine.start("paper", by="ann", key="1", request_id="r1")
    office.engine.terminate("1", by="zhou", reason="A mistake.")
    office.told()
    office.years_later()
    office.archive()
    with pytest.raises(NotFound) as caught:
        office.engine.start("paper", by="ann", key="1", request_id="r1")
    assert caught.value.code == "archived"


def test_the_register_keeps_the_numbers_of_archived_cases(office: Office) -> None:
    office.over("1", "2")
    office.years_later()
    office.archive()
    assert [(line.number, line.key) for line in office.engine.numbers("papers")] == [("P-001", "1"), ("P-002", "2")]
    office.over("3")
    assert office.engine.case("3").data["no"] == "P-003"
    assert office.engine.verify() and office.engine.verify_archive(office.folder / "a.jsonl")


def test_a_root_waits_for_a_child_that_outlives_it(office: Office) -> None:
    office.engine.start("split", by="ann", key="1")
    office.engine.act("1", "submit", by="ann")
    office.engine.act("1", "approve", by="he")
    assert office.engine.case("1").status == "approved" and office.engine.case("1/two").open
    office.told()
    office.years_later()
    report = office.archive()
    assert (report.roots, report.left) == (0, {"open_case": 1})
    assert [(kept.key, kept.reason) for kept in report.kept] == [("1", "open_case")]
    office.engine.act("1/two", "approve", by="li")
    office.told()
    office.years_later()
    assert office.archive().cases == 2
    for key in ("1/two", "split/1/two"):
        with pytest.raises(NotFound) as caught:
            office.engine.case(key)
        assert caught.value.code == "archived"
    assert office.engine.verify() and office.engine.verify_archive(office.folder / "a.jsonl")


def test_what_has_not_been_delivered_keeps_a_root(office: Office) -> None:
    office.engine.start("paper", by="ann", key="1")
    office.engine.copy_to("1", by="ann", to=("he",))
    office.engine.terminate("1", by="zhou", reason="A mistake.")
    office.years_later()
    assert office.archive().left == {"undelivered": 1}
    office.told()
    assert office.archive().roots == 1


def test_age_counts_from_the_last_event(office: Office) -> None:
    office.over("1")
    office.years_later()
    office.engine.comment("1", by="ann", text="Found in a drawer.")
    office.told()
    assert office.archive().left == {"too_young": 1}
    assert office.archive(older_than="0d").roots == 0
    office.clock.advance("1h")
    assert office.archive(older_than="0d").roots == 1


def test_a_dry_run_counts_and_writes_nothing(office: Office) -> None:
    office.over("1", "2")
    office.years_later()
    seen = []
    report = office.archive(dry_run=True, batch=1, watch=lambda report: seen.append(report.roots))
    assert (report.roots, report.file, report.dry_run) == (2, None, True) and seen == [1, 2]
    assert not (office.folder / "a.jsonl").exists() and len(office.engine.cases()) == 2


def test_only_the_workflow_and_the_tenant_that_are_named(office: Office) -> None:
    office.over("1")
    other = Office(office.store, office.folder, tenant="other")
    other.over("1")
    office.years_later()
    other.years_later()
    assert office.archive(workflow="split").looked_at == 0
    assert office.archive(workflow="paper").roots == 1
    assert [case.key for case in other.engine.cases()] == ["1"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"by": "ann"}, "not_admin"),
        ({"older_than": "5wd"}, "misconfigured"),
        ({"older_than": "xy"}, "misconfigured"),
        ({"older_than": 5}, "misconfigured"),
        ({"to": ""}, "misconfigured"),
        ({"batch": 0}, "misconfigured"),
    ],
)
def test_what_cannot_be_wished_is_refused(office: Office, given: dict[str, object], code: str) -> None:
    office.over("1")
    office.years_later()
    with pytest.raises((Refused, Misconfigured)) as caught:
        office.archive(**given)  # type: ignore[arg-type]
    assert caught.value.code == code and len(office.engine.cases()) == 1


def test_a_case_whose_history_does_not_hold_stays(office: Office) -> None:
    office.over("1", "2")
    office.years_later()
    if isinstance(office.store, SqlStore):
        with office.store.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE signoff_event SET payload = replace(payload, 'Lease 1', 'Lease 7')")
    else:
        tables = office.store._tables  # type: ignore[attr-defined]
        for key, event in list(tables.events.items()):
            if "Lease 1" in event.payload:
                from dataclasses import replace

                tables.events[key] = replace(event, payload=event.payload.replace("Lease 1", "Lease 7"))
    report = office.archive()
    assert (report.roots, report.left) == (1, {"unsound": 1})
    assert [case.key for case in office.engine.cases()] == ["1"]


def archived(office: Office, *keys: str) -> Path:
    """Papers in a file."""
    office.over(*keys)
    office.years_later()
    office.archive()
    return office.folder / "a.jsonl"


def test_a_restored_case_is_what_it_was_and_says_so(office: Office) -> None:
    office.over("1", "2")
    before, told = office.engine.case("1"), office.engine.history("1")
    office.years_later()
    office.archive()
    file = office.folder / "a.jsonl"
    case = office.engine.restore(file, "1", by="zhou", reason=" Asked for by the court. ")
    assert case == before == office.engine.case("paper/1")
    *same, last = office.engine.history(before.id)
    assert (tuple(same), last.kind, last.actor) == (told, "restored", "zhou")
    assert (last.fact.file, last.fact.reason) == ("a.jsonl", "Asked for by the court.")  # type: ignore[attr-defined]
    assert [stub.key for stub in office.engine.archived()] == ["2"]
    assert office.engine.verify() and office.engine.verify_archive(file)


def test_a_restored_case_goes_on_and_is_archived_again_when_it_is_old(office: Office) -> None:
    file = archived(office, "1")
    office.engine.restore(file, "1", by="zhou", reason="Look again.")
    assert office.archive().left == {"too_young": 1}
    assert office.engine.act("1", "reopen", by="ann").step == "draft"
    office.engine.terminate("1", by="zhou", reason="Enough.")
    office.told()
    office.years_later()
    assert office.archive().roots == 1
    assert office.engine.verify() and office.engine.verify_archive(file)
    assert office.engine.archived_case(file, "1").case.status == "terminated"
    assert office.engine.restore(file, "1", by="zhou", reason="Once more.").status == "terminated"


def test_restoring_brings_every_child_back(office: Office) -> None:
    office.engine.start("split", by="ann", key="1")
    office.engine.act("1", "submit", by="ann")
    office.engine.act("1", "approve", by="he")
    office.engine.act("1/two", "approve", by="li")
    office.told()
    office.years_later()
    assert office.archive().cases == 2
    office.engine.restore(office.folder / "a.jsonl", "1/two", by="zhou", reason="Asked for.")
    assert office.engine.case("1/two").status == office.engine.case("1").status == "approved"
    assert office.engine.verify() and not office.engine.archived()


@pytest.mark.parametrize(
    ("given", "code"),
    [({"by": "ann"}, "not_admin"), ({"reason": " "}, "comment_required"), ({"case": "9"}, "not_found"), ({"case": "2"}, "not_archived")],
)
def test_what_cannot_be_restored_is_told(office: Office, given: dict[str, str], code: str) -> None:
    file = archived(office, "1", "2")
    office.engine.restore(file, "2", by="zhou", reason="Asked for.")
    wish = {"case": "1", "by": "zhou", "reason": "Asked for.", **given}
    with pytest.raises((Refused, NotFound)) as caught:
        office.engine.restore(file, wish["case"], by=wish["by"], reason=wish["reason"])
    assert caught.value.code == code
    assert [stub.key for stub in office.engine.archived()] == ["1"]


def test_only_what_was_archived_comes_back(office: Office) -> None:
    file = archived(office, "1")
    file.write_bytes(file.read_bytes().replace(b"Lease 1", b"Lease 7"))
    with pytest.raises(ArchiveUnavailable) as caught:
        office.engine.restore(file, "1", by="zhou", reason="Asked for.")
    assert caught.value.code == "archive_invalid" and len(office.engine.archived()) == 1


def test_a_host_may_restore_in_its_own_transaction_and_not_archive(sql_store: SqlStore, tmp_path: Path) -> None:
    office = Office(sql_store, tmp_path)
    file = archived(office, "1")
    office.over("2")
    with sql_store.engine.connect() as connection:
        desk = office.engine.bind(connection)
        assert desk.restore(file, "1", by="zhou", reason="Asked for.").key == "1"
        with pytest.raises(Misconfigured):
            desk.archive(older_than="0d", to=file, by="zhou")
        connection.rollback()
    assert [stub.key for stub in office.engine.archived()] == ["1"] and office.engine.verify()
