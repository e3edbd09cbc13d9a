"""Nothing unpublished leaks: marker words and ids of what is not public are nowhere under site/."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.handles import search_key
from site_builder.load.files import WorkingTree
from site_builder.load.parsed import claim_digest
from site_builder.load.source_tree import load_tree
from site_builder.load.strict_yaml import load
from tests.acceptance.support import NO_HISTORY, demonstration, handlelists
from tests.find.decoded import key_rows, protected_rows, tail_texts
from tests.instance import completed_text

if TYPE_CHECKING:
    from pathlib import Path


MARKER = "zyxwmarker"
RECORD = """\
id: {id}
handle: nwx_{name}
platform: twitter
categories: [{category}]
summary: The summary says {marker}{name}.
submitted_by: [submitter-z]
evidence:
  - id: e1
    kind: report
    sensitivity: none
    url: https://reports.example/{marker}{name}
    captured: 2026-01-01
    summary: Evidence with {marker}{name}.
    origin: {{file: zyxwmarker.ods, sha256: "{digest}", sheet: zyxwmarker, line: 7}}
batch: zyxwmarker
profile:
  display_name: Name {marker}{name}
  created: 2020-01-01
  locations: [{{code: AQ, inferred: self-described}}]
affiliations: [shared{hidden}]
sources: [shown{hidden}]
{extra}"""
SOURCES = f"""\
sources:
  secret: {{title: A source that only a proposal would name {MARKER}}}
  hidden-{MARKER}: {{title: A source that only hidden records name {MARKER}}}
  shown: {{title: A source that all name}}
affiliations:
  shared: {{title: An operation of all}}
  hidden-{MARKER}: {{title: An operation of hidden records alone {MARKER}, source: secret}}
"""
IDS = {
    "proposed": "0000000000p1",
    "rejected": "0000000000r1",
    "withheld": "0000000000w1",
    "retracted": "0000000000t1",
    "overdue": "0000000000v1",
    "public": "0000000000z1",
}
PROTECTED = f"""\
title: Title {MARKER}
description: Description {MARKER}
accounts:
  - id: {MARKER}-id
    platform: twitter
    handle: nwx_guarded
    account_id: "900000000000000777"
    name: Name {MARKER}
    source: https://reports.example/{MARKER}
