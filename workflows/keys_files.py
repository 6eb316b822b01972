"""Keys of policy files, people files and calendars, and of the examples beside a workflow."""

from .keys_table import ALWAYS, Key, Scope

POLICY_FILE = Scope(
    "policy_file",
    "Policy file",
    (
        Key("signoff", "one", "version of the language", required=ALWAYS),
        Key("policy", "file_id", "name of the policy", required=ALWAYS),
        Key("title", "label", "what people read", "the id"),
        Key("values", "policy_values", "named words, numbers, durations, times, lists and tables"),
        Key("ladders", "ladders", "named escalations"),
        Key("defaults", "defaults", "for every human step, behind the workflow's own"),
        Key("calendar", "file_id", "for workflows that name none"),
    ),
)

POLICY_VALUE = Scope(
    "policy_value",
    "Policy value, long form",
    (
        Key("is", "policy_value", "the value", required=ALWAYS),
        Key("title", "label", "what people read"),
        Key("source", "text", "where the number comes from"),
    ),
)

EXAMPLE = Scope(
    "example",
    "Example (in `examples`)",
    (
        Key("title", "label", "what it shows"),
        Key("now", "instant", "the clock", "a Monday 09:00"),
        Key("people", "text", "a people file, beside the workflow", "the one given to `signoff test`, else stand-ins"),
        Key("by", "text", "the initiator", "a stand-in"),
        Key("given", "data", "data at the start", "samples"),
        Key("do", "do", "what happens, in order", required=ALWAYS),
        Key("step", "text", "afterwards: where the case rests"),
        Key("end", "text", "afterwards: the end it has reached"),
        Key("round", "integer", "afterwards: the round of the step"),
        Key("due", "instant", "afterwards: when the step is due"),
        Key("open", "text_or_list", "afterwards: who holds an open seat"),
        Key("data", "data", "afterwards: these fields have these values"),
    ),
)

DO = Scope(
    "do",
    "Act in an example (in `do`)",
    (
        Key("by", "text", "who; of an action `by: case`: the key of the case that signals it", "a holder"),
        Key("comment", "text", "the comment given"),
        Key("to", "text", "where to: the target of a return"),
        Key("resume", "word", "how to go on after a return", words=("rewalk", "straight_back", "reapprove_marked")),
        Key("with", "data", "data given with the act"),
        Key("who", "text", "whom: the receiver of a transfer or delegation, a signer to add or to remove"),
        Key("where", "word", "where an added signer stands", words=("before", "after", "parallel")),
        Key("edits", "word", "how the edits count", words=("substantive", "formal")),
        Key("refused", "text", "the code of the refusal expected"),
        Key("end", "id", "of `BRANCH/ELEMENT`: the end to which a child that runs another workflow is taken, with what `with` says"),
    ),
)

PEOPLE_FILE = Scope(
    "people_file",
    "People file",
    (
        Key("signoff", "one", "version of the language", "1"),
        Key("units", "units", "units by id"),
        Key("people", "persons", "persons by id"),
        Key("proxies", "proxies", "who stands in for whom, in order"),
        Key("titles", "titles", "what people read for roles and posts", "the ids"),
    ),
)

PROXY = Scope(
    "proxy",
    "Proxy (in `proxies`)",
    (
        Key("principal", "id", "whose seats they are", required=ALWAYS),
        Key("proxy", "id", "who acts on them", required=ALWAYS),
        Key("from", "date", "the first day, in the time zone of the house", "since ever"),
        Key("until", "date", "the last day, itself included", "for good"),
        Key(
            "kind",
            "word",
            "`act_for` signs for the principal (代), `substitute_post` holds the post meanwhile, `ab_role` is a pair",
            "act_for",
            words=("act_for", "substitute_post", "ab_role"),
        ),
        Key("scope", "text_list", "workflows, or steps as `workflow.step`", "everywhere"),
        Key("fallback", "id", "who acts where the proxy cannot"),
    ),
)

UNIT = Scope(
    "unit",
    "Unit (in `units`)",
    (
        Key("title", "label", "what people read", "the id"),
        Key("parent", "id", "the unit above"),
        Key("calendar", "file_id", "working days and hours"),
        Key("portfolio_of", "portfolio", "who leads it, by post"),
        Key("external", "bool", "whether it is outside the house", "false"),
    ),
)

PERSON = Scope(
    "person",
    "Person (in `people`)",
    (
        Key("name", "text", "what people read", "the id"),
        Key("unit", "id", "where this person works"),
        Key("posts", "post_list", "`post@unit`, or `post` in the own unit"),
        Key("roles", "post_list", "`role` in the own unit, or `role@unit`"),
        Key("manager", "id", "who leads this person"),
        Key("rank", "integer", "low signs first", "0"),
        Key("active", "bool", "false: cannot act", "true"),
        Key("contact", "contact", "addresses by channel: `email`, `webhook`"),
    ),
)

CALENDAR = Scope(
    "calendar",
    "Calendar file",
    (
        Key("calendar", "file_id", "name of the calendar", required=ALWAYS),
        Key("title", "label", "what people read", "the id"),
        Key("timezone", "zone", "where it holds"),
        Key("extends", "file_id", "the calendar it builds on"),
        Key("cutoff", "word", "when a day ends", words=("business_close", "midnight")),
        Key("hours", "hours", "working hours, breaks left out"),
        Key("weekend", "text_list", "days of the week without work"),
        Key("years", "years", "days off and made up, by year"),
    ),
)

YEAR = Scope(
    "year",
    "Year (in `years`)",
    (
        Key("status", "word", "whether the days are official", words=("official", "provisional")),
        Key("source", "text", "where the days come from"),
        Key("off", "dates", "days without work"),
        Key("makeup", "dates", "weekend days with work"),
    ),
)

FILE_SCOPES = (POLICY_FILE, POLICY_VALUE, EXAMPLE, DO, PEOPLE_FILE, PROXY, UNIT, PERSON, CALENDAR, YEAR)
