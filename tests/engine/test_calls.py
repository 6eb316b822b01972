"""`call`: effects of plug-ins, asked for in the move, carried out after it, at least once under one key (LANGUAGE §10)."""

from datetime import timedelta

import pytest

from signoff import DeliveryFailed, EffectCall, InvalidWorkflow, Misconfigured, Refused, Undeliverable
from signoff.adapters.delivery import Backoff
from signoff.adapters.plugins import Plugin
from signoff.compose import Engine
from signoff.engine.world import Limits

from .house import House, workflow

BOOKED = """
review:
  approvers: role(legal)
  actions:
    approve: {to: next, effects: [{call: book, with: [sum, to: reader, all: role(finance), round]}]}
    reject: rejected
"""
FIELDS = "sum: money\nreader: person\nlines: {type: list, fields: {what: text, price: money}}"


class Books:
    """An effect that keeps what it is given; it fails with these errors first."""

    def __init__(self, *errors: Exception) -> None:
        self.calls: list[EffectCall] = []
        self.errors = list(errors)

    def __call__(self, call: EffectCall) -> None:
        self.calls.append(call)
        if self.errors:
            raise self.errors.pop(0)


def house(books: Books | None = None, steps: str = BOOKED, data: str = FIELDS, version: str = "1", **settings: object) -> House:
    plugins = [Plugin("signoff.effects", "book", version, books)] if books is not None else []
    return House(workflow(steps, data=data), plugins=plugins, backoff=Backoff(tries=2, jitter=0), **settings)  # type: ignore[arg-type]


def approved(books: Books, **more: object) -> House:
    made = house(books, **more)  # type: ignore[arg-type]
    made.start({"sum": "12.50", "reader": "fay"})
    made.act("bob", "approve")
    return made


def tick(found: House, times: int = 1) -> None:
    for _ in range(times):
        found.engine.tick()
        found.clock.advance("1h")


def test_an_effect_is_called_after_the_commit_with_the_values_of_the_move() -> None:
    books = Books()
    found = approved(books)
    assert books.calls == []
    (called,) = found.fields("called", "effect", "version", "given")
    assert called == ("book", "1", {"sum": "12.50", "to": "fay", "all": ("dan", "eve"), "round": 1})
    tick(found, 2)
    (call,) = books.calls
    assert (call.effect, call.tenant, call.actor, call.tries) == ("book", "default", "bob", 1)
    assert call.values == {"sum": "12.50", "to": "fay", "all": ["dan", "eve"], "round": 1}
    assert (call.case["key"], call.case["workflow"], call.case["status"]) == ("k", "w", "approved")
    assert call.at == found.engine.history("k")[-1].at and found.sound()


def test_the_key_stays_the_same_at_every_try() -> None:
    books = Books(DeliveryFailed("the ledger is closed"))
    found = approved(books)
    tick(found, 2)
    assert [call.tries for call in books.calls] == [1, 2]
    assert len({call.key for call in books.calls}) == 1 and found.engine.dead_letters() == ()


def test_an_effect_may_say_when_to_come_again() -> None:
    books = Books(DeliveryFailed("later", data={"retry_after": 7200}))
    found = approved(books)
    tick(found, 2)
    assert len(books.calls) == 1
    tick(found)
    assert len(books.calls) == 2


def test_after_the_last_try_it_is_an_incident_that_stuck_shows_also_when_the_case_has_ended() -> None:
    """objectstack #13807: approved, and nothing happened, where nobody looks."""
    found = approved(Books(OSError("no route"), OSError("no route")))
    tick(found, 2)
    assert found.case.status == "approved"
    (finding,) = found.engine.stuck().findings
    assert (finding.code, finding.params["kinds"], finding.params["error"]) == ("effect_dead", "book", "OSError: no route")
    assert [(letter.what, letter.tries, letter.error) for letter in found.engine.dead_letters("k")] == [("book", 2, "OSError: no route")]
    assert found.fields("gave_up", "sort", "what", "tries", "error") == [("call", "book", 2, "OSError: no route")]
    assert found.engine.history("k")[-1].actor == "system:delivery" and found.sound()


def test_what_is_refused_for_good_is_not_tried_again() -> None:
    books = Books(Undeliverable("there is no such account"))
    found = approved(books)
    tick(found, 3)
    assert len(books.calls) == 1
    assert [letter.error for letter in found.engine.dead_letters()] == ["there is no such account"]


def test_a_retry_delivers_under_the_old_key_and_leaves_a_row() -> None:
    books = Books(Undeliverable("closed"))
    found = approved(books)
    tick(found)
    found.engine.retry("k", by="adm", reason="the ledger is open again")
    assert found.engine.dead_letters() == () and found.engine.stuck().findings == ()
    (row,) = found.fields("retried", "rows", "reason")
    assert row == ((books.calls[0].key,), "the ledger is open again")
    tick(found)
    assert [call.tries for call in books.calls] == [1, 1] and books.calls[0].key == books.calls[1].key
    assert found.sound()


