"""The types that keys may have: how each reads in the reference, and what it is in JSON Schema."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from signoff.engine.frozen import dataclass

Json = dict[str, Any]

SCALAR: Json = {"type": ["string", "number", "boolean"]}
POLICY: Json = {"type": "string", "pattern": "^policy\\."}
NONE: Json = {"const": "none"}


def ref(name: str) -> Json:
    """A reference to a definition of the schema."""
    return {"$ref": f"#/definitions/{name}"}


def any_of(*schemas: Json) -> Json:
    """One of several schemas."""
    return {"anyOf": list(schemas)}


def list_of(schema: Json) -> Json:
    """A list with at least one element."""
    return {"type": "array", "items": schema, "minItems": 1}


def map_of(schema: Json) -> Json:
    """A map from names to something."""
    return {"type": "object", "additionalProperties": schema}


def scope(name: str) -> Json:
    """A map whose keys are those of a scope."""
    return ref(f"scope_{name}")


@dataclass(frozen=True, slots=True)
class Type:
    """A type: the words of the reference page and its schema. Where `worded`, the key's own words are allowed besides."""

    says: str
    schema: Json = field(default_factory=dict)
    worded: bool = False


EXPRESSION = ref("expression")
NAMES = any_of(ref("text"), list_of(ref("text")))

PART = any_of({"type": "integer", "minimum": 1}, {"type": "string", "pattern": "^[0-9]+\\s*(/\\s*[0-9]+)?$"}, POLICY)

