"""What to do elsewhere about a finding for which no command is proposed."""

from collections.abc import Mapping

ADVICE: Mapping[str, str] = {
    "timer_missing": "give the value that the deadline asks for (`edit`), or publish a mended definition; then run `fix` again",
    "no_move": "change what the conditions ask for (`edit`), take the case elsewhere (`jump`), or publish a mended definition",
    "guard_raises": "change the data that the condition reads (`edit`), take the case elsewhere (`jump`), or publish a mended definition",
    "effect_waiting": "run a process that has it; of a handler that is gone for good: `engine.unsubscribe(NAME)`",
    "plugin_missing": "install the plug-in in that version, here and where the workers run; or publish a definition without it and migrate",
    "child_stuck": "see to the child that holds it up",
    "join_open": "add or cancel a branch (`start-branch`, `cancel-branch`), or take the case elsewhere (`jump`)",
    "other_case_over": "take an action that does without the other case, where the workflow has one, or take the case elsewhere (`jump`)",
    "definition_missing": "bring the table of definitions back from a backup, or give this engine the file that the case began with",
    "definition_unreadable": "install the plug-in that the message names, or run a release that can read this definition",
    "calendar_missing": "give this engine the calendar: a file in the folder of calendars",
    "commands_failing": "tell the person why: `signoff why CASE --for PERSON` says what they may and may not do",
}
"""By reason code: a sentence for whoever looks after the system."""
