"""What the command line says, in English and Chinese; codes, names and data are never translated.

>>> with speaking("zh"):
...     say("age.ago", span="3 天")
'3 天前'
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module

from signoff.engine.counted import counted

Message = tuple[str, str]
"""English, Chinese."""

LANGUAGES = ("en", "zh")
PARTS = (
    "words",
    "help",
    "codes",
    "findings",
    "stories",
    "stuck",
    "fix",
    "life",
    "numbers",
    "simulate",
    "proxies",
    "doctor",
    "archive",
    "operator",
    "proposals",
    "reports",
    "calendars",
    "demo",
)
"""The catalogue in parts: a key's part is the first that holds it; a part is read when it is first looked into."""

_language: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    """The language that is spoken now: `en` or `zh`."""
    return _language.get()


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Speak this language inside the block."""
    token = _language.set(lang)
    try:
        yield
    finally:
        _language.reset(token)


def say(key: str, /, **facts: object) -> str:
    """The sentence under this key in the language spoken, with the facts put in."""
    message = find(key)
    if message is None:
        raise KeyError(key)
    return fill(message[LANGUAGES.index(language())], facts)


def count(key: str, n: int, /, **facts: object) -> str:
    """A sentence about `n` things: `1 case|{n} cases` has both forms."""
    one, _, many = say(key, n=n, **facts).partition("|")
    return one if n == 1 or not many else many


def said(key: str, default: str, /, **facts: object) -> str:
    """The sentence under this key, else the default as it is; also where a fact that the sentence needs is missing."""
    message = find(key)
    try:
        return (fill(message[LANGUAGES.index(language())], facts) if message else "") or default
    except KeyError:
        return default


def fill(sentence: str, facts: Mapping[str, object]) -> str:
    """The sentence with `{name}` replaced; nothing inside the facts is ever read as a placeholder."""
    return counted(sentence, facts).format_map(facts) if "{" in sentence else sentence


def find(key: str) -> Message | None:
    """The message of this key, None if there is none."""
    return next((messages[key] for name in PARTS if key in (messages := part(name))), None)


def part(name: str) -> Mapping[str, Message]:
    """One part of the catalogue."""
    found: Mapping[str, Message] = import_module(f".{name}", __name__).MESSAGES
    return found


def label(words: Mapping[str, str], default: str = "") -> str:
    """A label of a workflow in the language spoken, else in any other."""
    return words.get(language()) or next(iter(words.values()), "") or default


def language_of(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """The language asked for: `--lang`, SIGNOFF_LANG, LC_ALL, LC_MESSAGES, LANG; English where none of them is known."""
    for number, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang" and number + 1 < len(arguments):
            return known(arguments[number + 1]) or "en"
        if argument.startswith("--lang="):
            return known(argument.partition("=")[2]) or "en"
    own = known(environ.get("SIGNOFF_LANG", ""))
    system = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return own or known(system) or "en"


def known(locale: str) -> str | None:
    """`zh` or `en` for a locale such as `zh_CN.UTF-8`; None for any other."""
    short = locale.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return short if short in LANGUAGES else None


def quoted(told: str, comment: str | None) -> str:
    """The sentence with the words that were said."""
    return say("event.quote", told=told, text=comment) if comment else told
