"""Webhooks against a real server, their signatures checked by an independent library."""

import base64
import json
import socket
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from signoff.adapters.clock import SystemClock
from signoff.adapters.notify import Tongue, WebhookNotifier
from signoff.adapters.notify.posting import checked
from signoff.adapters.notify.signing import Signer, message_id
from signoff.adapters.notify.webhook import from_settings
from signoff.engine.clock import Clock
from signoff.engine.errors import DeliveryFailed, Misconfigured, Undeliverable
from signoff.engine.people_data import Person
from signoff.testing import ManualClock

from .conftest import NOW, MakeNotice, Receiver

OLD, NEW, OTHER = ("whsec_" + base64.b64encode(bytes([n] * 32)).decode() for n in (1, 2, 3))
LI, HE = Person("li", "李"), Person("he", "何", contact={"email": "he@example.org"})


def hook(url: str | None, *secrets: str, clock: Clock | None = None, timeout: float = 5) -> WebhookNotifier:
    return WebhookNotifier(url, secrets=secrets or (NEW,), clock=clock or SystemClock(), timeout=timeout, tongue=Tongue("zh"))


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_it_is_signed_with_every_secret_in_use(receiver: Receiver, notice: MakeNotice, secret: str) -> None:
    hook(receiver.url + "/hook", OLD, NEW).send(notice(LI))
    (request,) = receiver.requests
    content = Webhook(secret).verify(request.body, request.headers)
    assert content["data"]["text"] == {"zh": "请尽快审核", "en": "Please review"}
    with pytest.raises(WebhookVerificationError):
        Webhook(OTHER).verify(request.body, request.headers)


def test_a_changed_body_is_noticed(receiver: Receiver, notice: MakeNotice) -> None:
    hook(receiver.url).send(notice(LI))
    (request,) = receiver.requests
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(request.body.replace(b"2026-6115", b"2026-6116"), request.headers)


def test_the_id_is_the_key_and_the_time_that_of_the_try(receiver: Receiver, notice: MakeNotice, clock: ManualClock) -> None:
    notifier = hook(receiver.url, clock=clock)
    notifier.send(notice(LI))
    clock.advance("1h")
    notifier.send(notice(LI))
    first, second = receiver.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == "01890000-0000:rung:1"
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 3600
    assert first.body == second.body


def test_it_says_what_for_whom_and_about_which_case(receiver: Receiver, notice: MakeNotice) -> None:
    hook(receiver.url).send(notice(LI, HE, step="draft"))
    (request,) = receiver.requests
    assert request.headers["content-type"] == "application/json; charset=utf-8"
    content = json.loads(request.body)
    assert content["type"] == "notice.remind" and content["timestamp"] == NOW.isoformat()
    assert content["data"]["subject"] == "催办：2026-6115 请尽快审核"
    assert content["data"]["case"] == {"key": "2026-6115", "step": "draft"}
    assert content["data"]["to"][1] == {"id": "he", "name": "何", "contact": {"email": "he@example.org"}}


def test_a_person_with_a_webhook_of_their_own_is_told_there(receiver: Receiver, notice: MakeNotice) -> None:
    own = Person("wu", contact={"webhook": receiver.url + "/own"})
    hook(receiver.url + "/all").send(notice(LI, own, HE))
    assert {r.path: [p["id"] for p in json.loads(r.body)["data"]["to"]] for r in receiver.requests} == {
        "/all": ["li", "he"],
        "/own": ["wu"],
    }
    assert all(b"/own" not in r.body for r in receiver.requests)


@pytest.mark.parametrize("status", [200, 202, 204, 299])
def test_any_2xx_is_delivered(receiver: Receiver, notice: MakeNotice, status: int) -> None:
    receiver.answers["/"] = (status, {}, b"")
    hook(receiver.url + "/").send(notice(LI))


@pytest.mark.parametrize("status", [400, 401, 404, 410, 422])
def test_a_refusal_is_for_good(receiver: Receiver, notice: MakeNotice, status: int) -> None:
    receiver.answers["/"] = (status, {}, "不\r\n要\x1b[2J".encode())
    with pytest.raises(Undeliverable) as refused:
        hook(receiver.url + "/").send(notice(LI))
    assert f"answered {status}" in refused.value.message and "\x1b" not in refused.value.message
    assert refused.value.data["persons"] == ["li"]


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503])
def test_a_trouble_that_passes_is_tried_again(receiver: Receiver, notice: MakeNotice, status: int) -> None:
    receiver.answers["/"] = (status, {}, b"busy")
    with pytest.raises(DeliveryFailed, match=f"answered {status} .*: busy") as failed:
        hook(receiver.url + "/").send(notice(LI))
    assert not isinstance(failed.value, Undeliverable)


@pytest.mark.parametrize("written", ["120", format_datetime(NOW + timedelta(seconds=120))])
def test_the_receiver_may_say_when_to_try_again(receiver: Receiver, notice: MakeNotice, clock: ManualClock, written: str) -> None:
    receiver.answers["/"] = (429, {"Retry-After": written}, b"")
    with pytest.raises(DeliveryFailed) as failed:
        hook(receiver.url + "/", clock=clock).send(notice(LI))
    assert failed.value.data["retry_after"] == 120


