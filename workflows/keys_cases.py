"""Keys of a workflow as a whole, of its data, and of what stands beside its steps."""

from .keys_table import ALWAYS, Key, Scope

WORKFLOW = Scope(
    "workflow",
    "Workflow",
    (
        Key("signoff", "one", "version of the language", required=ALWAYS),
        Key("workflow", "file_id", "name of the workflow", required=ALWAYS),
        Key("title", "label", "what people read", "the id"),
        Key("version", "text", "human label; the identity is the hash of the resolved content"),
        Key("calendar", "file_id", "working days and hours; needed as soon as `wd` or `wh` is used"),
        Key("timezone", "zone", "for the same time of day and for what people read", "the calendar's"),
        Key("policy", "policy", "a file of named numbers and words, or the values themselves"),
        Key("key", "template", "the case's human key, unique per workflow", "given by the host"),
        Key("start", "start", "who may start a case, and on what conditions", "anyone"),
        Key("data", "fields", "what a case holds"),
        Key("signs", "field_list", "what a signature covers: an approval stands on the hash of these fields", "all fields"),
        Key("names", "names", "short names for expressions, worked out whenever used"),
        Key("series", "series", "number series"),
        Key("deadlines", "deadlines", "clocks of the case that outlast one step"),
        Key("ladders", "ladders", "named escalations"),
        Key("defaults", "defaults", "for every human step"),
        Key("return", "return", "how approvers send back; the default for approval steps", "none"),
        Key("withdraw", "withdraw", "how a case is pulled back by its owner", "none"),
        Key("take_back", "take_back", "how the last actor takes an act back", "none"),
        Key("steps", "steps", "where a case rests, in order", required=ALWAYS),
        Key("branches", "branches", "child workflows too long to write in place, or started by `start:`"),
        Key("anytime", "anytime", "actions possible at every open step, or at those under `in`; the holder's unless `by` says otherwise"),
        Key("notify", "notify", "rules for telling people of what happens"),
        Key(
            "at_end",
            "effects",
            "whichever end the case comes to, also by an administrator or with the case around it: what leaves after the commit "
            "(`notify`, `copy_to`, `call`, `signal`)",
        ),
        Key("examples", "examples", "cases that prove what the file means; run by `signoff test`"),
    ),
)

FIELD = Scope(
    "field",
    "Field (in `data`)",
    (
        Key(
            "type",
            "word",
            "what it holds; `document` is versioned and hashed; `clock` points to a clock of the case that gives it",
            required=ALWAYS,
            words=(
                "text",
                "number",
                "integer",
                "decimal",
                "money",
                "bool",
                "date",
                "datetime",
                "choice",
                "person",
                "unit",
                "document",
                "file",
                "list",
                "clock",
            ),
        ),
        Key("title", "label", "what people read", "the id"),
        Key("required", "bool", "must be given when the case starts (for later: `needs`)", "false"),
        Key("default", "literal", "the value of a case that gives none"),
        Key("options", "options", "for `choice`; the order is the ranking; `policy.x`: a list of words in the policy"),
        Key(
            "of",
            "word",
            "for a `list` of simple values: their type",
            words=("text", "number", "integer", "decimal", "money", "bool", "date", "datetime", "person", "unit", "document", "file"),
        ),
        Key("fields", "fields", "for a `list` of rows: their fields"),
        Key("min", "literal", "least value; for texts and lists the least length"),
        Key("max", "literal", "greatest value; for texts and lists the greatest length"),
    ),
)

START = Scope(
    "start",
    "start",
    (
        Key("by", "people", "who may start a case; `system` stands for timers and other cases, which open theirs in any case", "anyone"),
        Key("needs", "field_list", "fields that must have a value"),
        Key("require", "require", "guards, all checked, all reported"),
        Key("comment", "word", "whether a comment is asked for", "optional", words=("required", "optional", "none")),
    ),
)

RETURN = Scope(
    "return",
    "return",
    (
        Key("to", "return_to", "legal targets: `any_earlier`, `previous`, `initiator`, a step, or a list", required=ALWAYS),
        Key(
            "resume",
            "words",
            "how the resubmitted case goes on; a list lets the returner choose, the first is the default",
            "rewalk",
            words=("rewalk", "straight_back", "reapprove_marked"),
        ),
        Key("comment", "word", "whether a comment is asked for", "required", words=("required", "optional")),
        Key("max_rounds", "integer", "the round of the step from which on nothing is sent back any more"),
        Key("then", "target", "where a return leads then", "rejected"),
    ),
)

WITHDRAW = Scope(
    "withdraw",
    "withdraw",
    (
        Key("by", "people", "whose right it is", "initiator"),
        Key("until", "until", "`first_decision`, `end`, or a step that has been neither entered nor passed over", required=ALWAYS),
        Key("comment", "word", "whether a comment is asked for", "optional", words=("required", "optional")),
        Key("needs", "field_list", "must have a value after it, may be given with it"),
        Key("require", "require", "guards, all checked, all reported"),
        Key("to", "target", "where to: an end, or a step to begin again at", "withdrawn"),
    ),
)

