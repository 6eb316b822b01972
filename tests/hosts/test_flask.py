"""The helper for Flask: the session of the request, errors as answers, `flask signoff`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.orm import scoped_session, sessionmaker

from signoff import Engine, Misconfigured
from signoff.adapters.hosts.flask import Signoff
from signoff.adapters.sql import prepare

from .site import LETTER


class Host:
    """An application with a table of its own."""

    def __init__(self, path: Path) -> None:
        self.database = prepare(create_engine(f"sqlite:///{path}/app.db"))
        with self.database.begin() as connection:
            connection.execute(text("CREATE TABLE letter (key TEXT)"))
        self.rows = scoped_session(sessionmaker(self.database))
        self.made = 0
        self.signoff = Signoff(self.make, session=self.rows)
        self.app = Flask("letters", root_path=str(path))
        self.app.config.update(SIGNOFF_TIMEZONE="Asia/Shanghai")
        self.signoff.init_app(self.app)
        self.app.post("/letters/<key>")(self.write)

        @self.app.teardown_request
        def remove(error: object) -> None:
            self.rows.remove()

    def make(self, app: Flask) -> Engine:
        """The engine of this application."""
        self.made += 1
        return Engine(self.database, workflows=LETTER)

    def write(self, key: str) -> dict[str, Any]:
        """Both, or neither: a letter called `bad` fails at the end."""
        case = self.signoff.desk.start("letter", by="ann", key=key)
        self.rows.execute(text("INSERT INTO letter VALUES (:key)"), {"key": key})
        if key == "bad":
            self.signoff.desk.act(key, "submit", by="eve")
        self.rows.commit()
        return {"key": case.key}

    def there(self) -> tuple[list[str], list[str]]:
        """The application's rows, and the cases."""
        with self.app.app_context(), self.database.connect() as connection:
            own = list(connection.execute(text("SELECT key FROM letter")).scalars())
            return own, [case.key for case in self.signoff.engine.cases()]


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    """The application, with Signoff's tables made by its own command line."""
    host = Host(tmp_path)
    assert host.app.test_cli_runner().invoke(args=["signoff", "db", "upgrade"]).exit_code == 0
    yield host
    host.database.dispose()


def test_the_case_is_in_the_session_of_the_request(host: Host) -> None:
    assert host.app.test_client().post("/letters/a").json == {"key": "a"}
    assert host.there() == (["a"], ["a"])


def test_a_failure_after_the_command_takes_both_back_and_is_answered(host: Host) -> None:
    answer = host.app.test_client().post("/letters/bad")
    assert answer.status_code == 403 and answer.json and answer.json["error"]["code"] == "not_holder"
    assert host.there() == ([], [])


def test_what_is_the_hosts_own_mistake_is_not_told_to_its_users(host: Host) -> None:
    @host.app.get("/wrong")
    def wrong() -> str:
        raise Misconfigured("the password is swordfish")

    answer = host.app.test_client().get("/wrong")
    assert answer.status_code == 500 and "swordfish" not in answer.text


def test_the_engine_is_made_once_and_only_when_asked_for(tmp_path: Path) -> None:
    host = Host(tmp_path)
    assert host.made == 0
    with host.app.app_context():
        assert host.signoff.engine is host.signoff.engine
    assert host.made == 1
    host.database.dispose()


def test_an_application_that_does_not_know_it_is_told_what_to_do(host: Host) -> None:
    with Flask("another").app_context(), pytest.raises(Misconfigured) as caught:
        host.signoff.engine  # noqa: B018
    assert caught.value.hint == "Call signoff.init_app(app)."
    with host.app.app_context(), pytest.raises(Misconfigured) as caught:
        Signoff(host.make, app=host.app).desk  # noqa: B018
    assert "session" in (caught.value.hint or "")


def test_flask_signoff_is_the_command_line_on_the_applications_database(host: Host) -> None:
    host.app.test_client().post("/letters/a")
    run = host.app.test_cli_runner()
    shown = run.invoke(args=["signoff", "-o", "csv", "cases"])
    assert shown.exit_code == 0 and "a" in shown.stdout
    assert run.invoke(args=["signoff", "act", "a", "submit", "--as", "ann"]).exit_code == 0
    assert run.invoke(args=["signoff", "show", "nothing"]).exit_code == 4
    assert run.invoke(args=["signoff", "act", "a", "approve", "--as", "eve"]).exit_code == 5
    assert "flask signoff" in run.invoke(args=["signoff", "--help"]).output
    other = run.invoke(args=["signoff", "--db", "sqlite:///other.db", "cases"])
    assert other.exit_code == 2 and "app.config" in other.stderr


def test_the_command_line_needs_a_database(tmp_path: Path) -> None:
    app = Flask("letters", root_path=str(tmp_path))
    Signoff(lambda _: Engine("memory://", workflows=LETTER), app=app)
    ran = app.test_cli_runner().invoke(args=["signoff", "cases"])
    assert ran.exit_code == 2 and "SQLAlchemy engine" in ran.stderr
