"""Notices in the log: one line for people, the facts for machines."""

import logging

import pytest

from signoff.adapters.notify.log import LogNotifier, from_settings
from signoff.adapters.notify.wording import Language, Tongue, body, one_line, subject
from signoff.engine.errors import Misconfigured
from signoff.engine.people_data import Person
from signoff.engine.ports import Notice
from signoff.testing import ManualClock

from .conftest import NOW, MakeNotice


def test_a_notice_is_one_record(notice: MakeNotice, caplog: pytest.LogCaptureFixture, clock: ManualClock) -> None:
    with caplog.at_level(logging.INFO, "signoff.notify"):
        from_settings({"language": "zh"}, clock).send(notice(Person("li"), Person("he")))
    (record,) = caplog.records
    assert record.getMessage() == "催办：2026-6115 请尽快审核 → li, he"
    assert vars(record)["notice"]["to"] == ["li", "he"]
    assert vars(record)["notice"]["key"] == "01890000-0000:rung:1"


def test_a_text_cannot_write_lines_of_its_own(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "signoff.notify"):
        LogNotifier().send(Notice("k", "notify", (Person("li"),), {"en": "a\r\nERROR b\x1b[31m"}))
    assert caplog.records[0].getMessage() == "Notice: a ERROR b [31m → li"


def test_a_notice_without_words_still_says_what_it_is() -> None:
    bare = Notice("k", "remind", (), {})
    assert (subject(bare, Tongue()), body(bare, Tongue("zh"))) == ("Reminder", "催办\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-1 已延期：审核", "延期：2026-1 已延期：审核"),
        ("2026-1: more time", "延期：2026-1: more time"),
        ("2026-11 延期", "延期：2026-1 2026-11 延期"),
        ("已延期", "延期：2026-1 已延期"),
    ],
)
def test_a_subject_says_the_key_once(text: str, told: str) -> None:
    assert subject(Notice("k", "extended", (), {"zh": text}, {"key": "2026-1"}), Tongue("zh")) == told


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "办理期限：2027-01-13 17:30+08:00（暂定）"), ("en", "Due: 2027-01-13 17:30+08:00 (provisional)")]
)
def test_a_deadline_beyond_the_official_days_is_told_as_such(language: Language, told: str) -> None:
    case = {"key": "1", "due_at": "2027-01-13T09:30:00.000000Z", "provisional": True}
    assert told in body(Notice("k", "opened", (), {"zh": "x"}, case), Tongue(language, "Asia/Shanghai")).splitlines()


def test_a_label_is_said_in_whichever_language_it_has() -> None:
    assert Tongue().said({"zh": "答复"}) == "答复"
    assert Tongue("zh").said({"en": "Reply", "zh": ""}) == "Reply"
    assert Tongue().said({}) == Tongue().said(None) == ""
    assert Tongue().said(3) == "3"


def test_times_are_told_in_the_zone_of_the_house() -> None:
    here = Tongue(timezone="Asia/Shanghai")
    assert here.time("2026-06-01T08:00:00.000000Z") == here.time(NOW) == "2026-06-01 16:00+08:00"
    assert (here.time("soon"), here.time(None), here.time("2026-06-01T08:00")) == ("soon", "", "2026-06-01T08:00")


def test_long_lines_are_cut() -> None:
    assert one_line("好" * 300, 10) == "好" * 9 + "…"


def test_there_are_two_languages() -> None:
    with pytest.raises(Misconfigured, match="'fr'"):
        Tongue("fr")  # type: ignore[arg-type]  # the point of the test
