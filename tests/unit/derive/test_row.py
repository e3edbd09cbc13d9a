"""Rows hold what may be published, and nothing that was not chosen to be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from site_builder.derive.reviews import Setting
from site_builder.derive.row import row, row_bytes
from site_builder.derive.state import DerivedRecord, derive
from site_builder.handles import Platforms
from site_builder.load.source_tree import packaged
from site_builder.model import AccountList, Record, Review

PLATFORMS, _ = Platforms.build(packaged("platforms"))
VOCABULARY = packaged("vocabulary")
CLAIM = "c" * 64
EVIDENCE = {
    "id": "e1",
    "kind": "report",
    "sensitivity": "none",
    "captured": "2026-01-01",
    "summary": "Names it.",
}


def a_row(
    *, public: frozenset[str] = frozenset(), policy: Any = None, listed: Any = None, **fields: Any
) -> Any:
    data: Any = {
        "id": "7k3f9q2m4d1p",
        "handle": "NWX_Gull",
        "platform": "twitter",
        "categories": ["scam"],
        "summary": "Offered tickets that do not exist.",
        "submitted_by": ["writer-marker"],
        "evidence": [EVIDENCE],
        **fields,
    }
    data = {name: value for name, value in data.items() if value is not None}
    record = Record("harbor", data["id"], "file", data, CLAIM)
    list_data: Any = {
        "policy": {"quorum": 2, "signatures": "waived", "recheck_after_days": 365, **(policy or {})},
        **(listed or {}),
    }
    account_list = AccountList("harbor", "file", list_data, {}, {})
    roster: Any = {name: {"lists": ["harbor"], "active": [{"from": "2020-01-01"}]} for name in ("r1", "r2")}
    reviews = [
        Review(name, "harbor", data["id"], CLAIM, day, "confirm", 1, None, "f", "/p")
        for name, day in (("r1", "2026-02-01"), ("r2", "2026-03-01"))
    ]
    setting = Setting(account_list, roster, {}, VOCABULARY, PLATFORMS, None, "2026-06-01")
    return row(
        DerivedRecord(record, account_list, derive(record, reviews, setting)), PLATFORMS, public, VOCABULARY
    )


def test_what_stays_in_the_source_is_not_in_the_row() -> None:
    made = a_row(
        distinct_from=[{"protected": "x", "evidence": "e1"}],
        appeals=[
            {"opened": "2026-05-01", "ground": "out-of-scope", "due": "2026-07-01", "status": "open"},
            {
                "opened": "2026-01-01",
                "ground": "safety",
                "due": "2026-02-01",
                "status": "dismissed",
                "reason": "m",
            },
        ],
        retractions=[{"date": "2025-01-01", "reason": "changed-hands"}],
        unheard_of="marker",
        batch="marker",
        evidence=[
            {**EVIDENCE, "origin": {"file": "marker", "sha256": "a" * 64, "sheet": "marker", "line": 7}}
        ],
    )
    assert made["evidence"] == [EVIDENCE]
    assert not {"submitted_by", "distinct_from", "appeals", "retractions", "unheard_of"} & made.keys()
    assert made["appeal"] == {"opened": "2026-05-01", "due": "2026-07-01"}
    assert "marker" not in json.dumps(made)


def test_display_name_and_locations_need_the_lists_word() -> None:
    profile = {
        "display_name": "Gull",
        "created": "2020-01-01",
        "languages": [{"code": "en", "inferred": "content"}],
        "locations": [{"code": "AQ", "inferred": "content"}],
    }
    assert a_row(profile=profile)["profile"].keys() == {"created", "languages"}
    chosen = a_row(profile=profile, listed={"publish_profile": ["display_name"]})["profile"]
    assert chosen.keys() == {"created", "languages", "display_name"}
    assert "profile" not in a_row(profile={"display_name": "Gull"})


def test_only_links_to_public_records_are_in_the_row() -> None:
    links = [
        {"relation": "amplifies", "record": name, "evidence": "e1"}
        for name in ("aaaaaaaaaaaa", "bbbbbbbbbbbb")
    ]
    assert a_row(links=links, public=frozenset({"bbbbbbbbbbbb"}))["links"] == links[1:]
    assert "links" not in a_row(links=links)


@pytest.mark.parametrize(("example", "actionable"), [(True, False), (False, True)])
def test_only_verified_records_of_real_lists_are_actionable(*, example: bool, actionable: bool) -> None:
    made = a_row(listed={"example": example})
    assert (made["state"], made["actionable"], made["example"]) == ("verified", actionable, example)


def test_a_disputed_record_is_not_actionable() -> None:
    appeal = {"opened": "2026-05-01", "ground": "out-of-scope", "due": "2026-07-01", "status": "open"}
    made = a_row(appeals=[appeal])
    assert (made["state"], made["actionable"]) == ("disputed", False)


def test_an_account_matches_by_its_id_where_that_is_known() -> None:
    known = {"handle": "nwx_gull"}
    assert a_row()["match"] == {**known, "by": "handle", "key": "twitter:handle:nwx_gull"}
    known |= {"account_id": "77"}
    assert a_row(account_id="77")["match"] == {**known, "by": "account_id", "key": "twitter:id:77"}


def test_the_handle_was_last_seen_when_the_account_was_there() -> None:
    observations = [
        {"date": "2026-01-05", "state": "active"},
        {"date": "2026-02-05", "state": "protected"},
        {"date": "2026-03-05", "state": "suspended"},
    ]
    assert a_row(observations=observations)["match"]["handle_seen"] == "2026-02-05"
    posts = [{"id": "e1", "kind": "post", "sensitivity": "none", "captured": "2026-02-09", "summary": "x"}]
    assert a_row(observations=observations, evidence=posts)["match"]["handle_seen"] == "2026-02-09"


def test_what_was_seen_under_an_earlier_handle_says_nothing_of_this_one() -> None:
    observations = [{"date": "2026-01-05", "state": "active"}, {"date": "2026-02-05", "state": "active"}]
    earlier = {"handle": "nwx_old"}
    for until, seen in (("2026-01-05", "2026-02-05"), ("2026-02-05", None), (None, None)):
        item = earlier | ({"until": until} if until else {})
        made = a_row(observations=observations, previous_handles=[item])
        assert made["match"].get("handle_seen") == seen


def test_confirms_and_validity() -> None:
    made = a_row()
    assert made["confirms"] == {"count": 2, "first": "2026-02-01", "newest": "2026-03-01"}
    assert made["valid_until"] == "2026-08-28"
    assert a_row(account_id="900000000000000001")["valid_until"] == "2027-03-01"


def test_an_account_without_a_handle_is_matched_by_its_id_alone() -> None:
    seen = [{"date": "2026-02-05", "state": "active"}]
    made = a_row(handle=None, account_id="900000000000000001", observations=seen)
    assert "handle" not in made
    assert made["match"] == {
        "by": "account_id",
        "account_id": "900000000000000001",
        "key": "twitter:id:900000000000000001",
    }


@pytest.mark.parametrize(
    ("state", "day", "account_id", "actionable"),
    [
        # The newest confirm is of 2026-03-01.
        ("suspended", "2026-03-02", None, False),
        ("deleted", "2026-03-02", None, False),
        ("renamed", "2026-03-02", None, False),
        ("suspended", "2026-03-01", None, True),
        ("active", "2026-03-02", None, True),
        ("protected", "2026-03-02", None, True),
        ("nobody-knows", "2026-03-02", None, True),
        ("suspended", "2026-03-02", "900000000000000001", True),
    ],
)
def test_a_handle_that_may_be_somebody_elses_by_now_is_not_acted_on(
    state: str, day: str, account_id: str | None, *, actionable: bool
) -> None:
    made = a_row(observations=[{"date": day, "state": state}], account_id=account_id)
    assert (made["state"], made["actionable"]) == ("verified", actionable)


def test_bytes_are_canonical_and_end_with_a_line_feed() -> None:
    row: Any = {"b": 1, "a": "é"}
    data = row_bytes(row)
    assert data == '{"a":"é","b":1}\n'.encode()
