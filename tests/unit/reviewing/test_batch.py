"""Batches: what is common is shown once, and nothing that differs is hidden, whatever it is."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.load.parsed import claim_digest
from site_builder.report.escape import is_hostile
from site_builder.reviewing.batch import BatchAccount, groups, parts_of
from site_builder.reviewing.batch_view import batch_pages, draw_signed
from site_builder.reviewing.view import opened
from site_builder.settings import LIMITS
from tests.unit.reviewing.test_review_view import CLAIM, SUBJECT, scalars

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from site_builder.reviewing.batch import BatchGroup, Place

COUNT: Final = 7
PLACES: Final = sorted(place for place in parts_of(CLAIM) if place != ("list",))
OPTIONAL: Final = [
    *((name,) for name in ("account_id", "affiliations", "basis", "batch", "distinct_from", "links")),
    *((name,) for name in ("previous_handles", "relists", "replaces", "salt", "sources")),
    *(("profile", name) for name in CLAIM["profile"]),
    *(("evidence", "0", name) for name in ("published", "shows", "url", "origin")),
    *(("evidence", "0", "origin", name) for name in ("line", "sheet")),
]


def account(number: int, change: Callable[[dict[str, Any]], object] = lambda _claim: None) -> BatchAccount:
    claim: dict[str, Any] = deepcopy(CLAIM)
    claim |= {"record": f"7k3f9q2m{number:04}", "handle": f"handle_of_{number}", "salt": f"{number:026}"}
    claim["account_id"] = f"9000000{number}"
    claim["evidence"][0]["origin"]["line"] = f"{number + 1}"
    change(claim)
    body = {key: value for key, value in claim.items() if key not in ("list", "record")}
    digest = claim_digest(claim["list"], claim["record"], body)
    return BatchAccount(number, replace(SUBJECT, claim=claim, digest=digest))


def spoil(claim: dict[str, Any], place: Place, mark: str) -> None:
    """Change the part of a claim at a place so that it holds a mark."""
    holder: Any = claim
    for name in place[:-1]:
        holder = holder[int(name)] if isinstance(holder, list) else holder[name]
    holder[place[-1]] = _spoilt(holder[place[-1]], mark)


def put(claim: dict[str, Any], **members: str) -> None:
    """Give a claim other members; an address is one of its first piece of evidence."""
    url = {"url": members.pop("url")} if "url" in members else {}
    claim["evidence"][0].update(url)
    claim.update(members)


def _spoilt(value: Any, mark: str) -> Any:
    if isinstance(value, str):
        return f"{value}{mark}"
    if isinstance(value, dict):
        name, part = next(iter(value.items()))
        return {**value, name: _spoilt(part, mark)}
    return [_spoilt(value[0], mark), *value[1:]]


def pages(found: Sequence[BatchGroup], skip: str | None = None) -> Iterator[str]:
    for page in batch_pages(found):
        yield "\n".join(line.text for line in page.draw(100, skip))


def shown(found: Sequence[BatchGroup]) -> str:
    """Return everything that a reviewer can be shown of groups, white space aside."""
    text = [*pages(found)]
    for group in found:
        text += [line.text for thing in group.things(None) for line in opened(thing)]
        text += [line.text for line in draw_signed(group.accounts, 200)]
    return re.sub(r"\s+", "", "".join(text))


def test_sixty_accounts_of_one_file_are_one_group_and_what_they_share_is_read_once() -> None:
    found = groups([account(number) for number in range(1, 61)])
    assert len(found) == 1
    text = list(pages(found))
    assert len(text) == 60 // LIMITS.batch_page
    assert "\n".join(text).count(CLAIM["evidence"][0]["summary"]) == 1
    assert "The same in 60 accounts" in text[0]
    assert "Accounts 21 to 40 of 60" in text[1]
    row = next(line for line in text[1].splitlines() if " handle_of_33," in line)
    assert row.strip() == "33  handle_of_33, id 900000033, line 34, record 7k3f9q2m0033"


@pytest.mark.parametrize("place", PLACES, ids="/".join)
@pytest.mark.parametrize("those", [(3,), (2, 5), range(1, COUNT + 1)], ids=["one", "two", "all"])
def test_nothing_that_differs_is_hidden(place: Place, those: Sequence[int]) -> None:
    """Whatever part of a claim differs, in one, some or all accounts: each value of each claim can be seen."""
    accounts = [account(number) for number in range(1, COUNT + 1)]
    for number in those:
        accounts[number - 1] = account(number, partial(spoil, place=place, mark=f"x{number}q"))
    found = groups(accounts)
    assert sorted(item.number for group in found for item in group.accounts) == [*range(1, COUNT + 1)]
    text = shown(found)
    for item in accounts:
        assert item.subject.digest in text
        for scalar in scalars(item.subject.claim):
            assert re.sub(r"\s+", "", scalar) in text, (place, scalar)


@pytest.mark.parametrize("place", OPTIONAL, ids="/".join)
def test_an_account_that_lacks_a_part_is_not_taken_to_have_it(place: Place) -> None:
    def lose(claim: dict[str, Any]) -> None:
        holder: Any = claim
        for name in place[:-1]:
            holder = holder[int(name)] if isinstance(holder, list) else holder[name]
        del holder[place[-1]]

    accounts = [account(number) for number in range(1, COUNT)]
    whole, odd = account(COUNT), account(COUNT, lose)
    # The digest aside, which differs anyhow.
    odd = replace(odd, subject=replace(odd.subject, digest=whole.subject.digest))
    assert shown(groups([*accounts, whole])) != shown(groups([*accounts, odd]))


def test_one_that_says_something_else_is_shown_whole_and_it_is_said_in_what() -> None:
    def edit(claim: dict[str, Any]) -> None:
        claim["summary"] = "Posed as a ministry."
        claim["evidence"][1]["summary"] = "Another picture."

    accounts = [account(number) for number in range(1, COUNT)]
    found = groups([account(0, edit), *accounts])
    assert [len(group.accounts) for group in found] == [COUNT - 1, 1]
    *_, last = pages(found)
    assert "Account 0, whole" in last
    assert "differs from most of the batch in: evidence 2, summary." in last
    assert "Posed as a ministry." in last
    assert "claim " in last


def test_texts_that_a_row_fills_are_shown_with_each_account() -> None:
    accounts = [
        account(number, partial(put, summary=f"Row {number} says so.")) for number in range(1, COUNT + 1)
    ]
    (group,) = groups(accounts)
    (text,) = pages([group])
    assert "(differs: see each account)" in text
    assert all(f"Row {number} says so." in text for number in range(1, COUNT + 1))


def test_addresses_that_differ_are_opened_with_the_numbers_of_their_accounts() -> None:
    accounts = [
        account(number, partial(put, url=f"https://a.example/{number}")) for number in range(1, COUNT + 1)
    ]
    (group,) = groups(accounts)
    (text,) = pages([group])
    assert "a.example" not in text
    thing = group.things(None)[0]
    assert thing.addresses[2] == ("original, account 3", "https://a.example/3")
    assert group.things("disturbing")[0].name == "e1 (report)"
    assert not [thing for thing in group.things("disturbing") if thing.name.startswith(("e2", "e3"))]
    assert "addresses are not shown" in next(pages([group], "disturbing"))


def test_letters_that_are_not_ascii_are_named_beside_the_handle() -> None:
    accounts = [account(1), account(2, partial(put, handle="h\u0430ndle_of_2")), account(3)]
    (text,) = pages(groups(accounts))
    assert "Not ASCII: \u0430 U+0430 CYRILLIC SMALL LETTER A" in text.partition(" handle_of_3,")[0]


def test_warnings_are_with_the_account_and_what_all_have_is_said_once() -> None:
    accounts = [account(number) for number in range(1, COUNT + 1)]
    warned = replace(accounts[3].subject, notes=(*SUBJECT.notes, "Could be taken for: the ministry."))
    accounts[3] = replace(
        accounts[3],
        subject=warned,
        seen=("suspended on 2026-01-02",),
        near=(("looks the same", ("6",)), ("one edit apart", ("2",))),
    )
    text = "\n".join(pages(groups(accounts)))
    assert text.count("Something to know.") == 1
    below = text.partition("handle_of_4,")[2].partition("handle_of_5,")[0]
    assert "Could be taken for: the ministry." in below
    assert "seen suspended on 2026-01-02" in below
    assert text.count("What was seen of an account is not signed.") == 1
    assert "looks the same: 6 of this batch" in below
    assert "one edit" not in below
    assert "1 account with a handle one or two edits from" in text


def test_what_a_terminal_would_obey_is_made_visible() -> None:
    bad = "\x1b[2J\u202e"
    accounts = [account(number, lambda claim: spoil(claim, ("profile", "created"), bad)) for number in (1, 2)]
    accounts += [
        account(number, partial(put, handle=f"{bad}{number}", summary=f"{bad}{number}"))
        for number in range(3, 9)
    ]
    accounts = [replace(item, seen=(bad,), near=((bad, (bad,)),)) for item in accounts]
    for page in batch_pages(groups(accounts)):
        assert not [line for line in page.draw(80, None) if any(map(is_hostile, line.text))]