def test_nonsense_in_retry_after_is_passed_over(receiver: Receiver, notice: MakeNotice) -> None:
    receiver.answers["/"] = (503, {"Retry-After": "soon"}, b"")
    with pytest.raises(DeliveryFailed) as failed:
        hook(receiver.url + "/").send(notice(LI))
    assert "retry_after" not in failed.value.data


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(receiver: Receiver, notice: MakeNotice, status: int) -> None:
    receiver.answers["/"] = (status, {"Location": receiver.url + "/elsewhere"}, b"")
    with pytest.raises(Undeliverable) as refused:
        hook(receiver.url + "/").send(notice(LI))
    assert [request.path for request in receiver.requests] == ["/"]
    assert refused.value.hint == "Redirects are not followed: set the URL it moved to."


def test_a_receiver_that_fails_does_not_keep_the_others_from_theirs(receiver: Receiver, notice: MakeNotice) -> None:
    receiver.answers["/bad"] = (500, {}, b"")
    bad = Person("bad", contact={"webhook": receiver.url + "/bad"})
    gone = Person("gone", contact={"webhook": "file:///etc/passwd"})
    with pytest.raises(DeliveryFailed) as failed:
        hook(receiver.url + "/good").send(notice(bad, gone, LI))
    assert [request.path for request in receiver.requests] == ["/bad", "/good"]
    assert failed.value.data["persons"] == ["bad"] and failed.value.data["never"] == ["gone"]


def test_nobody_there_is_tried_again(notice: MakeNotice, receiver: Receiver) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/secret-path"
        with pytest.raises(DeliveryFailed, match="cannot be reached") as failed:
            hook(url).send(notice(LI))
    assert "secret-path" not in failed.value.message


def test_a_silent_receiver_is_given_up_after_the_timeout(notice: MakeNotice, receiver: Receiver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(DeliveryFailed, match="timed out"):
        hook(f"http://127.0.0.1:{silent.getsockname()[1]}/", timeout=0.05).send(notice(LI))


def test_something_that_speaks_no_http_is_tried_again(notice: MakeNotice, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        notifier = hook(f"http://127.0.0.1:{server.getsockname()[1]}/")

        def babble() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1)
                connection.sendall(b"220 mail here\r\n")

        thread = threading.Thread(target=babble)
        thread.start()
        with pytest.raises(DeliveryFailed):
            notifier.send(notice(LI))
        thread.join(5)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://host/x",
        "//host",
        "http://",
        "https://user:secret@host/",
        "http://host:99999/",
        "http://[::1",
        "http://host/a b",
        "http://host/\r\nX: y",
        "http://例子/",
    ],
)
def test_only_plain_http_urls_are_taken(url: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        checked(url)
    assert "secret" not in refused.value.message


@pytest.mark.parametrize("secret", ["abc", "whsec_***", "whsec_" + base64.b64encode(b"short").decode(), "whsec_"])
def test_a_secret_that_is_none_is_refused_without_being_shown(secret: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        Signer([secret])
    assert secret == "whsec_" or secret not in f"{refused.value.message}{refused.value.hint}"


def test_there_is_no_unsigned_webhook() -> None:
    with pytest.raises(Misconfigured, match="needs a secret"):
        Signer([])


def test_a_person_without_a_receiver_is_reported(notice: MakeNotice, receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    own = Person("wu", contact={"webhook": receiver.url + "/own"})
    hook(None).send(notice(LI, own))
    assert "webhook: li (no address)" in caplog.text
    with pytest.raises(Undeliverable, match=r"nobody can be reached by webhook: li \(no address\)"):
        hook(None).send(notice(LI))


def test_a_key_with_signs_that_headers_cannot_hold_is_written_so_that_they_can(receiver: Receiver, notice: MakeNotice) -> None:
    hook(receiver.url).send(notice(LI, key="a.b\r\nX: 催办"))
    (request,) = receiver.requests
    Webhook(NEW).verify(request.body, request.headers)
    assert request.headers["webhook-id"] == "a%2Eb%0D%0AX:%20%E5%82%AC%E5%8A%9E" == message_id("a.b\r\nX: 催办")
    assert "x" not in request.headers


def test_it_is_set_up_by_settings(receiver: Receiver, notice: MakeNotice) -> None:
    settings = {"url": receiver.url, "secrets": [OLD, NEW], "timeout": 3, "language": "en"}
    from_settings(settings, SystemClock()).send(notice(LI))
    content = Webhook(OLD).verify(receiver.requests[0].body, receiver.requests[0].headers)
    assert content["data"]["subject"] == "Reminder: 2026-6115 Please review"


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"url": "http://h/"}, "needs a secret"),
        ({"url": 1, "secrets": [NEW]}, "webhook.url is not a text"),
        ({"secrets": [1]}, "webhook.secrets is not a list of texts"),
        ({"secrets": NEW, "timeout": True}, "webhook.timeout is not a number"),
        ({"secrets": NEW, "timeout": 0}, "webhook.timeout is not a number above 0"),
        ({"secrets": NEW, "language": "fr"}, "no notices in the language 'fr'"),
        ({"secrets": NEW, "timezone": "Mars"}, "no time zone 'Mars'"),
    ],
)
def test_settings_that_are_wrong_are_refused(settings: dict[str, object], why: str) -> None:
    with pytest.raises(Misconfigured, match=why):
        from_settings(settings, ManualClock(datetime(2026, 1, 1, tzinfo=UTC)))
