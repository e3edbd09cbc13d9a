"""Editors complete and check source files: every schema is associated, with exactly the files that it is for."""

from __future__ import annotations

import configparser
import json
import re
import tomllib
from pathlib import Path
from typing import Final

import pytest

from site_builder import resources
from site_builder.load.layout import FileKind, Spot, record_path, review_path, spot
from site_builder.load.source_tree import packaged

_ROOT: Final = Path(__file__).parents[2]
_SCHEMAS: Final = {
    path.name.removesuffix(".schema.json") for path in (_ROOT / "schemas").glob("*.schema.json")
}
_SAMPLES: Final = (
    "lists/instance.yaml",
    "lists/decisions/5d0e8f7a6c1b.yaml",
    "lists/passed-over.yaml",
    "lists/purged.yaml",
    "lists/platforms.yaml",
    "lists/reviewers.yaml",
    "lists/withheld/7k3f9q2m4d1p.0a1b2c.yaml",
    "lists/protected/news-media.yaml",
    "lists/harbour/list.yaml",
    "lists/harbour/sources.yaml",
    "lists/harbour/drafts/a-draft.yaml",
    "lists/harbour/drafts/7k3f9q2m4d1p.yaml",
    record_path("harbour", "twitter", "7k3f9q2m4d1p"),
    "lists/harbour/twitter/7k/7k3f9q2m4d1p.next-0a1b2c.yaml",
    record_path("harbour", "reviews-and-ratings", "000000000000"),
    review_path("harbour", "reviewer-a", "7k3f9q2m4d1p"),
    review_path("harbour", "7k", "7k3f9q2m4d1p"),
)


def _associations() -> dict[str, list[str]]:
    """Return the globs of each schema; the file is plain JSON, so that other editors can read it too."""
    settings = json.loads((_ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    globs: dict[str, list[str]] = settings["yaml.schemas"]
    return {_schema_name(path): patterns for path, patterns in globs.items()}


def _schema_name(path: str) -> str:
    assert (_ROOT / path).is_file()
    return path.removeprefix("./schemas/").removesuffix(".schema.json")


def _matches(glob: str, path: str) -> bool:
    """Match as yaml-language-server does: `*` and `?` stop at slashes."""
    pattern = re.escape(glob).replace(r"\*", "[^/]*").replace(r"\?", "[^/]")
    return re.fullmatch(pattern, path) is not None


def _schemas_of(path: str) -> list[str]:
    return [name for name, globs in _associations().items() if any(_matches(glob, path) for glob in globs)]


def test_every_source_schema_is_associated_and_no_other() -> None:
    assert set(_associations()) == _SCHEMAS


def test_globs_use_only_what_every_release_of_the_language_server_understands() -> None:
    # No negation, braces or double stars: they came, went and came again.
    globs = [glob for patterns in _associations().values() for glob in patterns]
    assert [glob for glob in globs if not re.fullmatch(r"[a-z/*?.-]+", glob) or "**" in glob] == []


@pytest.mark.parametrize("path", _SAMPLES)
def test_a_file_has_the_schema_of_its_kind_and_no_second_one(path: str) -> None:
    where = spot(path)
    assert isinstance(where, Spot)
    assert _schemas_of(path) == [where.kind.schema]


def test_every_kind_of_file_is_among_the_samples() -> None:
    kinds = {where.kind for path in _SAMPLES if isinstance(where := spot(path), Spot)}
    assert kinds == set(FileKind) - {FileKind.PROSE}


def test_every_file_of_the_lists_here_has_the_schema_of_its_kind() -> None:
    paths = sorted(path.relative_to(_ROOT).as_posix() for path in (_ROOT / "lists").rglob("*.yaml"))
    assert paths
    wrong = [
        path
        for path in paths
        if not isinstance(where := spot(path), Spot) or _schemas_of(path) != [where.kind.schema]
    ]
    assert wrong == []


def test_the_packages_own_words_have_their_schemas() -> None:
    files = [path.relative_to(_ROOT).as_posix() for path in (_ROOT / "schemas").glob("*.yaml")]
    assert {path: _schemas_of(path) for path in files} == {path: [Path(path).stem] for path in files}


def test_a_glob_reaches_only_into_the_layout() -> None:
    for name, globs in _associations().items():
        for glob in globs:
            path = glob.replace("*", "harbour").replace("?", "7")
            if path.startswith("lists/"):
                where = spot(path)
                assert isinstance(where, Spot), path
                assert where.kind.schema == name


def test_the_guide_has_the_same_table() -> None:
    guide = (_ROOT / "docs" / "guides" / "editor.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+`) \| `schemas/([\w-]+)\.schema\.json` \|$", guide, flags=re.MULTILINE)
    assert {name: re.findall(r"`([^`]+)`", globs) for globs, name in rows} == _associations()


def test_editors_offer_every_platform() -> None:
    offered = resources.schema("record")["properties"]["platform"]["examples"]
    assert offered == sorted(packaged("platforms"))


def test_the_editors_formatter_leaves_source_files_to_fmt() -> None:
    settings = json.loads((_ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    assert settings["yaml.format.enable"] is False


def test_no_schema_is_fetched_from_the_network() -> None:
    settings = json.loads((_ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    assert settings["yaml.schemaStore.enable"] is False


def test_editors_wrap_python_where_the_formatter_does() -> None:
    config = configparser.ConfigParser()
    text = (_ROOT / ".editorconfig").read_text(encoding="utf-8")
    config.read_string(text.replace("root = true", "[root]\nroot = true", 1))
    ruff = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]
    assert config["*.py"]["max_line_length"] == str(ruff["line-length"])
