"""Signoff as an app of a Django project: settings, checks, tables, the directory, errors, and `manage.py signoff`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line
from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import TestCase, override_settings

from signoff import Engine, Misconfigured, NotFound, Refused, StoreUnavailable
from signoff.adapters.directory import Anybody
from signoff.adapters.hosts.django import DjangoStore, bind, engine
from signoff.adapters.hosts.django.checks import check
from signoff.adapters.hosts.django.directory import DjangoDirectory
from signoff.adapters.hosts.django.middleware import Errors
from signoff.adapters.sql.tables import metadata
from signoff.engine.expressions import PeopleQuery

from .site import ALL, LETTER


def found(**signoff: Any) -> list[str]:
    """The ids of what the checks say of these settings."""
    with override_settings(SIGNOFF=signoff):
        return [one.id for one in check()]


@contextmanager
def patient() -> Iterator[None]:
    """SQLite's transactions begin with the writer's lock."""
    options = connections.settings["default"]["OPTIONS"]
    options["transaction_mode"] = "IMMEDIATE"
    yield
    del options["transaction_mode"]


def test_good_settings_pass_the_checks_but_for_sqlites_manner_of_locking() -> None:
    assert found(workflows=LETTER, using="postgresql") == []
    assert found(workflows=LETTER) == ["signoff.W001"]
    with patient():
        assert found(workflows=LETTER) == []


@pytest.mark.parametrize(
    ("given", "id", "told"),
    [
        ({}, "E001", "names no workflows"),
        ({"workflows": LETTER, "worflows": 1}, "E001", "'worflows'"),
        ({"workflows": LETTER, "using": "elsewhere"}, "E002", "'elsewhere'"),
        ({"workflows": "signoff: 1\nworkflow: x\nsteps: 7\n"}, "E003", "3:"),
        ({"workflows": LETTER, "timezone": "Mars/Base"}, "E004", "Mars/Base"),
        ({"workflows": LETTER, "directory": "nobody.knows.This"}, "E004", "nobody.knows.This"),
        ({"workflows": LETTER, "plugins": ["nobody.knows.This"]}, "E004", "nobody.knows.This"),
        ({"workflows": LETTER, "directory": "people-that-are-not-there.yaml"}, "E003", "people-that-are-not-there.yaml"),
    ],
)
def test_each_mistake_is_told_with_what_to_do(given: dict[str, Any], id: str, told: str) -> None:
    with override_settings(SIGNOFF=given):
        errors = [one for one in check() if one.id == f"signoff.{id}"]
    assert errors and told in errors[0].msg and errors[0].hint


def test_without_the_setting_the_check_says_what_to_write() -> None:
    with override_settings(SIGNOFF=None):
        (error,) = check()
    assert error.id == "signoff.E001" and "SIGNOFF" in error.hint


def test_the_engine_is_made_once_of_what_the_settings_say() -> None:
    path = "signoff.adapters.directory.Anybody"
    with override_settings(SIGNOFF={"workflows": LETTER, "directory": path, "tenant": "north", "plugins": []}):
        made = engine()
        assert made is engine() and made.tenant == "north" and isinstance(made.directory, Anybody)
    assert engine() is not made


def test_a_database_that_the_settings_do_not_name_is_refused() -> None:
    with pytest.raises(Misconfigured, match="mariadb_server") as caught:
        engine("mariadb_server")
    assert "using" in (caught.value.hint or "")


@pytest.mark.usefixtures("every_database")
def test_an_engine_joins_its_own_database_only(alias: str) -> None:
    other = next(name for name in ALL if name != alias)
    with transaction.atomic(using=alias), transaction.atomic(using=other), pytest.raises(Misconfigured, match=other):
        engine(alias).bind(other)


def test_the_tables_come_with_migrate_and_stay_at_a_second_one(alias: str) -> None:
    tables = set(connections[alias].introspection.table_names())
    assert {table.name for table in metadata.sorted_tables} <= tables
    engine(alias).start("letter", by="ann", key="a")
    call_command("migrate", database=alias, verbosity=0)
    assert engine(alias).case("a").key == "a"


@pytest.fixture
def without_tables(sqlite: str, tmp_path: Path) -> Iterator[None]:
    """For a while SQLite's file is another one, and empty."""
    database = connections.settings[sqlite]
    kept, database["NAME"] = database["NAME"], str(tmp_path / "new.db")
    connections[sqlite].close()
    yield
    connections[sqlite].close()
    database["NAME"] = kept


def test_without_tables_it_says_what_to_run_and_makes_none(without_tables: None) -> None:
    store = DjangoStore()
    fresh = Engine(store, workflows=LETTER)
    with pytest.raises(StoreUnavailable) as caught:
        fresh.cases()
    assert caught.value.code == "database_not_migrated" and "manage.py migrate" in (caught.value.hint or "")
    with transaction.atomic(), pytest.raises(StoreUnavailable):
        fresh.bind("default")
    assert connections["default"].introspection.table_names() == []
    call_command("migrate", verbosity=0)
    fresh.start("letter", by="ann", key="a")


