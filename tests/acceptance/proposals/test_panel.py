"""层级责任: every post of a case on one panel, what each has done and when, and what each owes."""

import pytest

from signoff.adapters.directory import StaticDirectory
from signoff.adapters.proposals.panel import Panel, Post, panel

from .beginnings import Offices
from .office import PRINCIPALS, U1, U2, U4, U6, Office, city, local


def shown(k: Office) -> Panel:
    """The panel of K."""
    return panel(k.engine, StaticDirectory(city()), "npc_suggestion-2026-6115")


def deeds(post: Post) -> list[tuple[str, str | None]]:
    """What was done at a post, and when."""
    return [(deed.action, local(deed.at)) for deed in post.deeds]


def owed(post: Post) -> list[tuple[str, str | None]]:
    """What is owed at a post, until when."""
    return [(one.step, local(one.due)) for one in post.owed]


@pytest.fixture
def k(offices: Offices) -> Office:
    """K on 16 March."""
    return offices.after(planned)


def planned(made: Office) -> None:
    """K with U1 and U2, assigned on 10 March; U1 has planned on the 16th."""
    made.assigned(units=(U1, U2), subjects=["finance"])
    made.sign_in(U1, at="2026-03-11 09:00")
    made.decompose(U1)
    made.to("2026-03-16 15:00")
    made.plan(U1)


def test_every_level_is_there_with_its_names_from_the_top_down(k: Office) -> None:
    found = shown(k)
    assert [(post.level, post.unit, post.role, post.post, post.people) for post in found.posts] == [
        ("city", None, None, "city_leader", ("wu", "zheng")),
        ("office", None, None, "director", ("zhou",)),
        ("office", None, None, "deputy_director", ("huang", "he")),
        ("office", None, None, "proposal_section", ("li",)),
        ("office", None, None, "follow_up_officer", ("chen",)),
        ("unit", U1, "lead", "principal", ("a5",)),
        ("unit", U1, "lead", "deputy", ("a4",)),
        ("unit", U1, "lead", "office_head", ("a3",)),
        ("unit", U1, "lead", "section", ("a2",)),
        ("unit", U1, "lead", "case_officer", ("a1",)),
        ("unit", U2, "co", "principal", ("b5",)),
        ("unit", U2, "co", "deputy", ("b4",)),
        ("unit", U2, "co", "office_head", ("b3",)),
        ("unit", U2, "co", "case_officer", ()),
    ]
    assert (found.key, found.title) == ("npc_suggestion-2026-6115", "关于拓宽某路段的建议")
    assert [post.name for post in found.of("unit", U1) if post.post == "section"] == ["业务股"]


def test_it_says_what_each_has_done_and_when_and_what_each_owes(k: Office) -> None:
    posts = {(post.unit, post.post): post for post in shown(k).posts}
    assert deeds(posts[None, "proposal_section"]) == [("start", "2026-03-10 09:00"), ("propose_assignment", "2026-03-10 09:00")]
    assert deeds(posts[None, "follow_up_officer"]) == [("assign", "2026-03-10 10:00")]
    assert deeds(posts[U1, "office_head"]) == [("sign_in", "2026-03-11 09:00"), ("decompose", "2026-03-11 09:00")]
    assert deeds(posts[U1, "case_officer"]) == [("file_plan", "2026-03-16 15:00")]
    assert owed(posts[U1, "case_officer"])[0] == ("handling", None)
    assert owed(posts[U2, "office_head"])[0] == ("sign_in", "2026-03-13 17:30")
    assert deeds(posts[U1, "principal"]) == [] and owed(posts[U1, "principal"]) == []


def test_the_chain_of_a_reply_stands_at_its_posts(k: Office) -> None:
    k.sign_in(U2)
    k.decompose(U2)
    k.opine(U2)
    k.contact("pre")
    k.contact("mid")
    k.act(U1, "start_reply", "a1")
    reply = f"{U1}/replying"
    k.act(reply, "submit", "a1", data={"text": "稿", "result_class": "A", "disclosure": "full", "contact_person": "甲", "phone": "1"})
    k.act(reply, "return", "a3", comment="数据不全")
    posts = {(post.unit, post.post): post for post in shown(k).posts}
    assert [(deed.action, deed.comment) for deed in posts[U1, "office_head"].deeds][-1] == ("return", "数据不全")
    assert posts[U2, "principal"].deeds[0].person == PRINCIPALS[U2]
    assert [(one.step, one.key.rpartition("/")[2]) for one in posts[U1, "case_officer"].owed if one.step == "drafting"] == [
        ("drafting", "replying")
    ]


def test_who_leads_the_case_stands_first_with_what_he_did_as_such(k: Office) -> None:
    k.act("", "assign_leading_leader", "chen", data={"leading_leader": "wu"})
    k.act("leadership", "studied", "wu", data={"study_note": "已到现场"})
    first = shown(k).posts[0]
    assert (first.level, first.post, first.people, [deed.action for deed in first.deeds]) == (
        "city",
        "leading_leader",
        ("wu",),
        ["studied"],
    )
    assert [step for step, _ in owed(first)] == ["leader_instruction"]
    leader = next(post for post in shown(k).posts if post.post == "city_leader")
    assert (leader.deeds, leader.owed) == ((), ())


def test_who_has_acted_without_a_post_of_the_case_is_not_lost(offices: Offices) -> None:
    k = offices(now="2026-03-10 09:00").assigned(units=(U1, U4))
    k.to("2026-03-12 09:00")
    filed = {"dispute_reason": "不属职责", "suggested_unit": U6}
    seal = {"name": "退件函.pdf", "media_type": "application/pdf", "size": 9, "sha256": "0" * 64, "where": "archive:1"}
    k.act(U4, "file_dispute", "h3", data={**filed, "dispute_seal": seal})
    k.act(U4, "reassign_unit", "chen", data={"new_unit": U6})
    found = shown(k)
    assert {post.unit for post in found.of("unit")} == {U1, U6}
    assert [(post.people, post.unit, [deed.action for deed in post.deeds]) for post in found.of("others")] == [
        (("h3",), U4, ["file_dispute"])
    ]
