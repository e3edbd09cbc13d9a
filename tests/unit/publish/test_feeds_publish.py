from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings

from site_builder import errors
from site_builder.handles import Platforms
from site_builder.publish.feeds import INDEX_PATH, publish
from tests.unit.publish.feed_catalog import catalog, full_row, minimal_row, private_catalog, public_list
from tests.unit.publish.feed_strategies import catalogs

if TYPE_CHECKING:
    from collections.abc import Callable

    from site_builder.catalog.model import Catalog

_GOLDEN: Final = Path(__file__).parents[2] / "golden"
_SCHEMAS: Final = "feeds/v1/schemas/"


def _files(published: Catalog) -> dict[str, bytes]:
    pairs = list(publish(published))
    files = dict(pairs)
    assert len(files) == len(pairs), "a path was yielded twice"
    return files


def _index(files: dict[str, bytes]) -> dict[str, Any]:
    index: dict[str, Any] = json.loads(files[INDEX_PATH])
    return index


def _entries(index: dict[str, Any]) -> list[dict[str, Any]]:
    return [*index["files"], *(entry for item in index["lists"] for entry in item["files"])]


_PATHS: Final = [path for path, _ in publish(catalog()) if not path.startswith(_SCHEMAS)]


@pytest.mark.parametrize("path", _PATHS)
def test_a_feed_of_the_small_catalog_is_byte_for_byte_the_golden_file(
    path: str, golden: Callable[[str, bytes], None]
) -> None:
    golden(path if path.startswith("feeds/") else f"feeds/{path}", _files(catalog())[path])


def test_every_golden_feed_is_still_published() -> None:
    found = {
        file.relative_to(_GOLDEN).as_posix() for file in (_GOLDEN / "feeds").rglob("*") if file.is_file()
    }
    assert found == {path if path.startswith("feeds/") else f"feeds/{path}" for path in _PATHS}


@settings(max_examples=30)
@given(catalogs())
def test_two_publications_of_one_catalog_are_equal_in_bytes_and_order(published: Catalog) -> None:
    assert list(publish(published)) == list(publish(published))


