"""The short question of most commands: a case that is named by its id, or a lone root, and nothing asked beside it but perhaps a request.

A name that may be an id or a key, definitions and other roots take several tables more, which is most of what the full question costs. A
text of the form of an id may still be the key of a case: where no case has that id, the full question is asked.

The root is looked for first and by itself. Joined, the two would be met by whichever index looks cheapest while the tables are empty, and
PostgreSQL keeps to that until somebody counts their rows: through all cases of the tenant, among a few hundred twice as slow.
"""

from sqlalchemy.engine import Dialect

from signoff.engine.frozen import maker
from signoff.engine.ports import Loaded, Wanted

from ..decode import aggregates, answered, instant_of
from ..schema_check import checked
from ..wire import Text, Wire
from .contract import MARK, read_json
from .naming import id_of

ROOT = slice(2, 8)
CHILDREN, STANDING, REQUEST = 8, 9, 10

_loaded = maker(Loaded)


class ById:
    """The question in one dialect: `clock` and `row` (of values, as JSON) are its own words; `rows` makes one JSON of several of these."""

    def __init__(self, dialect: Dialect, *, clock: str, row: str, rows: str) -> None:
        children = f"SELECT {rows}({row}(f.id, f.root_id, f.version, f.seq, f.head, f.state)) FROM signoff_case f"
        request = f"SELECT {row}(fingerprint, root_id, case_id, seq) FROM signoff_request WHERE tenant = :tenant AND id = :request"
        asked = f"""{clock}, (SELECT revision FROM signoff_schema), l.id, l.root_id, l.version, l.seq, l.head, l.state,
({children} WHERE f.tenant = :tenant AND f.root_id = l.id AND f.id <> f.root_id), {MARK}"""
        root = "(SELECT a.root_id FROM signoff_case a WHERE a.tenant = :tenant AND a.id = :id LIMIT 1)"
        of = f"FROM signoff_case l WHERE l.tenant = :tenant AND l.id = {root} AND l.root_id = l.id"
        self._bare = Text.written(f"SELECT {asked} {of}", dialect)
        self._with_request = Text.written(f"SELECT {asked}, ({request}) {of}", dialect)

    def load(self, wire: Wire, wanted: Wanted) -> Loaded | None:
        """What it finds; None where it is not the question, or the id is no case's."""
        id = _alone(wanted)
        if id is None or wanted.definition is not None or wanted.workflow is not None:
            return None
        text = self._bare if wanted.request_id is None else self._with_request
        rows = wire.rows(text, {"tenant": wanted.tenant, "id": id, "request": wanted.request_id})
        if not rows:
            return None
        row = checked(rows)
        request = row[REQUEST] if wanted.request_id is not None else None
        return _loaded(
            now=instant_of(row[0]),
            aggregates=aggregates(wanted.tenant, [row[ROOT], *(read_json(row[CHILDREN]) or ())], id if wanted.case else None),
            answered=answered(read_json(request)),
            standing=row[STANDING],
        )


def _alone(wanted: Wanted) -> str | None:
    """The id of the only case that is asked for, if that is known."""
    if wanted.case is None and len(wanted.roots) == 1:
        return wanted.roots[0]
    return id_of(wanted.case) if not wanted.roots else None
