"""The site's scripts: node's own tests of them, run against the scripts as they are published."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from site_builder.find import search_trees
from site_builder.load.source_tree import packaged
from site_builder.pages.alphabet import ordered, sorted_by
from site_builder.pages.columns import columns
from site_builder.pages.facets import row_groups
from site_builder.pages.scripts import script_files
from tests.find import vectors
from tests.find.corpus import platforms
from tests.find.protected import protected_site
from tests.find.sites import index_files, large_index, write
from tests.reading.readings import LISTED, noisy, shown
from tests.reading.readings import vectors as vectors_of_reading

if TYPE_CHECKING:
    from tests.find.sites import LargeIndex
    from tests.once import Once

ROOT: Final = Path(__file__).resolve().parents[2]
_TESTS: Final = ROOT / "tests" / "js"
_NAMES: Final = (
    "TEN_GOP",
    "north.wind",
    "4224729994",
    "press@northwind.example",
    "M\u00fcller",
    "7k3f9q2m4d1p",
    "x_",
)

pytestmark = pytest.mark.large


@pytest.fixture(scope="module")
def published(once: Once, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what node's tests find in their environment: the published scripts, and sites to look for accounts in."""
    if shutil.which("node") is None:
        pytest.skip("node is missing")
    scripts = tmp_path_factory.mktemp("scripts")
    (scripts / "package.json").write_text('{"type": "module"}')
    write(scripts, dict(script_files(platforms(), packaged("vocabulary"))))
    site, large = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("large")
    world = vectors.world()
    write(site, index_files(world, search_trees(world)))
    index: LargeIndex = once("large index", large_index)
    catalog = index.accounts.catalog()
    write(large, index_files(catalog, index.search))
    long = max(catalog.lists, key=lambda public: len(public.records))
    address, files = columns(long)
    write(large, files)
    rows = [
        {"handle": sorted_by(record.row), "id": record.id, "groups": row_groups(record)}
        for record in ordered(long.records)
    ]
    (large / "rows.json").write_text(json.dumps({"address": address, "rows": rows}))
    known = platforms()
    chance = random.Random(1)  # noqa: S311 - no secret depends on it
    texts = [text for text, _ in vectors_of_reading()]
    texts += [text for platform in known for text in platform.definition["profile"]["addresses"]]
    texts += [noisy(chance.choice(_NAMES), chance) for _ in range(2000)]
    around = [(handle, noisy(handle, chance, elsewhere=False)) for handle in chance.choices(LISTED, k=2000)]
    pairs = [(text, shown(known, text)) for text in texts]
    (large / "readings.json").write_text(json.dumps({"pairs": pairs, "noisy": around}))
    states = packaged("vocabulary")["states"]
    return {
        **os.environ,
        "HL_SCRIPTS": scripts.as_uri(),
        "HL_SITE": site.as_uri(),
        "HL_LARGE_SITE": large.as_uri(),
        "HL_PROTECTED_SITE": protected_site(tmp_path_factory.mktemp("protected")).as_uri(),
        "HL_READINGS": (large / "readings.json").as_uri(),
        "HL_COLUMNS": (large / "rows.json").as_uri(),
        "HL_STATES": json.dumps({code: term["title"] for code, term in states.items()}),
    }


@pytest.mark.parametrize(
    "path", sorted(_TESTS.rglob("*.test.js")), ids=lambda path: str(path.relative_to(_TESTS))
)
def test_the_scripts_do_what_their_tests_say(path: Path, published: dict[str, str]) -> None:
    done = subprocess.run(
        ["node", "--test-reporter=spec", str(path)],  # `--test` starts another node for each file
        env=published,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_no_list_is_spread_into_arguments_that_are_counted_or_kept() -> None:
    """An engine takes some ten thousand arguments at most; what is pasted has as many parts as it likes."""
    spread = re.compile(
        r"(?:Math\.(?:max|min)|\.(?:push|unshift|apply))\((?:[^()\[\]{};\n]*,\s*)?\.\.\.[^;\n]*"
    )
    scripts = sorted((ROOT / "site_builder/assets/js").rglob("*.js"))
    found = {path.name: spread.findall(path.read_text(encoding="utf-8")) for path in scripts}
    assert {name: calls for name, calls in found.items() if calls} == {}
