"""Bottlenecks as Mermaid: the steps with their figures, the hotter the darker, and how many cases went from one to another."""

from collections.abc import Iterator

from signoff.engine.reports import Bottlenecks

from .diagram import escape
from .heat import COLOURS, INK, Section, said, sections


def heat_mermaid(report: Bottlenecks, lang: str = "en") -> str:
    """A flowchart; dotted lines are ways back. The same report gives the same text."""
    lines = ["flowchart TD"]
    for number, section in enumerate(sections(report, lang)):
        lines += [f"    {line}" for line in _section(section, f"w{number}", lang)]
    classes = [f"classDef heat{level} fill:{fill},color:{INK[level]},stroke:#57606a" for level, fill in enumerate(COLOURS)]
    return "\n".join([*lines, *(f"    {one}" for one in classes)]) + "\n"


def _section(section: Section, prefix: str, lang: str) -> Iterator[str]:
    ids = {hot.step.step: f"{prefix}s{number}" for number, hot in enumerate(section.steps)}
    ids |= {end: f"{prefix}e{number}" for number, end in enumerate(section.ends)}
    yield f'subgraph {prefix}["{escape(section.title)}"]'
    for hot in section.steps:
        yield f'    {ids[hot.step.step]}["{"<br/>".join(map(escape, hot.lines))}"]:::heat{hot.level}'
    for end in section.ends:
        yield f'    {ids[end]}(["{escape(said(end, lang))}"])'
    for one in section.passages:
        arrow = f'-. "{one.count}" .->' if one.back else f'-->|"{one.count}"|'
        yield f"    {ids[one.step]} {arrow} {ids[one.to]}"
    yield "end"
