"""Statements are compiled once for all engines that want the same words, and never taken for those of another."""

from sqlalchemy import create_engine
from sqlalchemy.engine import Dialect

from signoff.adapters.sql import queries
from signoff.adapters.sql.wire import Text, compiled_once


def dialect(url: str, **options: object) -> Dialect:
    """That of a new engine, which has not been connected yet."""
    return create_engine(url, **options).dialect


def test_engines_that_are_alike_share_what_is_compiled() -> None:
    one, other = dialect("sqlite://"), dialect("sqlite:///another.db")
    assert one is not other and queries.latest(one) is queries.latest(other)
    assert queries.rows_of_root(one, queries.case.id.table, ("id",)) is not queries.rows_of_root(one, queries.case.id.table, ("seq",))


def test_engines_that_are_not_do_not() -> None:
    mariadb = dialect("mariadb+pymysql://")
    quoting = dialect("mariadb+pymysql://")
    quoting.identifier_preparer.initial_quote = '"'
    newer = dialect("mariadb+pymysql://")
    newer.server_version_info = (12, 0)
    each = [dialect("sqlite://"), dialect("sqlite://", paramstyle="named"), dialect("postgresql+psycopg://"), mariadb, quoting, newer]
    assert len({id(queries.latest(one)) for one in each}) == len(each)


def test_what_is_given_besides_counts_by_place_and_by_name() -> None:
    built: list[tuple[str, str]] = []

    @compiled_once
    def build(_: Dialect, first: str, second: str = "") -> Text:
        built.append((first, second))
        return Text(f"{first} {second}")

    for _ in range(2):
        for one in (dialect("sqlite://"), dialect("sqlite://")):
            assert build(one, "a", second="b").sql == "a b"
            assert build(one, "a", second="c").sql == "a c"
    assert built == [("a", "b"), ("a", "c")]
