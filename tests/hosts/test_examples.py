"""The example applications, run as their READMEs say and used over HTTP, on SQLite and on PostgreSQL."""

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, make_url, text

from ..acceptance.databases import own_postgresql
from .serving import PATIENCE, Served, served, server_of

Env = dict[str, str]
LINK = re.compile(r"L-\d+")


@pytest.fixture
def postgresql() -> Iterator[Env]:
    """What the environment says of a database on PostgreSQL."""
    with own_postgresql(migrated=False) as given:
        url = make_url(given)
        named = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password, "PGDATABASE": url.database}
        yield {"SIGNOFF_DB": given, **{name: str(value) for name, value in named.items() if value is not None}}


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Env:
    """What the environment says of the database: nothing, or the name of one on PostgreSQL."""
    found: Env = {} if request.param == "sqlite" else request.getfixturevalue("postgresql")
    return found


def cases(run: Served, command: str) -> dict[str, str]:
    """Status of each case by its key, as the command line tells."""
    items = json.loads(run.run(f"{command} -o json cases"))["items"]
    return {one["key"]: one["status"] for one in items}


def test_replies_with_fastapi(database: Env, tmp_path: Path) -> None:
    with served("fastapi", tmp_path, **database) as run, run.client() as http:
        made = http.post("/replies", json={"letter": 7, "text": "In May."}, headers=person("ann"))
        assert (made.status_code, made.json()["step"]) == (201, "head")
        case = made.json()["case"]

        again = http.post("/replies", json={"letter": 7, "text": "Again."}, headers=person("ann"))
        assert again.status_code == 409 and list(cases(run, "signoff")) == [case]
        assert [row["letter"] for row in http.get("/replies").json()] == [7]

        assert told(http.post(f"/cases/{case}/approve", json={}, headers=person("ann"))) == (403, "self_forbidden")
        assert told(http.post(f"/cases/{case}/fly", json={}, headers=person("bea"))) == (422, "unknown_action")
        assert told(http.post("/cases/nothing/approve", json={}, headers=person("bea"))) == (404, "not_found")
        assert told(http.post("/replies", json={"letter": 8, "text": "x", "unit": "moon"}, headers=person("ann")))[0] == 422
        assert told(http.post(f"/cases/{case}/return", json={"to": "draft"}, headers=person("bea"))) == (422, "comment_required")

        (item,) = http.get("/inbox", headers=person("bea")).json()
        assert item["letter"] == "7" and {"approve", "return"} <= set(item["actions"]) and item["due"]
        assert "In May." in http.get("/", params={"person": "bea"}).text
        assert http.post(f"/cases/{case}/approve", json={"comment": "Fine"}, headers=person("bea")).json()["step"] == "signatory"
        assert http.post(f"/cases/{case}/approve", json={}, headers=person("carl")).json()["status"] == "approved"
        assert http.get("/replies").json()[0]["sent"] is True
        assert {"ann", "bea", "carl"} <= {one["by"] for one in http.get(f"/cases/{case}/history").json()}
        wait_until(lambda: '"tick"' in nodes(run), "the application ticks")


def person(name: str) -> Env:
    """The header of whoever has signed in."""
    return {"X-Person": name}


def told(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of an error."""
    return answer.status_code, answer.json()["error"]["code"]


def nodes(run: Served) -> str:
    """What the processes of this database tell of themselves: those that tick, with what they have done."""
    database = create_engine(run.environ.get("SIGNOFF_DB", f"sqlite:///{run.folder}/app.db"))
    with database.connect() as connection:
        found = connection.execute(text("SELECT * FROM signoff_node")).all()
    database.dispose()
    return str(found)


def wait_until(done: Callable[[], bool], what: str) -> None:
    """Look until it is so."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if done():
            return
    raise AssertionError(f"not in time: {what}")


def test_purchases_with_flask(tmp_path: Path) -> None:
    with served("flask", tmp_path) as run, run.client() as ann, run.client() as bea, run.client() as fin:
        for browser, name in ((ann, "ann"), (bea, "bea"), (fin, "fin")):
            assert browser.post("/login", data={"person": name}).status_code == 200
        assert "Waiting for ann" in ann.get("/").text
        assert "waits for bea" in ann.post("/purchases", data={"item": "Microscope", "amount": "400"}).text

        over = ann.post("/purchases", data={"item": "Centrifuge", "amount": "5000"})
        assert "more than the budget" in over.text and "Centrifuge" not in over.text and "budget: 600" in over.text
        assert ann.get("/cases/P-2").status_code == 404

        assert told(ann.post("/purchases", data={"item": "Nothing", "amount": "nothing"})) == (422, "amount_invalid")
        assert told(ann.get("/cases/nothing")) == (404, "not_found")
        assert 'role="alert"' in ann.post("/cases/P-1/approve").text
        assert "Microscope" in bea.get("/").text
        assert "approved" in bea.post("/cases/P-1/approve").text and "Microscope: 400.00, ordered" in ann.get("/").text

        second = re.search(r"P-\d+", ann.post("/purchases", data={"item": "Laser", "amount": "600"}).text)
        assert second and "budget: 0" in ann.get("/").text
        assert "finance" in bea.post(f"/cases/{second[0]}/approve").text
        fin.post(f"/cases/{second[0]}/claim")
        assert "rejected" in fin.post(f"/cases/{second[0]}/reject", data={"comment": "Next year"}).text
        assert "budget: 600" in ann.get("/").text
        assert cases(run, "flask signoff") == {"P-1": "approved", second[0]: "rejected"}


def test_leave_with_django(database: Env, tmp_path: Path) -> None:
    with served("django", tmp_path, **database) as run, run.client() as ann, run.client() as bea, run.client() as carl:
        for browser, name in ((ann, "ann"), (bea, "bea"), (carl, "carl")):
            browser.get("/")
            assert "Leave" in sent(browser, "/login", username=name, password=name).text
        assert "3 days" in sent(ann, "/ask", days="3", reason="Family").text
        over = sent(ann, "/ask", days="40")
        assert "not so many days left" in over.text and "40 days" not in over.text and "Days left: 27" in over.text
        (key,) = set(LINK.findall(bea.get("/").text))

        assert told(ann.get("/cases/nothing")) == (404, "not_found")
        assert 'role="alert"' in sent(ann, f"/cases/{key}/approve").text
        assert "approved" in sent(bea, f"/cases/{key}/approve").text
        assert "granted" in ann.get("/").text

        sent(ann, "/ask", days="20")
        (second,) = set(LINK.findall(bea.get("/").text))
        assert "personnel" in sent(bea, f"/cases/{second}/approve").text
        assert "rejected" in sent(carl, f"/cases/{second}/reject", comment="Not in May").text
        assert "Days left: 27" in ann.get("/").text
        assert cases(run, "python manage.py signoff") == {key: "approved", second: "rejected"}
        with server_of("python manage.py signoff worker --every 0.1", run.folder, run.environ, "worker.log") as worker:
            wait_until(lambda: all(duty in nodes(run) for duty in ("fire", "deliver")), "the worker works")
        assert worker.returncode == 0, (run.folder / "worker.log").read_text()
        assert nodes(run) == "[]", "the worker has not taken its leave"


def sent(browser: httpx.Client, path: str, **data: str) -> httpx.Response:
    """A form sent, with Django's token."""
    form = {**data, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
    answer = browser.post(path, data=form, headers={"Referer": str(browser.base_url)})
    assert answer.status_code == 200, answer.text
    return answer
