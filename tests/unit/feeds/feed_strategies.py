"""Hypothesis strategies: catalogs whose every text is hostile, within what the schemas allow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from site_builder.catalog.model import DeletedList
from site_builder.history.model import REMOVED
from tests.unit.feeds.feed_catalog import catalog, public_list
from tests.unit.feeds.feed_history import happened, history, tombstone

if TYPE_CHECKING:
    from site_builder.catalog.model import Catalog, PublicList, PublicRecord
    from site_builder.history.model import History, RemovedRecord
    from site_builder.model import JsonObject

_ID_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_SNIPPETS: Final = (
    *(
        "=1+1",
        "+1",
        "-1",
        "@x",
        "\t=1",
        "\r\n=1",
        ";=1",
        "; '=1",
        "'",
        "''=",
        ";'",
        "\\",
        "\\n",
        "\\u202e",
        '"',
    ),
    *("\uff1d1", "\uff0b1", "\uff0d1", "\uff201", "\u202e", "\u2066", "\u2028", "\x85", "\ufeff", "\x1b[31m"),
    *(" =1", "\u00a0=1", "\u3000@", "</script>", "{{ 7*7 }}", "مرحبا", "Новости", "\U0001f600", ",", "\x00"),
)

values: Final = st.lists(
    st.sampled_from(_SNIPPETS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    min_size=1,
    max_size=5,
).map("".join)
"""Any text that UTF-8 can carry, rich in what formulas, escapes and direction marks are made of."""

texts: Final = values.filter(bool)
record_ids: Final = st.text(_ID_ALPHABET, min_size=12, max_size=12)
slugs: Final = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,3})?", fullmatch=True)
dates: Final = st.dates().map(lambda day: day.isoformat())
digests: Final = st.text("0123456789abcdef", min_size=64, max_size=64)
urls: Final = st.text([chr(code) for code in range(0x21, 0x7F)], min_size=1, max_size=9).map(
    lambda text: f"https://x.example/{text}"
)
_counts: Final = st.integers(0, 2**53 - 1)
_evidence_ids: Final = st.integers(1, 999).map(lambda number: f"e{number}")
_inferred: Final = st.sampled_from(["content", "document", "metadata", "platform", "self-described"])


def _some(items: st.SearchStrategy[JsonObject]) -> st.SearchStrategy[list[JsonObject]]:
    return st.lists(items, min_size=1, max_size=2)


_evidence: Final = st.fixed_dictionaries(
    {
        "captured": dates,
        "id": _evidence_ids,
        "kind": st.sampled_from(
            ["court-document", "dataset", "media", "platform-disclosure", "post", "profile", "report"]
        ),
        "sensitivity": st.sampled_from(["disturbing", "graphic", "none"]),
        "summary": texts,
    },
    optional={
        "archived": urls,
        "published": dates,
        "sha256": digests,
        "shows": st.lists(slugs, min_size=1, max_size=2),
        "url": urls,
    },
)

_observation: Final = st.fixed_dictionaries(
    {"date": dates, "state": st.sampled_from(["active", "deleted", "protected", "renamed", "suspended"])},
    optional={"evidence": _evidence_ids, "followers": _counts, "following": _counts, "posts": _counts},
)

_profile: Final = st.fixed_dictionaries(
    {"created": dates},
    optional={
        "display_name": texts,
        "languages": _some(
            st.fixed_dictionaries({"code": st.sampled_from(["ar", "ru"]), "inferred": _inferred})
        ),
        "locations": _some(
            st.fixed_dictionaries({"code": st.sampled_from(["NL", "US-TX"]), "inferred": _inferred})
        ),
    },
)

_salts: Final = st.text("0123456789abcdefghjkmnpqrstvwxyz", min_size=26, max_size=26)
_match: Final = st.fixed_dictionaries(
    {"by": st.just("handle"), "handle": texts, "key": texts}, optional={"handle_seen": dates}
) | st.fixed_dictionaries(
    {"account_id": texts, "by": st.just("account_id"), "handle": texts, "key": texts},
    optional={"handle_seen": dates},
)


def rows(list_id: str, *, example: bool) -> st.SearchStrategy[JsonObject]:
    """Return a strategy of rows of one list."""

    def acted(row: JsonObject) -> JsonObject:
        return row | {"actionable": row["state"] == "verified" and not example}

    return st.fixed_dictionaries(
        {
            "id": record_ids,
            "list": st.just(list_id),
            "platform": st.sampled_from(["chirp", "dotbook"]),
            "handle": texts,
            "categories": st.lists(slugs, min_size=1, max_size=2),
            "summary": texts,
            "evidence": _some(_evidence),
            "state": st.sampled_from(["disputed", "lapsed", "verified"]),
            "example": st.just(example),
            "confirms": st.fixed_dictionaries({"count": st.integers(1, 9), "first": dates, "newest": dates}),
            "match": _match,
            "salt": _salts,
            "valid_until": dates,
        },
        optional={
            "account_id": texts,
            "affiliations": st.lists(slugs, min_size=1, max_size=2),
            "appeal": st.fixed_dictionaries({"due": dates, "opened": dates}),
            "basis": _some(
                st.fixed_dictionaries(
                    {"kind": st.sampled_from(["court-finding", "research"])},
                    optional={"note": texts, "source": slugs},
                )
            ),
            "links": _some(
                st.fixed_dictionaries(
                    {"evidence": _evidence_ids, "record": record_ids, "relation": st.just("alias-of")}
                )
            ),
            "observations": _some(_observation),
            "previous_handles": _some(
                st.fixed_dictionaries({"handle": texts}, optional={"from": dates, "until": dates})
            ),
            "profile": _profile,
            "sources": st.lists(slugs, min_size=1, max_size=2),
        },
    ).map(acted)


@st.composite
def _tombstones(draw: st.DrawFn, list_id: str, ids: list[str], *, example: bool) -> list[RemovedRecord]:
    named = st.fixed_dictionaries(
        {"handle": texts, "platform": st.sampled_from(["chirp", "dotbook"]), "salt": _salts}
    )
    return [
        tombstone(
            record_id,
            list_id,
            example=example,
            state=draw(st.sampled_from(REMOVED)),
            reason=draw(st.sampled_from(["mistaken-identity", "safety", "code-of-long-ago"])),
            effect=draw(st.sampled_from(["erase", "stop-relying", "undo"])),
            **draw(st.just({}) | named),
        )
        for record_id in ids
    ]


@st.composite
def _lists(draw: st.DrawFn, list_id: str, ids: list[str], *, removed: bool) -> PublicList:
    """Draw a list with the ids given: some of them listings, and some tombstones where `removed` allows."""
    example = draw(st.booleans())
    cut = draw(st.integers(0, len(ids))) if removed else len(ids)
    drawn = [draw(rows(list_id, example=example)) | {"id": record_id} for record_id in ids[:cut]]
    gone = draw(_tombstones(list_id, ids[cut:], example=example))
    return public_list(list_id, drawn, *gone, example=example, title=draw(texts))


def _standing(entry: PublicRecord | RemovedRecord) -> str:
    return "verified" if "removed" in entry.row else str(entry.row["state"])


def _told(entries: list[PublicRecord | RemovedRecord]) -> History:
    """Return a history by which these entries came about."""
    changes: list[dict[str, Any]] = [
        happened("2026-01-20T10:00:00Z", "published", entry.id, entry.list, after=_standing(entry))
        for entry in entries
    ]
    for entry in entries:
        if "removed" in entry.row:
            codes = {name: entry.row[name] for name in ("reason", "effect")}
            changes.append(
                happened("2026-02-20T09:30:00Z", entry.row["state"], entry.id, entry.list, **codes)
            )
    return history(changes, entries)


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """Draw a catalog of at most two lists with at most three rows each; half of them with a history.

    With a history there are tombstones, and there may be a deleted list.
    """
    with_history = draw(st.booleans())
    names = sorted(draw(st.sets(slugs, min_size=1, max_size=3 if with_history else 2)))
    ids = sorted(draw(st.sets(record_ids, min_size=len(names), max_size=3 * len(names))))
    shares = [ids[start :: len(names)] for start in range(len(names))]
    lists = [
        draw(_lists(name, share, removed=with_history)) for name, share in zip(names, shares, strict=True)
    ]
    deleted: tuple[DeletedList, ...] = ()
    if len(lists) == 3:
        removed = draw(_tombstones(names[1], shares[1], example=lists[1].example))
        deleted = (DeletedList(names[1], lists[1].example, tuple(removed)),)
        del lists[1]
    entries = [entry for public in lists for entry in public.entries]
    entries += [entry for gone in deleted for entry in gone.removed]
    made = catalog(*lists, deleted=deleted, changes=_told(entries) if with_history else None)
    return replace(made, instance={**made.instance, "title": draw(texts)})