TYPES: Mapping[str, Type] = {
    "one": Type("`1`", {"enum": [1, "1"]}),
    "id": Type("id", SCALAR),
    "file_id": Type("id", {"type": "string", "pattern": "^[^\\W\\d]|^[^\\x00-\\x7f]"}),
    "text": Type("text", SCALAR),
    "zone": Type("name of a time zone", {"type": "string"}),
    "template": Type("template", {"type": "string"}),
    "label": Type("label", any_of(ref("text"), map_of(ref("text")))),
    "titles": Type("map role or post → label", map_of(ref("label"))),
    "bool": Type("bool", any_of({"type": "boolean"}, POLICY)),
    "integer": Type("number", any_of({"type": "integer"}, {"type": "string", "pattern": "^[0-9][0-9_]*$"}, POLICY)),
    "number": Type("number", any_of({"type": "number"}, {"type": "string"})),
    "literal": Type("literal", SCALAR),
    "instant": Type("instant", {"type": "string"}),
    "duration": Type("duration", any_of({"type": "string", "pattern": "^[0-9]+(wd|wh|d|h|m)$"}, POLICY)),
    "expression": Type("expression", SCALAR),
    "cond": Type("condition", EXPRESSION),
    "time": Type("time", EXPRESSION),
    "until_or_case": Type("time, key or list of keys", any_of(EXPRESSION, list_of(EXPRESSION))),
    "people": Type("people", any_of(EXPRESSION, list_of(EXPRESSION))),
    "word": Type("word", POLICY, worded=True),
    "words": Type("word or list of words", worded=True),
    "part": Type("word, number or share", PART, worded=True),
    "need": Type("word, number, share or name", any_of(PART, ref("text")), worded=True),
    "rule": Type("word, number, share or map", any_of(ref("need_of_rule"), scope("rule")), worded=True),
    "empty": Type("word or `{assign: people}`", any_of(POLICY, ref("assign")), worded=True),
    "allow": Type("list, or map verb → people · none", NONE, worded=True),
    "text_list": Type("list of texts", NAMES),
    "text_or_list": Type("text or list of texts", NAMES),
    "field_list": Type("list of fields", NAMES),
    "step_list": Type("list of steps", NAMES),
    "return_to": Type("word, step or list", NAMES),
    "until": Type("word or step", SCALAR),
    "one_target": Type("target", SCALAR),
    "target": Type("target or list of targets", any_of(ref("text"), list_of(any_of(ref("text"), scope("route"))))),
    "options": Type("list, map id → label, or `policy.x`", any_of(POLICY, list_of(ref("text")), map_of(ref("label")))),
    "fields": Type("map of fields", map_of(any_of(ref("field_type"), scope("field")))),
    "names": Type("map name → expression", map_of(EXPRESSION)),
    "data": Type("map field → literal", {"type": "object"}),
    "set": Type("map field → value", map_of(EXPRESSION)),
    "that": Type("condition, list, or map name → condition", any_of(EXPRESSION, list_of(EXPRESSION), map_of(EXPRESSION))),
    "require": Type("map code → condition or guard", map_of(any_of(EXPRESSION, scope("guard")))),
    "effects": Type("list of effects", {"type": "array", "items": scope("effect")}),
    "event": Type("word or action", SCALAR),
    "digest": Type(
        "time to collect for", any_of({"type": "string", "pattern": "^(daily [0-9]{1,2}:[0-9]{2}|weekly( [0-9]{1,2}:[0-9]{2})?)$"}, POLICY)
    ),
    "notify": Type("list of rules", {"type": "array", "items": scope("notification")}),
    "rungs": Type("list of rungs", {"type": "array", "items": scope("rung")}),
    "escalate": Type("list of rungs · ladder id · none", any_of({"type": "string"}, ref("rungs"))),
    "ladders": Type("map id → list of rungs", map_of(ref("rungs"))),
    "seat": Type("people or entry", any_of(EXPRESSION, scope("seat"))),
    "approvers": Type(
        "people · list · map of groups",
        any_of(EXPRESSION, scope("seat"), list_of(ref("seat")), map_of(any_of(ref("seat"), list_of(ref("seat"))))),
    ),
    "action": Type(
        "target, map or list of alternatives", any_of(ref("text"), scope("action"), list_of(any_of(ref("text"), scope("action"))))
    ),
    "actions": Type("map of actions · none", any_of(NONE, map_of(ref("action")))),
    "anytime": Type("map of actions", map_of(ref("action"))),
    "start": Type("people or map", any_of(ref("people"), scope("start"))),
    "return": Type("map · none", any_of(NONE, scope("return"))),
    "take_back": Type("map · none", any_of(NONE, scope("take_back"))),
    "withdraw": Type("map · none", any_of(NONE, scope("withdraw"))),
    "defaults": Type("map of keys of a human step", scope("defaults")),
    "policy": Type("id, or map of values", any_of(ref("file_id"), ref("policy_values"))),
    "policy_value": Type(
        "word, number, duration, time, list, map word → label, or table",
        any_of(ref("text"), list_of(ref("text")), ref("table"), ref("named_words"), scope("policy_value")),
    ),
    "policy_values": Type("map name → value", map_of(ref("policy_value"))),
    "steps": Type("map of steps", {"type": "object", "additionalProperties": scope("step"), "minProperties": 1}),
    "examples": Type("list of examples", {"type": "array", "items": scope("example")}),
    "do": Type("list of acts", {"type": "array", "items": ref("act")}),
    "units": Type("map of units", map_of(any_of(ref("text"), scope("unit")))),
    "persons": Type("map of persons", map_of(any_of(ref("text"), scope("person")))),
    "date": Type("date", {"type": "string"}),
    "proxies": Type("list of proxies", {"type": "array", "items": scope("proxy")}),
    "portfolio": Type("map post → person", map_of(ref("text"))),
    "contact": Type("map channel → address", map_of(ref("text"))),
    "post_list": Type("list of posts", NAMES),
    "hours": Type("list of `HH:MM-HH:MM`"),
    "dates": Type("list of dates"),
    "years": Type("map year → map", map_of(scope("year"))),
    "deadlines": Type("map of deadlines", map_of(scope("deadline"))),
    "branches": Type("map of branches", map_of(scope("branch"))),
    "parallel": Type("map of branches, or list of their ids", any_of(map_of(scope("branch")), list_of(ref("text")))),
    "join": Type(
        "word, number, share or condition",
        any_of({"type": "integer", "minimum": 1}, EXPRESSION),
        worded=True,
    ),
    "loop": Type("`x in LIST`", {"type": "string"}),
    "given": Type("list of fields, or map field → value", any_of(map_of(EXPRESSION), list_of(any_of(ref("text"), map_of(EXPRESSION))))),
    "chain": Type("call, or map plug-in → argument, option → value", any_of(EXPRESSION, map_of(EXPRESSION))),
    "element": Type("value, or map field → value", any_of(EXPRESSION, map_of(EXPRESSION))),
    "series": Type("map of series", map_of(scope("series"))),
    "per": Type("`year`, `month`, field or list · none", NAMES),
    "map": Type("map"),
    "list": Type("list"),
}
"""Every type by name. A type whose schema is empty says nothing to an editor."""

ACT: Json = any_of(
    {"type": "string"},
    {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": any_of({"type": "string"}, scope("do"))},
)
ASSIGN: Json = {"type": "object", "properties": {"assign": ref("people")}, "required": ["assign"], "additionalProperties": False}
TABLE: Json = {"type": "object", "properties": {"by": ref("text")}, "required": ["by"], "additionalProperties": ref("text")}
NAMED_WORDS: Json = {**map_of(ref("label")), "minProperties": 1, "not": any_of({"required": ["is"]}, {"required": ["by"]})}
