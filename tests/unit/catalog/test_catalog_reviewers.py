"""Reviewers: only words on public records count, and where an instance shows a count there are sums alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.catalog.reviewers import WordCounts
from site_builder.pages.facts import reviewers_page
from site_builder.pipeline import BuildRequest, prepare
from site_builder.signatures.public_key import fingerprint
from site_builder.wording.words import Words
from tests.instance import BASE, VERIFIED, withholding, write_instance
from tests.keys import key
from tests.unit.pages.parsed import parse

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.catalog.model import Catalog

_REVIEWS = "lists/harbour/reviews/reviewer-{}/{}.yaml"


def roster() -> str:
    line = key("a").public
    return f"""\
reviewer-a:
  lists: [harbour]
  active: [{{from: 2026-01-01}}]
  keys: [{{key: "{line}", from: 2026-01-01, until: 2026-01-31}}]
reviewer-b:
  lists: [harbour]
  active: [{{from: 2026-01-01, until: 2026-02-01}}]
reviewer-c:
  lists: [harbour]
  active: [{{from: 2026-01-01}}]
steward-d:
  lists: []
  active: [{{from: 2026-01-01}}]
  steward: true
"""


def said(reviewer: str, shard: str, *words: str) -> dict[str, str]:
    """Return a reviewer's file with words after those of the base, about the claim that `reviewer-a` confirmed."""
    base = (BASE / _REVIEWS.format("a", shard)).read_text().splitlines()
    lines = base if reviewer in "ab" else base[:1]
    for number, word in enumerate(words, 2):
        lines += [base[1], "    date: 2026-01-25", f"    verdict: {word}", f"    number: {number}"]
    return {_REVIEWS.format(reviewer, shard): "\n".join(lines) + "\n"}


def built(root: Path, shown: str = "names", **files: Any) -> Catalog:
    instance = (BASE / "lists/instance.yaml").read_text().replace("count", shown)
    base = {"lists/instance.yaml": instance, "lists/reviewers.yaml": roster()}
    write_instance(root, files={**base, **files})
    request = BuildRequest(history=False, as_of="2026-02-10")
    catalog = prepare(root, request).catalog
    assert catalog is not None
    return catalog


def test_words_on_public_records_count_once_each(tmp_path: Path) -> None:
    rejected = said("c", "7k", "reject") | said("b", "0a", "withdraw", "confirm")
    found = built(tmp_path, **rejected).reviewers
    assert (found.today, found.others) == (2, 1)
    assert found.words == WordCounts(confirm=4, reject=1, shared=2, agreed=1)
    assert {item.id: item.words for item in found.named} == {
        "reviewer-a": WordCounts(confirm=2, shared=2, agreed=1),
        "reviewer-b": WordCounts(confirm=2, shared=2, agreed=1),
        "reviewer-c": WordCounts(reject=1, shared=1),
    }


def test_who_takes_back_a_confirmation_has_withdrawn(tmp_path: Path) -> None:
    files = said("c", "7k", "confirm", "withdraw")
    found = built(tmp_path, **files).reviewers
    assert found.words == WordCounts(confirm=4, withdraw=1, shared=2, agreed=1)


@pytest.mark.parametrize("hidden", ["withheld", "proposed", "rejected"])
def test_words_on_records_that_are_not_public_leave_no_trace(hidden: str, tmp_path: Path) -> None:
    """The first record is hidden, whatever was said of it; only the words on the second are counted."""
    files: dict[str, Any] = {
        "withheld": {
            withholding(VERIFIED.split("/")[-1][:12]): "since: 2026-02-01\nby: desk\nreason: safety\n"
        },
        "proposed": said("b", "7k", "withdraw"),
        "rejected": said("b", "7k", "reject") | said("a", "7k", "reject"),
    }[hidden]
    catalog = built(tmp_path, **files)
    assert catalog.reviewers.words == WordCounts(confirm=2, shared=1, agreed=1)
    assert {item.words for item in catalog.reviewers.named} == {
        WordCounts(confirm=1, shared=1, agreed=1),
        WordCounts(),
    }


def test_the_page_names_keys_lists_and_days(tmp_path: Path) -> None:
    catalog = built(tmp_path)
    page = parse(reviewers_page(Words(catalog)).body)
    text = " ".join(page.text.split())
    for shown in (
        "May review today: 2. Could earlier, or will later: 1.",
        "On 2 of 2 public records",
        "reviewer-b",
        "from 2026-01-01 to 2026-02-01",
        fingerprint(key("a").blob),
        "from 2026-01-01 to 2026-01-31",
    ):
        assert shown in text
    assert "steward-d" not in text
    assert "../lists/harbour/" in page.hrefs


def test_a_count_shows_sums_alone(tmp_path: Path) -> None:
    catalog = built(tmp_path, "count")
    assert catalog.reviewers.named == ()
    body = reviewers_page(Words(catalog)).body
    assert "4 to confirm, 0 to reject" in " ".join(parse(body).text.split())
    for hidden in ("reviewer-a", "reviewer-b", "SHA256:", "ssh-ed25519", "2026-01-01"):
        assert hidden not in body
        assert hidden not in repr(replace(catalog, lists=()).reviewers)
