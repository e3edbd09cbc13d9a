"""Laws of promises: inputs decide bytes, and a small change leaves almost all inputs as they are."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder import addresses, feeds
from site_builder.catalog.model import AppealCounts
from site_builder.derive.row import row_bytes
from site_builder.find import search_trees
from site_builder.handles import Platforms
from site_builder.pages import site
from site_builder.pages.alphabet import MAX_ROWS
from tests.examples import examples
from tests.unit.feeds.feed_files import feed_promises
from tests.unit.feeds.feed_strategies import catalogs
from tests.unit.pages import page_catalog
from tests.unit.pages.page_catalog import FULL, LIST, LONG_LIST
from tests.unit.pages.page_history import MANY_REMOVED, change, history
from tests.unit.pages.page_site import frame

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from site_builder.catalog.model import Catalog, PublicList, PublicRecord
    from site_builder.promises import Promise

    Edit = Callable[[Catalog], Catalog]

_MORE_THAN_A_PAGE: Final = MAX_ROWS + 10


def catalog() -> Catalog:
    """Return the catalog of the pages, as far as lists and tombstones are still longer than a page."""
    whole = page_catalog.catalog()
    cut = [
        replace(
            public, records=public.records[:_MORE_THAN_A_PAGE], removed=public.removed[:_MORE_THAN_A_PAGE]
        )
        for public in whole.lists
    ]
    return replace(whole, lists=tuple(cut))


def _without_history(published: Catalog) -> Catalog:
    lists = tuple(replace(public, removed=()) for public in published.lists)
    return replace(published, lists=lists, deleted_lists=(), history=None)


def _promises(published: Catalog, entry: str = "main.js") -> dict[str, Promise]:
    around = replace(frame(published), entry=entry)
    made = [*feeds.publish(published, search_trees(published)), *site.publish(published, around, [""])]
    found = {promise.path: promise for promise in made}
    assert len(found) == len(made)
    return found


@cache
def _before() -> Mapping[str, tuple[tuple[Any, ...], bytes]]:
    return {
        path: (promise.inputs, b"".join(promise.make())) for path, promise in _promises(catalog()).items()
    }


def _list(list_id: str, edit: Callable[[PublicList], PublicList]) -> Edit:
    def edited(published: Catalog) -> Catalog:
        lists = tuple(
            edit(deepcopy(public)) if public.id == list_id else public for public in published.lists
        )
        return replace(published, lists=lists)

    return edited


def _data(list_id: str, **members: Any) -> Edit:
    return _list(list_id, lambda public: replace(public, data={**public.data, **members}))  # type: ignore[typeddict-item]  # as given


def _category(public: PublicList) -> PublicList:
    public.data["categories"]["impersonation"]["meaning"] = "Means something else."
    return public


def _affiliation(public: PublicList) -> PublicList:
    changed = {**public.affiliations["dredge"], "title": "Another"}
    return replace(public, affiliations={**public.affiliations, "dredge": changed})  # type: ignore[dict-item]  # as given


def _record(list_id: str, record_id: str, edit: Callable[[PublicRecord], PublicRecord]) -> Edit:
    def edited(public: PublicList) -> PublicList:
        records = tuple(edit(item) if item.id == record_id else item for item in public.records)
        assert records != public.records
        return replace(public, records=records)

    return _list(list_id, edited)


def _row(list_id: str, record_id: str, **members: Any) -> Edit:
    def edited(record: PublicRecord) -> PublicRecord:
        row: Any = {**record.row, **members}
        return replace(record, row=row, row_bytes=row_bytes(row))

    return _record(list_id, record_id, edited)


def _source(name: str, **members: Any) -> Edit:
    def edited(public: PublicList) -> PublicList:
        return replace(public, sources={**public.sources, name: {**public.sources.get(name, {}), **members}})  # type: ignore[typeddict-item]  # as given

    return _list(LIST, edited)


def _instance(**members: Any) -> Edit:
    return lambda published: replace(published, instance={**published.instance, **members})  # type: ignore[typeddict-item]  # as given


def _tombstone(published: Catalog) -> Catalog:
    def edited(public: PublicList) -> PublicList:
        first, *others = public.removed
        row = first.row | {"reason": "safety"}
        return replace(public, removed=(replace(first, row=row, row_bytes=row_bytes(row)), *others))

    return _list(LONG_LIST, edited)(published)


def _event(published: Catalog) -> Catalog:
    """Append one event to the history."""
    old = published.history
    assert old is not None
    changes = [*old.events, change(FULL, LIST, "observed", "disputed", "disputed", fields=("observations",))]
    return replace(
        published, history=replace(history(changes, old.pending, old.uncommitted), epoch=old.epoch)
    )


def _history(**members: Any) -> Edit:
    def edited(published: Catalog) -> Catalog:
        assert published.history is not None
        return replace(published, history=replace(published.history, **members))

    return edited


def _word(published: Catalog) -> Catalog:
    vocabulary = deepcopy(published.vocabulary)
    vocabulary["states"]["verified"]["title"] = "Quite sure"
    return replace(published, vocabulary=vocabulary)


def _link(published: Catalog) -> Catalog:
    kinds = deepcopy(published.vocabulary)
    kinds["evidence_kinds"]["report"]["link"] = False
    return replace(published, vocabulary=kinds)


def _trimmed(published: Catalog) -> Catalog:
    return replace(published, trimmed=frozenset({f"feeds/v1/lists/{LIST}/records.csv"}))


def _platform(published: Catalog) -> Catalog:
    definitions = {item.id: {**item.definition, "name": f"New {item.name}"} for item in published.platforms}
    built, faults = Platforms.build(definitions)
    assert not faults
    return replace(published, platforms=built)


def _gone(published: Catalog) -> Catalog:
    """Take a record off its list, without a trace."""
    edit = _list(LONG_LIST, lambda public: replace(public, records=public.records[1:]))
    return edit(published)


def _one() -> str:
    return next(public for public in catalog().lists if public.id == LONG_LIST).records[40].id


_EDITS: Final[dict[str, Edit]] = {
    "the same again": replace,
    "as-of": lambda published: replace(published, as_of="2026-03-09T13:00:00Z"),
    "another day": lambda published: replace(published, as_of="2026-03-10T13:00:00Z"),
    "commit": lambda published: replace(published, commit="f" * 40),
    "version": lambda published: replace(published, builder_version="9.9.9"),
    "summary of a record": _row(LONG_LIST, _one(), summary="Another."),
    "state of a record": _row(LONG_LIST, _one(), state="lapsed", actionable=False),
    "handle of a record": _row(LONG_LIST, _one(), handle="AAA_first"),
    "a full record": _row(LIST, FULL, account_id="1"),
    "verdicts": _record(LIST, FULL, lambda item: replace(item, verdicts=item.verdicts[:1])),
    "links": _record(LIST, FULL, lambda item: replace(item, links=())),
    "source file": _record(LIST, FULL, lambda item: replace(item, source_file=None)),
    "title of a list": _data(LIST, title="Another"),
    "scope": _data(LIST, scope="Another"),
    "contacts": _data(LIST, contacts={"intake": "mailto:a@a.example", "appeals": "mailto:b@b.example"}),
    "example": _data(LIST, example=False),
    "category": _list(LIST, _category),
    "a source more": _source("verdict", title="Verdict", url="https://court.example/2"),
    "title of a source": _source("ruling", title="Another"),
    "affiliation": _list(LIST, _affiliation),
    "appeals": _list(LIST, lambda public: replace(public, appeals=AppealCounts(open=1))),
    "a record gone": _gone,
    "a list gone": lambda published: replace(published, lists=published.lists[:2]),
    "a tombstone": _tombstone,
    "tombstones gone": _list(LONG_LIST, lambda public: replace(public, removed=())),
    "an event": _event,
    "pending": _history(pending=(), uncommitted=()),
    "epoch": _history(epoch="1.7"),
    "no history": _without_history,
    "title of the site": _instance(title="Another"),
    "address of the site": _instance(site_url="https://other.example/"),
    "forge": _instance(forge={"name": "Other", "repository": "https://other.example/"}),
    "kind of the forge": _instance(forge={**catalog().instance.get("forge", {}), "kind": "gitlab"}),
    "days of freshness": _instance(refresh_days=9),
    "source is not public": _instance(source_public=False),
    "indexable": _instance(indexable=True),
    "what is left out": _trimmed,
    "a word": _word,
    "what may be a link": _link,
    "platforms": _platform,
}


_NEEDLESS: Final = {"indexable": 250}
"""How many promises may have other inputs and the same bytes, where it is more than two.

