"""What a page says of its instance follows from the instance's files: a row for each sentence and case."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.pages import blocks
from site_builder.pages.blocks import example
from site_builder.pages.facts import SENTENCES, sentence
from site_builder.pages.lists import list_page
from site_builder.pages.record import record_page
from site_builder.resources import package_path
from site_builder.wording.words import Words
from tests.unit.pages.page_catalog import FULL, LIST, SCRIPT, catalog
from tests.unit.pages.parsed import parse

if TYPE_CHECKING:
    from site_builder.catalog.model import Catalog

FORGE: Final = {"name": f"Forge {SCRIPT}", "repository": "https://forge.example/lists"}
CASES: Final[dict[str, dict[str, dict[str, Any]]]] = {
    "source": {
        "at a forge": {"source_public": True, "forge": FORGE},
        "public": {"source_public": True, "forge": None},
        "private": {"source_public": False, "forge": FORGE},
    },
    "linked": {
        "yes": {"source_public": True, "forge": FORGE | {"source": "https://forge.example/{path}"}},
        "no": {"source_public": True, "forge": FORGE},
    },
    "reviewers": {
        "names": {"show_reviewers": "names"},
        "count": {"show_reviewers": "count", "source_public": False},
        "count, source public": {"show_reviewers": "count", "source_public": True},
    },
    "indexed": {"yes": {"indexable": True}, "no": {"indexable": False}},
    "at_once": {"some": {"withhold_on": ["safety"]}, "none": {"withhold_on": []}},
    "needed": {"several": {"quorum": 2}, "one": {"quorum": 1}},
}
"""What makes each case of a fact: members of the instance, or of its lists' policies."""
POLICY: Final = frozenset({"quorum", "withhold_on"})


def made(values: dict[str, Any]) -> Catalog:
    """Return the catalog with these members of the instance and of every list's policy; None takes one out."""
    whole = catalog(**{name: value for name, value in values.items() if name not in POLICY})
    instance: Any = {name: value for name, value in whole.instance.items() if value is not None}
    policy = {name: value for name, value in values.items() if name in POLICY}
    lists = tuple(
        replace(public, data={**public.data, "policy": {**public.data["policy"], **policy}})  # type: ignore[typeddict-item]  # the case says what
        for public in whole.lists
    )
    return replace(whole, instance=instance, lists=lists)


def told(html: str) -> str:
    return " ".join(parse(html).text.split())


def prose() -> dict[str, str]:
    """Return the packaged prose and the templates that sentences go into, by name."""
    folder = package_path("prose")
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*.md")}


ROWS: Final = [
    (name, case, values)
    for name, (fact, words) in SENTENCES.items()
    for case, values in CASES[fact.__name__.removeprefix("_")].items()
    if case in words
]


def test_every_case_of_every_sentence_has_a_row() -> None:
    assert {(name, case) for name, case, _ in ROWS} == {
        (name, case) for name, (_, words) in SENTENCES.items() for case in words
    }


@pytest.mark.parametrize(("name", "case", "values"), ROWS, ids=[f"{name}: {case}" for name, case, _ in ROWS])
def test_a_sentence_is_said_in_its_case_and_no_other_of_its_name(
    name: str, case: str, values: dict[str, Any]
) -> None:
    words = SENTENCES[name][1]
    said = told(sentence(name, Words(made(values))))
    begins = {other: told(text).partition("{")[0].strip() for other, text in words.items()}
    others = [other for other in words if begins[other] and not begins[case].startswith(begins[other])]
    assert said.startswith(begins[case])
    assert bool(said) == bool(words[case])
    assert not [other for other in others if said.startswith(begins[other])]
    assert SCRIPT not in sentence(name, Words(made(values)))
    page = blocks.fill(
        f"<p>Before. <!-- handlelists:say {name} --> After.</p>", "policy/", Words(made(values))
    )
    assert told(page) == " ".join(f"Before. {said} After.".split())


def test_every_sentence_is_put_in_somewhere_and_nothing_else_is_asked_for() -> None:
    asked = {
        name for text in prose().values() for name in re.findall(r"<!-- handlelists:say ([a-z-]+) -->", text)
    }
    assert asked <= set(SENTENCES)
    # These go into blocks: `repository`, and `kept` of the policy.
    assert set(SENTENCES) - asked == {"earlier", "indexed", "source"}


