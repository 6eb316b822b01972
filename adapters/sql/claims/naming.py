"""Which case a text means, in SQL: an id, `workflow/key`, or a bare key; the most exact reading wins."""

import re
from collections.abc import Sequence
from uuid import UUID

from signoff.engine.errors import NotFound

from ..wire import Params

NAMED = """named AS (
SELECT 0 AS rank, id AS case_id, root_id, workflow, key FROM signoff_case WHERE tenant = :tenant AND id = :id
UNION ALL SELECT 1, case_id, root_id, workflow, key FROM signoff_key WHERE tenant = :tenant AND key = :rest AND workflow = :flow
UNION ALL SELECT 2, case_id, root_id, workflow, key FROM signoff_key WHERE tenant = :tenant AND key = :name
), best AS (SELECT * FROM named WHERE rank = (SELECT min(rank) FROM named))"""
"""Two common table expressions; `best` has one row where the text is unambiguous."""


STORED = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def naming(tenant: str, name: str | None) -> Params:
    """The parameters of `NAMED`; a None finds nothing."""
    workflow, _, rest = (name or "").partition("/")
    return {"tenant": tenant, "name": name, "id": name and plain_id(name), "flow": workflow, "rest": rest if name else None}


def plain_id(text: str) -> str:
    """A UUID in the one spelling that is stored; other texts as they are."""
    return id_of(text) or text


def id_of(name: str | None) -> str | None:
    """A UUID in the one spelling that is stored; None for a text that is none."""
    if name is None or STORED.fullmatch(name):
        return name
    try:
        return str(UUID(name))
    except ValueError:
        return None


def the_one(name: str, found: Sequence[Sequence[str]]) -> str:
    """The id of the one case found (workflow, key, id); raises NotFound unless it is exactly one."""
    if not found:
        raise NotFound(f"there is no case {name!r}", code="not_found", data={"case": name})
    if len(found) > 1:
        candidates = sorted(f"{workflow}/{key}" for workflow, key, _ in found)
        raise NotFound(
            f"{name!r} could be any of {', '.join(candidates)}",
            code="ambiguous_key",
            hint="Name the workflow too: workflow/key.",
            data={"case": name, "candidates": candidates},
        )
    return found[0][2]
