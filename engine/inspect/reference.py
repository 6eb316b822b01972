"""The page `docs/reference/reasons.md`, written from the table: `python -m signoff.engine.inspect.reference > PAGE`."""

import sys

from ..fix.advice import ADVICE
from ..reasons import REASONS, ReasonCode

HEAD = """# Reasons: why a case is stuck

What `signoff stuck` and `signoff why` may report. Codes, variants and parameters are stable, sentences may become better. Generated.

*Severity* is the gravest that a finding with this code has; a seat that the rule can do without is a `warning`. *Repair* says what the
command lines of a finding can do: **mends** it, **acknowledges** it (somebody has seen to it, and the history says so; it stays until the
case moves), or nothing from in here (**outside**).
"""


def reasons_page() -> str:
    """`docs/reference/reasons.md`."""
    rows = [_row(reason) for reason in REASONS.values()]
    table = ["| code | family | severity | repair | meaning |", "|---|---|---|---|---|", *rows, ""]
    return "\n".join([HEAD, *table, *(_section(reason) for reason in REASONS.values())])


def _row(reason: ReasonCode) -> str:
    cells = (f"`{reason.code}`", reason.family.value, reason.severity.value, reason.repair.value, reason.meaning)
    return f"| {' | '.join(cells)} |"


def _section(reason: ReasonCode) -> str:
    rows = [
        f"| `{variant}` | {sentence} | {', '.join(f'`{name}`' for name in reason.params(variant))} |"
        for variant, sentence in reason.sentences.items()
    ]
    advice = [f"Where no command helps: {ADVICE[reason.code]}.", ""] if reason.code in ADVICE else []
    return "\n".join([f"## {reason.code}", "", *advice, "| variant | sentence | parameters |", "|---|---|---|", *rows, ""])


if __name__ == "__main__":
    sys.stdout.write(reasons_page())
