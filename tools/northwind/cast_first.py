"""Harbour Lights: the network's first pages, listed in 2015 and not looked at since."""

# The cast writes in several scripts, whose letters look alike.
# ruff: noqa: RUF001

from __future__ import annotations

from tools.northwind.shape import Account, Cluster, Paper

_PAPERS = (
    Paper("tidewatch-2015", (
        "Page {page} describes the page among the first of the network.",
        "Annex A, row {row}, gives the handle and the date of the first post.",
        "Page {page} compares its texts with those of {count} other pages of the time.",
    )),
)  # fmt: skip

_ACCOUNTS = (
    Account(
        "twitter", "nwx_harbourlite",
        "One of the first pages of the network, with news of Port Amberly by nobody in particular.",
        "Report on a new crane, in the same words as on two other pages.",
        name="Harbour Lights", story="lapsed",
    ),
    Account(
        "twitter", "nwx_oldbeacon",
        "Early page on harbour tolls that was paid by the post, as its ledger of the time shows.",
        "Post on tolls; the ledger gives its price.",
        name="Old Beacon", story="lapsed", links=(("same-operator", "twitter:nwx_harbourlite"),),
    ),
    Account(
        "facebook", "nwx.harbourlights",
        "Page of the same name and texts, aimed at residents of Skerrin.",
        "Report on a new crane, an hour after the same report elsewhere.",
        name="Harbour Lights", story="lapsed-dismissed", links=(("alias-of", "twitter:nwx_harbourlite"),),
    ),
    Account(
        "youtube", "nwx_harbourtv",
        "Early series of short films about harbours; each ended with the same call about tolls.",
        "Film about a dredger; the last ten seconds are those of every other film of the series.",
        kind="media", name="Harbour TV", story="lapsed",
    ),
    Account(
        "vk", "nwx_mayak",
        "Одна из первых страниц сети: новости порта без редакции и выходных данных.",
        "Сообщение о новом кране, дословно совпадающее с английским.",
        name="Маяк", langs=("ru",), story="lapsed", links=(("same-operator", "twitter:nwx_harbourlite"),),
    ),
    Account(
        "reddit", "nwx_beaconfan",
        "Recommended the early pages in forums in the voice of a reader.",
        "Recommendation of all three pages on their first day.",
        name="", story="lapsed", links=(("amplifies", "twitter:nwx_oldbeacon"),),
    ),
    Account(
        "facebook", "nwx.leuchtfeuer",
        "Frühe deutschsprachige Seite des Netzes mit Hafennachrichten ohne Impressum.",
        "Meldung über einen neuen Kran, wortgleich mit der englischen.",
        name="Leuchtfeuer", langs=("de",), story="lapsed",
    ),
    Account(
        "telegram", "nwx_first_light",
        "Early channel that did nothing but announce new articles of the first pages.",
        "Links to three pages, in the order in which they were opened.",
        name="First Light", story="lapsed",
    ),
)  # fmt: skip

FIRST = Cluster(
    affiliation="harbour-lights",
    categories=("covert-influence",),
    years=(2013, 2014),
    basis=(("research", "tidewatch-2015", "Chapter 1 and annex A."),),
    papers=_PAPERS,
    accounts=_ACCOUNTS,
)
