"""Tables stand straight under Chinese text, and give way on a narrow terminal only."""

from signoff.cli.screen import RED, Screen, safe
from signoff.cli.tables import Cell, Column, pairs, table
from signoff.cli.width import width

COLUMNS = [Column("CASE", "keep"), Column("SUBJECT"), Column("N", right=True)]
ROWS = [["6115", "关于台城至斗山S273路段拓宽的建议", "1"], ["6022", "Greenways", "12"]]


def test_columns_begin_at_the_same_column_under_chinese() -> None:
    assert table(COLUMNS, ROWS, Screen()) == [
        "CASE  SUBJECT                            N",
        "6115  关于台城至斗山S273路段拓宽的建议   1",
        "6022  Greenways                         12",
    ]


def test_nothing_is_cut_where_nobody_looks() -> None:
    long = "长" * 300
    assert long in table(COLUMNS, [["1", long, "2"]], Screen())[1]


def test_on_a_terminal_the_widest_flexible_column_gives_way() -> None:
    lines = table(COLUMNS, ROWS, Screen(columns=30))
    assert all(width(line) <= 30 for line in lines)
    assert lines[1] == "6115  关于台城至斗山S273…    1"


def test_a_column_may_wrap_instead() -> None:
    lines = table([Column("K", "keep"), Column("TEXT", "wrap")], [["1", "答复稿已提交审核"]], Screen(columns=11))
    assert lines == ["K  TEXT", "1  答复稿已", "   提交审核"]


def test_a_column_without_values_is_left_out() -> None:
    assert table([Column("A"), Column("B")], [["1", ""], ["2", ""]], Screen()) == ["A", "1", "2"]


def test_line_breaks_and_control_characters_stay_in_their_row() -> None:
    assert table([Column("A")], [["x\ny\x1b[2J"]], Screen()) == ["A", "x y\ufffd[2J"]


def test_colour_is_never_the_only_carrier() -> None:
    plain = table([Column("A")], [[Cell("late", (RED,))]], Screen())
    assert plain == ["A", "late"]
    assert safe(table([Column("A")], [[Cell("late", (RED,))]], Screen(color=True))[1]) == "\x1b[31mlate\x1b[0m"


def test_names_and_values_are_aligned() -> None:
    assert pairs([("环节", "拟稿"), ("step", "x"), ("none", "")], Screen()) == ["环节  拟稿", "step  x"]
    assert pairs([("环节", "答复稿已提交审核")], Screen(columns=14)) == ["环节  答复稿已", "      提交审核"]
