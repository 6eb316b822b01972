"""What the tests of the language share: a good file, and a way to see findings as (code, line, column)."""

from collections.abc import Callable

import pytest

from signoff.workflows import Finding, PolicyTexts, check

GOOD = """\
signoff: 1
workflow: leave
title: {zh: 请假, en: Leave}
version: "1"
calendar: office
timezone: Asia/Shanghai
policy: house
key: "{year}-{no}"
start: {by: initiator, needs: [no]}
data:
  no: {type: text, required: true, title: 编号, max: 20}
  year: {type: integer, required: true}
  days: {type: decimal, min: 0.5, max: 30}
  kind: {type: choice, options: {sick: 病假, annual: 年假}, default: annual}
  rows: {type: list, fields: {day: date, why: text}}
  tags: {type: list, of: text}
signs: [days, kind]
names:
  long: days > policy.limit
ladders:
  desk:
    - {at: due, remind: holder}
    - {at: due + 1wd 08:30, every: 1wd, times: 3, per: seat, notify: manager_of(holder), text: 请尽快, via: [email]}
defaults:
  empty: hold
  duplicate: none
  self: superior
  insufficient_seats: clamp
  escalate: desk
return: {to: [draft, previous], resume: [straight_back, rewalk], comment: optional}
withdraw: {by: initiator, until: chief, comment: required}
steps:
  draft:
    title: 拟稿
    by: initiator
    may_edit: [days, kind]
    due: 2wd
    actions:
      submit:
        title: 提交
        needs: [days]
        require:
          too_long: {that: days <= 30, say: 太长, when: has(days)}
          rows_missing: {that: {day: rows.every(has(it.day)), why: rows.every(has(it.why))}}
          some: {that: [has(days), has(kind)]}
          plain: has(no)
        to:
          - {when: kind == sick, to: chief}
          - {to: next}
        effects:
          - {notify: initiator, text: {zh: 已提交}, when: days > 3}
          - set: {kind: sick, no: "plain text"}
      drop: {comment: required, to: rejected}
  group:
    title: 会签
    when: long
    approvers: {legal: role(legal), money: {title: 财务, who: role(finance), when: days > 5}, all: [role(a), role(b)]}
    rule: 2/3
    not_same_as: [draft]
    on_change: keep
    allow: {transfer: role(legal)}
    empty: {assign: role(admin)}
  pool:
    approvers: [role(x) | role(y), each(role(z))]
    rule: policy.rule
    human_required: true
    self: forbid
    return: none
    calendar: other
    due: policy.pool
    escalate: none
  chief:
    approvers: director@office
    due: due_table
    actions:
      approve: [{by: role(a), to: next}, {when: days > 5, to: other}, other]
      reject: {to: rejected, comment: required}
  done: {title: 完成, end: approved, effects: [{notify: initiator}]}
  other:
    by: role(hr)
    actions: {finish: done}
examples:
  - title: 一路通过
    now: 2026-03-20 08:31
    given: {no: "1", year: 2026, days: 1.5, kind: sick, rows: [{day: 2026-03-20, why: 病}], tags: [a, b]}
    do:
      - submit: {by: zhang, with: {days: 2}}
      - wait: 2wd
      - now: 2026-03-25 09:00
      - chief.return: {to: draft, comment: 再议, resume: rewalk}
      - submit: {refused: days_required}
      - chief.approve
    step: chief
    round: 2
    open: [director_1]
    data: {days: 2}
"""
GOOD = GOOD.replace("due: due_table", "due: policy.table")
HOUSE = """\
signoff: 1
policy: house
title: 本单位
values:
  limit: {is: 2_0, title: 上限, source: 内规 3}
  rule: sequence
  pool: 2wd
  table: {by: kind, sick: 1wd, annual: 2d}
  words: [a, b]
  boss: director@office
  when: due - 1wd 08:30
ladders:
  spare:
    - {at: begin + 1d, remind: holder}
defaults:
  duplicate: any
"""
POLICIES = PolicyTexts({"house": HOUSE})
Place = tuple[str, int, int]
Places = Callable[[str], list[Place]]


@pytest.fixture
def good() -> str:
    """A file that uses nearly every built key and has no finding."""
    return GOOD


@pytest.fixture
def house() -> str:
    """The policy file that `good` names."""
    return HOUSE


@pytest.fixture
def policies() -> PolicyTexts:
    """The policies that `good` needs."""
    return POLICIES


@pytest.fixture
def found() -> Callable[[str], list[Finding]]:
    """Findings of a text, with the policy `house` at hand."""
    return lambda text: list(check(text, policies=POLICIES))


@pytest.fixture
def places(found: Callable[[str], list[Finding]]) -> Places:
    """Findings of a text as (code, line, column)."""
    return lambda text: [(f.code, f.line, f.column) for f in found(text)]


@pytest.fixture
def simple() -> Callable[..., str]:
    """A small good workflow with a step body, data and head put in: `simple(step="    due: 2d\\n")`."""

    def build(step: str = "", data: str = "", head: str = "", after: str = "") -> str:
        return (
            "signoff: 1\nworkflow: small\n"
            + head
            + ("data:\n" + data if data else "")
            + "steps:\n  draft:\n    by: initiator\n  review:\n    approvers: role(legal)\n    empty: hold\n    self: forbid\n"
            + step
            + after
        )

    return build
