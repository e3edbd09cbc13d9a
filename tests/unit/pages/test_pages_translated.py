"""The policy in other languages: block by block, nothing left out, what is not translated marked as English."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.pages import blocks
from site_builder.pages.page import render
from site_builder.pages.translated import language_at, texts_of, translated, translations
from site_builder.resources import package_path
from site_builder.wording.language import ENGLISH, Language, languages
from site_builder.wording.words import Words
from tests.unit.pages.page_catalog import LIST, catalog
from tests.unit.pages.page_site import build, write_root
from tests.unit.pages.parsed import parse

if TYPE_CHECKING:
    from pathlib import Path

PROSE: Final = package_path("prose/policy.md").read_text(encoding="utf-8").split("---\n", 2)[2]
OTHERS: Final = languages()[1:]
each = pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
_ID: Final = re.compile(r"\{#([\w-]+)\}$", re.MULTILINE)


@each
def test_no_block_of_the_packaged_policy_stays_english(language: Language) -> None:
    made = translated(PROSE, language)
    assert '<div lang="en"' not in made
    assert not [block for block in texts_of(PROSE) if block in made]
    assert re.findall("<!--.*?-->", made) == re.findall("<!--.*?-->", PROSE)


@each
def test_headings_keep_the_ids_that_other_pages_lead_to(language: Language) -> None:
    ids = _ID.findall(PROSE)
    assert len(ids) == len(re.findall("^#", PROSE, re.MULTILINE))
    assert _ID.findall(translated(PROSE, language)) == ids


def test_what_an_instance_wrote_itself_is_marked_with_its_neighbours() -> None:
    own = "# Policy {#policy}\n\nOur own words.\n\n```\na\n\nb\n```\n\n<!-- handlelists:letter -->\n"
    assert translated(own, OTHERS[1]) == (
        '# Правила {#policy}\n\n<div lang="en" dir="ltr" markdown="1">\n\n'
        "Our own words.\n\n```\na\n\nb\n```\n\n</div>\n\n<!-- handlelists:letter -->\n"
    )


@given(
    st.lists(st.sampled_from(["a", "b", "c", "# d", "<!-- handlelists:letter -->"]), min_size=1, max_size=6),
    st.data(),
)
def test_every_block_is_there_once_and_in_order(parts: list[str], data: st.DataObject) -> None:
    texts = {name: f"{name}+" for name in data.draw(st.sets(st.sampled_from(["a", "b", "c", "# d"])))}
    made = translated("\n\n".join(parts), Language("ru", "", "", "ltr", texts))
    left = [block for block in made.strip().split("\n\n") if not block.startswith(("<div", "</div"))]
    assert left == [texts.get(part, part) for part in parts]
    inside = "".join(re.findall(r"<div.*?</div>", made, re.DOTALL))
    assert not [text for text in texts.values() if text in inside]


@each
@pytest.mark.parametrize("days", [1, 2, 5, 30])
def test_blocks_speak_the_pages_language(language: Language, days: int) -> None:
    published = catalog()
    public = next(item for item in published.lists if item.id == LIST)
    data: Any = {**public.data, "policy": {**public.data["policy"], "appeal_days": days}}
    words = Words(replace(published, lists=(replace(public, data=data),)), language)
    letter = parse(blocks.fill("<!-- handlelists:letter -->", "ar/policy/", words)).text
    assert f"It is in {language.english_name}." in letter
    assert language.text("number of the record") in letter
    terms = parse(blocks.fill("<!-- handlelists:terms -->", "ar/policy/", words)).text
    assert str(days) in terms
    assert "decision" not in terms
    kept = blocks.fill("<!-- handlelists:kept -->", "ar/policy/", words)
    assert language.text("Search engines") in kept
    assert "Search engines" not in kept


def test_the_policy_has_an_address_in_each_language() -> None:
    assert list(translations()) == ["policy/", "ar/policy/", "ru/policy/"]
    assert language_at("ar/policy/").code == "ar"
    assert language_at("ar/").code == language_at("lists/policy/").code == "en"


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (None, "This translation was made by a machine and nobody has read it yet."),
        ({"read_by": ["a", "b"], "on": "2026-12-01"}, "This translation was read by a, b on 2026-12-01."),
    ],
)
def test_a_translation_says_who_read_it_or_that_nobody_has(read: Any, said: str) -> None:
    values = {
        "language": replace(ENGLISH, code="x"),
        "ours": True,
        "root": "../",
        "translations": translations(),
    }
    assert said in " ".join(parse(render("_languages.html", read=read, **values)).text.split())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose policy is the instance's own, in English and in Russian."""
    root = write_root(
        tmp_path_factory.mktemp("instance"), policy="# Policy {#policy}\n\nOur <b>own</b> words.\n"
    )
    (root / "docs/ru").mkdir()
    (root / "docs/ru/policy.md").write_text("# Наши правила\n", encoding="utf-8")
    return build(root, languages={"ar": {"read_by": ["reader"], "on": "2026-12-01"}})


def test_a_page_says_its_language_who_read_it_and_where_the_others_are(site: Path) -> None:
    html = (site / "ar/policy/index.html").read_text(encoding="utf-8")
    assert '<html lang="ar" dir="rtl"' in html
    assert "<title>السياسة &middot; " in html
    others = [item for item in parse(html).all("link") if "hreflang" in item]
    assert [(item["hreflang"], item["href"].rpartition("path/")[2]) for item in others] == [
        ("en", "policy/"),
        ("ar", "ar/policy/"),
        ("ru", "ru/policy/"),
    ]
    assert '<a href="../../ar/policy/" aria-current="true">السياسة</a>' in html
    assert re.search(r'<div dir="ltr" lang="en">\s*<p>Our <b>own</b> words\.</p>', html)
    (notice,) = re.findall(r'class="admonition".*?</aside>', html, re.DOTALL)
    assert "<bdi>reader</bdi>" in notice
    english = parse((site / "policy/index.html").read_text(encoding="utf-8"))
    assert [item["lang"] for item in english.all("a") if "data-hl-language" in item] == ["en", "ar", "ru"]


def test_a_page_of_the_instances_own_takes_the_place_of_a_translation(site: Path) -> None:
    html = (site / "ru/policy/index.html").read_text(encoding="utf-8")
    assert '<html lang="ru"' in html
    assert "Наши правила" in html
    assert 'class="admonition"' not in html
