"""The view: what is chosen, what is left out, and what is not understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from site_builder.errors import UsageError
from site_builder.sync import MirrorRow, Where
from site_builder.sync.row import make_row
from site_builder.sync.view import Suppression, View
from tests.unit.sync.feed_site import listing, record_id, tombstone

if TYPE_CHECKING:
    from pathlib import Path

ONE = record_id(1)


def row(number: int = 1, list_id: str = "harbour", **members: Any) -> MirrorRow:
    return make_row(listing(record_id(number), list_id, **members))


def removed(state: str) -> MirrorRow:
    return make_row(tombstone(listing(ONE), state))


def suppression(tmp_path: Path, text: str | bytes) -> Suppression:
    file = tmp_path / "exceptions.txt"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return Suppression.read(file, 1000)


# Conditions


def test_without_conditions_the_view_is_what_one_may_act_on() -> None:
    where = Where.parse([])
    assert where.holds(row())
    assert not any(where.holds(row(state=state)) for state in ("disputed", "lapsed"))
    assert not any(where.holds(removed(state)) for state in ("retracted", "withdrawn", "withheld"))


@pytest.mark.parametrize(
    "members",
    [{"state": "confirmed-twice"}, {"state": "confirmed-twice", "actionable": True}, {"example": True}],
)
def test_an_unknown_state_or_an_example_is_never_actionable(members: dict[str, Any]) -> None:
    made = make_row({**listing(ONE), "actionable": True, **members})
    assert not made.actionable
    assert not Where.parse([]).holds(made)
    assert View().select([made]) == []


def test_conditions_narrow_and_values_widen() -> None:
    where = Where.parse(["platform=twitter,telegram", "list=harbour", "platform=mastodon"])
    assert where.platform == {"twitter", "telegram", "mastodon"}
    assert where.holds(row(platform="telegram"))
    assert not where.holds(row(platform="vk"))
    assert not where.holds(row(list_id="quay"))


def test_one_of_a_rows_categories_is_enough() -> None:
    where = Where.parse(["category=fraud"])
    assert where.holds(row(categories=["deception", "fraud"]))
    assert not where.holds(row(categories=["deception"]))


def test_a_condition_on_states_takes_the_place_of_what_one_may_act_on() -> None:
    where = Where.parse(["state=disputed,retracted"])
    assert where.holds(row(state="disputed"))
    assert where.holds(removed("retracted"))
    assert not where.holds(row())


def test_a_removed_record_has_no_platform() -> None:
    assert not Where.parse(["platform=twitter", "state=retracted"]).holds(removed("retracted"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "twitter",
        "colour=blue",
        "list=",
        "list=a,,b",
        "list=../x",
        "state=confirmed",
        "Platform=x",
        "list=A",
    ],
)
def test_a_condition_that_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--where"):
        Where.parse([text])


def test_a_view_is_ordered_by_list_and_id() -> None:
    rows = [row(3, "quay"), row(2), row(1, "quay"), row(4)]
    keys = [(item.list, item.id) for item in View().select(rows)]
    assert keys == sorted((item.list, item.id) for item in rows)


# Exceptions


def test_a_record_is_excepted_by_its_id(tmp_path: Path) -> None:
    assert suppression(tmp_path, f"{ONE}\n").holds(row())
    assert suppression(tmp_path, f"{ONE}\n").holds(removed("retracted"))
    assert not suppression(tmp_path, f"{ONE}\n").holds(row(2))


@pytest.mark.parametrize(
    "entry",
    [
        "twitter:12345",
        "twitter:Account.Name",
        "twitter: @ACCOUNT.NAME",
        "  twitter:accountname  # seen in passing",
        "\ufefftwitter:12345\r\n",
    ],
)
def test_an_account_is_excepted_by_its_id_handle_or_folded_handle(entry: str, tmp_path: Path) -> None:
    made = listing(ONE, handle="Account.Name", account_id="12345")
    made["match"]["handle"] = "accountname"
    assert suppression(tmp_path, entry).holds(make_row(made))
    assert not suppression(tmp_path, entry).holds(row(2))
    assert not suppression(tmp_path, entry).holds(make_row({**made, "platform": "vk"}))


def test_an_account_without_a_handle_is_excepted_by_its_id(tmp_path: Path) -> None:
    made = make_row(listing(ONE, handle=None, account_id="12345"))
    assert (made.handle, made.handle_folded, made.account_id) == (None, None, "12345")
    assert suppression(tmp_path, "twitter:12345").holds(made)
    assert not suppression(tmp_path, "twitter:None").holds(made)


def test_an_id_may_hold_colons_and_hashes(tmp_path: Path) -> None:
    entry = "bluesky:did:plc:abc#main"
    assert suppression(tmp_path, entry).holds(row(platform="bluesky", account_id="did:plc:abc#main"))


def test_comments_and_empty_lines_are_nothing(tmp_path: Path) -> None:
    made = suppression(tmp_path, "# twitter:x\n\n   \n\t# more\n")
    assert made == Suppression()
    assert made.sha256 is None


@pytest.mark.parametrize(
    "entry", ["not an entry", "twitter:", ":name", "twitter:@", "Twitter:name", ONE.upper(), ONE[:-1]]
)
def test_an_exception_that_is_not_understood_is_refused_with_its_line(entry: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="line 2: neither"):
        suppression(tmp_path, f"{ONE}\n{entry}\n")


@pytest.mark.parametrize(("data", "why"), [(b"\xff", "UTF-8"), (b"#" * 1001, "more than 1000 bytes")])
def test_a_file_that_cannot_be_exceptions_is_refused(data: bytes, why: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=why):
        suppression(tmp_path, data)


def test_the_order_of_exceptions_does_not_matter(tmp_path: Path) -> None:
    one = suppression(tmp_path, f"{ONE}\ntwitter:a\nvk:b\n")
    other = suppression(tmp_path, f"vk:B\n{ONE}\ntwitter:a # twice\ntwitter:a\n")
    assert one.sha256 == other.sha256 != suppression(tmp_path, f"{ONE}\n").sha256