Whether an instance is indexable is said by its frames, and those of removed records do not heed it.
"""


_SMALL: Final = {"summary of a record": 8, "handle of a record": 15, "as-of": 1, "an event": 12}
"""How many promises may have other inputs after a small change."""


def _shared(edit: Edit) -> tuple[dict[str, Promise], set[str]]:
    """Return the promises after an edit whose paths were there before, and those that have other inputs."""
    before, after = _before(), _promises(edit(catalog()))
    shared = {path: promise for path, promise in after.items() if path in before}
    return shared, {path for path, promise in shared.items() if promise.inputs != before[path][0]}


@pytest.mark.parametrize("name", _EDITS)
def test_inputs_are_others_where_bytes_are_and_almost_nowhere_else(name: str) -> None:
    shared, other = _shared(_EDITS[name])
    same_bytes = {path for path, promise in shared.items() if b"".join(promise.make()) == _before()[path][1]}
    assert shared.keys() - same_bytes <= other
    assert len(same_bytes & other) <= _NEEDLESS.get(name, 2), sorted(same_bytes & other)
    # A small change leaves almost all inputs as they are.
    assert name not in _SMALL or 0 < len(other) <= _SMALL[name], sorted(other)


def test_another_frame_changes_the_inputs_of_every_page() -> None:
    before, after = _before(), _promises(catalog(), "other")
    other = {path for path in before if after[path].inputs != before[path][0]}
    assert other == {path for path in before if path.endswith("/index.html")}


def test_a_file_may_be_made_again_and_in_any_order() -> None:
    before, again = _before(), _promises(catalog())
    for path in reversed(again):
        assert b"".join(again[path].make()) == b"".join(again[path].make()) == before[path][1], path


def test_nothing_is_drawn_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_values: Any) -> None:
        message = "a page was drawn"
        raise AssertionError(message)

    monkeypatch.setattr("site_builder.pages.page.render", refuse)
    promises = _promises(catalog())
    with pytest.raises(AssertionError, match="drawn"):
        b"".join(promises[f"{addresses.record_page(LIST, FULL)}index.html"].make())


@settings(max_examples=examples(15))
@given(catalogs(), st.data())
def test_feeds_of_any_two_catalogs_differ_in_inputs_where_they_do_in_bytes(
    one: Catalog, data: st.DataObject
) -> None:
    other = data.draw(catalogs() | st.just(replace(one, as_of="2026-03-10T12:00:00Z")))
    made = {promise.path: promise for promise in feed_promises(one)}
    for promise in feed_promises(other):
        if promise.path in made and made[promise.path].inputs == promise.inputs:
            assert b"".join(made[promise.path].make()) == b"".join(promise.make()), promise.path


def test_removed_records_are_among_what_is_tried() -> None:
    assert f"{addresses.record_page(LONG_LIST, MANY_REMOVED[0])}index.html" in _before()
