"""An account of which only the id is known, its whole way, by the commands that people use in a real repository.

Proposed from the address of its profile, reviewed, published, found by its id in both languages, renamed when it takes
its first handle, retracted; and another one cleared by its id.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.acceptance import test_journey
from tests.acceptance.signed_world import LIST
from tests.acceptance.support import REPOSITORY, handlelists
from tests.find.decoded import key_rows

if TYPE_CHECKING:
    from tests.acceptance.signed_world import World
    from tests.acceptance.test_journey import Journey

pytestmark = pytest.mark.large

ACCOUNTS: Final = {
    "facebook": ("https://www.facebook.com/profile.php?id=100012345678901", "100012345678901"),
    "vk": ("https://vk.com/id12345", "12345"),
}
NAMES: Final = {"facebook": "Facebook account 100012345678901", "vk": "VK account 12345"}
FIRST: Final = "northwind_ferries"
ASK: Final = """
const { folder, script } = await import(process.env.HL_PUBLISHED);
const { openFinder } = await script("index/finder.js");
const { accountName } = await script("find/words.js");
const { fetch, root } = folder(process.env.HL_SITE);
const finder = await openFinder(root, { fetch });
const said = [];
for (const text of process.argv.slice(2)) {
  const { verdict, hits } = await finder.answer(text);
  said.push([verdict, ...hits.map((hit) => [hit.id, accountName(hit)])]);
}
process.stdout.write(JSON.stringify(said));
"""

journey = test_journey.journey


def propose(journey: Journey, clone: World, address: str) -> str:
    """Propose an account by its address; return the record's id."""
    before = set((clone.root / "lists").rglob("*.yaml"))
    options = [
        "--list",
        LIST,
        "--category",
        "fraud",
        "--summary",
        "Sold tickets for no ferry.",
        "--allow-email",
    ]
    options += ["--submitted-by", "contributor-a", "--evidence-kind", "post", "--sensitivity", "none"]
    options += ["--evidence-url", "https://social.example/posts/1", "--sha256", "5f" * 32]
    options += ["--captured", "2026-05-02", "--evidence-summary", "Offers tickets."]
    journey.run(clone, "2026-05-02", "add", address, *options)
    (made,) = set((clone.root / "lists").rglob("*.yaml")) - before
    return made.stem


def confirm(journey: Journey, clone: World, day: str, records: list[str]) -> None:
    for name in ("reviewer-a", "reviewer-b"):
        for record in records:
            options = ("--as", name, "--verdict", "confirm", "--key", str(journey.keys[name]))
            journey.run(clone, day, "review", record, *options)


def found(journey: Journey, *texts: str) -> list[Any]:
    """Return what the site's own script answers: verdict, then records and what their accounts are called."""
    ask, scripts = journey.folder / "ask.mjs", journey.folder / "scripts"
    ask.write_text(ASK, encoding="utf-8")
    shutil.rmtree(scripts, ignore_errors=True)
    shutil.copytree(next((journey.site / "assets/handlelists/js").glob("**/find")).parent, scripts)
    (scripts / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    places = {"PUBLISHED": REPOSITORY / "tests/js/published.js", "SCRIPTS": scripts, "SITE": journey.site}
    env = {**os.environ, **{f"HL_{name}": path.as_uri() for name, path in places.items()}}
    command = ("node", str(ask), *texts)
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=env)
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers


def proposed(journey: Journey, alice: World) -> dict[str, str]:
    """Propose both accounts; return their records by platform."""
    journey.branch(alice, "proposals")
    ids = {name: propose(journey, alice, address) for name, (address, _) in ACCOUNTS.items()}
    for name, record in ids.items():
        text = (alice.root / f"lists/{LIST}/{name}/{record[:2]}/{record}.yaml").read_text(encoding="utf-8")
        assert "handle:" not in text
        assert f'account_id: "{ACCOUNTS[name][1]}"' in text
    told = handlelists("status", ACCOUNTS["vk"][0], root=alice.root).stdout
    assert f"account 12345 on VK, list {LIST}, record {ids['vk']}" in told
    journey.land(alice, "2026-05-02", "Propose two accounts")
    return ids