class Unsayable(Exception):
    """An error of a plug-in that cannot even say what it is."""

    def __str__(self) -> str:
        raise ValueError("no words")


@pytest.mark.parametrize("error", [OSError("no file \ud800\x00"), Undeliverable("no file \ud800"), Unsayable()])
def test_an_error_whose_words_cannot_be_stored_is_given_up_like_any_other(error: Exception) -> None:
    found = approved(Books(error, error))
    tick(found, 3)
    (letter,) = found.engine.dead_letters()
    assert letter.error.isprintable() and [one.code for one in found.engine.stuck().findings] == ["effect_dead"]
    assert found.sound()


def test_only_what_was_given_up_is_tried_again_and_only_by_an_administrator() -> None:
    found = approved(Books(Undeliverable("closed"), Undeliverable("closed")))

    def codes(by: str, reason: str = "mended", effect: str | None = None) -> list[str]:
        with pytest.raises(Refused) as caught:
            found.engine.retry("k", by=by, reason=reason, effect=effect)
        return [reason.code for reason in caught.value.reasons]

    assert codes("adm") == ["nothing_to_retry"]
    tick(found)
    assert codes("bob") == ["not_admin"]
    assert codes("adm", reason=" ") == ["comment_required"]
    assert codes("adm", effect="another") == ["nothing_to_retry"]
    (letter,) = found.engine.dead_letters()
    found.engine.retry("k", by="adm", reason="mended", effect=letter.key)
    assert codes("adm") == ["nothing_to_retry"]


def test_an_unknown_effect_is_refused_with_a_suggestion() -> None:
    with pytest.raises(InvalidWorkflow) as caught:
        house(Books(), BOOKED.replace("call: book", "call: boook"))
    (finding,) = caught.value.findings
    assert (finding.code, finding.suggestion) == ("unknown_effect", "Did you mean `book`?")
    with pytest.raises(InvalidWorkflow) as caught:
        house()
    assert "signoff.effects" in (caught.value.findings[0].suggestion or "")


def test_the_version_of_an_effect_is_part_of_the_definition() -> None:
    def hash_of(version: str) -> str:
        return house(Books(), version=version).start().definition

    assert hash_of("1") == hash_of("1") != hash_of("2")


def test_a_definition_without_calls_has_the_hash_it_had_without_the_plug_in() -> None:
    with_it = house(Books(), "review: {approvers: role(legal)}", "").start().definition
    assert with_it == house(None, "review: {approvers: role(legal)}", "").start().definition


def test_a_process_without_the_effect_or_with_another_version_leaves_it_to_one_that_has_it() -> None:
    for plugins in ([], [Plugin("signoff.effects", "book", "2", Books())]):
        books = Books()
        found = approved(books)
        other = Engine(
            found.engine.store, workflows=[], directory=found.people, clock=found.clock, plugins=plugins, backoff=Backoff(tries=1)
        )
        assert other.tick().delivery.taken == 0
        tick(found)
        assert (found.engine.dead_letters(), [call.tries for call in books.calls]) == ((), [1])


def test_what_cannot_be_worked_out_holds_nobody_up_and_is_an_incident() -> None:
    found = house(Books(), BOOKED.replace("round]", "x: 1 / (sum - sum)]"))
    found.start({"sum": "1"})
    assert found.act("bob", "approve").status == "approved"
    tick(found)
    (letter,) = found.engine.dead_letters()
    assert letter.error.startswith("what `book` is given could not be worked out: ")
    assert found.fields("called", "given")[0] == ({},) and found.sound()


def test_too_much_is_not_given() -> None:
    found = approved(Books(), limits=Limits(call=20))
    tick(found)
    (letter,) = found.engine.dead_letters()
    assert "characters as JSON; a call may have 20" in letter.error


def test_a_missing_value_is_given_as_nothing() -> None:
    books = Books()
    found = house(books)
    found.start()
    found.act("bob", "approve")
    tick(found)
    assert books.calls[0].values == {"sum": None, "to": None, "all": ["dan", "eve"], "round": 1}


def test_rows_dates_and_texts_are_plain_json() -> None:
    books = Books()
    steps = (
        "review: {approvers: role(legal), effects: [{call: book, with: {lines, day: day, at: started, text: 'as it is', who: initiator}}]}"
    )
    steps = steps.replace("lines, ", "lines: lines, ")
    found = house(books, steps, f"{FIELDS}\nday: date")
    found.start({"lines": [{"what": "paper", "price": "1.20"}], "day": "2026-06-02"})
    tick(found)
    assert books.calls[0].values == {
        "lines": [{"what": "paper", "price": "1.20"}],
        "day": "2026-06-02",
        "at": "2026-06-01T08:00:00.000000Z",
        "text": "as it is",
        "who": "ini",
    }


