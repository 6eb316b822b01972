"""For every key a workflow that does otherwise without it: the texts beside this file, read and played.

A proof begins with `=== SCOPE.KEY`. Lines with `+` are told only with the key, lines with `-` only without it, `! PLAYER` says how it is
played. Then comes the file, in which «…» marks the key; what it does not say (`signoff`, `steps`, `examples` …) is filled in. Behind
`--- people` and `--- policy` stand the files beside it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .players import PLAYERS, Files, Lines

MARKED = re.compile("«([^»]*)»")
TOP_KEY = re.compile(r"^«?(\w+):", re.MULTILINE)
FILLED = {
    "signoff": "signoff: 1",
    "workflow": "workflow: w",
    "defaults": "defaults: {empty: hold, self: forbid, duplicate: none, insufficient_seats: hold}",
    "steps": "steps:\n  draft: {by: initiator}\n  review: {approvers: role(legal)}",
    "examples": "examples: [{do: [submit], step: review}]",
}
EMPTY = "examples: [{do: [submit], round: 1}]"


@dataclass
class Proof:
    """A key, the files that use it, and what is told with and without it."""

    key: str
    shows: list[str] = field(default_factory=list)
    instead: list[str] = field(default_factory=list)
    player: str = "run"
    files: dict[str, str] = field(default_factory=dict)

    def outcomes(self) -> tuple[Lines, Lines]:
        """What happens with the key, and without it."""
        play: Callable[[Files], Lines] = PLAYERS[self.player]
        having = {name: MARKED.sub(r"\1", text) for name, text in self.files.items()}
        lacking = {name: MARKED.sub("", text) for name, text in self.files.items()}
        return play(having), play(lacking)

    def differences(self) -> Iterator[str]:
        """What is not as the proof says; nothing if it holds."""
        having, lacking = ("\n".join(lines) for lines in self.outcomes())
        if not self.shows and not self.instead:
            yield "the proof says nothing"
        for name, lines, there, elsewhere in (("with", self.shows, having, lacking), ("without", self.instead, lacking, having)):
            for line in lines:
                if line not in there:
                    yield f"{name} it `{line}` is not told:\n{there}"
                elif line in elsewhere:
                    yield f"`{line}` is told either way"


def proofs() -> list[Proof]:
    """All proofs, in the order of the files."""
    return [_proof(block) for path in sorted(Path(__file__).parent.glob("*.txt")) for block in path.read_text("utf-8").split("=== ")[1:]]


def _proof(block: str) -> Proof:
    key, *lines = block.splitlines()
    made, name = Proof(key.strip()), "workflow"
    told = {"+": made.shows, "-": made.instead}
    for line in lines:
        if line[:2] in ("+ ", "- ") and not made.files:
            told[line[0]].append(line[2:])
        elif line.startswith("! "):
            made.player = line[2:]
        elif line.startswith("--- "):
            name = line[4:]
        elif line.strip() or made.files:
            made.files[name] = f"{made.files.get(name, '')}{line}\n"
    if made.player in ("run", "start", "rights", "read"):
        made.files["workflow"] = _complete(made.files.get("workflow", ""))
    return made


def _complete(text: str) -> str:
    said = TOP_KEY.findall(text)
    parts = [filled for name, filled in FILLED.items() if name not in said and name in ("signoff", "workflow", "defaults")]
    rest = [filled for name, filled in FILLED.items() if name not in said and name in ("steps", "examples")]
    rest = [EMPTY if "steps" in said and filled == FILLED["examples"] else filled for filled in rest]
    return "\n".join([*parts, text, *rest]) + "\n"
