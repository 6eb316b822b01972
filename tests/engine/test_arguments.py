"""Whatever a program hands to a method, it gets an answer or an error of ours: none from deep inside, and no silence instead of a no."""

from collections.abc import Callable, Iterator
from inspect import signature
from pathlib import Path
from typing import Any, cast

import pytest

from signoff import Misconfigured, NotFound, Refused, Retention, SignoffError
from signoff.compose import Engine
from signoff.engine import commands
from signoff.engine.api import Verbs

from .house import Register, workflow

TEXT = workflow("check: {approvers: person(bob), allow: [transfer, delegate, add_signer]}")
QUESTIONS = sorted(
    name
    for name in dir(Engine)
    if not name.startswith("_")
    and name not in vars(Verbs)
    and callable(getattr(Engine, name))
    and signature(getattr(Engine, name)).parameters
)
WRONG: tuple[object, ...] = (
    None,
    5,
    -1,
    10**30,
    1.5,
    True,
    "",
    "a\x00b",
    "\ud800",
    "x" * 5_000,
    b"bytes",
    [],
    [5],
    {},
    {"a": object()},
    {5},
    object(),
)
RIGHT: dict[str, Any] = {
    "case": "k",
    "cases": "k",
    "by": "adm",
    "person": "bob",
    "action": "approve",
    "workflow": "w",
    "reason": "why",
    "to": "cat",
    "series": "s",
    "next": 5,
    "id": "none",
    "principal": "bob",
    "proxy": "cat",
    "verb": "start",
    "name": "case.approved",
    "older_than": "2y",
    "since": 1,
    "subscriber": "nobody",
    "tenant": "other",
    "os_user": "root",
    "commands": [],
    "command": commands.Claim(case="k", by="bob"),
}


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.chdir(tmp_path)  # an archive may be written wherever it is said
    with Engine("memory://", workflows=[TEXT], directory=Register()) as made:
        made.start("w", by="ini", key="k")
        yield made


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_answers_or_says_what_is_wrong(engine: Engine, name: str) -> None:
    method = getattr(engine, name)
    wanted = {one.name: one for one in signature(method).parameters.values() if one.kind is not one.VAR_POSITIONAL}
    given = {one: RIGHT.get(one) for one, about in wanted.items() if about.default is about.empty}
    for one in wanted:
        for value in WRONG:
            try:
                method(**{**given, one: value})
            except SignoffError as error:
                assert error.message.strip(), f"{name}({one}={value!r})"
            except Exception as error:
                raise AssertionError(f"{name}({one}={value!r:.40}): {type(error).__name__}: {error}") from error


def _asked(engine: Engine) -> list[Callable[[], object]]:
    return [
        lambda: engine.inbox(5),  # type: ignore[arg-type]
        lambda: engine.cases(holder=5),  # type: ignore[arg-type]
        lambda: engine.cases(limit=-1),
        lambda: engine.inbox("bob", limit=10**30),
        lambda: engine.fix("k", by="adm", reason="why", everything="no"),  # type: ignore[arg-type]
        lambda: engine.for_tenant(""),
        lambda: engine.batch(["k"]),  # type: ignore[list-item]
        lambda: engine.doctor(care=5),  # type: ignore[arg-type]
        lambda: engine.copy_to("k", by="bob", to=("cat",), receipt="no"),  # type: ignore[arg-type]
    ]


@pytest.mark.parametrize("nth", range(9))
def test_what_would_have_been_taken_for_nothing_is_told_with_what_to_give(engine: Engine, nth: int) -> None:
    with pytest.raises(Misconfigured) as told:
        _asked(engine)[nth]()
    assert told.value.hint
    assert "_" not in told.value.message.split("`")[2], "it is a sentence"


def test_nobody_in_particular_is_refused_as_by_a_verb(engine: Engine) -> None:
    for question in (engine.offers, engine.fields, engine.may_read, engine.draft):
        with pytest.raises(Refused) as refused:
            question("k", by=5)  # type: ignore[arg-type]
        assert refused.value.code == "unknown_person"


