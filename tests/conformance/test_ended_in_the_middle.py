"""A host that ends its own transaction in the middle of a command, in a function given to `before`, is told, and nothing is written."""

from collections.abc import Callable
from typing import Any

import pytest

from signoff import Engine, Misconfigured

from .test_bound import Host, host, host_engine, letters

__all__ = ["host", "host_engine"]

NOTE = """
signoff: 1
workflow: note
steps:
  write: {by: initiator}
"""


def again(opened: Any) -> None:
    """End the transaction, and begin another one."""
    opened.commit()
    opened.execute(letters.insert(), {"text": "b"})


ENDINGS: list[Callable[[Any], None]] = [
    lambda opened: opened.commit(),
    lambda opened: opened.rollback(),
    lambda opened: opened.close(),
    again,
]


@pytest.mark.parametrize("verb", ["start", "act"])
def test_a_transaction_that_is_ended_in_the_middle_of_a_command(host: Host, verb: str) -> None:
    looking = Engine(host.engine, workflows=NOTE)
    looking.start("note", by="ann", key="1")
    for ending in ENDINGS:
        engine = Engine(host.engine, workflows=NOTE)
        with host.opened() as opened:
            engine.before(verb)(lambda *_, opened=opened, ending=ending: ending(opened))
            opened.execute(letters.insert(), {"text": "a"})
            desk = engine.bind(opened)
            with pytest.raises(Misconfigured) as caught:
                desk.start("note", by="ann", key="2") if verb == "start" else desk.act("1", "submit", by="ann")
            assert "engine.before" in (caught.value.hint or "")
            opened.rollback()
    assert [(case.key, case.status) for case in looking.cases()] == [("1", "open")]
    assert not looking.verify().problems


def test_a_connection_that_was_closed_before_is_called_that(host: Host) -> None:
    engine = Engine(host.engine, workflows=NOTE)
    with host.engine.connect() as connection:
        desk = engine.bind(connection)
    with pytest.raises(Misconfigured, match="closed"):
        desk.start("note", by="ann")
