"""What a function gives is remembered for so many values, and never for those that are not worth it."""

import pytest

from signoff.engine.recalled import Recalled


def test_a_function_is_asked_once_for_each_key() -> None:
    asked: list[str] = []

    def length(key: str) -> int:
        asked.append(key)
        return len(key)

    recalled = Recalled(length)
    assert [recalled[key] for key in ("a", "bb", "a", "bb")] == [1, 2, 1, 2]
    assert asked == ["a", "bb"]


def test_no_more_is_remembered_than_was_said() -> None:
    recalled: Recalled[int, str] = Recalled(str, most=3)
    for number in range(100):
        assert recalled[number] == str(number)
        assert len(recalled) <= 3


def test_what_is_not_worth_it_is_given_and_not_remembered() -> None:
    recalled: Recalled[str, str] = Recalled(str.upper, worth=lambda key: len(key) < 3)
    assert (recalled["ab"], recalled["abc"]) == ("AB", "ABC")
    assert list(recalled) == ["ab"]


def test_what_the_function_raises_is_raised_each_time() -> None:
    recalled: Recalled[str, int] = Recalled(int)
    for _ in range(2):
        with pytest.raises(ValueError, match="none"):
            recalled["none"]
    assert not recalled
