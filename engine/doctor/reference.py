"""The page `docs/reference/health.md`, written from the table."""

from .codes import HEALTH, HealthCode

HEAD = """# Health: what doctor finds

What `signoff doctor` and `engine.doctor()` may report. Codes and parameters are stable, sentences may become better. `error` and `warning`
are wrong (exit code 7), `info` is worth knowing. [How to use it](../how-to/doctor.md). Generated.

| code | severity | sentence | what to do |
|---|---|---|---|
"""


def health_page() -> str:
    """`docs/reference/health.md`."""
    return HEAD + "".join(map(_row, HEALTH.values()))


def _row(code: HealthCode) -> str:
    return f"| `{code.code}` | {code.severity.value} | {code.sentence} | {code.advice} |\n"