class TestInsideDjangosOwnTestCase(TestCase):  # type: ignore[misc]  # Django ships no types
    """Its test is rolled back at the end; what works in short transactions works in there."""

    databases = frozenset(ALL)

    @pytest.fixture(autouse=True)
    def _databases(self, every_database: None) -> None: ...

    def test_bound_and_not_bound(self) -> None:
        for alias in ALL:
            engine(alias).start("letter", by="ann", key="test-case")
            with transaction.atomic(using=alias):
                bind(alias).act("test-case", "submit", by="ann")
            engine(alias).act("test-case", "approve", by="he")
            assert engine(alias).case("test-case").step == "check"
            assert not engine(alias).verify().problems


def test_what_a_test_case_has_written_is_gone(alias: str) -> None:
    with pytest.raises(NotFound):
        engine(alias).case("test-case")


@pytest.fixture
def staff(sqlite: str) -> Iterator[DjangoDirectory]:
    """Invented users and groups."""
    from django.contrib.auth.models import Group, User

    with transaction.atomic():
        people = {name: User.objects.create(username=name, email=f"{name}@example.org") for name in ("ann", "bea", "gone", "root")}
        User.objects.filter(username="gone").update(is_active=False)
        User.objects.filter(username="root").update(is_superuser=True)
        for group, members in {"legal": ["ann", "gone"], "legal@finance": ["bea", "ann"], "head@finance": ["bea"]}.items():
            Group.objects.create(name=group).user_set.set([people[name] for name in members])
        yield DjangoDirectory()
        transaction.set_rollback(True)


def test_users_and_groups_are_persons_and_roles(staff: DjangoDirectory) -> None:
    assert staff.find(PeopleQuery("role", "legal")) == ("ann", "bea")
    assert staff.find(PeopleQuery("role", "legal", "finance")) == ("ann", "bea")
    assert staff.find(PeopleQuery("post", "head", "finance")) == ("bea",)
    assert staff.find(PeopleQuery("role", "admin")) == ("root",)
    assert staff.find(PeopleQuery("person", "ann")) == ("ann",) and staff.find(PeopleQuery("person", "gone")) == ()
    assert staff.find(PeopleQuery("manager_of", of=("ann",))) == ()
    assert staff.tokens_of("ann") == {"role:legal", "role:legal@finance"} and staff.tokens_of("gone") == frozenset()
    bea, gone = staff.person("bea"), staff.person("gone")
    assert bea and bea.contact == {"email": "bea@example.org"} and bea.posts == ("head@finance", "legal@finance")
    assert gone and not gone.active and staff.person("nobody") is None
    assert staff.unit("finance") and staff.unit("sales") is None


def test_a_pool_of_a_group_signs(staff: DjangoDirectory) -> None:
    text = "signoff: 1\nworkflow: w\ndefaults: {empty: hold, duplicate: none, self: forbid}\nsteps:\n  s: {approvers: role(legal)}\n"
    own = Engine(DjangoStore(), workflows=text, directory=staff)
    desk = own.bind("default")
    desk.start("w", by="root", key="a")
    with pytest.raises(Refused):
        desk.act("a", "approve", by="root")
    assert desk.act("a", "approve", by="bea").status == "approved"


def answered(error: Exception) -> HttpResponse | None:
    """What the middleware makes of this error in a view."""
    return Errors(lambda request: HttpResponse("fine")).process_exception(HttpRequest(), error)


def test_errors_become_answers() -> None:
    answer = answered(NotFound("there is no such case", hint="Look again."))
    assert answer is not None and answer.status_code == 404
    assert json.loads(answer.content)["error"] == {"code": "not_found", "message": "there is no such case", "hint": "Look again."}
    assert answered(Misconfigured("x")) is None and answered(ValueError("x")) is None
    assert Errors(lambda request: HttpResponse("fine"))(HttpRequest()).content == b"fine"


def manage(*arguments: str) -> int:
    """`manage.py signoff …`, in this process; its exit code."""
    with pytest.raises(SystemExit) as left:
        execute_from_command_line(["manage.py", "signoff", *arguments])
    return int(left.value.code or 0)


def test_manage_py_signoff_is_the_command_line_on_the_projects_database(sqlite: str, capsys: pytest.CaptureFixture[str]) -> None:
    engine().start("letter", by="ann", key="a")
    assert manage("-o", "json", "cases") == 0
    assert [case["key"] for case in json.loads(capsys.readouterr().out)["items"]] == ["a"]
    assert manage("act", "a", "submit", "--as", "ann") == 0
    assert engine().case("a").step == "check"
    assert manage("act", "a", "approve", "--as", "eve") == 5
    assert manage("tick") == 0 and manage("show", "nothing") == 4
    capsys.readouterr()
    assert manage("-o", "json", "db", "current") == 0
    assert json.loads(capsys.readouterr().out)["db"] == "django://default"
    assert manage("db", "upgrade") == 0


def test_manage_py_signoff_takes_no_other_database(sqlite: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert manage("--db", "sqlite:///other.db", "cases") == 2
    assert "settings.SIGNOFF" in capsys.readouterr().err
    assert manage("-o", "json", "config") == 0
    shown = {one["name"]: one for one in json.loads(capsys.readouterr().out)["items"]}
    assert shown["timezone"]["value"] == "Asia/Shanghai" and shown["db"]["source"] == "settings.SIGNOFF"


def test_manage_py_signoff_has_its_own_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert manage("--help") == 0
    assert "manage.py signoff" in capsys.readouterr().out


def test_call_command_raises_where_something_is_to_be_said(sqlite: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("signoff", "cases")
    with pytest.raises(CommandError) as caught:
        call_command("signoff", "show", "nothing")
    assert caught.value.returncode == 4
