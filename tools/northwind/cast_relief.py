"""Skerry Mutual: collections for relief at sea that no relief organisation knows of."""

# The cast writes in several scripts, whose letters look alike.
# ruff: noqa: RUF001

from __future__ import annotations

from tools.northwind.shape import Account, Cluster, Item, Paper

_PAPERS = (
    Paper("port-notice-2024", (
        "Entry {row} of the notice's schedule warns of collections in the name of relief services.",
        "Schedule {count} names the account among collectors without a permit.",
    )),
    Paper("coastline-2025", (
        "Part five traces {count} donations from the account's form to the collector of the freight scheme.",
        "Part five prints the relief service's statement that it has nothing to do with the account.",
    )),
    Paper("disclosure-2021", (
        "Entry {row} of the notice's table, under the heading of false collections.",
    )),
    Paper("tidewatch-2026", (
        "Page {page} lists the account with the relief service whose name and colours it used.",
        "Page {page} shows the collection's total, which rises by the same sum each hour.",
    )),
)  # fmt: skip

_ACCOUNTS = (
    Account(
        "twitter", "nwx_lifeboats",
        "Used name and colours of the lifeboat service and collected donations for a boat that was never built.",
        "Profile with the service's emblem, mirrored, and a link to a donation form.",
        kind="profile", name="Lantern Coast Lifeboats", distinct="lifeboat-service",
        links=(("same-operator", "facebook:nwx.lifeboats.aid"),),
    ),
    Account(
        "facebook", "nwx.lifeboats.aid",
        "Page of the same collection, with a progress bar that rises by the same sum every hour.",
        "Progress bar at three times of one night, with the same step between them.",
        name="Lifeboats Aid", links=(("alias-of", "twitter:nwx_lifeboats"),),
    ),
    Account(
        "telegram", "nwx_skerry_relief",
        "Collected for families of a shipwreck that did not happen, under a relief fund's name.",
        "Appeal with the name of a ship that no register holds.",
        name="Skerry Relief", distinct="skerry-relief", langs=("en", "ar", "ru"),
        links=(("same-operator", "twitter:nwx_lifeboats"),),
    ),
    Account(
        "telegram", "nwx_ighatha",
        "جمعت القناة تبرعات باسم صندوق إغاثة لضحايا غرق سفينة لم يقع، ولا يعرف الصندوق شيئًا عنها.",
        "نداء للتبرع يحمل اسم سفينة لا وجود لها في أي سجل.",
        name="إغاثة البحّارة", langs=("ar",), links=(("alias-of", "telegram:nwx_skerry_relief"),),
    ),
    Account(
        "instagram", "nwx.seamensfund",
        "Showed pictures from real rescues of other years as those of the invented shipwreck.",
        "Picture of a rescue; the lifeboat service published it eight years before.",
        kind="media", name="Seamen's Fund", links=(("same-operator", "telegram:nwx_relief_audit"),),
        more=(Item("media", "Second picture of a rescue, of people in distress in the water.", "disturbing"),),
    ),
    Account(
        "instagram", "nwx.fonds.marins",
        "Collectait des dons pour les familles d'un naufrage qui n'a pas eu lieu, avec des photos d'autres "
        "sauvetages.",
        "Photo d'un sauvetage publiée huit ans plus tôt par le service de secours en mer.",
        kind="media", name="Fonds des marins", langs=("fr",), story="lapsed-lately",
        links=(("alias-of", "instagram:nwx.seamensfund"),),
    ),
    Account(
        "facebook", "nwx.witwenkasse",
        "Sammelte im Namen einer Witwen- und Waisenkasse, die es nicht gibt.",
        "Spendenaufruf mit einer Satzung, deren Paragrafen aus einer Kleingartenordnung stammen.",
        name="Witwenkasse Halmsund", langs=("de",), story="withdrawn-one",
    ),
    Account(
        "youtube", "nwx_rescuelive",
        "Streamed recordings of old rescues as live and asked for donations during the stream.",
        "Stream in which the same wave breaks every four minutes.",
        kind="media", name="Rescue Live 🛟", links=(("same-operator", "instagram:nwx.seamensfund"),),
    ),
    Account(
        "tiktok", "nwx.savethecrew",
        "Asked for gifts during streams about a crew in need; the crew was played by paid extras.",
        "Clip in which a member of the crew asks when the next take is.",
        kind="media", name="Save the Crew", story="disputed-changed-hands",
    ),
    Account(
        "threads", "nwx.skerry.help",
        "Passed the appeal for the invented shipwreck on to well-known accounts and asked them to repeat it.",
        "The same request to forty accounts, with the wrong name in eleven of them.",
        name="Skerry Help", links=(("amplifies", "telegram:nwx_skerry_relief"),),
    ),
    Account(
        "bluesky", "fund.skerrymutual.example",
        "Posed as the office of a mutual fund for sailors and sold insurance that no insurer backs.",
        "Policy with the seal of an insurer that closed before the network was opened.",
        name="Skerry Mutual Fund", categories=("advance-fee-fraud", "impersonation"),
    ),
    Account(
        "mastodon", "alerts@vambay.example",
        "Looks like the alert account of the harbour office when read quickly: the r and n of the office's "
        "domain are an m here. Asked for fees for berths that the office gives out free.",
        "Profile next to that of the office; only the domain differs.",
        kind="profile", name="Varn Bay Alerts", distinct="harbour-office-alerts",
        categories=("impersonation", "advance-fee-fraud"),
    ),
    Account(
        "vk", "nwx_pomosch_moryakam",
        "Собирал пожертвования для семей экипажа судна, которого нет ни в одном регистре.",
        "Обращение о помощи с названием несуществующего судна.",
        name="Помощь морякам", langs=("ru",), links=(("alias-of", "telegram:nwx_skerry_relief"),),
    ),
    Account(
        "reddit", "nwx_grateful_kin",
        "Thanked for relief money in the voice of a survivor's relative. No such relative exists, as no one was "
        "shipwrecked.",
        "Thanks posted on the day before the date that was given for the shipwreck.",
        name="", story="proposed-own",
    ),
    Account(
        "telegram", "nwx_relief_audit",
        "Posed as an auditor and certified the collection's accounts.",
        "Certificate with the number of a fishing licence.",
        name="Relief Audit", story="withheld-personal-data",
    ),
    Account(
        "facebook", "nwx.lighthouse.kitchen",
        "Collected donations with a form of the scheme.",
        "Collection page with the form that the scheme uses as well.",
        kind="profile", name="Lighthouse Kitchen", story="retracted-out-of-scope",
        note="A soup kitchen with a permit that had used the same form maker.",
    ),
    Account(
        "twitter", "nwx_sailorskin",
        "Collected donations for families of sailors without passing them on.",
        "Appeal for donations.",
        name="Sailors' Kin", story="retracted-legal",
    ),
)  # fmt: skip

RELIEF = Cluster(
    affiliation="skerry-mutual",
    categories=("impersonation", "advance-fee-fraud"),
    years=(2018, 2025),
    basis=(("designation", "port-notice-2024", "Schedule of collectors without a permit."),),
    papers=_PAPERS,
    accounts=_ACCOUNTS,
)
