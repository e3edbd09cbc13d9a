"""Ten things that people come for, who see the site for the first time: how each is done, and how little it may take.

Each begins at the home page and ends where its answer can be read. What the answer is comes from the source and the
feeds, not from the pages.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import yaml

from site_builder.model import PUBLIC_STATES

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.browser.visitor import Visitor
    from tests.demo_site import DemoSite


@dataclass(frozen=True)
class Known:
    """What visitors bring, and what they should find."""

    demo: DemoSite
    row: dict[str, Any]
    since: str
    reviewers: tuple[str, ...]
    operation: str
    accounts: tuple[str, ...]
    removed: dict[str, Any]
    week: tuple[dict[str, Any], ...]
    title: str

    @property
    def handle(self) -> str:
        """Return the handle that a visitor asks about."""
        handle: str = self.row["handle"]
        return handle


def known(demo: DemoSite) -> Known:
    """Return what there is to know of a demonstration: an account of its largest operation, and so on."""
    name = demo.lists[0]
    rows = demo.rows(name)
    public = [row for row in rows if row["state"] in PUBLIC_STATES]
    tied = Counter(item for row in public for item in row.get("affiliations", ()))
    operation = min(tied, key=lambda item: (-tied[item], item))
    of_it = [row for row in public if operation in row.get("affiliations", ())]
    row = next(item for item in of_it if item["state"] == "verified" and item["summary"].isascii())
    events = demo.events()
    published = [
        item["time"] for item in events if (item["record"], item["kind"]) == (row["id"], "published")
    ]
    last = date.fromisoformat(demo.json("feeds/v1/index.json")["as_of"][:10])
    week = (last - timedelta(days=6)).isoformat()
    folder = demo.root / "lists" / name
    words = {
        path.parent.name
        for path in sorted(folder.glob(f"reviews/*/{row['id'][:2]}.yaml"))
        if row["id"] in yaml.safe_load(path.read_bytes())
    }
    sources = yaml.safe_load((folder / "sources.yaml").read_bytes())
    return Known(
        demo,
        row,
        published[0][:10],
        tuple(sorted(words)),
        sources["affiliations"][operation]["title"],
        tuple(sorted(item["handle"] for item in of_it)),
        next(item for item in rows if item["state"] == "retracted"),
        tuple(item for item in events if item["time"][:10] >= week),
        yaml.safe_load((folder / "list.yaml").read_bytes())["title"],
    )


def box(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("main").get_by_role("combobox", name="Find an account")


def opened(visitor: Visitor, known: Known) -> None:
    """Find the account by its handle and open its record."""
    visitor.write(box(visitor), f"@{known.handle}")
    visitor.sees(re.compile("^Listed: "))
    chosen(visitor, known.handle)


def chosen(visitor: Visitor, name: str) -> None:
    """Open what the box offers: Enter takes the first, as its answer says."""
    if visitor.touch:
        visitor.press("option", re.compile(re.escape(name)))
    else:
        visitor.page.keyboard.press("Enter")
        visitor.clicks += 1
    visitor.page.wait_for_url("**/lists/*/*/")


def listed(visitor: Visitor, known: Known) -> None:
    opened(visitor, known)
    visitor.sees(f"Listing confirmed by {known.row['confirms']['count']} reviewers", known.row["summary"])
    visitor.sees(*(item["summary"] for item in known.row["evidence"]))


def since(visitor: Visitor, known: Known) -> None:
    visitor.write(box(visitor), f"@{known.handle}")
    visitor.sees(f"is listed since {known.since}")


def checked(visitor: Visitor, known: Known) -> None:
    opened(visitor, known)
    assert len(known.reviewers) == known.row["confirms"]["count"]
    visitor.sees(*known.reviewers)


def operation(visitor: Visitor, known: Known) -> None:
    visitor.press("link", known.title)
    visitor.press("link", "Operations and sources")
    visitor.press("link", known.operation)
    visitor.sees(re.compile(f"^{len(known.accounts)} public accounts"), *known.accounts)


def week(visitor: Visitor, known: Known) -> None:
    visitor.press("link", "Changes")
    visitor.sees(re.compile("^Last 7 days$"), re.compile(f"^{len(known.week)} changes from "))
    handles = {row["id"]: row.get("handle") for row in known.demo.rows()}
    visitor.sees(*sorted({handles[item["record"]] or item["record"] for item in known.week}))


def data(visitor: Visitor, known: Known) -> None:
    visitor.press("link", known.title)
    with visitor.page.expect_download() as started:
        visitor.press("link", "CSV")
    file = known.demo.folder / f"feeds/v1/lists/{known.row['list']}/records.csv"
    assert started.value.path().read_bytes() == file.read_bytes()


def objected(visitor: Visitor, known: Known) -> None:
    opened(visitor, known)
    visitor.press("link", "A letter to copy, and what happens then")
    visitor.sees(re.compile(f"^About: record {known.row['id']}"), re.compile("^Your letter is about record"))


def fifty(visitor: Visitor, known: Known) -> None:
    rows = [row for row in known.demo.rows() if row["state"] in PUBLIC_STATES and "handle" in row]
    names = [row["handle"] for row in rows]
    names += [f"nobody_of_{number}" for number in range(50 - len(names))]
    assert len(names) == 50

    visitor.press("link", "Check many")
    visitor.write(visitor.page.get_by_label("Handles, addresses of profiles"), "\n".join(names))
    visitor.press("button", re.compile("^Check$"))
    visitor.sees(re.compile("50 .*checked, as of "))


def disputed(visitor: Visitor, known: Known) -> None:
    row = next(item for item in known.demo.rows(known.row["list"]) if item["state"] == "disputed")
    visitor.press("link", known.title)
    visitor.press("button", re.compile("^Disputed"))
    visitor.press("link", row["handle"])
    visitor.sees(re.compile("somebody has appealed"), f"decision due by {row['appeal']['due']}")


def removed(visitor: Visitor, known: Known) -> None:
    visitor.write(box(visitor), known.removed["id"])
    visitor.sees(f"It was removed on {known.removed['removed'][:10]}")


class Task(NamedTuple):
    """What somebody asks, how they find out, and what it takes: clicks by keyboard, clicks on a phone, inputs."""

    asked: str
    way: Callable[[Visitor, Known], None]
    by_keyboard: int
    on_a_phone: int
    inputs: int


MOST_CLICKS: Final = 3
TASKS: Final = {
    task.way.__name__: task
    for task in (
        Task("Is this account listed, and why?", listed, 1, 1, 1),
        Task("Since when is it listed?", since, 0, 0, 1),
        Task("Who checked it?", checked, 1, 1, 1),
        Task("Which accounts belong to this operation?", operation, 3, 3, 0),
        Task("What changed this week?", week, 1, 1, 0),
        Task("Where do I get the data?", data, 2, 2, 0),
        Task("This is a mistake: how do I object?", objected, 2, 2, 1),
        Task("Which of these fifty are listed?", fifty, 2, 2, 1),
        Task("What does disputed mean?", disputed, 3, 3, 0),
        Task("When was it removed?", removed, 0, 0, 1),
    )
}
