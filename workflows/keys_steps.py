"""Keys of a step, its actions, seats, guards, effects and rungs."""

from .keys_table import ALWAYS, SOMEWHERE, Key, Scope

STEP = Scope(
    "step",
    "Step",
    (
        Key("title", "label", "what people read", "the id"),
        Key("when", "cond", "the step is entered only if so; else passed over, with a history row"),
        Key("effects", "effects", "on every entry"),
        Key("by", "people", "a duty: one shared task, whoever acts first"),
        Key("approvers", "approvers", "a decision: one seat per entry; `each(p)` = a seat per person; a map names groups"),
        Key(
            "rule",
            "rule",
            "how seats add up; required unless there is exactly one seat; also the name of a plug-in's rule",
            words=("any", "any_approve", "all", "sequence"),
        ),
        Key("main", "word", "the seat that must write an opinion to approve; for the others circling is consent", words=("first", "last")),
        Key("actions", "actions", "the complete list of moves", "`submit: next`, or `approve: next` and `reject: rejected`"),
        Key("may_edit", "field_list", "editable while here; nothing else is"),
        Key(
            "edits",
            "word",
            "how edits made here count; `ask`: the editor says; formal edits void nothing",
            "substantive",
            words=("substantive", "formal", "ask"),
        ),
        Key("on_change", "word", "approvals given here when signed content later changes", "void", words=("void", "keep")),
        Key("hide", "field_list", "not shown at this step, but to the initiator and administrators"),
        Key("due", "time", "arms the step's clock, anew on every entry"),
        Key("escalate", "escalate", "rungs, or a ladder's id; without `due` they count from `begin`", "none"),
        Key("not_same_as", "step_list", "who acted there, or for whom, cannot act here"),
        Key("principal_only", "cond", "no proxy acts here; who substitutes in the post may", "false"),
        Key("human_required", "bool", "never passed by timer, duplicate or skip", "false"),
        Key("empty", "empty", "nobody found", required=SOMEWHERE, words=("hold", "admin", "skip")),
        Key("duplicate", "word", "the same person approved before", required=SOMEWHERE, words=("none", "consecutive", "any", "forbid")),
        Key("self", "word", "an approver is the initiator", required=SOMEWHERE, words=("allow", "skip", "superior", "forbid")),
        Key("insufficient_seats", "word", "fewer seats than the rule needs", required=SOMEWHERE, words=("hold", "admin", "clamp")),
        Key(
            "allow",
            "allow",
            "side verbs of the holder, and to whom",
            "none",
            words=("transfer", "delegate", "add_signer", "remove_signer"),
        ),
        Key("return", "return", "how approvers send back from here", "the workflow's"),
        Key("reapprove", "bool", "asked again under `reapprove_marked`", "false"),
        Key("calendar", "file_id", "working days and hours of this step", "the workflow's"),
        Key("calendar_of", "expression", "a unit: where it has a calendar of its own in the people file, that counts here"),
        Key("parallel", "parallel", "opens child cases: branches written here, or ids of those under `branches`"),
        Key(
            "join",
            "join",
            "when a step that opens children is finished; children that ended `void` do not count",
            "all",
            words=("all", "any", "none"),
        ),
        Key("rest", "word", "what happens to children still open then", "cancel", words=("cancel", "keep")),
        Key("then", "target", "where to when the join is met or the child has ended; alone: an automatic step, passed at once", "next"),
        Key("else", "target", "where to when the join can no longer be met", "rejected"),
        Key("workflow", "file_id", "runs that workflow as a child"),
        Key("for_each", "loop", "with `workflow`: one child per element, `x in LIST`; an empty list opens none, and the join is met"),
        Key("with", "given", "what the child gets, by its fields; options of its choices are bare words; nothing is passed silently"),
        Key("take", "given", "what is taken from the child at its end; not with `for_each`"),
        Key("initiator", "people", "who is the child's initiator", "ours"),
        Key(
            "chain",
            "chain",
            "a run of approval steps that a plug-in works out when the step is entered: `management_line(initiator)`, or with more "
            "arguments `{management_line: initiator, levels: 3}`; all else that the step says holds for each of them",
        ),
        Key("end", "word", "a case that comes here has ended so", words=("approved", "rejected", "done", "withdrawn", "void")),
    ),
)