BRANCH = Scope(
    "branch",
    "Branch (in `parallel`, `branches`): a workflow without a header",
    (
        Key("title", "label", "what people read", "the id"),
        Key("data", "fields", "what the child holds itself; it reads the fields around it, and writes only its own"),
        Key("names", "names", "short names for expressions"),
        Key("deadlines", "deadlines", "clocks that outlast one step"),
        Key("ladders", "ladders", "named escalations"),
        Key("defaults", "defaults", "for its human steps; before those around it"),
        Key("steps", "steps", "where the child rests, in order"),
        Key("branches", "branches", "branches of the child too long to write in place, or started by its `start:`"),
        Key("anytime", "anytime", "actions possible at every open step of the child, or at those under `in`"),
        Key("return", "return", "how approvers send back, also to before the split", "what holds around it"),
        Key("withdraw", "withdraw", "how the child is pulled back", "none"),
        Key("notify", "notify", "rules for telling people of what happens in it; those around it do not reach in"),
        Key("calendar", "file_id", "working days and hours", "what holds around it"),
        Key("workflow", "file_id", "instead of `steps`: that workflow"),
        Key("with", "given", "what the child gets, by its fields; options of its choices are bare words; nothing is passed silently"),
        Key("take", "given", "with `workflow`: what is ours as soon as that child has ended well; not with `for_each`"),
        Key("initiator", "people", "who is the child's initiator", "ours"),
        Key("for_each", "loop", "one child per element: `x in LIST`; an empty list opens none, and the join is met"),
        Key("when", "cond", "opened only if so"),
        Key("wait", "bool", "false = tracked, not waited for", "true"),
        Key("outlives", "bool", "goes on after the case has ended `approved` or `done`", "false"),
        Key("keep_if_done", "bool", "a finished branch survives a return to before the split", "false"),
    ),
)

TAKE_BACK = Scope(
    "take_back",
    "take_back",
    (
        Key(
            "until",
            "word",
            "until somebody has done so at the step that the act led to",
            required=ALWAYS,
            words=("read", "claimed", "decided"),
        ),
        Key("later", "word", "after that: with the consent of those who have begun, or not at all", "none", words=("ask_holder", "none")),
    ),
)

DEADLINE = Scope(
    "deadline",
    "Deadline (in `deadlines`)",
    (
        Key("title", "label", "what people read", "the id"),
        Key("from", "time", "begins when this has a value, and anew when that changes", "case start"),
        Key("due", "time", "when it is due; a duration counts from its begin", required=ALWAYS),
        Key("max", "time", "no extension beyond"),
        Key("met", "cond", "stops it; `passed(x)` counts from its begin", "never"),
        Key("when", "cond", "runs only while this holds"),
        Key("holder", "people", "who is reminded", "who holds the open seats"),
        Key("for_each", "loop", "one clock per element: `x in LIST`"),
        Key("escalate", "escalate", "rungs, or the id of a ladder; `none` switches that of `defaults` off"),
        Key("calendar", "file_id", "working days and hours", "the workflow's"),
        Key("calendar_of", "expression", "a unit: where it has a calendar of its own in the people file, that counts here"),
    ),
)

SERIES = Scope(
    "series",
    "Series (in `series`)",
    (
        Key(
            "format",
            "template",
            "how a number is written: `{seq}` (or `{seq:04}`, filled up to four digits), `{year}`, `{month}` and fields",
            required=ALWAYS,
        ),
        Key(
            "per",
            "per",
            "what has a counter of its own, each beginning anew: `year`, `month`, a field, or a list; `none`: one counter for ever",
            "year",
        ),
        Key("start", "integer", "the first number of each counter", "1"),
        Key("title", "label", "what people read", "the id"),
    ),
)

NOTIFICATION = Scope(
    "notification",
    "Notification rule (in `notify`)",
    (
        Key(
            "event",
            "event",
            "what happened: one of these, or an action of the workflow",
            required=ALWAYS,
            words=("entered", "opened", "approved", "returned", "rejected", "reassigned", "overdue", "extended", "ended", "withdrawn"),
        ),
        Key("in", "step_list", "at which steps", "all"),
        Key("to", "people", "who is told", required=ALWAYS),
        Key("when", "cond", "only if so"),
        Key(
            "text",
            "label",
            "in which words; `{FIELD}`, `{comment}`, `{key}`, `{step}`, `{actor}`, `{round}`, `{clock}` and `{due}` are filled in: "
            "options and units by title, persons by name",
            "the event's own",
        ),
        Key("via", "text_list", "by which channels"),
        Key("receipt", "bool", "whether reading is confirmed", "false"),
        Key(
            "digest", "digest", "collected, and told as one at the next such time: `daily 08:30`, `weekly` (Mondays 09:00), `weekly 08:30`"
        ),
    ),
)

CASE_SCOPES = (WORKFLOW, FIELD, START, RETURN, WITHDRAW, TAKE_BACK, BRANCH, DEADLINE, SERIES, NOTIFICATION)
