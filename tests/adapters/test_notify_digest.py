"""A digest in the log, as a mail and as a webhook: how many there are, a line for each, in Chinese and in English."""

import base64
import json
import logging
from email.headerregistry import Address

import pytest

from signoff.adapters.notify import LogNotifier, Tongue, WebhookNotifier
from signoff.adapters.notify.mail import message
from signoff.adapters.notify.wording import body, subject
from signoff.engine import digests
from signoff.engine.people_data import Person
from signoff.engine.ports import Notice
from signoff.testing import ManualClock

from .conftest import NOW, Receiver

ITEMS = (
    {
        "kind": "opened",
        "text": {"zh": "2026-6115 待办理：审核", "en": "2026-6115: review is yours"},
        "case": {"id": "c1", "key": "2026-6115"},
    },
    {"kind": "submit", "text": {"zh": "请阅"}, "case": {"id": "c2", "key": "2026-7"}},
)
LI = Person("li", name="李", contact={"email": "li@example.org"})
DIGEST = Notice("k", "digest", (LI,), digests.told(ITEMS, {"c2": "withdrawn"}), {}, NOW, ITEMS)


def test_its_subject_says_how_many_there_are() -> None:
    assert (subject(DIGEST, Tongue("zh")), subject(DIGEST, Tongue())) == ("汇总：共 2 项", "Digest: 2 notices")


def test_its_body_lists_them_and_says_what_has_ended() -> None:
    assert body(DIGEST, Tongue("zh")) == "共 2 项\n1. 2026-6115 待办理：审核\n2. 2026-7：请阅（此件现已结束：已撤回）\n"
    english = "2 notices\n1. 2026-6115: review is yours\n2. 2026-7: 请阅 (the case has ended since: withdrawn)\n"
    assert body(DIGEST, Tongue()) == english


def test_it_is_one_record_with_its_items(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "signoff.notify"):
        LogNotifier(Tongue("zh")).send(DIGEST)
    (record,) = caplog.records
    assert record.getMessage() == "汇总：共 2 项 → li"
    assert [item["case"]["key"] for item in vars(record)["notice"]["items"]] == ["2026-6115", "2026-7"]


def test_it_is_one_mail() -> None:
    mail = message(DIGEST, LI, Address("Signoff", "signoff", "example.org"), "li@example.org", Tongue("zh"), NOW)
    assert mail["Subject"] == "汇总：共 2 项" and "2. 2026-7：请阅" in mail.get_content()


def test_machines_get_its_items(receiver: Receiver) -> None:
    secret = "whsec_" + base64.b64encode(bytes(32)).decode()
    WebhookNotifier(receiver.url, secrets=[secret], clock=ManualClock(NOW)).send(DIGEST)
    told = json.loads(receiver.requests[0].body)
    assert (told["type"], told["data"]["subject"]) == ("notice.digest", "Digest: 2 notices")
    assert [item["kind"] for item in told["data"]["items"]] == ["opened", "submit"]
