"""What the numbers of MariaDB's errors mean."""

import re

from signoff.engine.errors import Reason, Refused, SignoffError, StoreUnavailable

CONFLICTS = frozenset({1213, 1205, 1020, 1062, 1022, 1048, 1451, 1452})
"""Deadlock, lock wait timeout, record changed since it was read; duplicates, nothing where something must be, foreign keys."""
MISSING = frozenset({1146, 1054})
"""No such table or column."""
UNSTORABLE = frozenset({1366, 1300, 1267, 3854})
"""Characters that the column or the connection cannot keep."""
ONLY_READ = frozenset({1290, 1792, 1836})
"""The server takes no writes, or the transaction takes none."""
TOO_LONG = 1406
TOO_LARGE = 1153
GONE = frozenset({2006, 2013, 2055, 1053, 1927, 4031})
"""The server went away, shuts down, ended the connection."""

REFUSED_ENTRY = {
    1044: ("the user may not use this database", "Grant it: GRANT ALL ON database.* TO user."),
    1045: ("the server does not let this user in", "Check the user and the password of the URL."),
    1698: ("the server does not let this user in", "Check the user and the password of the URL."),
    1049: ("there is no such database on the server", "Create it: CREATE DATABASE name CHARACTER SET utf8mb4."),
    1142: ("the user may not do this to the tables", "Grant it: GRANT ALL ON database.* TO user."),
    1040: ("the server has too many connections", "Lower the size of the pools, or raise max_connections."),
    1021: ("the server's disk is full", "Make room; nothing was written."),
    1114: ("a table is full, or the server's disk is", "Make room; nothing was written."),
}
"""What a person has to set right."""

COLUMN = re.compile(r"for column [`']?(?:\S*\.)?[`']?(\w+)")


def number_of(error: BaseException) -> int:
    """The number of an error; 0 where there is none."""
    first = error.args[0] if error.args else 0
    return first if isinstance(first, int) else 0


def refusal_of(error: BaseException) -> SignoffError | None:
    """The errors that people can do something about, in words of their own."""
    number = number_of(error)
    if number in REFUSED_ENTRY:
        told, hint = REFUSED_ENTRY[number]
        return StoreUnavailable(told, hint=hint, data={"number": number})
    if number == TOO_LONG:
        column = COLUMN.search(str(error.args[-1]))
        return too_long(column[1] if column else "text")
    return too_large() if number == TOO_LARGE else None


def too_long(column: str, length: int | None = None, most: int | None = None) -> Refused:
    """A name that does not fit into its column."""
    of = "is too long" if length is None else f"has {length} characters; the database keeps {most}"
    data = {"column": column, **({} if length is None else {"length": length, "most": most})}
    return Refused([Reason("text_too_long", f"the text for `{column}` {of}", "Shorten it.", data)])


def too_large(size: int | None = None, most: int | None = None) -> Refused:
    """More at once than the server takes."""
    told = "the server takes no message of this size" if size is None else f"this would send {size} bytes; the server takes {most} at once"
    data = {} if size is None else {"size": size, "most": most}
    return Refused([Reason("too_large_for_database", told, "Write less at once, or raise max_allowed_packet.", data)])
