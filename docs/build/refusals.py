"""`docs/reference/refusals.md`: every code of a refusal or an error, compared with those that stand in the code."""

import ast
from collections.abc import Iterator
from pathlib import Path

HEAD = """# Refusals and errors: every code

Codes are stable, sentences may become better. A refusal has written nothing but a count of the attempt (`engine.attempts(case)`);
`error.reasons` holds all its reasons, and `engine.can(…)` answers with the same ones without trying. Generated; that no code is
missing is read from the source.
"""
REFUSALS = {
    "already_claimed": "somebody else has claimed the task; ask for a release, or reassign",
    "acknowledged_already": "somebody has seen to this finding already, and it has not begun anew since: who, and when, is told",
    "already_done": "the case has moved on since: read it again",
    "already_holder": "the person already holds the seat that was to be handed over",
    "already_migrated": "the case goes by this definition already",
    "already_signer": "the person has a seat of their own in this slate: one person, one seat",
    "branch_added": "the step where a case waits opens more branches by the new definition, and a migration opens none",
    "branch_changed": "a branch under way runs another workflow or another list by the new definition",
    "branch_not_running": "no child of this branch is under way that could be cancelled",
    "branch_running": "a child of this branch (for this element) is under way already",
    "branch_unmapped": "a branch under way has no place in the new definition, and the mapping names none",
    "children_too_deep": "cases would stand one below the other deeper than the limit `depth` allows",
    "comment_invalid": "the comment holds characters that cannot be stored",
    "comment_not_wanted": "the action takes no comment",
    "comment_required": "the action needs a comment",
    "comment_too_large": "the comment is longer than the limit",
    "data_invalid": "the data given is no map of fields",
    "data_too_large": "the data of the case would be larger than the limit; files belong elsewhere",
    "duplicate_forbidden": "`duplicate: forbid`: who has approved this case at an earlier step may not decide here",
    "element_invalid": "a branch with `for_each` wants an element of its list, any other branch none",
    "endless_circle": "automatic steps, or cases, set each other off without end: the definition has to be mended",
    "expression_failed": "an expression of the workflow cannot be worked out",
    "FIELD_invalid": "the value given for the field is none of its type, or is outside its limits",
    "FIELD_required": "the field must have a value here",
    "human_required": "a step in between is never passed without a person",
    "illegal_edits": "edits made at this step do not count so",
    "illegal_resume": "the workflow does not offer this way of going on after a return",
    "illegal_target": "no move of this action leads there; for a return, the possible steps are in the hint",
    "is_branch": "a branch goes to another definition with the case above it",
    "inactive_person": "the directory says that the person is no longer active",
    "key_invalid": "the human key is empty, too long or holds characters that keys cannot have",
    "key_taken": "the workflow has a case with this human key already",
    "main_opinion_required": "the main approver of a step has to approve in words; for the others circling is consent",
    "mapping_invalid": "the mapping of a migration is no map of old steps to new ones",
    "mapping_to_end": "a migration neither ends nor splits a case: a step where one rests becomes one where people act",
    "join_at_once": "by the new join the branches would come together at once, and a migration moves no case",
    "mapping_other_kind": "a step that waits for branches becomes only one that does so, too",
    "mapping_unknown_step": "the mapping of a migration names a step that the old or the new definition lacks",
    "not_admin": "an administrator's verb: it takes the role `admin`, or the host's `authorize`",
    "not_by": "the action belongs to other people than this one",
    "not_claimed": "only what was claimed from a pool can be given back",
    "beyond_max": "a clock of the case is not extended beyond its `max`",
    "no_cases": "a batch of assignments has at least one case",
    "main_case_circle": "an assignment: the case and its main case are merged into each other, be it by way of others",
    "main_case_merged": "an assignment: the main case is merged itself; the one at the end of the chain is told",
    "main_case_over": "an assignment: the main case has ended without a reply, or is archived",
    "main_case_unclear": "an assignment: the main case that is named may be several; which ones is told",
    "main_case_unknown": "an assignment: there is no case into which this one could be merged",
    "case_no_unknown": "a supervision order on the command line: no case has the number that is named; the nearest one is told",
    "merged_into_itself": "a case is not merged into itself",
    "meeting_ahead": "the assignment meeting that a batch records is still to come",
    "no_deadline": "no clock runs that could be given more time",
    "not_editable:FIELD": "the field may not be changed at this step",
    "not_holder": "the person holds no open seat of the case at this step; who does is told",
    "not_later": "an extension is a later time than the present one",
    "not_now": "the action exists, and not at this step or not at this moment; where it is possible is told",
    "nothing_to_arm": "no timer is missing: the clock has nothing to count to, or all are armed",
    "not_open": "the case has ended",
    "not_proxy": "no standing rule that counts today lets the person act for whom they claim to act for",
    "which_principal": "the person stands in for several who have a seat here, and has to say for whom (`behalf_of`)",
    "parent_went_on": "an ended child is not woken once the case around it has gone on; that one may be woken, or sent back",
    "principal_only": "`principal_only`: no proxy acts here; who has been put in charge of the post may",
    "away": "the proxy is away, too, and a proxy is not passed on",
    "proxy_conflict": "who drafted the case, or approved it just before, does not approve it for somebody else",
    "not_same_as": "separation of duties: who acted at one of the named steps may not act here",
    "not_stuck_so": "the case has no such finding that could be acknowledged; which it has is told",
    "not_suspended": "only a suspended case is resumed",
    "nothing_to_retry": "nothing has failed here that could be tried again: no effect was given up, no split is owed",
    "unknown_reason": "`stuck` knows no reason of this code; the nearest one is told",
    "unknown_clock": "the case has no clock of this name",
    "timer_failed": "a timer that a repair has fired fails; the next tick tries again",
    "nothing_armed": "no rung of the escalation is left at this step",
    "nothing_given": "an edit without any field",
    "number_invalid": "the number of a series cannot be made of these fields: it would be too long, or of more than one line",
    "not_archived": "the case stands in the tables: nothing has to be brought back",
    "number_taken": "a counter does not go back to numbers that were given, and is set to whole numbers from 0",
    "number_unknown": "the case holds no such number of a series; one that is void stays void",
    "period_invalid": "the period named is none that the series counts per",
    "request_id_invalid": "a request id is a text of 1 to 200 characters",
    "other_workflow": "a case goes over to a definition of its own workflow only",
    "plan_outdated": "the case has moved on since the migration was planned: plan it again",
    "request_id_reused": "the idempotency id was used for another command",
    "reserved_name": "names beginning with `system:` are the engine's own",
    "retired": "no new cases of the workflow start any more, by an administrator's word; publish a definition that may be used",
    "seat_already_decided": "the seat has had its one outcome: somebody was faster",
    "self_forbidden": "`self: forbid`: the initiator may not decide here",
    "series_conflict": "two workflows that are in use share a series and write it differently",
    "start_not_allowed": "the workflow's `start` does not admit this person",
    "step_unmapped": "the case rests at a step that the new definition lacks, and the mapping does not say which one it becomes",
    "subject_invalid": "the subject is no pair of kind and id",
    "delegate_not_allowed": "seats of this step are not delegated, or not to this person",
    "add_signer_not_allowed": "the step does not let signers be added, or not there, or not these",
    "remove_signer_not_allowed": "only who added a signer takes the seat out, or whom the step lets, or an administrator",
    "opinion_only": "who was added before or after another seat is asked for an opinion, and takes no other action",
    "too_deep": "who was added may add others only as deep as the step says",
    "rule_invalid": "the rule of the added signers is none, or asks for more approvals than there are signers",
    "would_pass_trivially": "without this seat nobody would be left to decide",
    "too_few_seats": "without this seat the rule could never be met",
    "delegated": "the seat is with a delegate: only the owner decides, once it has come back",
    "not_delegated": "no seat of this person is delegated, so there is nothing to give back",
    "suspended": "the case is suspended: it can be read, commented, resumed and terminated",
    "to_be_mended": "a finding with this code is not acknowledged: it is mended, by `fix` or elsewhere",
    "time_past": "more time is asked for until an instant that is over",
    "time_invalid": "what was given is no time",
    "too_many_children": "the case would have more children than the limit `children` allows",
    "transfer_not_allowed": "seats of this step are not handed on, or not to this person",
    "unknown_branch": "the workflow has no such branch",
    "unknown_action": "the workflow has no such action",
    "unknown_field:FIELD": "the workflow has no such field",
    "unknown_person": "the directory knows no such person",
    "text_too_long": "a name is longer than the column of the database that it is for (MariaDB); the column is told",
    "too_large_for_database": "the server takes no message of this size (MariaDB's max_allowed_packet)",
    "unstorable_text": "a text holds characters that the database cannot store",
    "reminded_lately": "the person urged the same holders a short while ago; `until` says from when on it is possible again",
    "no_such_question": "the comment answers a question that is not put to this person, or is answered already",
    "too_many_questions": "more questions of one case are open than the limit",
    "asked_already": "somebody has asked already to take an act back; for whom that waits is told",
    "not_asked": "the person is not among those who have to agree that an act is taken back",
    "nothing_asked": "nobody asks to take an act back, so there is nothing to answer",
    "fallback_invalid": "the fallback of a standing proxy is a third person",
    "kind_invalid": "there is no such kind of standing proxy",
    "not_own_proxy": "a standing proxy is set up and ended by the principal, or by an administrator",
    "proxy_ended": "the standing proxy was ended before",
    "proxy_exists": "the same proxy stands in for the same person on some of these days already; its id is in the hint",
    "proxy_to_oneself": "nobody stands in for himself",
    "unknown_scope": "the scope of a standing proxy names a workflow or a step that there is not",
    "window_over": "the last day of a standing proxy is over already",
    "window_reversed": "a standing proxy would end before it begins",
    "at_ahead": "the instant that the past was asked about is still to come; `signoff simulate --case` looks ahead",
    "asks_oneself": "the person to be asked is the one who asks",
    "nobody_named": "a copy without anybody to have it",
    "too_many_readers": "a case is copied to fewer persons than this",
    "nothing_to_read": "the person was told nothing, was given no copy and holds no open task of the case",
    "too_many_drafts": "more persons keep a draft at the step than the limit",
    "attachment_invalid": "what was attached is no reference to a file, or one outside the limits",
    "attachments_not_wanted": "a withdrawal takes no attachments",
    "too_many_attachments": "more files come with the act than the limit",
    "no_post": "the seat was added by a person and found by no post; it is reassigned",
    "no_successor": "the step finds the same person for the seat as before, or still nobody",
    "which_task": "the person holds several seats here and has to say which",
}
ERRORS = {
    "ambiguous_key": "the key fits several cases; they are listed",
    "archive_invalid": "the file is no file of archived cases, is damaged or another tenant's, or does not say what was archived",
    "archive_unavailable": "the file of archived cases cannot be read or written",
    "archived": "the case has left the tables; its file is named, and `signoff archive restore` brings it back",
    "bad_setting": "settings of the command line are wrong, all of them told",
    "case_unreadable": "the state of a case in the tables cannot be read: a hand has been in them",
    "commit_unknown": "the database failed while it was committing, and it could not be found out whether the command was carried out:"
    " give it again with the same `request_id`",
    "conflict": "the database reported a conflict inside the host's transaction: roll back and run it again",
    "corrupt": "what was read back does not agree with itself",
    "database_not_migrated": "the tables are missing or of another version: `signoff db upgrade`",
    "database_unavailable": "the database cannot be reached",
    "definition_missing": "the definition that the case is pinned to is not in the database",
    "definition_unreadable": "a stored definition cannot be read by this release, or its content is not what its hash says",
    "delivery_failed": "a notice did not arrive; it is tried again",
    "directory_unavailable": "the source of people failed; nothing has changed",
    "driver_missing": "the package that speaks to this kind of database is not installed",
    "extra_missing": "an optional part of the package is needed and not installed",
    "invalid_workflow": "a definition has mistakes: all are in `findings`, by the codes of [findings.md](findings.md)",
    "misconfigured": "a setting of the host is wrong",
    "not_begun": "a past instant was asked about at which the case had not begun; `began` says when it did",
    "not_found": "there is no such case",
    "plugin_missing": "a plug-in that the definition is pinned to is not installed, or not in that version",
    "snapshot_changed": "the snapshot of a ledger was changed, or cut off, after it was written",
    "snapshot_exists": "there is a file of this name already, and a snapshot is never overwritten",
    "snapshot_invalid": "the file is no snapshot of a ledger that this version reads",
    "stale_revision": "the data has moved on from the `revision` that was given: read it again",
    "undeliverable": "a notice will never arrive as it is",
    "unknown_WHAT": "there is no such workflow, step or person to look for",
    "unknown_calendar": "there is no calendar of this id",
    "unit_calendar_missing": "a unit of the people file goes by a calendar that is not there",
    "unknown_definition": "no definition is given or stored under this name or hash",
    "unknown_group": "findings are grouped by cause, holder or step",
    "unknown_series": "no workflow has such a series",
    "unknown_workflow": "the engine has no workflow of this name",
}
GUARDS = """## Codes of the workflow's own

A guard written under `require` refuses with its own id (`three_quotes`), or with what failed in it (`not_the_lowest:[3]`).
"""
SHAPES = {"{name}_required": "FIELD_required", "{name}_invalid": "FIELD_invalid", "unknown_{what}": "unknown_WHAT"}
ROOMS = ("engine", "adapters", "facade", "workflows")
RAISED = {
    "Misconfigured",
    "PluginMissing",
    "NotFound",
    "Stale",
    "StoreUnavailable",
    "DirectoryUnavailable",
    "ArchiveUnavailable",
    "Corrupt",
    "SnapshotInvalid",
}
BASES = {"error", "refused"}
"""Codes of the classes at the root: what is raised always has one of its own."""