HUMAN = (
    "rule",
    "main",
    "actions",
    "may_edit",
    "edits",
    "on_change",
    "hide",
    "due",
    "escalate",
    "not_same_as",
    "human_required",
    "principal_only",
    "empty",
    "duplicate",
    "self",
    "insufficient_seats",
    "allow",
    "return",
    "reapprove",
    "calendar",
    "calendar_of",
)
"""Keys of a step that `defaults` may hold."""

DEFAULTS = Scope(
    "defaults",
    "defaults",
    tuple(key for key in STEP.keys if key.name in HUMAN),
)

RULE = Scope(
    "rule",
    "rule, long form",
    (
        Key(
            "need",
            "need",
            "how much approval, or the name of a plug-in's rule; with `any_approve` a rejection only takes out who gave it",
            "all",
            words=("any", "any_approve", "all", "sequence"),
        ),
        Key("of", "word", "what is counted", "seats", words=("seats", "weight", "each_group")),
        Key(
            "reject",
            "part",
            "how much rejection ends the step; `collect` waits for everyone, then counts",
            "veto",
            words=("veto", "collect"),
        ),
        Key("abstain", "bool", "whether one may abstain: a seat that counts on neither side", "false"),
    ),
)

SEAT = Scope(
    "seat",
    "Entry under `approvers`",
    (
        Key("title", "label", "what people read", "the group"),
        Key("who", "people", "who holds this seat", required=ALWAYS),
        Key("weight", "integer", "what this seat (with `each`, every one of them) counts under `of: weight`", "1"),
        Key("when", "cond", "the seat opens only if so"),
    ),
)

ADD_SIGNER = Scope(
    "add_signer",
    "`add_signer` (in `allow`)",
    (
        Key(
            "where",
            "words",
            "where those added may stand to whoever adds them; short: `add_signer: [before, after]`",
            "all three",
            words=("before", "after", "parallel"),
        ),
        Key("among", "people", "who may be added", "anyone"),
        Key("binding", "bool", "their rejection rejects the seat; else it is an opinion", "false"),
        Key("depth", "integer", "how deep those added may add others", "1"),
    ),
)

ACTION = Scope(
    "action",
    "Action (in `actions`, `anytime`); a list of these = alternatives",
    (
        Key("title", "label", "the button", "the name"),
        Key("to", "target", "`next`, `stay`, `previous`, a step, or a list of `{when, to}`", "`stay` in `anytime`; else it must be said"),
        Key(
            "by",
            "people",
            "who may; `system` = fires by itself when `when` becomes true, which may not use `now`; `case` = another case that signals it, "
            "`case(FIELD)` = the one whose key a text field holds: this case waits for that one while `when` holds, which is asked before "
            "the signal's values come in",
            "the step's holder",
        ),
        Key("sender", "text", "with `by: case`: the text field, or list of texts, that takes the key of the case that signals"),
        Key("when", "cond", "not offered otherwise"),
        Key("in", "step_list", "only in `anytime`: where it is possible; an end must be named to be woken, `[open, issued]`", "open"),
        Key("needs", "field_list", "must have a value after the act, may be given with it"),
        Key("may_edit", "field_list", "may be given with the act"),
        Key("comment", "word", "whether a comment is asked for", "optional", words=("required", "optional", "none")),
        Key("require", "require", "guards, all checked, all reported"),
        Key("effects", "effects", "when the act has moved the case"),
        Key("credit", "people", "whose seat opens approved at the step that the action leads to"),
    ),
)

ROUTE = Scope(
    "route",
    "Target with a condition",
    (
        Key("when", "cond", "this target only if so; the last one has none"),
        Key("to", "one_target", "`next`, `stay`, `previous` or a step", required=ALWAYS),
    ),
)

