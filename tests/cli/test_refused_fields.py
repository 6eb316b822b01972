"""Fields in refusals: by their titles, and what would fit by its labels, in the language spoken."""

import pytest

from signoff import Refused
from signoff.cli.errors import lines_of
from signoff.cli.messages import speaking
from signoff.cli.screen import Screen
from signoff.engine.errors import Reason
from tests.engine.house import House, workflow

DATA = """
mode:
  type: choice
  title: {zh: 办理方式, en: Mode}
  options: {sole: {zh: 单办, en: By one unit}, joint: {zh: 主会办, en: By several}, merged: merged}
until: {type: date, title: {zh: 期限, en: Due}}
count: {type: integer, min: 1, max: 5}
why: {type: text, required: true, title: {zh: 理由, en: Grounds}}
plain: {type: text, required: true}
units:
  type: list
  title: {zh: 承办单位, en: Units}
  fields:
    role: {type: choice, required: true, title: {zh: 角色, en: Role}, options: {lead: {zh: 主办, en: Lead}, co: {zh: 会办, en: Co-handler}}}
    proof: file
people: {type: list, of: person}
seal: file
"""


def told(lang: str, data: dict[str, object]) -> list[str]:
    """What the command line says of a case that is started with this."""
    house = House(workflow("draft: {by: initiator}", data=DATA))
    with pytest.raises(Refused) as refused, speaking(lang):
        house.engine.start("w", by="ini", data={"why": "w", "plain": "p", **data})
    with speaking(lang):
        return [line.strip() for line in lines_of(refused.value, Screen())]


@pytest.mark.parametrize(
    ("data", "zh", "en"),
    [
        (
            {"mode": "both"},
            ["被拒绝：“办理方式”（mode）的值 both 不合要求 [mode_invalid]", "建议：可选：sole（单办）、joint（主会办）、merged。"],
            [
                "refused: `mode`: both is none of sole, joint, merged [mode_invalid]",
                "hint: Choose one of: sole (By one unit), joint (By several), merged.",
            ],
        ),
        (
            {"units": [{"role": "lead"}, {"role": "chief"}]},
            [
                "被拒绝：“承办单位”（units）第 2 行的“角色”（role）的值 chief 不合要求 [units_invalid]",
                "建议：可选：lead（主办）、co（会办）。",
            ],
            [
                "refused: `units`: row 2: chief is none of lead, co [units_invalid]",
                "hint: Choose one of: lead (Lead), co (Co-handler).",
            ],
        ),
        (
            {"until": "soon"},
            ["被拒绝：“期限”（until）的值 soon 不合要求 [until_invalid]", "建议：请写日期，如 2026-03-20"],
            ["refused: `until`: a date such as 2026-03-20 is needed, not soon [until_invalid]"],
        ),
        (
            {"count": 9},
            ["被拒绝：`count` 的值 9 不合要求 [count_invalid]", "建议：请写整数，不小于 1，不大于 5"],
            ["refused: `count`: 9 is above 5, the most allowed [count_invalid]"],
        ),
        (
            {"people": ["ini", "nobody"]},
            ["被拒绝：`people` 第 2 行的值 nobody 不合要求 [people_invalid]", "建议：请写组织中人员的 id"],
            ["refused: `people`: row 2: the directory knows no person `nobody` [people_invalid]"],
        ),
        (
            {"why": None, "plain": " "},
            [
                "被拒绝：“理由”（why）必须有值 [why_required]",
                "建议：请写 --data why=…",
                "被拒绝：`plain` 必须有值 [plain_required]",
                "建议：请写 --data plain=…",
            ],
            [
                "refused: Grounds (`why`) must have a value [why_required]",
                "hint: Write --data why=…",
                "refused: `plain` must have a value [plain_required]",
                "hint: Write --data plain=…",
            ],
        ),
        (
            {"units": "lead"},
            [
                "被拒绝：“承办单位”（units）的值 lead 不合要求 [units_invalid]",
                "建议：请用 JSON 写各行：--data 'units=[{…}]'，每行的字段：role（角色）、proof；"
                "也可用 --data-file 从 YAML 或 JSON 文件读取。",
            ],
            [
                "refused: `units`: a list is needed, not lead [units_invalid]",
                "hint: Write rows as JSON, --data 'units=[{…}]', with the fields role (Role), proof; "
                "--data-file takes them from a YAML or JSON file.",
            ],
        ),
        (
            {"people": "ini"},
            ["被拒绝：`people` 的值 ini 不合要求 [people_invalid]", "建议：请写列表，如 --data people=甲,乙"],
            ["refused: `people`: a list is needed, not ini [people_invalid]"],
        ),
        (
            {"seal": "scan.pdf"},
            [
                "被拒绝：`seal` 的值 scan.pdf 不合要求 [seal_invalid]",
                "建议：请写文件路径：--data seal=scan.pdf；文件名、类型、大小、校验值和位置自动读取。",
            ],
            [
                "refused: `seal`: a file is a map of name, media_type, size, sha256, where, not scan.pdf [seal_invalid]",
                "hint: Give the path of the file: --data seal=scan.pdf; name, media type, size, hash and place are taken from it.",
            ],
        ),
        (
            {"units": [{"role": "lead", "proof": 5}]},
            [
                "被拒绝：“承办单位”（units）第 1 行的`proof` 的值 5 不合要求 [units_invalid]",
                '建议：请写文件路径：--data \'units=[{"proof": "scan.pdf"}]\'；文件名、类型、大小、校验值和位置自动读取。',
            ],
            [
                "refused: `units`: row 1: a file is a map of name, media_type, size, sha256, where, not 5 [units_invalid]",
                'hint: Give the path of the file: --data \'units=[{"proof": "scan.pdf"}]\'; '
                "name, media type, size, hash and place are taken from it.",
            ],
        ),
    ],
)
def test_a_field_is_called_by_its_title_and_what_would_fit_by_its_labels(data: dict[str, object], zh: list[str], en: list[str]) -> None:
    assert told("zh", data) == zh
    assert told("en", data) == en


def test_a_refusal_of_which_only_the_id_of_the_field_is_left_names_that() -> None:
    with speaking("zh"):
        assert lines_of(Refused([Reason("mode_invalid", "x", data={"field": "mode", "given": "'a'"})]), Screen()) == [
            "被拒绝：`mode` 的值 'a' 不合要求 [mode_invalid]"
        ]


def test_a_program_gets_the_options_with_their_labels() -> None:
    house = House(workflow("draft: {by: initiator}", data=DATA))
    with pytest.raises(Refused) as refused:
        house.engine.start("w", by="ini", data={"why": "w", "plain": "p", "mode": "both"})
    needed = refused.value.reasons[0].data["needed"]
    assert isinstance(needed, dict) and (needed["type"], list(needed["options"])) == ("choice", ["sole", "joint", "merged"])
    assert needed["options"]["sole"] == {"zh": "单办", "en": "By one unit"}
