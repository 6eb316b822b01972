"""Official documents that are no replies: a request to the upper level, which nobody signs in the principal's place; its circulation."""

from datetime import date

from signoff.engine.people_data import Proxy

from .desks import KEY, Desks, Office

REQUEST = {
    "title": "关于申请公路专项资金的请示",
    "document_kind": "request",
    "unit": "transport",
    "text": "r1",
    "addressed_to": "江门市人民政府",
    "disclosure": "on_request",
    "contact_person": "甲一",
    "phone": "0750-5550000",
    "circulate_to": ["wu", "zheng"],
}
HANDS = (
    ("submit", "a1", "unit_check", "05-19 17:30"),
    ("approve", "a3", "unit_sign", "05-19 17:30"),
    ("approve", "a5", "office_review", "05-20 17:30"),
    ("approve", "li", "deputy_director_review", "05-19 17:30"),
    ("approve", "huang", "director_check", "05-19 17:30"),
    ("approve", "zhou", "leader_approval", "05-20 17:30"),
    ("approve", "wu", "principal_sign", "05-20 17:30"),
)


def with_the_mayor(office: Office, *proxies: Proxy) -> Desks:
    """A request that has come to the mayor; each desk has had it on Monday, 18 May."""
    desks = office("2026-05-18 09:00", *proxies, workflow="document-approval")
    desks.start(REQUEST)
    for action, by, step, due in HANDS:
        case = desks.act(action, by, comment="拟同意" if by == "wu" else None)
        assert (case.step, [task[2] for task in desks.open()]) == (step, [due])
    return desks


def test_upward_documents_are_signed_by_the_principal_himself(office: Office) -> None:
    desks = with_the_mayor(office, Proxy("sun", "zheng", date(2026, 5, 18), date(2026, 5, 22)))
    assert desks.refused("approve", "zheng") == "principal_only"
    assert desks.act("approve", "sun").step == "pre_print_check"


def test_who_is_in_charge_of_the_office_may(office: Office) -> None:
    desks = with_the_mayor(office, Proxy("sun", "zheng", date(2026, 5, 18), kind="substitute_post"))
    assert desks.act("approve", "zheng").step == "pre_print_check"


def test_it_is_numbered_in_its_series_and_circulated_with_receipts(office: Office) -> None:
    desks = with_the_mayor(office)
    desks.act("approve", "sun")
    desks.act("pass", "li")
    case = desks.act("issue", "li")
    assert (case.status, case.data["doc_no"]) == ("approved", "台府〔2026〕1号")
    assert ("copy_to", ("wu", "zheng")) in desks.told()
    desks.engine.read(KEY, by="wu")
    assert [(reader.person, reader.read_at is not None) for reader in desks.case().readers] == [("wu", True), ("zheng", False)]
    assert desks.engine.verify()
