"""The home page that is seen only where the plugin did not run."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

from site_builder.resources import package_path
from tests.unit.pages.page_site import build, write_root

pytestmark = pytest.mark.large

PLACEHOLDER = package_path("templates/placeholder.md").read_text(encoding="utf-8")
MISSING = "The lists are missing"


def home(site: Path) -> str:
    return (site / "index.html").read_text(encoding="utf-8")


def test_this_repository_has_it() -> None:
    repository = Path(__file__).resolve().parents[3]
    assert (repository / "docs/index.md").read_text(encoding="utf-8") == PLACEHOLDER


def test_a_site_built_without_the_plugin_says_what_is_missing(tmp_path: Path) -> None:
    write_root(tmp_path, "site_name: x\ntheme: {name: mkdocs}\nplugins: []\n", index=PLACEHOLDER)
    mkdocs_build(load_config(str(tmp_path / "mkdocs.yml"), site_dir=str(tmp_path / "site")))
    assert f"{MISSING}</h1>" in home(tmp_path / "site")


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> str:
    return home(build(write_root(tmp_path_factory.mktemp("without"))))


@pytest.mark.parametrize(
    "text", [PLACEHOLDER, "# Es fehlt\n\n<!-- handlelists:placeholder -->\n"], ids=["packaged", "translated"]
)
def test_with_the_plugin_the_builders_home_page_takes_its_place(tmp_path: Path, ours: str, text: str) -> None:
    assert home(build(write_root(tmp_path, index=text))) == ours
    assert MISSING not in ours


def test_a_home_page_of_the_instances_own_stays(tmp_path: Path) -> None:
    made = home(build(write_root(tmp_path, index="# Our own home\n\n<!-- handlelists:find -->\n")))
    assert "Our own home" in made
    assert "handlelists:find" not in made
