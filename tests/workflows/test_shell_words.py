"""No word of a command is taken for another thing: a folder for a package, a revision for a file, one value for two."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
import yaml

from tests.acceptance.support import REPOSITORY
from tests.guides import PAGES, blocks
from tests.workflows.jobs import WORKFLOWS, load
from tests.workflows.shell_words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIP: Final = r"(?:\bpip3? .*?install|\"\$\{pip\[@\]\}\"|\$\(PIP\)|\$\(PIP_INSTALL\)) ((?!.*install\)$).+)$"
_NAMED: Final = {"git-filter-repo"}
"""What guides ask the index for by name, and mean it."""


def _steps() -> Iterator[tuple[str, str]]:
    """Yield the scripts of forges, by where they are: what runs with nobody looking."""
    for folder in (".github/scripts", ".ci"):
        for path in sorted((REPOSITORY / folder).iterdir()):
            yield f"{folder}/{path.name}", path.read_text(encoding="utf-8")
    for name in sorted(path.name for path in WORKFLOWS.iterdir()):
        for job in load(name)["jobs"].values():
            yield from ((f"{name}: {step['name']}", step["run"]) for step in job["steps"] if "run" in step)
    forgejo = yaml.safe_load((REPOSITORY / "contrib/forgejo-check.yml").read_text(encoding="utf-8"))
    for step in forgejo["jobs"]["check"]["steps"]:
        yield f"forgejo-check.yml: {step['name']}", step["run"]
    gitlab = yaml.safe_load((REPOSITORY / "contrib/gitlab-ci.yml").read_text(encoding="utf-8"))
    for name, job in gitlab.items():
        for part in ("before_script", "script"):
            if part in job:
                yield f"gitlab-ci.yml: {name}", "\n".join(job[part])


def _guides() -> Iterator[tuple[str, str]]:
    """Yield the commands of the documentation: what somebody types or copies."""
    for page in PAGES:
        for block in blocks(page):
            if block.is_shell:
                yield page, "\n".join(step.command for step in block.steps)


_STEPS: Final = list(_steps())
_ALL: Final = [*_STEPS, *_guides(), ("Makefile", (REPOSITORY / "Makefile").read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("place", "script"), _STEPS, ids=[place for place, _ in _STEPS])
def test_every_expansion_is_quoted(place: str, script: str) -> None:
    assert [word.text for word in words(script) if word.bare] == []
    assert "${{" not in script, place


@pytest.mark.parametrize(("place", "script"), _STEPS, ids=[place for place, _ in _STEPS])
def test_the_instances_files_are_read_by_the_builder_alone(place: str, script: str) -> None:
    """One fact has one reader: `sed` does not know what YAML is."""
    assert not re.search(r"\blists/|\.yaml\b|mkdocs\.yml", script), place


def test_what_would_split_or_glob_is_seen() -> None:
    bad = (
        'a $b "$(c $d)" ${e} f$g $(h) [[ -n $i ]] j=$k case $l in esac ${m:+"$m"} "${n[@]}" "$o" \'$p\' # $q'
    )
    assert [word.text for word in words(bad) if word.bare] == ["$b", "$d", "${e}", "f$g", "$(h)"]


def test_nothing_is_installed_by_a_bare_name() -> None:
    """pip takes a word without a slash for a package of the index, whatever folder is there."""
    calls = [
        (place, call)
        for place, script in _ALL
        for call in re.findall(_PIP, script.replace("\\\n", " "), re.MULTILINE)
    ]
    assert len(calls) > 10
    for place, call in calls:
        for target in re.sub(r"(?:-r|--requirement) \S+|--?[\w-]+(=\S+)?", "", call).split():
            folder = re.match(r"\.|\"\$(builder|PWD)\"", target)
            assert folder or target in _NAMED, f"{place}: {call}"


@pytest.mark.parametrize(
    "place", [".github/scripts/install.sh", "gitlab-ci.yml: .base", "docs/guides/maintainers.md"]
)
def test_the_builders_own_installation_has_no_index(place: str) -> None:
    script = "\n".join(text for name, text in _ALL if name == place)
    assert len(re.findall(r"--no-index --no-build-isolation --no-deps", script)) == 1
    assert len(re.findall(r"--only-binary=:all: --require-hashes", script)) == 1


def test_nothing_is_run_as_it_comes_from_the_network() -> None:
    for place, script in _ALL:
        assert not re.search(r"(curl|wget)[^|\n]*\|\s*(sudo )?(ba|z|da)?sh\b|(ba)?sh <\(", script), place


def test_a_revision_is_no_file_and_no_option() -> None:
    """`git checkout X` takes X for a branch, a commit or a file, whichever is there."""
    for place, script in _ALL:
        for call in re.findall(r"git (?:-C \S+ )?(?:checkout|switch|restore) ([^;&|\n]*)", script):
            assert re.search(r"--detach|(^| )-[bB] |(^| )-- ", call), f"{place}: {call}"


def test_a_folder_that_is_not_there_stops_what_would_be_done_in_it() -> None:
    """Scripts of forges stop at any failure. What is copied from a page into a shell does not."""
    for block in (block for page in PAGES for block in blocks(page) if block.language == "sh"):
        assert not re.search(r"^cd (?!.*(&&|\|\|))", block.text, re.MULTILINE), block.page
