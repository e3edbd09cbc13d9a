"""The commands of the guides, as they are, in the order of their pages.

One shell runs a story: it keeps its folder and its variables, as a reader's does. Files that a page shows, named in
their first line, are written where they come.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import pytest

from site_builder.cli import cli
from site_builder.load.strict_yaml import load
from tests.acceptance.support import REPOSITORY, demonstration, git, handlelists
from tests.guides import ELSEWHERE, NOT_RUN, blocks
from tests.instance import VERIFIED, write_instance
from tests.interop.guide_stories import STORIES
from tests.workflows.machines import put_builder, put_python3

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.guides import Step
    from tests.interop.guide_stories import Story, World

_CLONED: Final[tuple[World, ...]] = ("lists", "harbour")
_NOW: Final = "2026-11-26T12:00:00Z"
_END: Final = "@@ end of a command"
_FAILED: Final = re.compile(r"^@@ failed with (\d+)\n", re.MULTILINE)
_OBSERVED: Final = "  - {date: 2026-01-10, state: suspended, evidence: e1}\n"
_DATED: Final = sorted(
    name
    for name in cli.list_commands(click.Context(cli))
    if name in {"appeal", "decide"}
    or any(item.name == "now" for item in cli.get_command(click.Context(cli), name).params)  # type: ignore[union-attr]  # its own names
)
_HANDLELISTS: Final = f"""\
#!/bin/sh
# The repositories of tests have days of their own.
case " {" ".join(_DATED)} " in *" $1 "*) set -- "$@" --now {_NOW} ;; esac
exec "{sys.executable}" -m site_builder "$@"
"""


@pytest.fixture(scope="module")
def origins(tmp_path_factory: pytest.TempPathFactory) -> dict[World, Path]:
    """The repositories that worlds are clones of: a commit, another, and a branch `change` with an observation more."""
    folder = tmp_path_factory.mktemp("origins")
    made: dict[World, Path] = {}
    for name in _CLONED:
        root = folder / name
        if name == "lists":
            demonstration(root)
        else:
            write_instance(root)
            (root / "docs").mkdir()
            (root / "docs/about.md").write_text("# About\n", encoding="utf-8")
            shutil.copy(REPOSITORY / "tests/acceptance/minimal-mkdocs.yml", root / "mkdocs.yml")
        (root / ".gitignore").write_text("/.venv/\n/site/\n/.site-*/\n", encoding="utf-8")
        assert handlelists("fmt", root=root).returncode == 0
        git(root, "init", "-q", "-b", "main")
        for day in ("2026-11-24", "2026-11-25"):
            git(root, "add", "-A")
            git(root, "commit", "-qm", "Lists", day=day)
            with (root / "docs/about.md").open("a", encoding="utf-8") as file:
                file.write("More.\n")
        git(root, "checkout", "-q", ".")
        if name == "harbour":
            git(root, "checkout", "-q", "-b", "change")
            (root / VERIFIED).write_text(
                (root / VERIFIED).read_text(encoding="utf-8") + _OBSERVED, encoding="utf-8"
            )
            assert handlelists("fmt", root=root).returncode == 0
            git(root, "commit", "-qam", "Observe", day="2026-11-26")
            git(root, "checkout", "-q", "main")
        git(folder, "clone", "-q", "--bare", str(root), f"{name}.git")
        made[name] = folder / f"{name}.git"
    return made


def _steps(story: Story) -> Iterator[tuple[Step | None, str]]:
    """Yield what the shell is to do: commands of the page, with what it says of each, and what is done beside them."""
    beginnings = {other.first for other in STORIES if other.page == story.page and other is not story}
    running = False
    for block in blocks(story.page):
        if block.file is not None and running:
            yield (
                None,
                f"mkdir -p \"$(dirname {block.file})\" && cat > {block.file} <<'END OF FILE'\n{block.text}END OF FILE",
            )
        if not block.is_shell:
            continue
        first = block.name[1]
        running = first == story.first or (running and first not in beginnings)
        if not running or block.name in ELSEWHERE or block.name in NOT_RUN:
            continue
        if first in story.before:
            yield None, story.before[first]
        for step in block.steps:
            yield step, _replaced(step.command, story)


def _replaced(command: str, story: Story) -> str:
    for word, value in story.words.items():
        parts = re.split(rf"(?<![\w-]){re.escape(word)}(?![\w-])", command)
        command = value.join(parts)
    return command


def _environment(folder: Path, origin: Path | None) -> dict[str, str]:
    programs = folder / "bin"
    programs.mkdir()
    (programs / "handlelists").write_text(_HANDLELISTS, encoding="utf-8")
    (programs / "handlelists").chmod(0o755)
    (programs / "python").symlink_to(sys.executable)
    put_python3(programs)
    put_builder(folder / "builder-of-others")
    (folder / "builder-of-others/docs").mkdir()
    shutil.copy(REPOSITORY / "docs/index.md", folder / "builder-of-others/docs")
    git(folder / "builder-of-others", "init", "-q")
    git(folder / "builder-of-others", "add", "-A")
    git(folder / "builder-of-others", "commit", "-qm", "builder")
    (proposal,) = (
        block.text for block in blocks("docs/guides/contributors.md") if block.text.startswith("handle:")
    )
    (folder / "proposal.yaml").write_text(proposal, encoding="utf-8")
    roles = {f"GIT_{role}_DATE": _NOW for role in ("AUTHOR", "COMMITTER")}
    return {
        **roles,
        "BEFORE": str(folder / "before"),
        "BUILDER": str(folder / "builder-of-others"),
        "GIT_CONFIG_GLOBAL": str(folder / "gitconfig"),
        "HOME": str(folder / "home"),
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "ORIGIN": str(origin),
        "PATH": f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_CACHE_DIR": "1",
        "PIP_NO_INDEX": "1",
        "PROPOSAL": str(folder / "proposal.yaml"),
        "PYTHONPATH": str(REPOSITORY),
        "STUB_RUNS": str(programs / "handlelists"),
    }


def matches(said: str, printed: str) -> bool:
    """Tell whether a command printed what its page says; three dots stand for anything."""
    pattern = r"[\s\S]*?".join(re.escape(part) for part in said.split("..."))
    return re.fullmatch(pattern, printed) is not None


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.page}: {story.first[:40]}")
def test_the_commands_of_a_page_do_what_it_says(
    story: Story, origins: dict[World, Path], tmp_path: Path
) -> None:
    origin = None
    (tmp_path / "home/.ssh").mkdir(parents=True)  # ssh-keygen makes it in the user's own home alone
    (tmp_path / "gitconfig").write_text(
        "[user]\nname = contributor-x\nemail = 7+contributor-x@users.noreply.forge.example\n",
        encoding="utf-8",
    )
    if story.world in origins:
        origin = tmp_path / "origin.git"
        shutil.copytree(origins[story.world], origin)
        git(tmp_path, "clone", "-q", str(origin), "work")
    else:
        (tmp_path / "work").mkdir()
    steps = list(_steps(story))
    assert any(step is not None for step, _ in steps)
    script = [
        "set -E -o pipefail",
        """trap 'printf "@@ failed with %s\\n" $?' ERR""",
        *(f"{command.rstrip()}\nprintf '%s\\n' '{_END}'" for _, command in [*steps, (None, story.after)]),
    ]
    done = subprocess.run(
        ("bash", "-s"),
        input="\n".join(script),
        cwd=tmp_path / "work",
        env=_environment(tmp_path, origin),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    said = done.stdout.split(f"{_END}\n")
    assert (done.returncode, len(said)) == (0, len(steps) + 2), done.stdout
    for (step, command), printed in zip([*steps, (None, story.after)], said, strict=False):
        expected = [
            str(status) for start, status in story.fails.items() if step and command.startswith(start)
        ]
        failed = set(_FAILED.findall(printed))
        assert failed == set(expected), f"{command}\n{printed}"
        if step is not None and step.output:
            assert matches(step.output, printed), f"{command}\n{printed}"


def test_the_ref_of_the_last_publication_is_moved_as_the_guide_says(
    origins: dict[World, Path], tmp_path: Path
) -> None:
    """A command inside of a sentence."""
    command = "git push origin COMMIT:refs/handlelists/published"
    assert f"`{command}`" in (REPOSITORY / "docs/guides/forge.md").read_text(encoding="utf-8")
    shutil.copytree(origins["harbour"], tmp_path / "origin.git")
    git(tmp_path, "clone", "-q", str(tmp_path / "origin.git"), "work")
    git(tmp_path / "work", *command.replace("COMMIT", "HEAD").split()[1:])
    assert "refs/handlelists/published" in git(tmp_path / "work", "ls-remote", "origin")


@pytest.mark.parametrize(
    ("form", "kept"),
    [
        ("commits: [{}, {}, {}]\n", "df"),
        ("commits:\n  - {}\n  - {}\n  - {}\n", "df"),
        ("commits: [{1}]\n", ""),
        ("", ""),
    ],
)
def test_what_is_left_after_a_purge_is_kept_in_any_form_and_beside_an_earlier_one(
    tmp_path: Path, form: str, kept: str
) -> None:
    (block,) = (block for block in blocks("docs/guides/purge.md") if block.text.startswith("jq "))
    (tmp_path / "purged/lists").mkdir(parents=True)
    left = {"list": "harbour", "state": "retracted", "example": False}
    (tmp_path / "left.json").write_text(
        json.dumps({"id": "7k3f9q2m4d1p", "actionable": False, **left}), encoding="utf-8"
    )
    purged, passed = (tmp_path / "purged/lists" / name for name in ("purged.yaml", "passed-over.yaml"))
    purged.write_text("0a1b2c3d4e5f:\n  list: harbour\n", encoding="utf-8")
    olds, news = (tuple(letter * 40 for letter in letters) for letters in ("abc", "d0f"))
    if form:
        passed.write_text(form.format(*olds), encoding="utf-8")
    mapped = tmp_path / "purge.git/filter-repo/commit-map"
    mapped.parent.mkdir(parents=True)
    mapped.write_text(
        "".join(f"{old} {new}\n" for old, new in zip(("old", *olds), ("new", *news), strict=True)), "utf-8"
    )
    subprocess.run(("bash", "-eo", "pipefail", "-c", block.text), cwd=tmp_path / "purged", check=True)
    assert load(purged.read_bytes(), "purged").value == {
        "0a1b2c3d4e5f": {"list": "harbour"},
        "7k3f9q2m4d1p": left | {"example": "false"},  # as it is written
    }
    assert passed.exists() == bool(kept)
    if kept:
        assert load(passed.read_bytes(), "passed").value == {"commits": [letter * 40 for letter in kept]}


def test_three_dots_stand_for_anything_and_nothing_else_does() -> None:
    assert matches("gave id ... to x\n", "gave id 7k3f to x\n")
    assert matches("first\n...\nlast\n", "first\na\nb\nlast\n")
    assert not matches("gave id . to x\n", "gave id 7 to x\n")
    assert not matches("first\n", "first\nsecond\n")
