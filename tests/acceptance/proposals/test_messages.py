"""R-026 对接上级和人大、政协: what comes in from outside and what goes out to it is kept with the case."""

import pytest

from .beginnings import Offices
from .office import K, Office

IN = {"date": "2026-03-16", "party": "upstream", "text": "请于四月底前报送进展"}
OUT = {"date": "2026-03-16", "party": "upstream", "text": "进展情况如下"}
CO = "npc_suggestion-2026-6022"


@pytest.fixture
def k(offices: Offices) -> Office:
    """K, assigned, on 16 March; beside it a case that another body leads."""
    made: Office = offices.after(Office.assigned)
    data = {"kind": "npc_suggestion", "year": 2026, "case_no": "6022", "title": "关于加强绿道管理的建议", "lead_proposer": "江门代表团"}
    made.engine.start("co-opinion-handling", by="li", data=data)
    made.to("2026-03-16 09:00")
    return made


def test_who_is_outside_writes_here_and_whoever_follows_the_case_is_told(k: Office) -> None:
    mark, step = k.mark, k.step()
    k.act("", "receive_message", "jiang", data={"messages_in": [IN]})
    assert set(k.told(since=mark)) == {(person, "《关于拓宽某路段的建议》收到来函") for person in ("li", "chen")}
    k.act("", "receive_message", "lin", data={"messages_in": [{**IN, "party": "npc", "text": "请邀请代表参加座谈"}]})
    k.act("", "receive_message", "li", data={"messages_in": [{**IN, "party": "cppcc", "text": "电话：询问进展"}]})
    assert [(row["party"], row["text"]) for row in k.rows("", "messages_in")] == [
        ("upstream", IN["text"]),
        ("npc", "请邀请代表参加座谈"),
        ("cppcc", "电话：询问进展"),
    ]
    assert k.step() == step and k.sound()


@pytest.mark.parametrize(("party", "person"), [("upstream", "jiang"), ("npc", "lin"), ("cppcc", "qiu")])
def test_what_goes_out_is_a_copy_for_that_party_alone(k: Office, party: str, person: str) -> None:
    mark = k.mark
    before = {one: k.engine.may_read(K, by=one) for one in ("jiang", "lin", "qiu")}
    k.act("", "send_message", "li", data={"messages_out": [{**OUT, "party": party}]})
    assert k.told(since=mark) == [(person, "就《关于拓宽某路段的建议》函告贵办")]
    assert k.engine.may_read(K, by=person)
    assert {one: k.engine.may_read(K, by=one) for one in before if one != person} == {
        one: may for one, may in before.items() if one != person
    }


def test_a_message_has_its_date_its_party_and_its_words(k: Office) -> None:
    assert k.refused("", "receive_message", "jiang") == ["messages_in_required"]
    assert k.refused("", "receive_message", "jiang", data={"messages_in": [{**IN, "text": " "}]}) == ["messages_in_invalid"]
    assert k.refused("", "receive_message", "jiang", data={"messages_in": [{**IN, "date": "2026-03-17"}]}) == ["message_ahead:[1]"]


def test_units_and_proposers_do_not_write_for_others_and_outsiders_send_nothing_out(k: Office) -> None:
    for by in ("a1", "a5", "D1"):
        assert k.refused("", "receive_message", by, data={"messages_in": [IN]}) == ["not_by"]
    for by in ("jiang", "lin", "qiu"):
        assert k.refused("", "send_message", by, data={"messages_out": [OUT]}) == ["not_by"]


def test_it_is_the_same_where_another_body_leads(k: Office) -> None:
    k.act("", "receive_message", "jiang", case=CO, data={"messages_in": [IN]})
    mark = k.mark
    k.act("", "send_message", "li", case=CO, data={"messages_out": [OUT]})
    assert k.told(since=mark) == [("jiang", "就《关于加强绿道管理的建议》函告贵办")]