def published(journey: Journey, alice: World, ids: dict[str, str]) -> None:
    """Confirm both: they are public, and found by their ids."""
    journey.branch(alice, "reviews")
    shown = handlelists("review", ids["vk"], "--as", "reviewer-a", "--export", "packet.json", root=alice.root)
    assert shown.returncode == 0, shown.stderr
    (alice.root / "packet.json").unlink()
    confirm(journey, alice, "2026-05-03", [*ids.values()])
    journey.land(alice, "2026-05-03", "Reviews")
    journey.publish("2026-05-03")

    row = journey.row(ids["vk"])
    assert "handle" not in row
    assert row["match"] == {"account_id": "12345", "by": "account_id", "key": "vk:id:12345"}
    assert row["actionable"] is True
    page = journey.page(ids["vk"])
    assert "<title>VK account 12345" in page
    assert "https://vk.com/id12345" in page
    rows = (journey.site / f"feeds/v1/lists/{LIST}/records.csv").read_text(encoding="utf-8").splitlines()
    assert any(line.startswith(f"{ids['vk']},{LIST},vk,,12345,verified,true,") for line in rows)
    assert "VK account 12345" in (journey.site / f"lists/{LIST}/index.html").read_text(encoding="utf-8")
    keys = [(row["kind"], row["text"], row["record"]) for row in key_rows(journey.site)]
    assert [key for key in keys if key[2] == ids["vk"]] == [("account_id", "12345", ids["vk"])]
    answers = found(journey, *(text for pair in ACCOUNTS.values() for text in pair), "https://vk.com/id12346")
    for name, of in zip(ACCOUNTS, (answers[:2], answers[2:4]), strict=True):
        assert of == [["listed", [ids[name], NAMES[name]]]] * 2
    assert answers[4] == ["not-listed"]


def renamed(journey: Journey, alice: World, ids: dict[str, str]) -> None:
    """Give one of them the handle that it took since."""
    journey.branch(alice, "first-handle")
    options = ("--handle", FIRST, "--submitted-by", "contributor-a", "--allow-email")
    journey.run(alice, "2026-05-04", "add", "--next", ids["vk"], *options)
    (made,) = (alice.root / f"lists/{LIST}/vk").rglob(f"{ids['vk']}.next-*.yaml")
    confirm(journey, alice, "2026-05-04", [made.stem])
    journey.land(alice, "2026-05-04", "Its first handle, reviewed")
    journey.publish("2026-05-04")
    last = journey.events()[-1]
    assert (last["kind"], last["record"]) == ("renamed", ids["vk"])
    assert {"handle", "match"} <= set(last["fields"])
    assert found(journey, FIRST, "12345")[0] == ["listed", [ids["vk"], FIRST]]


def retracted(journey: Journey, alice: World, ids: dict[str, str]) -> None:
    """Take both listings back and clear the accounts by name, one of them by its id."""
    journey.branch(alice, "retractions")
    for record in ids.values():
        arguments = [
            "retract",
            record,
            "--reason",
            "mistaken-identity",
            "--public-handle",
            "--why",
            "Others.",
        ]
        arguments += ["--as", "steward-a", "--key", str(journey.keys["steward-a"])]
        said = journey.run(alice, "2026-05-05", *arguments)
        assert f"Record {record} of {LIST}: " in said
    journey.land(alice, "2026-05-05", "Both were mistakes")
    journey.publish("2026-05-05")
    stone = journey.row(ids["facebook"])
    assert (stone["state"], stone["effect"], stone["account_id"]) == ("retracted", "undo", "100012345678901")
    assert "handle" not in stone
    assert journey.row(ids["vk"])["handle"] == FIRST
    assert "account 100012345678901" in journey.page(ids["facebook"])
    answers = found(journey, ACCOUNTS["facebook"][0], FIRST, ACCOUNTS["vk"][0])
    assert answers[0] == ["cleared", [ids["facebook"], NAMES["facebook"]]]
    assert answers[1][0] == "cleared"
    assert answers[2] == ["not-listed"]


def test_an_account_without_a_handle_goes_the_whole_way(journey: Journey) -> None:
    if shutil.which("node") is None:
        pytest.skip("node is missing")
    alice = journey.clone("alice")
    ids = proposed(journey, alice)
    for step in (published, renamed, retracted):
        step(journey, alice, ids)
