"""Findings of a definition as lines and as JSON; in Chinese the code is explained where the sentence stays in English."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from signoff.engine.errors import Finding
from signoff.workflows.findings import render

from .messages import count, language, said, say
from .screen import GREEN, RED, YELLOW, Screen
from .tongue import in_tongue


def shown(finding: Finding, text: str, screen: Screen) -> list[str]:
    """One finding: sentence, place, the line with a caret, the suggestion; in Chinese what the code means if the sentence is not."""
    lines = render(spoken(finding), text, screen.paint, say(f"check.{finding.severity}")).split("\n")
    gloss = said(f"finding.{finding.code}", "") if language() != "en" and in_tongue(finding.message) is None else ""
    example = [f"  {say('check.example', path=finding.example)}"] if finding.example else []
    return [*lines, *example, *([f"  {finding.code}: {gloss}"] if gloss else [])]


def spoken(finding: Finding) -> Finding:
    """The finding in the language spoken, as far as its sentence and its suggestion have one in it."""
    suggestion = in_tongue(finding.suggestion) or finding.suggestion
    return replace(finding, message=in_tongue(finding.message) or finding.message, suggestion=suggestion)


def as_json(finding: Finding) -> dict[str, object]:
    """A finding as JSON: the places are 1-based, in characters."""
    names = ("severity", "code", "message", "path", "file", "line", "column", "length", "example", "suggestion")
    return {name: getattr(finding, name) for name in names}


def summary(files: int, findings: Sequence[Finding], screen: Screen) -> str:
    """`3 files, 2 errors, 1 warning`."""
    found = counted(findings)
    tone = RED if found["errors"] else YELLOW if found["warnings"] else GREEN
    told = count("n.files", files)
    if not findings:
        return screen.paint(say("check.clean", files=told), tone)
    errors, warnings = count("n.errors", found["errors"]), count("n.warnings", found["warnings"])
    return screen.paint(say("check.summary", files=told, errors=errors, warnings=warnings), tone)


def counted(findings: Sequence[Finding]) -> Mapping[str, int]:
    """How many errors and warnings."""
    errors = sum(finding.severity == "error" for finding in findings)
    return {"errors": errors, "warnings": len(findings) - errors}
