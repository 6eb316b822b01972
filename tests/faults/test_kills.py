"""Workers are killed and the server crashes, and every timer fires once. `python -m benchmarks.kills` is the long form."""

from pathlib import Path

import pytest

from signoff.adapters.sql import upgrade

from .killing import killed
from .servers import PRIVATE, private_server


@pytest.mark.parametrize("kind", PRIVATE)
def test_nothing_is_lost_or_doubled_while_workers_die_and_the_server_crashes(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    with private_server(kind) as server:
        upgrade(server.url)
        found = killed(server, tmp_path, cases=200, workers=2, every=1.5, kills=3, restarts=1)
    assert found.sound(), "\n".join(found.lines())
    assert (found.kills, found.restarts) == (3, 1)
