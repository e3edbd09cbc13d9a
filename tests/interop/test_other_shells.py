"""ProperDocs in the place of MkDocs, where the package `mkdocs` is missing, gives the same site."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from tests.acceptance.support import AS_OF, LATER, NO_HISTORY, REPOSITORY, fingerprint
from tests.instance import write_instance

if TYPE_CHECKING:
    from pathlib import Path

_PYTHON: Final = REPOSITORY / ".venv-properdocs" / "bin" / "python"
_CONFIG: Final = f"""\
site_name: minimal
theme: {{name: material}}
plugins: [search, {{handlelists: {{history: false, as_of: "{AS_OF}"}}}}]
"""

pytestmark = pytest.mark.skipif(
    not _PYTHON.exists(), reason="no ProperDocs: `make .venv-properdocs/.installed` installs it"
)


def run(python: Path | str, *arguments: str, root: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        (python, "-m", *arguments),
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return done


@pytest.fixture
def root(tmp_path: Path) -> Path:
    home = (REPOSITORY / "docs/index.md").read_text(encoding="utf-8")
    files = {"mkdocs.yml": _CONFIG, "docs/index.md": home, "docs/about.md": "# About\n"}
    return write_instance(tmp_path / "instance", files=files)


@pytest.fixture
def before(root: Path) -> dict[str, str]:
    """The site as MkDocs builds it, in place."""
    done = run(sys.executable, "site_builder", "build", *NO_HISTORY, "--now", LATER, root=root)
    assert done.returncode == 0, done.stderr
    return fingerprint(root / "site")


def test_the_package_mkdocs_is_missing_there(tmp_path: Path) -> None:
    assert run(_PYTHON, "mkdocs", "--version", root=tmp_path).returncode == 1
    assert run(_PYTHON, "properdocs", "--version", root=tmp_path).returncode == 0


@pytest.mark.parametrize(
    "command",
    [("site_builder", "build", *NO_HISTORY, "--now", LATER), ("properdocs", "build", "-f", "mkdocs.yml")],
    ids=["handlelists", "properdocs"],
)
def test_the_site_has_the_same_bytes(root: Path, before: dict[str, str], command: tuple[str, ...]) -> None:
    assert len(before) > len(list((root / "lists").rglob("*.yaml")))
    (root / "site").rename(root / "mkdocs-site")
    done = run(_PYTHON, *command, root=root)
    assert done.returncode == 0, done.stderr
    assert fingerprint(root / "site") == before


def test_a_fault_in_the_sources_leaves_the_old_site(root: Path, before: dict[str, str]) -> None:
    source = root / "lists/harbour/list.yaml"
    source.write_text(f"{source.read_text()}nonsense: true\n")
    done = run(_PYTHON, "properdocs", "build", root=root)
    assert (done.returncode, "schema-unknown-key" in done.stdout) == (1, True)
    assert fingerprint(root / "site") == before
    assert not list(root.glob(".site-*"))


def test_a_warning_in_strict_mode_leaves_the_old_site(root: Path, before: dict[str, str]) -> None:
    (root / "docs/about.md").write_text("[dead](nowhere.md)\n")
    done = run(_PYTHON, "properdocs", "build", "--strict", root=root)
    assert (done.returncode, "the site stays as it was" in done.stdout + done.stderr) == (1, True)
    assert fingerprint(root / "site") == before
    assert not list(root.glob(".site-*"))