def refusals_page(root: Path) -> str:
    """The whole page; raises ValueError where this table and the code differ."""
    refusals, errors = found(root)
    wrong = (refusals ^ set(REFUSALS)) | ((errors | {"bad_setting"}) ^ set(ERRORS))
    if wrong:
        raise ValueError(f"docs/build/refusals.py: codes without a meaning, or meanings without a code: {sorted(wrong)}")
    return "\n".join([HEAD, "## Refusals (`Refused`)\n", *_table(REFUSALS), GUARDS, "## Other errors\n", *_table(ERRORS)])


def _table(codes: dict[str, str]) -> list[str]:
    rows = [f"| `{code}` | {codes[code]} |" for code in sorted(codes, key=str.lower)]
    return ["| code | what it means |", "|---|---|", *rows, ""]


def found(root: Path) -> tuple[set[str], set[str]]:
    """The codes of refusals, and those of other errors, as the source writes them."""
    refusals: set[str] = set()
    errors: set[str] = set()
    for room in ROOMS:
        for file in sorted((root / room).rglob("*.py")):
            tree = ast.parse(file.read_text("utf-8"))
            for node in ast.walk(tree):
                refusals.update(_reasons(node))
                errors.update(_raised(node))
                if file.match("engine/errors.py"):
                    errors.update(_classes(node))
    return refusals - set(ERRORS), errors - BASES


def _reasons(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reason" and node.args:
        yield from _code(node.args[0])
    elif isinstance(node, ast.Assign) and any(isinstance(name, ast.Name) and name.id == "BARRED" for name in node.targets):
        assert isinstance(node.value, ast.Dict)
        yield from (str(ast.literal_eval(key)) for key in node.value.keys if key is not None)


def _raised(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
        yield from (code for keyword in node.keywords if keyword.arg == "code" for code in _code(keyword.value))


def _classes(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Assign) and any(isinstance(name, ast.Name) and name.id == "code" for name in node.targets):
        yield from _code(node.value)


def _code(node: ast.expr) -> Iterator[str]:
    """A code that is written out, or a shape such as `FIELD_required`; codes of variables come from where they are named."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        text = ast.unparse(node)[2:-1]
        yield SHAPES.get(text, text.replace("{name}", "FIELD"))