def test_prose_says_nothing_of_its_own_that_only_some_instances_may() -> None:
    conditional = re.compile(
        r"where the source is public|(?:is|are) not public\b.{0,40}source|pull request|at the forge"
        r"|[Oo]nly several|hidden at once, before"
    )
    for name, text in prose().items():
        assert not conditional.findall(text), name


# A source that is public but is nowhere to be linked was called private.


def test_a_public_source_without_a_forge_is_called_public_on_every_page() -> None:
    public = made({"source_public": True, "forge": None})
    for name in ("repository", "kept"):
        text = told(blocks.fill(f"<!-- handlelists:{name} -->", "policy/", Words(public)))
        assert "not public" not in text
        assert "public" in text
    assert "https://lists.example/contact" in blocks.fill(
        "<!-- handlelists:repository -->", "", Words(public)
    )


@pytest.mark.parametrize("values", [*CASES["source"].values(), *CASES["linked"].values()])
def test_a_record_leads_to_a_source_that_is_public_and_has_an_address(values: dict[str, Any]) -> None:
    words = Words(made(values))
    public = next(item for item in words.catalog.lists if item.id == LIST)
    record = next(item for item in public.records if item.id == FULL)
    if not values["source_public"]:
        record = replace(record, source_file=None)  # as the catalog has it
    text = told(record_page(record, public, words).body)
    assert ("Its source" in text) == ("source" in (values["forge"] or {}) and values["source_public"])


# Sentences of a list follow from its policy.

POLICIES: Final = [
    ({"quorum": 1}, "1 reviewer has to confirm", "2 reviewers have"),
    ({"quorum": 2}, "2 reviewers have to confirm", "1 reviewer has"),
    (
        {"signatures": "required"},
        "Each review is signed with a key of the reviewer.",
        "Signatures are waived",
    ),
    ({"signatures": "waived"}, "Signatures are waived", "Each review is signed"),
    ({"min_evidence": 1}, "At least 1 piece of evidence.", "pieces"),
    ({"min_evidence": 3}, "At least 3 pieces of evidence.", "1 piece"),
    ({"require_archive": True}, "Every piece has an archived capture.", "welcome, not required"),
    ({"require_archive": False}, "welcome, not required", "Every piece has an archived"),
    ({"require_account_id": True}, "own account id is required", "where it is known"),
    ({"require_account_id": False}, "own account id is given where it is known", "id is required"),
    (
        {"withhold_on": ["safety"]},
        "withholds it at once, before any decision: safety.",
        "No ground of appeal",
    ),
    ({"withhold_on": []}, "No ground of appeal withholds a record before the decision.", "at once"),
]


@pytest.mark.parametrize(("policy", "said", "not_said"), POLICIES)
def test_a_list_says_its_own_policy(policy: dict[str, Any], said: str, not_said: str) -> None:
    words = Words(catalog())
    public = next(item for item in words.catalog.lists if item.id == "empty")
    data: Any = {**public.data, "policy": {**public.data["policy"], **policy}}
    text = told(list_page(replace(public, data=data), words, (), {}).body)
    assert said in text
    assert not_said not in text.partition("Who answers for it")[0].rpartition("What makes a record public")[2]


@pytest.mark.parametrize("example_list", [True, False])
def test_only_an_example_says_that_it_is_one(example_list: bool) -> None:  # noqa: FBT001 - a case's
    words = Words(catalog())
    public = next(item for item in words.catalog.lists if item.id == "empty")
    data: Any = {**public.data, "example": example_list}
    text = told(list_page(replace(public, data=data), words, (), {}).body)
    assert ("This list only shows the software." in text) == example_list


@pytest.mark.parametrize(
    ("site_url", "allowed"), [("http://lists.example/", True), ("https://lists.example/", False)]
)
def test_the_command_to_sync_fits_the_address(site_url: str, allowed: bool) -> None:  # noqa: FBT001 - a case's
    assert ("--allow-http" in example("sync", site_url)) == allowed
