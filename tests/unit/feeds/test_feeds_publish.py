from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import rfc8785
from hypothesis import example, given, settings

from site_builder import errors
from site_builder.addresses import INDEX
from site_builder.handles import Platforms
from tests.examples import examples
from tests.laws import Laws
from tests.unit.feeds.feed_catalog import (
    bare_catalog,
    catalog,
    full_row,
    minimal_row,
    private_catalog,
    public_list,
)
from tests.unit.feeds.feed_files import feed_files, new_files
from tests.unit.feeds.feed_history import happened, history, tombstone
from tests.unit.feeds.feed_strategies import catalogs

if TYPE_CHECKING:
    from collections.abc import Callable

    from site_builder.catalog.model import Catalog

_GOLDEN: Final = Path(__file__).parents[2] / "golden"
_SCHEMAS: Final = "feeds/v1/schemas/"
_CANONICAL: Final = re.compile(r"/record\.json$|/chunks/[0-9a-f]{64}\.json$|/v1/changes/[0-9]+\.json$")


def _files(published: Catalog) -> dict[str, bytes]:
    pairs = list(feed_files(published))
    files = dict(pairs)
    assert len(files) == len(pairs), "a path was yielded twice"
    return files


def _index(files: dict[str, bytes]) -> dict[str, Any]:
    index: dict[str, Any] = json.loads(files[INDEX])
    return index


def _entries(index: dict[str, Any]) -> list[dict[str, Any]]:
    return [*index["files"], *(entry for item in index["lists"] for entry in item["files"])]


_PATHS: Final = [path for path, _ in feed_files(catalog()) if not path.startswith(_SCHEMAS)]


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


feeds: Laws[Catalog] = Laws()


@feeds.law
def two_publications_of_one_catalog_are_equal_in_bytes_and_order(published: Catalog) -> None:
    assert new_files(published) == new_files(published)


def _proved(files: dict[str, bytes], path: str, sha256: str) -> Any:
    assert hashlib.sha256(files[path]).hexdigest() == sha256, path
    return json.loads(files[path])


