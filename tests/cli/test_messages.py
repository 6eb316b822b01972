"""The catalogue: two languages, the same placeholders, and the language asked for."""

from importlib import import_module
from string import Formatter

import pytest

from signoff.cli.messages import PARTS, fill, language_of, part, said, say, speaking
from signoff.cli.narrate import told_kinds
from signoff.engine.doctor import HEALTH
from signoff.engine.events import FACTS
from signoff.engine.fix import ADVICE
from signoff.engine.inspect import REASONS
from signoff.workflows.finding_codes import CODES

ALL = {key: message for name in PARTS for key, message in part(name).items()}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_no_key_stands_in_two_parts() -> None:
    assert sum(len(import_module(f"signoff.cli.messages.{name}").MESSAGES) for name in PARTS) == len(ALL)


@pytest.mark.parametrize("key", [key for key, (english, _) in ALL.items() if english])
def test_both_languages_say_the_same(key: str) -> None:
    english, chinese = ALL[key]
    assert chinese
    assert placeholders(chinese) == placeholders(english)


def test_only_the_engines_own_sentences_have_no_english_here() -> None:
    silent = {key.partition(".")[0] for key, (english, chinese) in ALL.items() if not english and chinese}
    assert silent == {"finding", "refused", "code", "hint", "stuck", "health", "advice", "elsewhere", "because", "needed"}


def test_every_finding_is_explained_in_chinese() -> None:
    assert {key.removeprefix("finding.") for key in ALL if key.startswith("finding.")} == set(CODES)


def test_everything_that_doctor_finds_is_told_in_chinese_with_the_same_facts() -> None:
    for code, entry in HEALTH.items():
        assert placeholders(ALL[f"health.{code}"][1]) <= placeholders(entry.sentence)
        assert placeholders(ALL[f"advice.{code}"][1]) <= placeholders(entry.advice)
    assert {key.partition(".")[2] for key in ALL if key.startswith(("health.", "advice."))} == set(HEALTH)


def test_a_fact_is_never_read_as_a_placeholder() -> None:
    assert fill("{name}!", {"name": "{secret}"}) == "{secret}!"


def test_what_is_not_in_the_catalogue_stays_as_it_is() -> None:
    assert said("refused.of_the_workflow", "Some points have no answer") == "Some points have no answer"
    with pytest.raises(KeyError):
        say("no.such.key")


def test_a_sentence_without_its_facts_gives_way_to_the_default() -> None:
    with speaking("zh"):
        assert said("n.files", "three files") == "three files"


@pytest.mark.parametrize(
    ("arguments", "environ", "lang"),
    [
        (["--lang", "zh", "x"], {"LANG": "en_US.UTF-8"}, "zh"),
        (["x", "--lang=en"], {"SIGNOFF_LANG": "zh"}, "en"),
        ([], {"SIGNOFF_LANG": "zh", "LC_ALL": "en_US.UTF-8"}, "zh"),
        ([], {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ([], {"LC_ALL": "", "LANG": "zh-Hans"}, "zh"),
        ([], {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),
        ([], {}, "en"),
        (["--", "--lang", "zh"], {}, "en"),
    ],
)
def test_the_language_is_the_nearest_that_is_asked_for(arguments: list[str], environ: dict[str, str], lang: str) -> None:
    assert language_of(arguments, environ) == lang


def test_every_reason_of_stuck_has_a_name_and_a_chinese_sentence_with_its_facts() -> None:
    for reason in REASONS.values():
        assert f"reason.{reason.code}" in ALL
        for variant in reason.sentences:
            assert placeholders(ALL[f"stuck.{reason.code}.{variant}"][1]) <= set(reason.params(variant))
    known = {f"stuck.{reason.code}.{variant}" for reason in REASONS.values() for variant in reason.sentences}
    assert {key for key in ALL if key.count(".") == 2 and key.startswith("stuck.")} == known


def test_every_kind_of_event_has_a_sentence() -> None:
    assert told_kinds() == set(FACTS)


def test_what_to_do_elsewhere_is_told_in_chinese() -> None:
    assert {key.removeprefix("elsewhere.") for key in ALL if key.startswith("elsewhere.")} == set(ADVICE)
