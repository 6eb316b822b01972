"""What to do elsewhere about a finding for which no command is proposed."""

from collections.abc import Mapping

ADVICE: Mapping[str, str] = {
    "overdue": "nobody holds a seat who could be urged: do what the clock waits for, or give it more time (`--until`)",
    "ladder_exhausted": "nobody holds a seat who could be urged: do what the clock waits for, or give it more time (`--until`)",
    "timer_missing": "mend the value or the definition; the clock is armed anew when the case next enters the step, or is migrated",
    "no_move": "change what the conditions ask for (`edit`), take the case elsewhere (`jump`), or to a mended definition (`migrate`)",
    "child_stuck": "see to the child that holds it up",
    "join_open": "add or cancel a branch (`start-branch`, `cancel-branch`), or take the case elsewhere (`jump`)",
    "definition_missing": "bring the table of definitions back from a backup, or give this engine the file that the case began with",
    "definition_unreadable": "install the plug-in that the message names, or run a release that can read this definition",
    "calendar_missing": "give this engine the calendar: a file in the folder of calendars",
    "commands_failing": "tell the person why: `signoff why CASE --person PERSON` says what they may and may not do",
}
"""By reason code: a sentence for whoever looks after the system."""