def _reached(files: dict[str, bytes]) -> set[str]:
    """Return every path that is reached from the index by digest, as a consumer would: nothing else is known."""
    index = _index(files)
    reached = {INDEX}
    entries = _entries(index)
    for entry in entries:
        data = files[entry["path"]]
        assert (entry["bytes"], entry["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
        assert entry["path"] not in reached
        reached.add(entry["path"])

    if "last_page" in index.get("changes", {}):
        entry = index["changes"]["last_page"]
        path, sha256 = entry["path"], entry["sha256"]
        for number in reversed(range(index["changes"]["pages"])):
            assert path == f"feeds/v1/changes/{number}.json"
            page = _proved(files, path, sha256)
            reached.add(path)
            path, sha256 = f"feeds/v1/changes/{number - 1}.json", page["prev"]
        assert sha256 is None

    for tree, member in index["search"].items():
        children = [sha256 for _, sha256 in member["children"]]
        while children:
            path = f"find/{tree}/{children[-1]}.json"
            node = _proved(files, path, children.pop())
            children += [sha256 for _, sha256 in node.get("children", ())]
            reached.add(path)

    for public in index["lists"]:
        folder = f"feeds/v1/lists/{public['id']}/"
        rows = []
        for chunk in _proved(files, f"{folder}chunks.json", public["digest"])["chunks"]:
            path = f"{folder}chunks/{chunk['sha256']}.json"
            rows += _proved(files, path, chunk["sha256"])
            assert chunk["bytes"] == len(files[path])
            reached.add(path)
        lines = files[f"{folder}records.ndjson"].splitlines(keepends=True)
        assert [json.loads(line) for line in lines] == rows
        for line, row in zip(lines, rows, strict=True):
            path = f"lists/{public['id']}/{row['id']}/record.json"
            assert files[path] == line
            reached.add(path)
    return reached


def _long_catalog() -> Catalog:
    """Return a catalog with three event pages and several chunks."""
    ids = [f"{number:012}" for number in range(150)]
    public = public_list("harbour", [minimal_row(name, "harbour") for name in ids])
    changes = [happened("2026-01-20T10:00:00Z", "published", name, "harbour") for name in ids]
    return catalog(public, changes=history(changes, public.entries))


@feeds.law
def every_file_is_reached_from_the_index_by_digest(published: Catalog) -> None:
    files = _files(published)
    assert _reached(files) == set(files)


@feeds.law
def the_lines_of_a_list_are_its_rows_in_every_other_form(published: Catalog) -> None:
    files = _files(published)
    gone = {item.id: item.removed for item in published.deleted_lists}
    for list_id, tombstones in ({item.id: item.removed for item in published.lists} | gone).items():
        folder = f"feeds/v1/lists/{list_id}/"
        rows = [json.loads(line) for line in files[f"{folder}records.ndjson"].splitlines()]
        assert json.loads(files[f"{folder}records.json"])["records"] == rows
        assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
        removed = {row["id"] for row in rows if row["state"] in {"retracted", "withheld", "withdrawn"}}
        assert removed == {entry.id for entry in tombstones}


@feeds.law
def json_documents_are_sorted_and_indented_utf_8_and_their_rows_are_lines(
    published: Catalog,
) -> None:
    for path, data in feed_files(published):
        if path.endswith(".json") and path.startswith("feeds/") and not _CANONICAL.search(path):
            text = data.decode("utf-8")
            value = json.loads(text)
            rows = value.pop("records") if path.endswith("/records.json") else None
            told = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
            if rows:
                lines = ",\n".join(rfc8785.dumps(row).decode() for row in rows)
                told = told.removesuffix("\n}") + f',\n  "records": [\n{lines}\n  ]\n}}'
            elif rows is not None:
                told = told.removesuffix("\n}") + ',\n  "records": []\n}'
            assert text == told + "\n"


@feeds.law
def the_newest_event_of_a_record_has_the_digest_of_its_row(published: Catalog) -> None:
    files = _files(published)
    pages = [path for path in files if re.fullmatch(r"feeds/v1/changes/[0-9]+\.json", path)]
    events = [event for path in pages for event in json.loads(files[path])["events"]]
    newest = {event["record"]: event for event in events}
    for event in newest.values():
        row = files[f"lists/{event['list']}/{event['record']}/record.json"]
        assert hashlib.sha256(row).hexdigest() == event["sha256"]
        assert json.loads(row)["state"] == event["to"]
    if published.history is not None:
        assert {f"lists/{event['list']}/{record}/record.json" for record, event in newest.items()} == {
            path for path in files if path.startswith("lists/")
        }


@feeds.law
def rows_chunks_and_event_pages_are_rfc_8785_and_a_line_feed(published: Catalog) -> None:
    for path, data in feed_files(published):
        if _CANONICAL.search(path):
            assert data == rfc8785.dumps(json.loads(data)) + b"\n", path


@feeds.law
def counts_are_those_of_the_rows(published: Catalog) -> None:
    files = _files(published)
    for entry in _index(files)["lists"]:
        rows = json.loads(files[f"feeds/v1/lists/{entry['id']}/records.json"])["records"]
        counts = entry["counts"]
        public = [row for row in rows if "removed" not in row]
        assert (
            counts["public"]
            == len(public)
            == sum(counts["states"].values())
            == sum(counts["platforms"].values())
        )
        assert sum(counts["removed"].values()) == len(rows) - len(public)
        assert counts["actionable"] == sum(row["actionable"] for row in rows)
        assert all((counts["states"] | counts["removed"])[row["state"]] for row in rows)
        assert set(counts["platforms"]) == {row["platform"] for row in public}


@settings(max_examples=examples(15))
@given(catalogs())
@example(catalog())
@example(bare_catalog())
@example(_long_catalog())
def test_the_feeds_of_every_catalog_keep_every_law(published: Catalog) -> None:
    feeds.hold(published)


def test_the_index_is_ordered_by_path_and_by_id() -> None:
    index = _index(_files(catalog()))
    assert [item["id"] for item in index["lists"]] == ["empty", "harbour", "pier", "quay"]
    for files in (index["files"], *(item["files"] for item in index["lists"])):
        paths = [entry["path"] for entry in files]
        assert paths == sorted(paths)


def test_a_long_list_has_no_document_of_all_rows_and_the_index_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    public = public_list("harbour", [full_row()], tombstone("8f8f8f8f8f8f", "harbour"))
    path = "feeds/v1/lists/harbour/records.json"
    monkeypatch.setattr("site_builder.downloads.MOST_ROWS", 3)
    assert path in _files(catalog(public))
    monkeypatch.setattr("site_builder.downloads.MOST_ROWS", 2)
    files = _files(catalog(public))
    assert _index(files)["left_out"] == [{"path": path, "why": "rows"}]
    assert path not in {*files, *(entry["path"] for entry in _entries(_index(files)))}
    assert _reached(files) == set(files)


def test_a_trimmed_publication_lacks_what_the_index_says_and_nothing_else() -> None:
    gone = frozenset({"feeds/v1/lists/harbour/records.csv", "feeds/v1/lists/quay/records.json"})
    whole, files = _files(catalog()), _files(replace(catalog(), trimmed=gone))
    assert whole.keys() - files.keys() == gone
    assert _index(files)["left_out"] == [{"path": path, "why": "size"} for path in sorted(gone)]
    assert {path for path in files if files[path] != whole[path]} == {INDEX}
    assert _reached(files) == set(files)


def test_the_index_comes_last() -> None:
    assert [path for path, _ in feed_files(catalog())][-1] == INDEX


def test_only_the_index_tells_the_instant_the_commit_and_the_version() -> None:
    marked = catalog()
    told = [marked.as_of, str(marked.commit), "0.0.0"]
    for path, data in feed_files(marked):
        assert [word in data.decode() for word in told] == [path == INDEX] * 3, path


def test_a_build_without_history_says_so_and_has_neither_changes_nor_their_feeds() -> None:
    files = _files(bare_catalog())
    index = _index(files)
    assert index["history"] is False
    assert not {"changes", "epoch", "pending"} & set(index)
    changes = [path for path in files if "changes" in path]
    assert changes == ["feeds/v1/schemas/changes.schema.json"]
    assert all(item["digest"] for item in index["lists"])


def test_a_build_with_history_tells_epoch_events_and_last_page() -> None:
    files = _files(catalog())
    index = _index(files)
    (page,) = (json.loads(data) for path, data in files.items() if path.startswith("feeds/v1/changes/"))
    assert (index["history"], index["epoch"]) == (True, "1.0")
    assert index["changes"] == {
        "events": len(page["events"]),
        "last_page": index["changes"]["last_page"],
        "pages": 1,
    }
    assert index["changes"]["last_page"]["path"] == "feeds/v1/changes/0.json"


def test_the_index_says_until_when_it_is_fresh() -> None:
    published = bare_catalog()
    assert published.as_of == "2026-03-09T12:00:00Z"
    assert _index(_files(published))["fresh_until"] == "2026-04-08T12:00:00Z"
    brief = replace(published, instance={**published.instance, "refresh_days": 2})
    assert _index(_files(brief))["fresh_until"] == "2026-03-11T12:00:00Z"


def test_a_history_without_events_has_no_last_page() -> None:
    index = _index(_files(catalog(public_list("harbour", []), changes=history([]))))
    assert index["changes"] == {"events": 0, "pages": 0}


@pytest.mark.parametrize(
    ("pending", "uncommitted", "said"), [(0, (), None), (0, ("lists/x",), 0), (2, ("lists/x",), 2)]
)
def test_uncommitted_work_is_told_by_the_number_of_changes_that_are_no_events(
    pending: int, uncommitted: tuple[str, ...], said: int | None
) -> None:
    change = happened("2026-03-09T12:00:00Z", "published", "8f8f8f8f8f8f", "harbour")
    told = history([], pending=[change] * pending, uncommitted=uncommitted)
    assert _index(_files(catalog(public_list("harbour", []), changes=told))).get("pending") == said


def test_a_deleted_list_stays_with_its_tombstones_and_nothing_of_what_it_was() -> None:
    files = _files(catalog())
    (entry,) = (item for item in _index(files)["lists"] if item.get("deleted"))
    assert sorted(entry) == ["counts", "deleted", "digest", "example", "files", "id"]
    assert entry["counts"]["removed"] == {"retracted": 0, "withdrawn": 1, "withheld": 0}
    document = json.loads(files["feeds/v1/lists/pier/records.json"])
    assert document["list"] == {"deleted": True, "example": False, "id": "pier"}
    assert [row["state"] for row in document["records"]] == ["withdrawn"]


@pytest.mark.parametrize("member", ["summary", "evidence", "account_id", "match", "categories", "profile"])
def test_a_tombstone_that_holds_anything_of_the_claim_stops_the_build(member: str) -> None:
    gone = tombstone("7k3f9q2m4d1p", "harbour", **{member: full_row()[member]})
    with pytest.raises(errors.OutputError, match=r"lists/harbour/7k3f9q2m4d1p/record\.json"):
        list(feed_files(catalog(public_list("harbour", [], gone))))


def test_a_tombstone_names_a_handle_only_with_its_platform() -> None:
    gone = tombstone("7k3f9q2m4d1p", "harbour", handle="Quay_Poet")
    with pytest.raises(errors.OutputError, match=r"lists/harbour/7k3f9q2m4d1p/record\.json"):
        list(feed_files(catalog(public_list("harbour", [], gone))))


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
        seen.extend(path for path, _ in feed_files(published))
    assert "SECRET" not in str(caught.value)
    assert INDEX not in seen


def test_a_row_of_an_example_list_that_says_actionable_stops_the_build() -> None:
    row = minimal_row("7k3f9q2m4d1p", "quay", example=True) | {"actionable": True}
    with pytest.raises(errors.OutputError, match=r"lists/quay/7k3f9q2m4d1p/record\.json"):
        list(feed_files(catalog(public_list("quay", [row], example=True))))


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
    return replace(catalog(), platforms=built, lists=())


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        (
            _unknown_harm(),
            "feeds/v1/lists/harbour/about.json breaks its schema about at /categories/fraud/harm: ",
        ),
        (replace(catalog(), commit="HEAD"), "feeds/v1/index.json breaks its schema index at /commit: "),
        (_nameless_platform(), "feeds/v1/platforms.json breaks its schema platforms at /platforms/0/name: "),
    ],
    ids=["about", "index", "platforms"],
)
def test_a_document_that_breaks_its_schema_stops_the_build_with_file_and_pointer(
    broken: Catalog, place: str
) -> None:
    with pytest.raises(errors.OutputError) as caught:
        list(feed_files(broken))
    assert str(caught.value).startswith(place)
