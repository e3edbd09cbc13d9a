"""The site's scripts: their types, and node's own tests of them, run against the scripts as they are published."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from site_builder.publish.feed_file import json_document
from site_builder.publish.find import search_files
from site_builder.publish.index_feed import INDEX_PATH
from site_builder.publish.scripts import script_files
from tests.find import vectors
from tests.find.corpus import platforms

ROOT: Final = Path(__file__).resolve().parents[2]
_TESTS: Final = ROOT / "tests" / "js"
_TSC: Final = ROOT / "node_modules" / ".bin" / "tsc"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what node's tests find in their environment: the published scripts, and a site to look for accounts in."""
    if shutil.which("node") is None:
        pytest.skip("node is missing")
    scripts, site = tmp_path_factory.mktemp("scripts"), tmp_path_factory.mktemp("site")
    (scripts / "package.json").write_text('{"type": "module"}')
    write(scripts, dict(script_files(platforms())))
    catalog = vectors.world()
    search = search_files(catalog)
    lists = [
        {"id": public.id, "title": public.data["title"], "example": public.example}
        for public in catalog.lists
    ]
    index = {"as_of": catalog.as_of, "instance": {"title": "Lists"}, "lists": lists, "search": search.member}
    write(site, {file.path: file.data for file in search.files} | {INDEX_PATH: json_document(index)})
    return {**os.environ, "HL_SCRIPTS": scripts.as_uri(), "HL_SITE": site.as_uri()}


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@pytest.mark.parametrize(
    "path", sorted(_TESTS.rglob("*.test.js")), ids=lambda path: str(path.relative_to(_TESTS))
)
def test_the_scripts_do_what_their_tests_say(path: Path, published: dict[str, str]) -> None:
    done = subprocess.run(
        ["node", "--test", "--test-reporter=spec", str(path)],
        env=published,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_the_scripts_types_are_sound() -> None:
    if not _TSC.exists():
        pytest.skip("node_modules is missing: npm ci")
    done = subprocess.run([str(_TSC)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:]
