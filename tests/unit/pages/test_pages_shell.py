from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from site_builder.errors import OutputError
from site_builder.pages.page import Feed, Page
from site_builder.pages.shell import SLOTS, Marks, Shell
from tests.unit.pages.parsed import parse

MARKS = Marks.of("title", "description")
FRAME = (
    f"<title>{MARKS['title']}</title><meta content='{MARKS['description']}'>"
    f"<link href='{MARKS['canonical']}'><meta name='robots' content='{MARKS['robots']}'>{MARKS['feeds']}"
    f"{MARKS['modules']}"
    f"<b>{MARKS['title']}</b><main>{MARKS['body']}</main>"
)


def fill(page: Page, *, indexable: bool = False, **modules: tuple[str, ...]) -> str:
    asked = {name.replace("_", "-"): paths for name, paths in modules.items()}
    shell = Shell.cut(FRAME, MARKS, "https://lists.example/", asked, indexable=indexable)
    return b"".join(shell.fill(page)).decode()


def a_page(title: str, description: str = "D", code: str = "B", **members: Any) -> Page:
    return Page("lists/a/", title, description, "block_code.html", {"code": code}, **members)


def test_a_page_is_put_into_its_frame() -> None:
    page = a_page("T")
    assert fill(page) == (
        "<title>T</title><meta content='D'><link href='https://lists.example/lists/a/'>"
        f"<meta name='robots' content='noindex'><b>T</b><main>{page.body}</main>"
    )


def test_text_is_escaped_wherever_it_goes() -> None:
    made = fill(a_page("</title><script>", "'\"><script>"))
    assert "<script>" not in made
    assert "&lt;/title&gt;&lt;script&gt;" in made
    assert "content='&#39;&#34;&gt;&lt;script&gt;'" in made


def test_text_that_looks_like_a_mark_stays_text() -> None:
    made = fill(a_page(MARKS["body"], MARKS["title"], MARKS["title"]))
    assert f"<title>{MARKS['body']}</title>" in made
    assert f"<code>{MARKS['title']}</code>" in made


@pytest.mark.parametrize(
    ("instance", "page", "said"),
    [(True, True, "index"), (True, False, "noindex"), (False, True, "noindex"), (False, False, "noindex")],
)
def test_search_engines_are_let_in_where_the_instance_and_the_page_do(
    *, instance: bool, page: bool, said: str
) -> None:
    made = fill(a_page("T", indexable=page), indexable=instance)
    assert f"content='{said}'" in made


def test_a_lists_page_names_the_feeds_of_its_list() -> None:
    feed = Feed('T "><script>', "feeds/v1/a.json", "feeds/v1/a.atom")
    found = parse(fill(replace(a_page("T", feed=feed), path="lists/a/b/")))
    assert [item for item in found.all("link") if "type" in item] == [
        {"rel": "alternate ", "type": kind, "title": feed.title, "href": f"../../../feeds/v1/a.{suffix}"}
        for kind, suffix in (("application/feed+json", "json"), ("application/atom+xml", "atom"))
    ]


def test_a_page_names_the_modules_of_what_it_has_and_each_once() -> None:
    page = Page("lists/a/", "T", "D", "block_check.html", {"platforms": ()})
    found = parse(
        fill(page, data_hl_check=("a.js", "b.js"), data_hl_root=("b.js", "c.js"), data_hl_copy=("d.js",))
    )
    assert [item["href"] for item in found.all("link") if item.get("rel") == "modulepreload"] == [
        "../../a.js",
        "../../b.js",
        "../../c.js",
    ]


@pytest.mark.parametrize("slot", SLOTS)
def test_a_frame_without_one_of_its_places_is_refused(slot: str) -> None:
    with pytest.raises(OutputError):
        Shell.cut(FRAME.replace(MARKS[slot], ""), MARKS, "/", {})


def test_a_frame_with_two_bodies_is_refused() -> None:
    with pytest.raises(OutputError):
        Shell.cut(FRAME + MARKS["body"], MARKS, "/", {})


def test_marks_depend_on_everything_and_on_nothing_else() -> None:
    assert Marks.of("a", "b") == Marks.of("a", "b")
    assert len({Marks.of("a", "b"), Marks.of("ab"), Marks.of("b", "a"), Marks.of("a", "b", "")}) == 4
