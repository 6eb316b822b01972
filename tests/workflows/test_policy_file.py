"""Policy files on their own."""

from pathlib import Path

import pytest

from signoff.workflows import InvalidWorkflow, PolicyFolder, load_policy
from signoff.workflows.policy_file import read_policy


def test_a_policy_is_read(house: str) -> None:
    policy = load_policy(house)
    assert (policy.id, policy.title, policy.ladders) == ("house", {"zh": "本单位"}, ("spare",))
    assert policy.values["limit"] == 20
    assert policy.values["when"] == "due - 1wd 08:30"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("policy: house\n", "", "missing_key"),
        ("signoff: 1", "signoff: 9", "wrong_type"),
        ("rule: sequence", "rule:", "missing_value"),
        ("{by: kind, sick: 1wd, annual: 2d}", "{by: kind}", "missing_key"),
        ("{by: kind, sick: 1wd, annual: 2d}", "{sick: 1wd}", "missing_key"),
        ("{at: begin + 1d, remind: holder}", "{at: begin + 1d}", "rung_does_nothing"),
        ("duplicate: any", "title: any", "unknown_key"),
        ("source:", "sauce:", "unknown_key"),
        ("words: [a, b]", "words: [[a]]", "wrong_type"),
        ("  boss:", "  bo ss:", "bad_id"),
    ],
)
def test_a_mistake_in_a_policy_is_told(house: str, old: str, new: str, code: str) -> None:
    assert [f.code for f in read_policy(house.replace(old, new, 1))[1]] == [code]


def test_file_and_policy_have_one_name(house: str, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(house, encoding="utf-8")
    with pytest.raises(InvalidWorkflow) as refused:
        load_policy(tmp_path / "other.yaml")
    assert [f.code for f in refused.value.findings] == ["wrong_name"]


def test_a_folder_lists_its_policies(house: str, tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text(house, encoding="utf-8")
    folder = PolicyFolder(tmp_path)
    assert "house" in folder.names()
    assert folder.find("house") == (str(tmp_path / "house.yaml"), house.encode())
    assert folder.find("nowhere") is None


def test_a_policy_name_never_leaves_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("x", encoding="utf-8")
    (tmp_path / "policies").mkdir()
    assert PolicyFolder(tmp_path / "policies").find("../secret") is None
