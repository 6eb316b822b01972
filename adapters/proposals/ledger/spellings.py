"""How ledgers write an option: by its id, by its label, and by the words of a label such as `B(正在解决或列入计划)`."""

import re
from collections.abc import Iterator, Mapping

from .columns import CLASSES, SAME
from .plain_text import folded

EXPLAINED = re.compile(r"(?P<id>[^(（]+)[(（](?P<words>.+)[)）]\Z")
EITHER = re.compile(r"或|、|/|；| or ")
LETTER = re.compile(r"[A-Za-z]\Z")
Options = Mapping[str, Mapping[str, str]]


def meant_by(options: Options, text: str) -> str | None:
    """The one option that a text means; None where it means none of them, or could mean several."""
    wanted = folded(text)
    for names in (_names, _words, _usual):
        found = {id for id, label in options.items() if wanted in map(folded, names(id, label))}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _names(id: str, label: Mapping[str, str]) -> Iterator[str]:
    yield from (id, *label.values())


def _words(id: str, label: Mapping[str, str]) -> Iterator[str]:
    """A letter with 类 behind it; what stands in the brackets of a label, and each part of that."""
    if LETTER.match(id):
        yield from (f"{id}类", f"class {id}")
    for text in label.values():
        match = EXPLAINED.match(text)
        if match is not None and match["id"].strip() == id:
            yield from (match["words"], *EITHER.split(match["words"]))


def _usual(id: str, label: Mapping[str, str]) -> Iterator[str]:
    """What ledgers everywhere write: for a class only as far as the scheme does not give its letter another meaning."""
    own = {folded(name) for name in (id, *label.values())}
    for group in SAME:
        if own & set(map(folded, group)):
            yield from group
    explained = [text for text in label.values() if folded(text) not in (folded(id), folded(f"{id}类"))]
    for word in CLASSES.get(id, ()):
        if not explained or any(word in text for text in explained):
            yield word
