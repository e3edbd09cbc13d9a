"""Lives: what the demonstration's records say follows from the lives of their accounts, and lives are credible."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.load.strict_yaml import load
from site_builder.world.demo import make_demo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.world.accounts import Account
    from site_builder.world.demo import Demo

CLOSED = re.compile(r"closed (?:the account )?on (\d{4}-\d\d-\d\d)")
RETURNED = re.compile(r"(?:opened again|restored) on (\d{4}-\d\d-\d\d)")
GONE = {"suspended", "deleted"}


@pytest.fixture(
    scope="module",
    params=[("1", 2, 60), ("4", 5, 60), pytest.param(("1", 5, 400), marks=pytest.mark.large)],
    ids=lambda asked: "-".join(map(str, asked)),
)
def demo(request: pytest.FixtureRequest) -> Demo:
    return make_demo(*request.param)


def value(demo: Demo, path: str) -> Any:
    files = demo.repository.commits[demo.tip].tree.files
    return load(demo.repository.contents[files[path].object], path).value


def records(demo: Demo) -> Iterator[tuple[Account, Any]]:
    return ((item.account, value(demo, item.path)) for item in demo.listings)


def observations(record: Any) -> list[Any]:
    return [item for item in record.get("observations", ()) if item["state"] != "renamed"]


def claims(demo: Demo, record: Any) -> list[Any]:
    """Return the record, and the corrections that wait."""
    paths = [
        path for path in demo.repository.commits[demo.tip].tree.files if f"/{record['id']}.next-" in path
    ]
    return [record, *(value(demo, path) for path in paths)]


def test_what_is_seen_of_an_account_is_what_its_life_is(demo: Demo) -> None:
    for account, record in records(demo):
        assert account.turns == sorted(account.turns)
        for item in observations(record):
            assert item["state"] == account.shown(item["date"]), (record["id"], item)
        for item in record["evidence"]:
            if item["kind"] in {"post", "profile", "media"}:
                assert account.shown(item["captured"]) not in GONE, (record["id"], item)
        assert record.get("profile", {}).get("created", account.turns[0][0]) == account.turns[0][0]


def test_what_is_closed_is_not_seen_again_unless_a_return_is_told(demo: Demo) -> None:
    told = Counter[str]()
    for account, record in records(demo):
        said = " ".join(item["summary"] for claim in claims(demo, record) for item in claim["evidence"])
        for day in {*CLOSED.findall(said), *RETURNED.findall(said)}:
            state = "active" if day in RETURNED.findall(said) else "suspended"
            assert (day, state) in account.turns, record["id"]
            told[state] += 1
        for before, after in pairwise(observations(record)):
            if before["state"] == "suspended" != after["state"]:
                assert any(before["date"] < day <= after["date"] for day in RETURNED.findall(said)), record[
                    "id"
                ]
    assert told["suspended"] > told["active"]


def test_posts_never_fall_and_followers_neither_jump_nor_fall_without_a_suspension(demo: Demo) -> None:
    numbers = 0
    for account, record in records(demo):
        sizes = [item for item in observations(record) if "followers" in item]
        for before, after in pairwise(sizes):
            numbers += 1
            assert int(before.get("posts", 0)) <= int(after.get("posts", 0)), record["id"]
            few, many = sorted((int(before["followers"]), int(after["followers"])))
            assert many <= 20 * few, record["id"]
            turned = any(before["date"] < day <= after["date"] for day, _ in account.turns)
            assert int(before["followers"]) <= int(after["followers"]) or turned, record["id"]
    assert numbers > 5


def test_successors_come_when_the_others_have_gone(demo: Demo) -> None:
    known = {item.id: item.account for item in demo.listings}
    links = [(account, link) for account, record in records(demo) for link in record.get("links", ())]
    following = [
        (account, known[link["record"]]) for account, link in links if link["relation"] == "successor-of"
    ]
    assert following
    for account, other in following:
        assert other.shown(account.turns[0][0]) in GONE, account.handle


def test_not_all_records_say_as_much(demo: Demo) -> None:
    every = [record for _, record in records(demo)]
    for count in (
        sum("languages" not in record.get("profile", {}) for record in every),
        sum("affiliations" not in record for record in every),
        sum(len(record.get("affiliations", ())) > 1 for record in every),
        sum("observations" not in record for record in every),
    ):
        assert len(every) // 100 <= count < len(every) / 4


def test_some_were_suspended_before_they_were_listed(demo: Demo) -> None:
    late = [item for item in demo.listings if item.account.shown(item.proposed) in GONE]
    assert 0 < len(late) < len(demo.listings) / 3


def test_dates_in_texts_are_those_of_their_documents(demo: Demo) -> None:
    for list_id in ("coast-influence", "harbour-fraud"):
        sources = value(demo, f"lists/{list_id}/sources.yaml")["sources"]
        for source in sources.values():
            years = re.findall(r"\b20\d\d\b", f"{source['title']} {source['url']}")
            assert set(years) <= {source["date"][:4]}, source
    for _, record in records(demo):
        for item in record["evidence"]:
            days = re.findall(r"20\d\d-\d\d-\d\d", item["summary"])
            assert all(day <= item.get("published", item["captured"]) <= item["captured"] for day in days), (
                item
            )


def test_a_duplicate_has_a_second_record(demo: Demo) -> None:
    every = [record for _, record in records(demo)]
    double = [
        record for record in every for part in record.get("retractions", ()) if part["reason"] == "duplicate"
    ]
    assert double
    for record in double:
        others = [
            item for item in every if item["id"] != record["id"] and item["platform"] == record["platform"]
        ]
        now = [claim for item in others for claim in claims(demo, item)]
        assert record["handle"] in {
            handle
            for claim in now
            for handle in (
                claim.get("handle"),
                *(item["handle"] for item in claim.get("previous_handles", ())),
            )
        }


def test_people_work_at_all_hours(demo: Demo) -> None:
    line = demo.repository.line(demo.tip)
    hours = Counter(datetime.fromtimestamp(demo.repository.commits[name].time, UTC).hour for name in line)
    assert len(hours) > 18
    assert max(hours.values()) < len(line) / 5


@pytest.mark.parametrize("demo", [pytest.param(("1", 5, 400), marks=pytest.mark.large)], indirect=True)
def test_a_whole_world_has_what_is_rare(demo: Demo) -> None:
    every = [record for _, record in records(demo)]
    assert sum(len(record.get("previous_handles", ())) > 1 for record in every) in (1, 2, 3)
    gone = [
        item for item in demo.listings if item.public and not item.account.account_id and item.seen in GONE
    ]
    assert any(max(item.confirms.values()) < item.looked for item in gone)
    line = demo.repository.line(demo.tip)
    busy = {
        datetime.fromtimestamp(demo.repository.commits[name].time, UTC).strftime("%Y-%m")
        for name in line
        if demo.repository.commits[name].message != "Tick\n"
    }
    assert len(busy) == 60
