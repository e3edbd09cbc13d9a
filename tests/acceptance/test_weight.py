"""What a site weighs: said, warned of near a limit, refused beyond it before anything is replaced, or trimmed."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.hosting import Weight
from tests.acceptance.support import REPOSITORY, fingerprint, git, handlelists
from tests.bench.weight import MOST_BYTES_OF_FEW, bytes_a_record
from tests.bench.worlds import revised
from tests.instance import write_instance
from tests.unit.sync.feed_mirror import run, state
from tests.unit.sync.feed_server import serving

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import CompletedProcess

INSTANCE: Final = "lists/instance.yaml"
INDEX: Final = "feeds/v1/index.json"
OPTIONAL: Final = {"records.csv", "records.json"}


def build(root: Path, *options: str, **limits: int) -> CompletedProcess[str]:
    """Commit an instance with these limits, and build it."""
    lines = [f"{name}: {limit}\n" for name, limit in limits.items()]
    text = re.sub(r"(?m)^max_.*\n", "", (root / INSTANCE).read_text(encoding="utf-8"))
    (root / INSTANCE).write_text(text + "".join(lines), encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "limits", "--allow-empty", day="2026-11-24")
    return handlelists("build", *options, root=root)


def weight(site: Path) -> Weight:
    sizes = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
    return Weight(sum(sizes), len(sizes))


def index(site: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((site / INDEX).read_bytes())
    return found


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance with its site."""
    root = write_instance(tmp_path_factory.mktemp("weight") / "instance")
    (root / "docs").mkdir()
    (root / ".gitignore").write_text("/site/\n/other/\n")
    shutil.copy(REPOSITORY / "tests/acceptance/minimal-mkdocs.yml", root / "mkdocs.yml")
    git(root, "init", "-q", "-b", "main")
    done = build(root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"; {weight(root / 'site')}\n" in done.stdout
    return root


@pytest.fixture
def site(root: Path) -> Path:
    return root / "site"


@pytest.fixture
def before(site: Path) -> Weight:
    """What the whole site weighs; the limits in the source are not on it."""
    assert index(site)["left_out"] == []
    return weight(site)


def test_a_limit_that_is_near_is_warned_of(
    root: Path, site: Path, before: Weight, caplog: pytest.LogCaptureFixture
) -> None:
    done = build(root, max_files=before.files, max_site_bytes=2 * before.bytes)
    assert done.returncode == 0
    (said,) = (record.getMessage() for record in caplog.records if "allows" in record.getMessage())
    assert f"{before.files} files, 100 % of the {before.files} files that max_files allows" in said
    assert weight(site) == before


def test_a_site_that_is_too_heavy_replaces_nothing(root: Path, site: Path, before: Weight) -> None:
    held = fingerprint(root / "site")
    done = build(root, max_site_bytes=before.bytes - 1)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.search(
        r"the new site has \d.* MB, 100 % of the \d.* MB that max_site_bytes allows", done.stderr
    )
    assert "--trim" in done.stderr
    assert fingerprint(site) == held
    assert not list(root.glob(".site-*"))
    hopeless = build(root, "--trim", max_files=3)
    assert hopeless.returncode == 2
    assert "Nothing that can be left out makes it fit" in hopeless.stderr
    assert fingerprint(site) == held


def test_a_trimmed_site_lacks_the_largest_files_says_so_and_is_followed_like_any_other(
    root: Path, before: Weight, tmp_path: Path
) -> None:
    whole = root / "site"
    sizes = {entry["path"]: entry["bytes"] for item in index(whole)["lists"] for entry in item["files"]}
    optional = {path: size for path, size in sizes.items() if path.rpartition("/")[2] in OPTIONAL}
    largest = max(sorted(optional), key=lambda path: optional[path])
    sites = [root / "other" / name for name in ("one", "two")]
    for site in sites:
        done = build(root, "--trim", "--site-dir", str(site), max_site_bytes=before.bytes - 1)
        assert done.returncode == 0, done.stderr
    one, two = map(fingerprint, sites)
    assert {path for path in one if one[path] != two[path]} == {INDEX}  # which names the commit
    assert index(sites[0])["left_out"] == [{"path": largest, "why": "size"}]
    held = fingerprint(whole)
    assert held.keys() - one.keys() == {largest}
    list_page = f"lists/{largest.split('/')[3]}/index.html"
    assert {list_page} <= {path for path in one if one[path] != held[path]}
    mirrors = []
    for place in (whole, sites[0]):
        files = {path: (place / path).read_bytes() for path in fingerprint(place)}
        with serving(files) as server:
            run(server, tmp_path / place.name)
        mirrors.append(rows(state(tmp_path / place.name)))
    assert mirrors[0] == mirrors[1] != {}


def rows(held: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in held.items() if path.endswith("records.ndjson")}


def test_a_record_more_weighs_no_more_than_is_wanted(tmp_path: Path) -> None:
    sizes = (15, 45)
    for count in sizes:
        revised(tmp_path / str(count), count)
        done = handlelists("build", root=tmp_path / str(count))
        assert done.returncode == 0, done.stderr
    few, many = (tmp_path / str(count) / "site" for count in sizes)
    assert bytes_a_record(few, many, sizes[1] - sizes[0]) <= MOST_BYTES_OF_FEW


def test_without_a_limit_all_that_can_be_is_left_out(root: Path) -> None:
    site = root / "other" / "three"
    assert build(root, "--trim", "--site-dir", str(site)).returncode == 0
    assert {entry["path"].rpartition("/")[2] for entry in index(site)["left_out"]} == OPTIONAL
    assert not [path for path in site.rglob("records.*") if path.name in OPTIONAL]
