"""The way off a list: what the blocks of the policy page say, from data, to somebody who was listed by mistake."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.pages import blocks
from site_builder.pages.links import MISTAKE, contact
from site_builder.resources import package_path
from site_builder.wording.words import Words
from tests.unit.pages.page_catalog import ATTACKS, FULL, LIST, catalog
from tests.unit.pages.parsed import Parsed, parse

if TYPE_CHECKING:
    from site_builder.catalog.model import Catalog


def block(name: str, published: Catalog | None = None) -> Parsed:
    return parse(blocks.fill(f"<!-- handlelists:{name} -->", "policy/", Words(published or catalog())))


def said(name: str, published: Catalog | None = None) -> str:
    return " ".join(block(name, published).text.split())


def with_list(policy: dict[str, Any] | None = None, contacts: dict[str, str] | None = None) -> Catalog:
    """Return the catalog with the harbour list alone, its policy and contacts changed."""
    published = catalog()
    public = next(item for item in published.lists if item.id == LIST)
    data: Any = {
        **public.data,
        "policy": {**public.data["policy"], **(policy or {})},
        "contacts": {**public.data["contacts"], **(contacts or {})},
    }
    return replace(published, lists=(replace(public, data=data),))


@pytest.mark.parametrize("name", ["contacts", "kept", "letter", "security", "terms"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_no_markup_of_the_data_gets_into_a_block(name: str, attack: str) -> None:
    page = block(name, with_list(contacts={"appeals": f"mailto:{attack}@a.example"}))
    assert page.elements
    assert not {"script", "img", "base", "iframe", "textarea"} & {tag for tag, _ in page.elements}
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]


# The letter


def test_the_letter_names_every_ground_and_says_where_the_number_goes() -> None:
    text = said("letter")
    assert "About: record [number of the record], list [name of the list]" in text
    for code, ground in catalog().vocabulary["appeal_grounds"].items():
        assert f"- {ground['title']}: {ground['meaning']}" in text, code


def test_the_letter_can_be_copied_whole_with_one_line_for_each_ground() -> None:
    html = blocks.fill("<!-- handlelists:letter -->", "policy/", Words(catalog()))
    (letter,) = re.findall(r'hl-copy__text hl-letter__text">(.*?)</div>\s*</div>', html, re.DOTALL)
    lines = parse(letter).text.split("\n")
    assert lines[0].startswith("About: record")
    assert lines[-1] == "- Please remove the record from the version history too."
    grounds = catalog().vocabulary["appeal_grounds"]
    assert sum(line.startswith("- ") for line in lines) == len(grounds) + 2
    assert "\n\n\n" not in "\n".join(lines)


def test_without_scripts_nothing_claims_that_a_number_is_filled_in() -> None:
    hidden = [attributes for _, attributes in block("letter").elements if "hidden" in attributes]
    assert [next(name for name in item if name.startswith("data-hl")) for item in hidden] == ["data-hl-about"]


def test_the_script_fills_the_subject_that_records_pages_have() -> None:
    (letter,) = [item for _, item in block("letter").elements if "data-hl-letter" in item]
    filled = letter["data-hl-subject"].replace("{record}", FULL).replace("{list}", LIST)
    assert filled == MISTAKE.format(list=LIST, record=FULL)
    script = package_path("assets/js/letter.js").read_text(encoding="utf-8")
    (pattern,) = re.findall(r"/\(\[\?&\]subject=\)(.+?)/,", script)
    href = contact("https://a.example/f?subject=own#x", subject="a b")
    assert href is not None
    assert (
        re.sub(rf"([?&]subject=){pattern}", r"\1new", href) == "https://a.example/f?subject=own&subject=new#x"
    )


# Whom to write to


def test_every_list_has_its_address_and_the_site_has_one() -> None:
    page = block("contacts")
    cells = [item["data-hl-contact"] for _, item in page.elements if "data-hl-contact" in item]
    assert cells == ["empty", LIST, "long", ""]
    assert (
        page.hrefs.count(
            "https://lists.example/contact?subject=Lists%20%26%20%3Cscript%3Ealert%281%29%3C%2Fscript%3E"
        )
        == 1
    )
    assert (
        f"https://lists.example/appeals?subject=Appeal%3A%20a%20record%20on%20the%20list%20{LIST}"
        in page.hrefs
    )


def test_an_address_that_is_no_link_can_be_copied() -> None:
    page = block("contacts", with_list(contacts={"appeals": "https://user@forms.example/"}))
    assert "https://user@forms.example/" in page.text
    assert not [href for href in page.hrefs if "forms.example" in href]
    assert [item for _, item in page.elements if "data-hl-copy" in item]


# What happens when


def test_the_terms_are_each_lists_own_with_the_day_on_which_a_record_hides_by_itself() -> None:
    text = said("terms", with_list({"appeal_days": 30, "withhold_on": ["safety", "legal-order"]}))
    assert "A decision comes within 30 days after your message arrived." in text
    assert "the record is hidden by itself from day 31 on." in text
    assert (
        "Hidden at once, before any decision: Legal order (a court or authority ordered the removal), "
        "Safety (the listing puts somebody in danger)."
    ) in text


def test_a_list_that_hides_nothing_at_once_says_so() -> None:
    text = said("terms", with_list({"appeal_days": 1, "withhold_on": []}))
    assert "within 1 day after" in text
    assert "from day 2 on" in text
    assert "On no ground is a record hidden before the decision." in text


def test_an_instance_without_lists_has_nobody_to_name() -> None:
    none = replace(catalog(), lists=())
    assert said("terms", none) == "There is no list yet."
    assert "the people who answer for this whole site" in said("contacts", none)


# What stays


@pytest.mark.parametrize(
    ("instance", "words"),
    [
        ({}, "whose earlier versions are public, at Forge <script>alert(1)</script>."),
        ({"source_public": False}, "They are not public: the people who work on the lists can see them."),
        ({"indexable": True}, "They may list the pages of public records."),
        ({"indexable": False}, "Every page of a record asks them to leave it out."),
    ],
)
def test_what_stays_follows_from_the_instance(instance: dict[str, Any], words: str) -> None:
    assert words in said("kept", catalog(**instance))


def test_a_private_source_does_not_name_its_forge() -> None:
    assert "Forge" not in said("kept", catalog(source_public=False))


# The page


def test_the_page_says_it_in_order_and_keeps_the_anchors_that_other_pages_lead_to() -> None:
    text = package_path("prose/policy.md").read_text(encoding="utf-8")
    anchors = re.findall(r"^## .* \{#([a-z-]+)\}$", text, re.MULTILINE)
    assert anchors == [
        "listed-by-mistake",
        "what-to-write",
        "contacts",
        "what-happens",
        "what-stays-visible",
        "purge",
        "what-a-public-record-means",
        "what-this-site-does-not-do",
        "your-visit",
        "looking-for-an-account",
    ]
    marks = re.findall(r"<!-- handlelists:([a-z-]+) -->", text)
    assert marks == ["letter", "contacts", "terms", "kept", "states", "security"]