GUARD = Scope(
    "guard",
    "Guard (in `require`)",
    (
        Key("that", "that", "what must hold; a list or a map names the parts that fail", required=ALWAYS),
        Key("say", "label", "the sentence of the refusal", "the code"),
        Key("when", "cond", "asked only if so"),
    ),
)

RUNG = Scope(
    "rung",
    "Rung (in `escalate`, `ladders`)",
    (
        Key("at", "time", "when; words: `begin` and `due` of this clock", required=ALWAYS),
        Key("every", "duration", "repeated after this long"),
        Key("times", "integer", "how often in all, with `every`"),
        Key("per", "word", "once for the step, or once for each open seat", "step", words=("step", "seat")),
        Key("when", "cond", "looked at when it fires"),
        Key("remind", "people", "a notice that also marks the task"),
        Key("reassign", "people", "the seat moves"),
        Key("act", "word", "all open seats decide so, by the guards that hold for people", words=("approve", "reject")),
        Key("to", "target", "the case leaves the step; with `extend`, until when"),
        Key("comment", "text", "for `act`"),
        Key("notify", "people", "who is told"),
        Key("text", "label", "in which words"),
        Key("via", "text_list", "by which channels"),
        Key("set", "set", "fields that get a value"),
        Key("copy_to", "people", "who is told and may read the case"),
        Key("receipt", "bool", "whether reading is confirmed", "false"),
        Key("call", "text", "an effect of a plug-in"),
        Key("start", "file_id", "a child case: a branch or a workflow"),
        Key("extend", "file_id", "a clock that is extended, `to` a time"),
        Key("with", "given", "what the child, or the effect that is called, gets"),
        Key("once_per", "text_or_list", "not if a child with the same values of these fields is open"),
    ),
)

EFFECT = Scope(
    "effect",
    "Effect (in `effects`): one verb, and modifiers",
    (
        Key("set", "set", "at once: fields that get a value"),
        Key(
            "edits",
            "word",
            "how what `set` brings counts to signatures, in the effects of an action; unsaid, it never counts",
            words=("substantive", "formal"),
        ),
        Key("allocate", "text", "at once: a text field gets the next number of the series in `from`; one that it holds already it keeps"),
        Key("from", "text", "the series of `allocate`"),
        Key("void", "text", "at once: the number of a field is void; it stays in the register, never reused, and the field is empty"),
        Key("start", "file_id", "at once: a child case, of a branch (beside its siblings) or of a workflow; tracked, not waited for"),
        Key("for", "element", "the element, for a branch with `for_each`"),
        Key("once_per", "text_or_list", "not if a child with the same values of these fields is open"),
        Key("cancel", "text", "at once: closes the open children of a branch (`for` the element), or of a started workflow"),
        Key("extend", "file_id", "at once: a clock gets more time; refused `beyond_max`"),
        Key(
            "reassign",
            "people",
            "at once, in the effects of an action that stays: the open seats of the step move to these people; clocks and round stay as "
            "they are",
        ),
        Key("signal", "text", "after commit, once: an action (`by: case`) that another case takes, or a case below it"),
        Key(
            "to",
            "until_or_case",
            'with `signal`: the key of that case, a list of keys, or a quoted template such as `"{year}-{unit}"`; '
            "with `extend`: until when, `begin` and `due` are that clock's",
        ),
        Key(
            "else",
            "text",
            "with `signal`, where that case has ended, is archived or is not there: the action (`by: case`) that this one takes itself, "
            "or `none`: nothing is done, and nobody is missed",
        ),
        Key("notify", "people", "after commit: who is told"),
        Key("text", "label", "in which words"),
        Key("via", "text_list", "by which channels"),
        Key("receipt", "bool", "whether reading is confirmed", "false"),
        Key("copy_to", "people", "after commit: who is told and may read the case"),
        Key("call", "text", "after commit, at least once under one key: an effect of a plug-in"),
        Key("with", "given", "what the child, the effect that is called, or the action that is signalled gets"),
        Key("when", "cond", "only if so"),
    ),
)

STEP_SCOPES = (STEP, DEFAULTS, RULE, SEAT, ADD_SIGNER, ACTION, ROUTE, GUARD, RUNG, EFFECT)