"""
LINK = "links:\n" + f"  - {{relation: amplifies, record: {IDS['public']}, evidence: e1}}\n"
EXTRA = {
    "proposed": LINK,
    "rejected": LINK,
    "withheld": LINK,
    "retracted": f"{LINK}retractions:\n  - {{date: 2026-03-01, reason: mistaken-identity}}\n",
    "overdue": "appeals:\n  - {opened: 2026-01-01, ground: out-of-scope, due: 2026-01-15, status: open}\n",
    "public": "links:\n"
    + "".join(
        f"  - {{relation: amplifies, record: {IDS[name]}, evidence: e1}}\n"
        for name in ("proposed", "rejected", "withheld", "retracted", "overdue")
    ),
}


def write(root: Path, name: str, listed: Any) -> tuple[str, str]:
    record_id = IDS[name]
    text = RECORD.format(
        id=record_id,
        name=name,
        category=next(iter(listed["categories"])),
        marker="shown" if name == "public" else MARKER,
        extra=EXTRA[name],
        hidden="" if name == "public" else f", hidden-{MARKER}",
        digest="a" * 64,
    )
    if name == "public":
        # Its display name must not leave the source: the list's publish_profile does not name it.
        text = text.replace("display_name: Name shown", f"display_name: Name {MARKER}")
    text = completed_text(text, listed, load(SOURCES.encode(), "").value)
    path = root / f"lists/leaky/twitter/00/{record_id}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return record_id, claim_digest("leaky", record_id, dict(load(text.encode(), "x").value))  # type: ignore[arg-type]  # a mapping


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = demonstration(tmp_path_factory.mktemp("leaks"))
    list_yaml = (root / "lists/northwind/list.yaml").read_text()
    list_yaml = re.sub(r"publish_profile:.*\n(  +-.*\n)*", "", list_yaml)
    list_yaml = list_yaml.replace("signatures: required", "signatures: waived")
    (root / "lists/leaky").mkdir()
    (root / "lists/leaky/list.yaml").write_text(list_yaml)
    (root / "lists/leaky/sources.yaml").write_text(SOURCES)
    listed = load_tree(WorkingTree(root)).tree.lists["leaky"].data
    quorum = listed["policy"]["quorum"]
    verdicts = {"proposed": [], "rejected": ["reject"] * quorum}
    reviewers = [f"leak-reviewer-{number}" for number in range(quorum)]
    roster = root / "lists/reviewers.yaml"
    with roster.open("a") as stream:
        for reviewer in reviewers:
            stream.write(f"{reviewer}:\n  lists: [leaky]\n  active:\n    - from: 2020-01-01\n")
    reviews: dict[str, str] = dict.fromkeys(reviewers, "")
    for name in IDS:
        record_id, digest = write(root, name, listed)
        for reviewer, verdict in zip(reviewers, verdicts.get(name, ["confirm"] * quorum), strict=False):
            reviews[reviewer] += (
                f"{record_id}:\n  - claim: {digest}\n    date: 2026-04-01\n    verdict: {verdict}\n    number: 1\n"
            )
    for reviewer, text in reviews.items():
        path = root / f"lists/leaky/reviews/{reviewer}/00.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(text)
    (root / "lists/protected/leaky.yaml").write_text(PROTECTED)
    assert handlelists("withhold", IDS["withheld"], "--by", "maintainers", root=root).returncode == 0
    done = handlelists("build", *NO_HISTORY, root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "site"


def everything(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }


def test_the_public_record_is_there(site: Path) -> None:
    page = (site / f"lists/leaky/{IDS['public']}/index.html").read_text()
    assert "shownpublic" in page
    assert "nwx_public" in (site / "feeds/v1/lists/leaky/records.csv").read_text()


def test_an_operation_of_all_has_the_public_account_alone(site: Path) -> None:
    for path in ("operations/shared", "sources/shown"):
        page = (site / f"lists/leaky/{path}/index.html").read_text()
        assert "1 public account<" in page
        assert set(re.findall(r"lists/leaky/([0-9a-z]{12})/", page)) == {IDS["public"]}
    drawing = (site / "lists/leaky/operations/shared/index.html").read_text()
    assert "hl-drawing" in drawing
    assert "nwx_public" in drawing
    assert sorted(path.name for path in (site / "lists/leaky/sources").iterdir()) == ["shown"]


def test_words_on_records_that_are_not_public_are_not_counted(site: Path) -> None:
    page = re.sub(r"\s+", " ", (site / "reviewers/index.html").read_text())
    mine = re.findall(r"<bdi>leak-reviewer-[0-9]</bdi></th>.*?</tr>", page)
    assert [re.findall(r'"hl-num">([^<]*)', row) for row in mine] == [
        ["1", "0", "0", "1 of 1 (100&nbsp;%)"]
    ] * 2


def test_no_marker_of_anything_unpublished_is_anywhere(site: Path) -> None:
    assert [name for name, data in everything(site).items() if MARKER.encode() in data] == []


def test_no_id_or_handle_of_a_record_that_is_not_public_is_anywhere(site: Path) -> None:
    hidden = [name for name in IDS if name != "public"]
    for name in hidden:
        for text in (IDS[name], f"nwx_{name}"):
            found = [path for path, data in everything(site).items() if text.encode() in data or text in path]
            assert found == [], text


def test_submitters_are_nowhere(site: Path) -> None:
    assert [name for name, data in everything(site).items() if b"submitter-z" in data] == []


def test_the_index_of_accounts_holds_public_records_alone(site: Path) -> None:
    # Its texts are folded and cut, so that a search for bytes would find nothing of them.
    rows = [row for row in key_rows(site) if row["list"] == "leaky"]
    assert {row["record"] for row in rows} == {IDS["public"]}
    assert {row["text"] for row in rows} == {"nwx_public", "An operation of all"}
    texts = [*tail_texts(site), *(json.dumps(row, ensure_ascii=False) for row in key_rows(site))]
    assert any(search_key("nwx_public") in text for text in texts)
    for hidden in (MARKER, *(f"nwx_{name}" for name in IDS if name != "public"), "submitter-z"):
        found = [text for text in texts if hidden in text or search_key(hidden) in text]
        assert found == [], hidden


def test_nothing_of_a_protected_account_is_anywhere_unless_the_instance_says_so(site: Path) -> None:
    assert not (site / "find/protected").exists()
    assert "protected" not in json.loads((site / "feeds/v1/index.json").read_bytes())["search"]
    # Its name is in the index without dots, and with l for 1; texts of a leaf share their beginnings.
    for hidden in ("nwx_guarded", search_key("nwx_guarded"), "900000000000000777"):
        found = [path for path, data in everything(site).items() if hidden.encode() in data]
        assert found == [], hidden
        texts = [*tail_texts(site), *(json.dumps(row, ensure_ascii=False) for row in key_rows(site))]
        assert [text for text in texts if hidden in text] == [], hidden


def test_of_a_protected_account_only_platform_handle_and_id_are_published(
    site: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = shutil.copytree(site.parent, tmp_path_factory.mktemp("published") / "root")
    with (root / "lists/instance.yaml").open("a") as stream:
        stream.write("publish_protected: true\n")
    done = handlelists("build", *NO_HISTORY, root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    published = root / "site"
    rows = [row for row in protected_rows(published) if row["text"] in {"nwx_guarded", "900000000000000777"}]
    shared = {"platform": "twitter", "list": "", "state": "protected", "record": "", "more": []}
    assert rows == [
        {"text": "900000000000000777", "kind": "account_id", **shared},
        {"text": "nwx_guarded", "kind": "handle", **shared},
    ]
    before, after = everything(site), everything(published)
    assert [name for name, data in after.items() if MARKER.encode() in data] == []
    told = {
        path.split("/")[1] if path.startswith("find/") else path
        for path, data in after.items()
        for hidden in (b"guarded", b"900000000000000777")
        if data != before.get(path) and hidden in data
    }
    assert told == {"protected"}
    assert {row["text"] for row in key_rows(published)} == {row["text"] for row in key_rows(site)}
    assert set(tail_texts(published)) == set(tail_texts(site))
