from __future__ import annotations

import pytest
from markupsafe import Markup

from site_builder.errors import OutputError
from site_builder.publish.pages.page import Page
from site_builder.publish.pages.shell import Marks, Shell

MARKS = Marks.of("title", "description")
FRAME = (
    f"<title>{MARKS['title']}</title><meta content='{MARKS['description']}'>"
    f"<link href='{MARKS['canonical']}'><b>{MARKS['title']}</b><main>{MARKS['body']}</main>"
)


def fill(title: str, description: str = "", body: str = "") -> str:
    shell = Shell.cut(FRAME, MARKS, "https://lists.example/")
    return shell.fill(Page("lists/a/", title, description, Markup(body))).decode()  # noqa: S704 - a test's own text


def test_a_page_is_put_into_its_frame() -> None:
    assert fill("T", "D", "<p>B</p>") == (
        "<title>T</title><meta content='D'><link href='https://lists.example/lists/a/'><b>T</b><main><p>B</p></main>"
    )


def test_text_is_escaped_wherever_it_goes() -> None:
    made = fill("</title><script>", "'\"><script>")
    assert "<script>" not in made
    assert "&lt;/title&gt;&lt;script&gt;" in made
    assert "content='&#39;&#34;&gt;&lt;script&gt;'" in made


def test_text_that_looks_like_a_mark_stays_text() -> None:
    made = fill(MARKS["body"], MARKS["title"], f"<p>{MARKS['title']}</p>")
    assert f"<title>{MARKS['body']}</title>" in made
    assert f"<main><p>{MARKS['title']}</p></main>" in made


@pytest.mark.parametrize("slot", ["title", "description", "canonical", "body"])
def test_a_frame_without_one_of_its_places_is_refused(slot: str) -> None:
    with pytest.raises(OutputError):
        Shell.cut(FRAME.replace(MARKS[slot], ""), MARKS, "/")


def test_a_frame_with_two_bodies_is_refused() -> None:
    with pytest.raises(OutputError):
        Shell.cut(FRAME + MARKS["body"], MARKS, "/")


def test_marks_depend_on_everything_and_on_nothing_else() -> None:
    assert Marks.of("a", "b") == Marks.of("a", "b")
    assert len({Marks.of("a", "b"), Marks.of("ab"), Marks.of("b", "a"), Marks.of("a", "b", "")}) == 4
