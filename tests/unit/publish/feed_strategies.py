"""Hypothesis strategies: catalogs whose every text is hostile, within what the schemas allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from tests.unit.publish.feed_catalog import catalog, public_list

if TYPE_CHECKING:
    from site_builder.catalog.model import Catalog
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

_match: Final = st.fixed_dictionaries(
    {"by": st.just("handle"), "handle": texts}, optional={"handle_seen": dates}
) | st.fixed_dictionaries(
    {"account_id": texts, "by": st.just("account_id"), "handle": texts}, optional={"handle_seen": dates}
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
def catalogs(draw: st.DrawFn) -> Catalog:
    """Draw a catalog of at most two lists with at most three records each."""
    lists = []
    for list_id in sorted(draw(st.sets(slugs, min_size=1, max_size=2))):
        example = draw(st.booleans())
        drawn = draw(
            st.lists(rows(list_id, example=example), max_size=3, unique_by=lambda row: str(row["id"]))
        )
        lists.append(public_list(list_id, drawn, example=example))
    return catalog(*lists)
