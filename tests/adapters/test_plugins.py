"""Plug-ins by entry point and by hand: lazily loaded, told apart, and blamed by name when broken."""

import sys
import tomllib
from importlib.metadata import DistributionFinder, EntryPoint, MetadataPathFinder, distribution, entry_points
from pathlib import Path

import pytest

from signoff.adapters.plugins import GROUPS, Plugin, load_plugins
from signoff.engine.errors import Misconfigured

RULE = "signoff.rules"
ROOT = Path(__file__).parents[2]


def installed(folder: Path, name: str, points: str, module: str = "") -> list[EntryPoint]:
    """A distribution as an installer would leave it, and its entry points."""
    info = folder / f"{name}-1.2.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text(points)
    if module:
        (folder / f"{name}_code.py").write_text(module)
    context = DistributionFinder.Context(name=name, path=[str(folder)])
    return [point for dist in MetadataPathFinder.find_distributions(context) for point in dist.entry_points]


def test_an_entry_point_has_the_version_of_its_distribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    points = installed(tmp_path, "weights", "[signoff.rules]\nweighted = weights_code:rule\n", "rule = 'counted'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert load_plugins(found=points).find(RULE, "weighted") == Plugin(RULE, "weighted", "1.2", "counted", "weights 1.2")


def test_an_entry_point_may_give_a_version_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = "from signoff.adapters.plugins import Plugin\nrule = Plugin('signoff.rules', 'x', '7', len)\n"
    points = installed(tmp_path, "versioned", "[signoff.rules]\nown = versioned_code:rule\n", module)
    monkeypatch.syspath_prepend(str(tmp_path))
    found = load_plugins(found=points).find(RULE, "own")
    assert (found.name, found.version, found.target) == ("own", "7", len)


def test_nothing_is_imported_until_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    points = installed(tmp_path, "heavy", "[signoff.rules]\nheavy = heavy_code:rule\n", "rule = object()\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    plugins = load_plugins(found=points)
    assert plugins.names(RULE) == ["heavy"] and "heavy_code" not in sys.modules
    assert plugins.find(RULE, "heavy") is plugins.find(RULE, "heavy")


@pytest.mark.parametrize(
    ("name", "module", "why"),
    [
        ("dead", "1 / 0\n", "ZeroDivisionError"),
        ("bare", "x = 1\n", "AttributeError"),
        ("absent", "", "ModuleNotFoundError"),
    ],
)
def test_a_broken_one_is_named_with_its_distribution(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str, why: str
) -> None:
    points = installed(tmp_path, name, f"[signoff.rules]\nbad = {name}_code:rule\n", module)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(Misconfigured, match=rf"`bad` of {name} 1\.2 cannot be loaded: {why}"):
        load_plugins(found=points).all(RULE)


def test_two_distributions_may_not_use_one_name(tmp_path: Path) -> None:
    points = [p for name in ("one", "two") for p in installed(tmp_path, name, "[signoff.rules]\nsame = x:y\n")]
    with pytest.raises(Misconfigured, match=r"two plug-ins `same` in the group signoff.rules: one of one 1\.2, one of two 1\.2"):
        load_plugins(found=points)


def test_the_host_may_not_shadow_an_installed_one(tmp_path: Path) -> None:
    points = installed(tmp_path, "one", "[signoff.rules]\nsame = x:y\n")
    with pytest.raises(Misconfigured, match="one of the host"):
        load_plugins([Plugin(RULE, "same", "1", len)], found=points)


class Own:
    group, name, version, target = RULE, "own", "3", len


def test_any_object_with_the_four_names_will_do() -> None:
    assert load_plugins([Own()], found=[]).all(RULE) == {"own": Plugin(RULE, "own", "3", len)}


def test_what_is_no_plugin_is_refused() -> None:
    with pytest.raises(Misconfigured, match="needs group, name, version and target"):
        load_plugins([object()], found=[])


def test_an_unknown_group_is_refused() -> None:
    with pytest.raises(Misconfigured, match="no group of plug-ins"):
        load_plugins([Plugin("signoff.ruels", "x", "1", len)], found=[])


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    with pytest.raises(Misconfigured) as refused:
        load_plugins([Own()], found=[]).find(RULE, "other")
    assert refused.value.hint == "There are: own."


def test_the_project_plugs_in_its_own_notifiers_and_directory() -> None:
    plugins = load_plugins()
    assert {"log", "smtp", "webhook"} <= set(plugins.names("signoff.notifiers"))
    assert "static" in plugins.names("signoff.directories")
    for group in GROUPS:
        assert all(callable(plugin.target) for plugin in plugins.all(group).values() if plugin.source.startswith("signoff "))


def test_what_is_installed_is_what_the_project_declares() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    ours = {(p.group, p.name, p.value) for g in declared for p in entry_points(group=g) if p.dist and p.dist.name == "signoff"}
    assert ours == {(group, name, value) for group, points in declared.items() for name, value in points.items()}
    assert distribution("signoff").version


def test_what_is_installed_is_read_once_and_again_when_the_path_has_grown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path, "later", "[signoff.rules]\nlater = later_code:rule\n", "rule = len\n")
    assert "later" not in load_plugins().names(RULE)
    monkeypatch.setattr("signoff.adapters.plugins.entry_points", lambda: pytest.fail("read again"))
    load_plugins()
    monkeypatch.undo()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert load_plugins().find(RULE, "later").source == "later 1.2"
