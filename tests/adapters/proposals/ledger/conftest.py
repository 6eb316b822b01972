"""An office that ledgers are imported into: workflows with the fields of the real ones, and the invented city that ships."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from signoff.adapters.proposals.ledger import How, Imported, import_ledger
from signoff.compose import Engine
from signoff.testing import ManualClock
from signoff.workflows.people_file import load_people
from signoff.workflows.shipped import people_path
from tests.engine.house import MONDAY

HANDLING = """
signoff: 1
workflow: {name}
key: "{{kind}}-{{year}}-{{case_no}}"
start: role(proposal_section)
defaults: {{empty: hold, self: allow}}
data:
  kind: {{type: choice, required: true, options: {{npc_suggestion: 人大建议, cppcc_proposal: 政协提案}}}}
  year: {{type: integer, required: true}}
  case_no: {{type: text, required: true}}
  title: {{type: text, required: true}}
  lead_proposer: {{type: person, required: true}}
  co_signers: {{type: list, of: person}}
  upstream_role: {{type: choice, default: {role}, options: {{lead: 主办, co: 会办}}}}
  units: {{type: list, fields: {{unit: unit, role: {{type: choice, options: {{lead: 主办, co: 会办}}}}}}}}
  urgency: {{type: choice, default: normal, options: {{normal: 平件, urgent: 加急, urgent_top: 特急}}}}
  key_case: bool
  received_at: date
  assigned_at: datetime
  result_class: {{type: choice, options: [A, B, C, D]}}
steps:
  registered: {{by: role(proposal_section)}}
"""
Import = Callable[..., Imported]


@pytest.fixture
def engine() -> Engine:
    """Nothing has been registered yet."""
    texts = [HANDLING.format(name="proposal-handling", role="lead"), HANDLING.format(name="co-opinion-handling", role="co")]
    return Engine("memory://", workflows=[*texts, "proposal-record"], directory=people_path(), clock=ManualClock(MONDAY))


@pytest.fixture
def bring(engine: Engine) -> Import:
    """Import a file."""
    people = load_people(people_path())

    def call(path: Path, **how: Any) -> Imported:
        return import_ledger(engine, path, How(by="li", people=people, **how))

    return call