@settings(max_examples=30)
@given(catalogs())
def test_the_index_names_every_other_file_below_feeds_once_with_its_size_and_hash(published: Catalog) -> None:
    files = _files(published)
    entries = _entries(_index(files))
    assert sorted(entry["path"] for entry in entries) == sorted(
        path for path in files if path.startswith("feeds/v1/") and path != INDEX_PATH
    )
    for entry in entries:
        data = files[entry["path"]]
        assert (entry["bytes"], entry["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())


@settings(max_examples=30)
@given(catalogs())
def test_the_lines_of_a_list_are_its_records_own_files_and_the_elements_of_its_json(
    published: Catalog,
) -> None:
    files = _files(published)
    seen = set()
    for public in published.lists:
        folder = f"feeds/v1/lists/{public.id}/"
        lines = files[f"{folder}records.ndjson"].split(b"\n")
        assert lines.pop() == b""
        own = [f"lists/{public.id}/{record.id}/record.json" for record in public.records]
        assert [line + b"\n" for line in lines] == [files[path] for path in own]
        rows = json.loads(files[f"{folder}records.json"])["records"]
        assert rows == [json.loads(line) for line in lines]
        assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
        seen |= set(own)
    assert seen == {path for path in files if not path.startswith("feeds/v1/")}


@settings(max_examples=30)
@given(catalogs())
def test_json_documents_are_sorted_and_indented_utf_8_with_one_line_feed_at_the_end(
    published: Catalog,
) -> None:
    for path, data in publish(published):
        if path.endswith(".json") and path.startswith("feeds/"):
            text = data.decode("utf-8")
            value = json.loads(text)
            assert text == json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


@settings(max_examples=30)
@given(catalogs())
def test_counts_are_those_of_the_rows(published: Catalog) -> None:
    files = _files(published)
    for entry in _index(files)["lists"]:
        rows = json.loads(files[f"feeds/v1/lists/{entry['id']}/records.json"])["records"]
        counts = entry["counts"]
        assert (
            counts["public"]
            == len(rows)
            == sum(counts["states"].values())
            == sum(counts["platforms"].values())
        )
        assert counts["actionable"] == sum(row["actionable"] for row in rows)
        assert all(counts["states"][row["state"]] for row in rows)
        assert set(counts["platforms"]) == {row["platform"] for row in rows}


def test_the_index_comes_last() -> None:
    assert [path for path, _ in publish(catalog())][-1] == INDEX_PATH


def test_only_the_index_tells_the_instant_the_commit_and_the_version() -> None:
    marked = catalog()
    told = [marked.as_of, str(marked.commit), "0.0.0"]
    for path, data in publish(marked):
        assert [word in data.decode() for word in told] == [path == INDEX_PATH] * 3, path


def test_the_index_names_no_commit_where_the_source_is_not_public() -> None:
    assert "commit" in _index(_files(catalog()))
    assert "commit" not in _index(_files(private_catalog()))


def test_every_schema_that_the_index_names_is_published() -> None:
    files = _files(catalog())
    named = {entry["schema"] for entry in _entries(_index(files)) if "schema" in entry}
    assert named
    assert named <= set(files)


def test_members_of_a_list_that_feeds_do_not_know_stay_in_the_source() -> None:
    text = _files(catalog())["feeds/v1/lists/harbour/records.json"].decode()
    facts = json.loads(text)["list"]
    assert facts["policy"] == {
        "appeal_days": 14,
        "quorum": 2,
        "recheck_after_days": 365,
        "signatures": "required",
    }
    assert "Ten years." not in text


@pytest.mark.parametrize("member", ["submitted_by", "appeals", "retractions", "distinct_from", "verdicts"])
def test_a_row_with_a_member_that_is_not_public_stops_the_build_before_the_index(member: str) -> None:
    published = catalog(public_list("harbour", [full_row() | {member: ["SECRET"]}]))
    seen: list[str] = []
    with pytest.raises(errors.OutputError, match=member) as caught:
        seen.extend(path for path, _ in publish(published))
    assert "SECRET" not in str(caught.value)
    assert INDEX_PATH not in seen


def test_a_row_of_an_example_list_that_says_actionable_stops_the_build() -> None:
    row = minimal_row("7k3f9q2m4d1p", "quay", example=True) | {"actionable": True}
    with pytest.raises(errors.OutputError, match=r"lists/quay/7k3f9q2m4d1p/record\.json"):
        list(publish(catalog(public_list("quay", [row], example=True))))


def _unknown_harm() -> Catalog:
    public = public_list("harbour", [])
    public.data["categories"]["fraud"]["harm"] = "bad-luck"
    return catalog(public)


def _nameless_platform() -> Catalog:
    definition: Any = {
        "name": "",
        "handle": {"pattern": "a", "syntax": "a", "examples": ["a"], "not_handles": []},
    }
    built, _ = Platforms.build({"chirp": definition})
    return replace(catalog(), platforms=built)


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        (
            _unknown_harm(),
            "feeds/v1/lists/harbour/records.json breaks its schema records at /list/categories/fraud/harm: ",
        ),
        (replace(catalog(), commit="HEAD"), "feeds/v1/index.json breaks its schema index at /commit: "),
        (_nameless_platform(), "feeds/v1/platforms.json breaks its schema platforms at /platforms/0/name: "),
    ],
    ids=["records", "index", "platforms"],
)
def test_a_document_that_breaks_its_schema_stops_the_build_with_file_and_pointer(
    broken: Catalog, place: str
) -> None:
    with pytest.raises(errors.OutputError) as caught:
        list(publish(broken))
    assert str(caught.value).startswith(place)