def test_a_rung_calls_once_for_each_open_seat() -> None:
    books = Books()
    steps = """
    vote:
      approvers: [person(bob), person(cat)]
      rule: all
      due: 1d
      escalate: [{at: due, per: seat, call: book, with: [who: holder]}]
    """
    found = house(books, steps)
    found.start()
    found.clock.advance("2d")
    tick(found, 2)
    assert [call.values["who"] for call in books.calls] == ["bob", "cat"]
    assert len({call.key for call in books.calls}) == 2


@pytest.mark.parametrize(
    "steps",
    [
        "review: {approvers: role(legal), effects: [{call: book, with: [n: 1]}]}",
        "auto: {effects: [{call: book, with: [n: 1]}], then: review}\nreview: {approvers: role(legal)}",
        "review: {approvers: role(legal), actions: {approve: {to: next, effects: [{call: book, with: [n: 1]}]}, reject: rejected}}",
        "review: {approvers: role(legal)}\ndone: {end: approved, effects: [{call: book, with: [n: 1]}]}",
        """
        split:
          parallel: {legal: {steps: {one: {approvers: role(legal), effects: [{call: book, with: [n: 1]}]}}}}
        """,
    ],
)
def test_it_stands_wherever_effects_stand(steps: str) -> None:
    books = Books()
    found = house(books, steps)
    found.start()
    for item in found.engine.inbox("bob"):
        found.engine.act(item.case.id, "approve", by="bob")
    tick(found, 2)
    assert [call.values for call in books.calls] == [{"n": 1}]


def test_a_call_is_made_only_if_its_condition_holds() -> None:
    books = Books()
    found = house(books, "review: {approvers: role(legal), effects: [{call: book, when: sum > 5}]}")
    found.start({"sum": "5"})
    tick(found)
    assert books.calls == [] and found.facts("called") == []


def test_what_is_tried_out_calls_nobody() -> None:
    books = Books()
    found = house(books)
    found.start()
    assert found.engine.can("k", "approve", by="bob")
    found.engine.why("k")
    tick(found)
    assert books.calls == [] and found.facts("called") == []


@pytest.mark.parametrize("target", ["no function", None])
def test_what_cannot_be_called_is_no_effect(target: object) -> None:
    with pytest.raises(Misconfigured):
        House(workflow(BOOKED, data=FIELDS), plugins=[Plugin("signoff.effects", "book", "1", target)])


def test_a_coroutine_is_no_effect() -> None:
    async def later(call: EffectCall) -> None: ...

    with pytest.raises(Misconfigured, match="plain function"):
        House(workflow(BOOKED, data=FIELDS), plugins=[Plugin("signoff.effects", "book", "1", later)])


@pytest.mark.parametrize(
    ("rung", "code", "hint"),
    [
        ("{at: due, start: other, call: book, with: [sum]}", "out_of_place", "Write two rungs, at the same time."),
        ("{at: due, notify: initiator, with: [sum]}", "out_of_place", "Add one of them, or take it out."),
        ("{at: due, call: book, once_per: sum}", "out_of_place", "Add `start:`, or take it out."),
    ],
)
def test_what_with_belongs_to_must_be_clear(rung: str, code: str, hint: str) -> None:
    steps = f"review: {{approvers: role(legal), due: 1d, escalate: [{rung}]}}"
    with pytest.raises(InvalidWorkflow) as caught:
        House([workflow(steps, data=FIELDS), OTHER], plugins=[Plugin("signoff.effects", "book", "1", Books())])
    assert [(finding.code, finding.suggestion) for finding in caught.value.findings] == [(code, hint)]


OTHER = workflow("one: {by: initiator}", data="sum: money").replace("workflow: w", "workflow: other")


def test_an_effect_that_hands_out_its_lease_is_called_by_one_node_at_a_time() -> None:
    """A node that dies in the middle: when its lease is over, another one calls under the same key."""
    books = Books()
    found = approved(books)
    (row,) = found.engine.store.lease("dead node", found.engine.now(), 10, 60)
    found.engine.tick()
    assert books.calls == []
    found.clock.set(found.clock.now() + timedelta(seconds=61))
    found.engine.tick()
    assert [(call.key, call.tries) for call in books.calls] == [(row.key, 2)]


def test_the_past_knows_an_effect_that_had_failed_by_then_and_not_what_it_was_to_bring() -> None:
    found = approved(Books(*[OSError("no route")] * 2))
    before = found.clock.now()
    tick(found, 3)
    (live,), failed = found.engine.why("k").findings, found.clock.now()
    found.clock.advance("1h")
    found.engine.retry("k", by="adm", reason="the line is mended")
    tick(found)
    assert found.engine.why("k").findings == ()
    assert found.engine.why("k", at=before).findings == ()
    past = found.engine.why("k", at=failed)
    (finding,) = past.findings
    assert (finding.code, finding.params, finding.since) == (live.code, live.params, live.since)
    assert "findings.evidence" in past.unrecorded
