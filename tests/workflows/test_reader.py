"""Hostile and careless text: every mistake has a place, and reading goes on where it can."""

import pytest

from signoff.workflows.mending import Limits
from signoff.workflows.nodes import List, Map, Text, plain
from signoff.workflows.reader import Document, read


def places(document: Document) -> list[tuple[str, int, int]]:
    return [(f.code, f.line, f.column) for f in document.findings]


def test_every_key_and_value_knows_its_line_and_column() -> None:
    root = read("甲: 乙\nb:\n  - {c: d}\n").root
    assert isinstance(root, Map)
    assert [(e.key.mark.line, e.key.mark.column) for e in root] == [(1, 1), (2, 1)]
    inner = root.get("b")
    assert isinstance(inner, List)
    assert (inner.items[0].mark.line, inner.items[0].mark.column) == (3, 5)


@pytest.mark.parametrize("written", ["on", "no", "12:30", "0123", "1.10", "true", "5_000", "2026-03-20"])
def test_scalars_stay_as_written(written: str) -> None:
    assert plain(read(f"a: {written}").root) == {"a": written}  # type: ignore[arg-type]


def test_a_quoted_text_is_told_from_a_plain_one() -> None:
    root = read("a: 'x'\nb: x").root
    assert isinstance(root, Map)
    assert [e.value.quoted for e in root if isinstance(e.value, Text)] == [True, False]


def test_the_place_inside_a_quoted_text_counts_the_quote() -> None:
    root = read("a: 'xyz'").root
    assert isinstance(root, Map)
    value = root.get("a")
    assert isinstance(value, Text)
    assert value.inside(1).column == 6


def test_a_folded_text_gives_the_place_of_the_whole() -> None:
    root = read("a: >\n  xyz\n  abc\n").root
    assert isinstance(root, Map)
    value = root.get("a")
    assert isinstance(value, Text)
    assert value.inside(5) == value.mark


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("empty", 1, 1)]),
        ("# nothing\n", [("empty", 1, 1)]),
        ("a: 1\nb: 2\na: 3\n", [("duplicate_key", 3, 1)]),
        ("a: 1\n---\nb: 2\n", [("several_documents", 2, 1)]),
        ("a: &x [1, *x]\n", [("recursive_alias", 1, 11)]),
        ("a: *nowhere\n", [("unknown_alias", 1, 4)]),
        ("a: !!python/object:os.system x\n", [("tag", 1, 4)]),
        ("? [a]\n: b\n", [("key_not_text", 1, 3)]),
        ("a: b: c\n", [("syntax", 1, 5)]),
        ("a: 'open\n", [("syntax", 1, 4)]),
        ("a: @x\n", [("syntax", 1, 4)]),
        ("a: [1, 2\nb: 3\n", [("syntax", 1, 4)]),
        ("a:\n\tb: 1\n", [("tab", 2, 1)]),
        ("a: b\0\n", [("control_character", 1, 5)]),
        ("\ufeffa: 1\n", [("byte_order_mark", 1, 1)]),
        ("标题：拟稿\nb: 1\n", [("full_width", 1, 3)]),
    ],
)
def test_a_mistake_has_a_code_and_a_place(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert places(read(text)) == expected


def test_bytes_that_are_not_utf8_are_told_once_a_line_and_reading_goes_on() -> None:
    document = read("a: caf\xe9\xe9\nb: 1\nb: \xfc\n".encode("latin-1"))
    assert places(document) == [("not_utf8", 1, 7), ("not_utf8", 3, 4), ("duplicate_key", 3, 1)]


def test_utf16_is_named_as_such() -> None:
    assert places(read("a: 1\n".encode("utf-16"))) == [("not_utf8", 1, 1)]


def test_a_byte_order_mark_is_only_a_warning() -> None:
    document = read(b"\xef\xbb\xbfa: 1\n")
    assert [f.severity for f in document.findings] == ["warning"]
    assert document.root is not None


def test_tabs_and_later_mistakes_are_told_in_one_run() -> None:
    document = read("a:\n\tb: 1\n\tc: 2\nd: 1\nd: 2\n")
    assert places(document) == [("tab", 2, 1), ("tab", 3, 1), ("duplicate_key", 5, 1)]


def test_columns_behind_a_mended_colon_are_those_of_the_file() -> None:
    root = read("甲：乙丙\nb: 1\n").root
    assert isinstance(root, Map)
    assert (root.entries[0].value.mark.line, root.entries[0].value.mark.column) == (1, 3)


def test_a_text_with_a_full_width_colon_in_its_value_is_left_alone() -> None:
    assert plain(read("a: 甲：乙\n").root) == {"a": "甲：乙"}  # type: ignore[arg-type]


def test_ten_megabytes_are_refused_unread() -> None:
    assert places(read("a" * 10_000_000)) == [("too_large", 1, 1)]


def test_the_limit_of_size_can_be_set() -> None:
    assert read("a: 1", limits=Limits(size=3)).findings[0].code == "too_large"
    assert read("a: 1", limits=Limits(size=4)).findings == ()


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused_without_a_crash(opening: str) -> None:
    assert places(read(opening * 5_000))[0][0] in ("too_deep", "syntax")


def test_an_alias_bomb_meets_the_limit() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert [f.code for f in read("\n".join(lines)).findings] == ["too_many_nodes"]


def test_an_alias_stands_for_its_anchor() -> None:
    assert plain(read("a: &x [1]\nb: *x\n").root) == {"a": ["1"], "b": ["1"]}  # type: ignore[arg-type]


def test_windows_line_ends_do_not_move_anything() -> None:
    assert places(read("a: 1\r\nb: 2\r\na: 3\r\n")) == [("duplicate_key", 3, 1)]
