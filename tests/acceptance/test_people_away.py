"""People are away: the scenarios S16 and S17 of the government office, on the workflow and the people that ship."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from signoff import CaseView
from signoff.engine.events import Decided, Event
from signoff.testing import Trial, assert_at, assert_refused, engine_for
from signoff.workflows import load_people

CATALOGUE = Path(__file__).parents[2] / "workflows" / "catalogue"
PEOPLE = (CATALOGUE / "people.yaml").read_text("utf-8")
WORKFLOW = (CATALOGUE / "reply-approval.yaml").read_text("utf-8")
DATA = {"case_no": "6115", "subject": "公交", "unit": "transport", "text": "答复"}


def office(proxies: str, now: str, workflow: str = WORKFLOW) -> Trial:
    """The government office with these proxies written down."""
    return engine_for([workflow], people=load_people(f"{PEOPLE}\nproxies:\n{proxies}"), now=now, timezone="Asia/Shanghai")


def handed_in(desk: Trial) -> CaseView:
    """A case that lies with the deputy director."""
    desk.start("reply-approval", by="a1", key="6115", data=DATA)
    desk.act("6115", "submit", by="a1")
    return desk.act("6115", "approve", by="li")


def decisions(desk: Trial) -> Iterator[tuple[Event, Decided]]:
    """Every decision of the case."""
    return ((event, event.fact) for event in desk.history("6115") if isinstance(event.fact, Decided))


@pytest.fixture
def away() -> Trial:
    """huang is away from 18 to 22 May, he acts for him."""
    rule = "  - {principal: huang, proxy: he, from: 2026-05-18, until: 2026-05-22, kind: act_for, scope: [reply-approval]}"
    return office(rule, "2026-05-19 09:00")


def test_s16_a_proxy_signs_with_dai_and_the_deadline_does_not_move(away: Trial) -> None:
    due = handed_in(away).due_at
    assert [item.behalf_of for item in away.inbox("he")] == ["huang"] and len(away.inbox("huang")) == 1
    away.advance_to("2026-05-19 15:00")
    assert away.case("6115").due_at == due
    after = away.act("6115", "approve", by="he")
    event, fact = list(decisions(away))[-1]
    assert (event.actor, fact.decision.actor, fact.decision.principal) == ("he", "he", "huang")
    assert fact.decision.authority is not None and fact.decision.authority.kind == "act_for"
    assert away.inbox("huang") == () and away.inbox("he") == ()
    assert_at(after, "director", waits_for=["zhou"])


def test_s16_dates_are_inclusive(away: Trial) -> None:
    handed_in(away)
    away.advance_to("2026-05-22 23:59")
    assert away.can("6115", "approve", by="he")
    away.advance_to("2026-05-23 00:00")
    assert not away.can("6115", "approve", by="he") and away.can("6115", "approve", by="huang")


def test_s17_principal_only_admits_no_proxy_but_who_is_in_charge_of_the_post() -> None:
    flagged = WORKFLOW.replace("    approvers: director@gov_office ", "    principal_only: true\n    approvers: director@gov_office ")
    assert flagged != WORKFLOW
    rule = "  - {principal: zhou, proxy: huang, from: 2026-05-18, until: 2026-05-22}"
    desk = office(rule, "2026-05-19 09:00", flagged)
    handed_in(desk)
    desk.act("6115", "approve", by="huang")
    with assert_refused("principal_only"):
        desk.act("6115", "approve", by="huang", behalf_of="zhou")
    in_charge = office(f"{rule}\n  - {{principal: zhou, proxy: he, from: 2026-05-19, kind: substitute_post}}", "2026-05-19 09:00", flagged)
    handed_in(in_charge)
    in_charge.act("6115", "approve", by="huang")
    after = in_charge.act("6115", "approve", by="he")
    _, fact = list(decisions(in_charge))[-1]
    assert (fact.decision.actor, fact.decision.principal) == ("he", "he")
    assert_at(after, "city_leader")
