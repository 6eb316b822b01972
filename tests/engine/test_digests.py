"""`digest`: notices are collected for each person and told as one at the next such time (LANGUAGE §12)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from signoff.adapters.delivery import Backoff
from signoff.engine.errors import DeliveryFailed
from signoff.engine.ports import Notice
from signoff.engine.schedules import next_time, schedule

from .house import House, workflow

DAILY = "notify: [{event: opened, in: review, to: holder, digest: daily 08:30}]"
STEPS = "draft: {by: initiator}\nreview: {approvers: person(bob)}"
SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


class Post:
    """A channel that keeps what it is given; it fails so often first."""

    def __init__(self, failures: int = 0) -> None:
        self.notices: list[Notice] = []
        self.failures = failures

    def send(self, notice: Notice) -> None:
        self.notices.append(notice)
        if self.failures:
            self.failures -= 1
            raise DeliveryFailed("the post office is closed")

    @property
    def texts(self) -> list[str]:
        """The English texts."""
        return [notice.text["en"] for notice in self.notices]


def house(post: Post, head: str = DAILY, steps: str = STEPS, **more: object) -> House:
    """MONDAY is 08:00 UTC."""
    channels = {"post": post, "other": Post()}
    settings = {"notifiers": channels, "notify": "post", "backoff": Backoff(tries=2, jitter=0), **more}
    return House(workflow(steps, head=head, data="subject: text"), **settings)  # type: ignore[arg-type]


def case(found: House, key: str, workflow: str = "w") -> None:
    """A case that bob is to review."""
    found.engine.start(workflow, by="ini", key=key, data={"subject": f"matter {key}"})
    found.engine.act(f"{workflow}/{key}", "submit", by="ini")


def at(found: House, hour: int, minute: int = 0, day: int = 1) -> None:
    """The clock, and what happens then."""
    found.clock.set(datetime(2026, 6, day, hour, minute, tzinfo=UTC))
    found.engine.tick()


def test_notices_are_told_as_one_at_the_next_such_time() -> None:
    post = Post()
    found = house(post)
    case(found, "1")
    case(found, "2")
    at(found, 8, 29)
    assert post.notices == []
    at(found, 8, 30)
    (notice,) = post.notices
    assert notice.text["en"].splitlines() == ["2 notices", "1. 1: review is yours to do", "2. 2: review is yours to do"]
    assert notice.text["zh"].splitlines() == ["共 2 项", "1. 1 待办理：review", "2. 2 待办理：review"]
    assert (notice.kind, [person.id for person in notice.to]) == ("digest", ["bob"])
    assert [item["kind"] for item in notice.items] == ["opened", "opened"]
    at(found, 9, day=3)
    assert len(post.notices) == 1 and found.engine.verify().problems == ()


def test_what_comes_later_waits_for_the_next_time() -> None:
    post = Post()
    found = house(post)
    case(found, "1")
    at(found, 8, 30)
    case(found, "2")
    at(found, 12)
    assert len(post.notices) == 1
    at(found, 8, 30, day=2)
    assert [len(notice.items) for notice in post.notices] == [1, 1]
    assert post.notices[0].key != post.notices[1].key


def test_each_person_and_channel_has_a_digest_of_its_own() -> None:
    post, sms = Post(), Post()
    rules = """notify:
      - {event: opened, in: review, to: holder, digest: daily 08:30}
      - {event: opened, in: review, to: holder, digest: daily 08:30, via: [post, sms]}
      - {event: submit, to: [initiator, person(bob)], digest: daily 08:30, via: sms}
    """
    found = house(post, rules, notifiers={"post": post, "sms": sms})
    case(found, "1")
    at(found, 8, 30)
    assert [([p.id for p in n.to], len(n.items)) for n in post.notices] == [(["bob"], 1), (["bob"], 1)]
    assert sorted(([p.id for p in n.to], len(n.items)) for n in sms.notices) == [(["bob"], 2), (["ini"], 1)]


def test_digests_of_several_workflows_are_one() -> None:
    post = Post()
    text = workflow(STEPS, head=DAILY, data="subject: text")
    found = House([text, text.replace("workflow: w", "workflow: v")], notifiers={"post": post}, notify="post")
    case(found, "1")
    case(found, "1", "v")
    at(found, 8, 30)
    assert [[item["case"]["workflow"] for item in notice.items] for notice in post.notices] == [["w", "v"]]  # type: ignore[index]


def test_nothing_is_lost_when_nobody_delivered_at_that_time() -> None:
    post = Post()
    found = house(post)
    case(found, "1")
    found.clock.set(datetime(2026, 6, 2, 6, tzinfo=UTC))
    case(found, "2")
    at(found, 17, day=3)
    assert sorted(len(notice.items) for notice in post.notices) == [1, 1], "one for each time that has passed"


def test_a_case_that_has_ended_since_is_told_with_its_end() -> None:
    post = Post()
    found = house(post)
    case(found, "1")
    case(found, "2")
    found.engine.act("2", "reject", by="bob")
    at(found, 8, 30)
    assert post.notices[0].text["zh"].splitlines()[1:] == ["1. 1 待办理：review", "2. 2 待办理：review（此件现已结束：未批准）"]
    assert post.texts[0].splitlines()[2].endswith(" (the case has ended since: rejected)")


def test_a_digest_that_fails_comes_again_under_its_key_and_takes_nothing_new_along() -> None:
    post = Post(failures=1)
    found = house(post)
    case(found, "1")
    case(found, "2")
    at(found, 8, 30)
    at(found, 9)
    first, second = post.notices
    assert (first.key, first.items) == (second.key, second.items) and len(first.items) == 2


def test_a_digest_that_was_given_up_is_one_incident_and_is_told_after_a_retry() -> None:
    post = Post(failures=2)
    found = house(post)
    case(found, "1")
    case(found, "2")
    at(found, 8, 30)
    at(found, 9)
    (letter,) = found.engine.dead_letters()
    assert (letter.sort, letter.what) == ("digest", "digest")
    found.engine.retry(letter.case, by="adm", reason="the post office is open")
    at(found, 10)
    assert len({notice.key for notice in post.notices}) == 1 and [len(n.items) for n in post.notices] == [2, 2, 2]


def test_what_is_written_behind_the_time_of_its_digest_is_told_at_the_next() -> None:
    """Its transaction began before the time and ended after it, when the digest had been sent."""
    post = Post()
    found = house(post)
    case(found, "1")
    at(found, 8, 30)
    found.clock.set(datetime(2026, 6, 1, 8, 29, 59, tzinfo=UTC))
    case(found, "2")
    at(found, 8, 31)
    assert len(post.notices) == 1
    at(found, 8, 30, day=2)
    assert [[item["case"]["key"] for item in notice.items] for notice in post.notices] == [["1"], ["2"]]  # type: ignore[index]


def test_a_digest_of_another_node_is_left_to_it() -> None:
    post = Post()
    found = house(post)
    case(found, "1")
    case(found, "2")
    found.clock.set(datetime(2026, 6, 1, 8, 30, tzinfo=UTC))
    (first,) = found.engine.store.lease("another", found.engine.now(), 1, 60)
    assert found.engine.deliver().taken == 0 and post.notices == []
    found.clock.advance("1h")
    assert found.engine.deliver().delivered == 1
    assert [len(notice.items) for notice in post.notices] == [2]
    assert first.id.startswith("digest-20260601T083000Z-")


def test_rules_about_what_is_overdue_may_collect_too() -> None:
    post = Post()
    found = house(post, "notify: [{event: overdue, to: initiator, digest: daily 17:30}]", "review: {approvers: person(bob), due: 1d}")
    found.start({"subject": "x"})
    at(found, 9, day=2)
    assert post.notices == []
    at(found, 17, 30, day=2)
    assert post.texts == ["1 notice\n1. k is overdue at review"]


def test_it_is_the_workflows_own_time_of_day() -> None:
    post = Post()
    found = house(post, f"timezone: Asia/Shanghai\n{DAILY}")
    case(found, "1")
    at(found, 0, 29, day=2)
    assert post.notices == []
    at(found, 0, 30, day=2)
    assert len(post.notices) == 1


def test_nobody_is_told_in_a_digest_who_has_left() -> None:
    post = Post()
    found = house(post)
    case(found, "1")
    found.people.leave("bob")
    at(found, 8, 30)
    assert post.notices == [] and [letter.error for letter in found.engine.dead_letters()] == ["nobody is there to be told: bob (inactive)"]


def test_the_text_of_an_item_without_its_key_gets_it() -> None:
    post = Post()
    found = house(post, """notify: [{event: submit, to: person(bob), digest: weekly, text: {en: "please"}}]""")
    case(found, "file-7")
    at(found, 9, day=1)
    assert post.texts == ["1 notice\n1. file-7: please"]


@pytest.mark.parametrize(
    ("every", "zone", "after", "expected"),
    [
        ("daily 08:30", SHANGHAI, datetime(2026, 6, 1, 0, 29, 59, tzinfo=UTC), datetime(2026, 6, 1, 0, 30, tzinfo=UTC)),
        ("daily 08:30", SHANGHAI, datetime(2026, 6, 1, 0, 30, tzinfo=UTC), datetime(2026, 6, 2, 0, 30, tzinfo=UTC)),
        ("daily 00:00", BERLIN, datetime(2026, 12, 31, 12, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC)),
        ("daily 08:30", BERLIN, datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 6, 30, tzinfo=UTC)),
        ("daily 02:30", BERLIN, datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("weekly 09:00", SHANGHAI, datetime(2026, 6, 1, 0, 59, tzinfo=UTC), datetime(2026, 6, 1, 1, tzinfo=UTC)),
        ("weekly 09:00", SHANGHAI, datetime(2026, 6, 1, 1, tzinfo=UTC), datetime(2026, 6, 8, 1, tzinfo=UTC)),
        ("weekly 09:00", SHANGHAI, datetime(2026, 6, 7, 23, tzinfo=UTC), datetime(2026, 6, 8, 1, tzinfo=UTC)),
    ],
)
def test_the_next_time_is_the_first_behind_the_instant(every: str, zone: ZoneInfo, after: datetime, expected: datetime) -> None:
    assert next_time(every, zone, after) == expected


def test_a_schedule_has_one_spelling() -> None:
    assert [schedule(text) for text in ("daily 8:30", "weekly", "weekly 17:00 ")] == ["daily 08:30", "weekly 09:00", "weekly 17:00"]
