"""The JSON Schema (draft-07) that gives editors completion, from the table of keys: it knows exactly the keys that are built."""

from .keys import SCOPES, find_key
from .keys_table import ALWAYS, Key, Scope
from .keys_types import ACT, ASSIGN, NAMED_WORDS, POLICY, TABLE, TYPES, Json, any_of, list_of, ref

ROOTS = {"workflow": "scope_workflow", "policy": "scope_policy_file", "people": "scope_people_file"}


def schema(kind: str = "workflow") -> Json:
    """The schema of a kind of file: `workflow`, `policy` or `people`."""
    root = SCOPES[ROOTS[kind].removeprefix("scope_")]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"signoff: {root.title.lower()}",
        **_used({**_scope(root), "definitions": definitions()}),
    }


def definitions() -> Json:
    """Every scope and type by name."""
    return {
        **{f"scope_{s.id}": _scope(s) for s in SCOPES.values() if s.built},
        **{name: type.schema for name, type in TYPES.items() if type.schema and not type.worded},
        "act": ACT,
        "assign": ASSIGN,
        "table": TABLE,
        "named_words": NAMED_WORDS,
        "field_type": _key(find_key("field", "type")),
        "need_of_rule": _key(find_key("rule", "need")),
    }


def _scope(scope: Scope) -> Json:
    built = [key for key in scope.keys if key.built]
    required = [key.name for key in built if key.required == ALWAYS]
    made: Json = {"type": "object", "additionalProperties": False, "properties": {key.name: _described(key) for key in built}}
    return {**made, "required": required} if required else made


def _described(key: Key) -> Json:
    """The schema of a key with its meaning; a bare `$ref` would hide the description beside it."""
    default = f" (default: {key.default})" if key.default else ""
    body = _key(key)
    return {"description": f"{key.meaning}{default}", **({"allOf": [body]} if "$ref" in body else body)}


def _key(key: Key) -> Json:
    type = TYPES[key.type]
    if not type.worded:
        return ref(key.type) if type.schema else {}
    words: Json = {"enum": list(key.words)}
    if key.type == "allow":
        parts: Json = {word: ref("people") for word in key.words}
        parts |= {"add_signer": any_of(ref("people"), ref("scope_add_signer")), "remove_signer": {"enum": ["own", "any"]}}
        verbs: Json = {"type": "object", "additionalProperties": False, "properties": parts}
        return any_of(type.schema, words, list_of(words), verbs)
    if key.type == "words":
        return any_of(words, POLICY, list_of(any_of(words, POLICY)))
    return any_of(words, type.schema)


def _used(made: Json) -> Json:
    """Only the definitions that the root needs, directly or not."""
    needed: set[str] = set()
    waiting: list[object] = [made["properties"]]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            name = str(node.get("$ref", "")).removeprefix("#/definitions/")
            if name and name not in needed:
                needed.add(name)
                waiting.append(made["definitions"][name])
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return {**made, "definitions": {name: body for name, body in made["definitions"].items() if name in needed}}
