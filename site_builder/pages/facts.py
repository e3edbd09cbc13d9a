"""Facts: what pages say of an instance and its lists follows from their files, by one table.

Prose has a sentence put in by its name: `<!-- handlelists:say at-once -->`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from markupsafe import Markup

from site_builder import addresses
from site_builder.catalog.model import Catalog
from site_builder.model import InstanceData
from site_builder.pages.links import address, contact_pair
from site_builder.pages.page import Page, environment, make_page
from site_builder.wording.words import Words


def public_forge(instance: InstanceData) -> Mapping[str, str]:
    """Return what is known of the forge, for pages that may lead there: nothing where the source is not public."""
    return instance.get("forge", {}) if instance["source_public"] else {}


def _source(catalog: Catalog) -> str:
    if not catalog.instance["source_public"]:
        return "private"
    return "at a forge" if "forge" in catalog.instance else "public"


def _reviewers(catalog: Catalog) -> str:
    shown = catalog.instance["show_reviewers"]
    return "count, source public" if shown == "count" and catalog.instance["source_public"] else shown


def _at_once(catalog: Catalog) -> str:
    return "some" if any(public.data["policy"].get("withhold_on") for public in catalog.lists) else "none"


def _indexed(catalog: Catalog) -> str:
    return "yes" if catalog.instance.get("indexable", False) else "no"


def _linked(catalog: Catalog) -> str:
    return "yes" if public_forge(catalog.instance).get("source") else "no"


def _needed(catalog: Catalog) -> str:
    quorums = {public.data["policy"]["quorum"] for public in catalog.lists}
    return "one" if quorums == {1} else "several"


def reviewers_page(words: Words) -> Page:
    """Return the page that says who may review, by which keys, and how they agree; sums where names are not shown."""
    description = "Who may review the lists, how many words they gave, and how often they agree."
    shown: dict[str, Any] = {"reviewers": words.catalog.reviewers, "titles": words.list_titles()}
    return make_page(addresses.REVIEWERS, "Reviewers", description, "reviewers.html", **shown)


SENTENCES: Final[Mapping[str, tuple[Callable[[Catalog], str], Mapping[str, str]]]] = {
    "again": (
        _needed,
        {
            "one": "It is published again when a reviewer says so.",
            "several": "Only several people together can publish it again.",
        },
    ),
    "at-once": (
        _at_once,
        {"none": "", "some": "On some grounds the record is hidden at once, before anybody decides."},
    ),
    "earlier": (
        _source,
        {
            "at a forge": "whose earlier versions are public, at <bdi>{forge}</bdi>. They still show what the record "
            "said, as any public history does. Our notice does not lead there.",
            "private": "whose earlier versions still hold what the record said. They are not public: the people who "
            "work on the lists can see them.",
            "public": "whose earlier versions are public. They still show what the record said, as any public history "
            "does. Our notice does not lead there.",
        },
    ),
    "indexed": (
        _indexed,
        {
            "no": "Every page of a record asks them to leave it out. One that did not listen may show an old copy for "
            "some time.",
            "yes": "They may list the pages of public records. The notice asks them to leave it out. An old result may "
            "be shown for some days or weeks.",
        },
    ),
    "linked": (_linked, {"no": "", "yes": "The page of a record has a link to its file."}),
    "propose": (
        _source,
        {
            "at a forge": "Open a pull request at <bdi>{forge}</bdi>.",
            "private": "Send the file to the list's address for proposals, or open a pull request if you have access.",
            "public": "Send the file to the maintainers.",
        },
    ),
    "reviewers": (
        _reviewers,
        {
            "count": "Pages show how many reviewers there were, not who they are.",
            "count, source public": "Pages show how many reviewers there were, not who they are. The source, which is "
            "public, shows their names on the roster.",
            "names": "Pages show the names of reviewers on the roster.",
        },
    ),
    "source": (
        _source,
        {
            "at a forge": "The source of the lists is public, at <bdi>{forge}</bdi>: {repository}",
            "private": "The source of these lists is not public. Write to the list's address for proposals; the "
            "maintainers give reviewers access.",
            "public": "The source of the lists is public. Ask the maintainers where to find it: {maintainers}",
        },
    ),
    "stop": (
        _needed,
        {
            "one": "One person can stop a listing.",
            "several": "One person can stop a listing; only several can publish one.",
        },
    ),
    "unconfirmed": (
        _source,
        dict.fromkeys(("at a forge", "public"), "The source of the lists is public, and shows them.")
        | {"private": ""},
    ),
}
"""Of each sentence by name: the fact that it follows from, and its words, as HTML, in each case."""


def sentence(name: str, words: Words) -> Markup:
    """Return what pages of this instance say; `name` is one of `SENTENCES`."""
    fact, said = SENTENCES[name]
    instance, forge = words.catalog.instance, public_forge(words.catalog.instance)
    macros: Any = environment(words.into).get_template("_macros.html").module
    maintainers = contact_pair(instance["contacts"]["maintainers"], subject=instance["title"])
    # Tables hold no data; what is filled in is escaped.
    return Markup(words.into.text(said[fact(words.catalog)])).format(  # noqa: S704 - see above
        forge=forge.get("name"),
        maintainers=macros.contact(maintainers, words.into.text("address of the maintainers")),
        repository=forge
        and macros.address(address(forge["repository"], linkable=True), "address of the repository"),
    )
