"""What is refused for its words says by which name they are given, in both languages; `acknowledge` says what there is to see to."""

import pytest

from .running import Run


@pytest.fixture
def leave(house: Run) -> Run:
    """A case `1` that waits for the head of the unit."""
    house("start", "leave", "--as", "chen", "--data", "unit=sales", "--data", "days=2", "--key", "1")
    return house


VERBS = {
    "suspend": ("suspend", "1"),
    "reassign": ("reassign", "1", "--to", "zhou"),
    "terminate": ("terminate", "1"),
    "acknowledge": ("acknowledge", "1", "--code", "silent"),
    "proxy": ("proxy", "set", "lin", "zhou"),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(("lang", "said"), [("en", "Write --reason TEXT."), ("zh", "请写 --reason 理由。")])
def test_a_verb_that_takes_a_reason_asks_for_that_and_for_no_comment(verb: str, lang: str, said: str, leave: Run) -> None:
    told = leave(*VERBS[verb], "--reason", " ", "--as", "zhou", "--lang", lang)
    assert told.exit_code == 5 and said in told.stderr and "--comment" not in told.stderr


@pytest.mark.parametrize(("lang", "said"), [("en", "a reason is required"), ("zh", "必须写理由")])
def test_and_calls_it_so(lang: str, said: str, leave: Run) -> None:
    assert said in leave("suspend", "1", "--reason", "", "--as", "zhou", "--lang", lang).stderr


@pytest.mark.parametrize(("lang", "said"), [("en", "a text is required"), ("zh", "没有写内容")])
def test_something_said_is_not_empty(lang: str, said: str, leave: Run) -> None:
    told = leave("comment", "1", " ", "--as", "lin", "--lang", lang).stderr
    assert said in told and "--comment" not in told


def test_where_nothing_can_be_seen_to_nothing_is_named(leave: Run) -> None:
    """A dash in the place of names says nothing."""
    leave("suspend", "1", "--reason", "x", "--as", "zhou")
    told = leave("acknowledge", "1", "--code", "overdue", "--reason", "x", "--as", "zhou", "--lang", "zh").stderr
    assert "现在没有可登记查看的。" in told and "—" not in told


def test_what_can_be_seen_to_is_named(leave: Run) -> None:
    told = leave("acknowledge", "1", "--code", "overdue", "--reason", "x", "--as", "zhou", "--lang", "zh").stderr
    assert "现可登记查看：`silent`。" in told


@pytest.mark.parametrize(
    ("code", "lang", "said"),
    [
        ("nope", "en", "There are: nobody_assigned, "),
        ("nope", "zh", "现有：`nobody_assigned`、"),
        ("overdew", "en", "Did you mean `overdue`?"),
        ("overdew", "zh", "是否想写 `overdue`？"),
    ],
)
def test_a_code_that_is_none_is_answered_as_stuck_answers_it(code: str, lang: str, said: str, leave: Run) -> None:
    by = leave("acknowledge", "1", "--code", code, "--reason", "x", "--as", "zhou", "--lang", lang)
    asked = leave("stuck", "--reason", code, "--lang", lang)
    assert (by.exit_code, asked.exit_code) == (5, 4)
    assert said in " ".join(by.stderr.split()) and said in " ".join(asked.stderr.split())
    if lang == "zh":
        assert f"没有原因码 `{code}`" in by.stderr