def test_what_a_host_has_at_hand_will_do(engine: Engine) -> None:
    from uuid import UUID

    case = engine.start("w", by="ini", key="7", subject=("letter", "7"))
    for name in (UUID(case.id), 7):
        assert engine.case(name).id == case.id  # type: ignore[arg-type]
        assert engine.why(name).case == case.id  # type: ignore[arg-type]
    assert [one.id for one in engine.cases(subject=("letter", 7))] == [case.id]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "command",
    [
        lambda engine: engine.transfer("k", by="bob", to=["cat"]),
        lambda engine: engine.delegate("k", by="bob", to={"cat": 1}),
        lambda engine: engine.ask("k", by="bob", to=["cat"], text="Why?"),
        lambda engine: engine.add_signer("k", by="bob", who=("cat",), rule=2),
        lambda engine: engine.acknowledge("k", by="bob", code=["overdue"], reason="seen"),
    ],
)
def test_a_verb_refuses_what_is_none(engine: Engine, command: Callable[[Engine], object]) -> None:
    with pytest.raises(Refused):
        command(engine)
    assert len(engine.history("k")) == 3


def test_a_case_that_is_none_is_not_found(engine: Engine) -> None:
    for question in (engine.case, engine.why, engine.history):
        with pytest.raises(NotFound):
            question("a\x00b")


@pytest.mark.parametrize(
    "setting",
    [
        {"directory": 5},
        {"directory": Register},
        {"clock": "now"},
        {"timezone": None},
        {"tenant": " "},
        {"tenant": 5},
        {"notifiers": {"chat": 5}},
        {"notify": None},
        {"limits": {"text": 5}},
        {"authorize": True},
        {"dispatcher": "celery"},
        {"backoff": 5},
        {"retention": "30d"},
        {"plugins": None},
        {"calendars": 5},
        {"policy": 5},
        {"workflows": None},
        {"workflows": ""},
        {"workflows": [5]},
        {"hosts_handlers": "no"},
        {"node": 5},
    ],
    ids=str,
)
def test_a_setting_that_is_none_is_told_when_the_engine_is_made(setting: dict[str, Any]) -> None:
    with pytest.raises(Misconfigured) as told:
        Engine("memory://", **{"workflows": [TEXT], **setting})
    assert told.value.hint


@pytest.mark.parametrize(
    "setting", [{"workflows": "x" * 5_000}, {"directory": "x" * 5_000}, {"directory": "a\x00b"}, {"workflows": "a\x00b"}]
)
def test_a_name_that_no_file_can_have_is_told(setting: dict[str, Any]) -> None:
    with pytest.raises(SignoffError) as told:
        Engine("memory://", **{"workflows": [TEXT], **setting})
    assert told.value.hint


class TestWhatIsAwaitedIsNoAnswer:
    """A coroutine that nobody awaits would be a yes."""

    def test_who_may_use_an_administrators_verb(self) -> None:
        async def authorize(person: str, verb: str) -> bool:
            return False

        with pytest.raises(Misconfigured, match="plain function"):
            Engine("memory://", workflows=[TEXT], authorize=authorize)  # type: ignore[arg-type]
        with Engine("memory://", workflows=[TEXT], authorize=lambda *given: cast(Any, authorize)(*given)) as engine:
            engine.start("w", by="ini", key="k")
            with pytest.raises(Misconfigured, match="awaited"):
                engine.terminate("k", by="ini", reason="why")
            assert engine.case("k").open

    def test_what_is_called_before_a_verb(self, engine: Engine) -> None:
        async def no(verb: str, command: object, case: object) -> None:
            raise AssertionError

        with pytest.raises(Misconfigured, match="plain function"):
            engine.before("start")(no)  # type: ignore[arg-type]
        engine.before("start")(lambda *given: cast(Any, no)(*given))
        with pytest.raises(Misconfigured, match="awaited"):
            engine.start("w", by="ini", key="2")
        assert len(engine.cases()) == 1

    def test_a_directory(self) -> None:
        class Awaited(Register):
            async def person(self, id: str) -> None:  # type: ignore[override]
                return None

        with pytest.raises(Misconfigured, match="Directory"):
            Engine("memory://", workflows=[TEXT], directory=Awaited())  # type: ignore[arg-type]


def test_what_authorize_raises_is_told_as_of_a_directory() -> None:
    def down(person: str, verb: str) -> bool:
        raise OSError("the server of rights is down")

    with Engine("memory://", workflows=[TEXT], authorize=down) as engine:
        engine.start("w", by="ini", key="k")
        with pytest.raises(SignoffError, match="the server of rights is down") as told:
            engine.terminate("k", by="ini", reason="why")
        assert told.value.code == "directory_unavailable"


def test_a_duration_as_a_text_is_no_retention() -> None:
    with pytest.raises(Misconfigured, match="requests") as told:
        Retention(requests="30d")  # type: ignore[arg-type]
    assert "Duration.parse" in str(told.value.hint)
