"""The Gale Relay: accounts that had no voice of their own and repeated the desk's."""

# The cast writes in several scripts, whose letters look alike.
# ruff: noqa: RUF001

from __future__ import annotations

from tools.northwind.shape import Account, Cluster, Item, Paper

_PAPERS = (
    Paper("dataset-2023", (
        "Row {row} of accounts.csv. Of the account's posts, all but {para} are repeats of desk pages.",
        "Row {row} of accounts.csv and edges.csv: median delay behind the repeated post {para} seconds.",
        "Row {row} of accounts.csv; the sending client appears nowhere outside the network.",
    )),
    Paper("disclosure-2021", (
        "Entry {row} of the notice's table, under the heading of coordinated amplification.",
        "The notice lists the account in a group of {count} that signed in from one machine.",
    )),
    Paper("tidewatch-2026", (
        "Page {page}: the account fires in the same wave as {count} others on each of the measured days.",
        "Figure {para} on page {page} shows its pulse of activity, which stops when the relay's server restarts.",
        "Page {page} lists it among accounts that repeated a planted nonsense word within a minute.",
    )),
)  # fmt: skip

_ACCOUNTS = (
    Account(
        "twitter", "nwx_gale_01",
        "First of a numbered series that repeated posts of the desk within seconds, day and night.",
        "Run of sixty repeats at intervals of exactly ninety seconds.",
        name="gale 01", links=(("amplifies", "twitter:nwx_harbourday"),),
    ),
    Account(
        "twitter", "nwx_gale_02",
        "Second of a numbered series that repeated posts of the desk; it never wrote anything itself.",
        "Timeline that holds repeats only, in the order of the desk's plan.",
        kind="profile", name="gale 02",
        links=(("amplifies", "twitter:nwx_harbourday"), ("same-operator", "twitter:nwx_gale_01")),
    ),
    Account(
        "twitter", "nwx_gale_03",
        "Third of a numbered series. It liked and repeated posts before their text could have been read.",
        "Repeat of a post of two thousand characters, one second after its publication.",
        name="gale 03", links=(("amplifies", "twitter:nwx_amberlywire"),), story="lapsed-lately",
    ),
    Account(
        "twitter", "nwx_gale_07",
        "Seventh of a numbered series; repeated posts of the desk and, once, the relay's own error message.",
        "Post with the text ERROR 429 RETRY IN {{ delay }} in place of a repeat.",
        name="gale 07", links=(("amplifies", "twitter:nwx_quaynotes"),),
    ),
    Account(
        "twitter", "nwx_windrose",
        "Bought account with an older, unrelated past. From one day to the next it repeated nothing but the desk.",
        "The last old post and the first repeat, eleven months apart, on one screen.",
        kind="profile", name="wind rose", previous=("nwx_rosegarden",),
        links=(("amplifies", "twitter:nwx_tidewatch"),),
    ),
    Account(
        "twitter", "nwx_petrel",
        "Repeated desk posts in threads of the network, then deleted its repeats after a day.",
        "The same thread on two days: forty repeats, then none.",
        name="Petrel", story="back-in-hands", previous=("nwx_petrel_old",),
    ),
    Account(
        "bluesky", "gale-11.northwind.example",
        "Numbered relay account that followed the desk's pages to the new network and repeated them there.",
        "Repeats of four desk pages in the first minute after it was opened.",
        name="gale 11", links=(("amplifies", "bluesky:harbourday.northwind.example"),),
    ),
    Account(
        "bluesky", "gale-12.northwind.example",
        "Numbered relay account; repeated desk posts and added one of three stock phrases.",
        "Thirty repeats with the phrases in strict rotation.",
        name="gale 12",
        links=(
            ("amplifies", "bluesky:harbourday.northwind.example"),
            ("same-operator", "bluesky:gale-11.northwind.example"),
        ),
    ),
    Account(
        "bluesky", "gale-14.northwind.example",
        "Numbered relay account that was set up as a spare and came to life when another one was removed.",
        "First repeat, nine minutes after the removal of the account it stood in for.",
        name="gale 14", links=(("backup-of", "bluesky:gale-12.northwind.example"),),
    ),
    Account(
        "mastodon", "anemoi@relay.example",
        "One of three accounts on a server of the relay; boosted every post of the desk on other servers.",
        "Profile whose list of boosts equals that of the two other accounts of the server.",
        kind="profile", name="anemoi",
        links=(
            ("amplifies", "mastodon:ada_lumen@harbor.example"),
            ("same-operator", "mastodon:notos@relay.example"),
        ),
    ),
    Account(
        "mastodon", "boreas@relay.example",
        "One of three accounts on a server of the relay, named after winds. Boosts only.",
        "Boost of a diary entry, two seconds after it was posted, at four in the morning.",
        name="boreas", links=(("same-operator", "mastodon:anemoi@relay.example"),),
    ),
    Account(
        "mastodon", "zephyr@relay.example",
        "One of three accounts on a server of the relay; the only one that also wrote, always the same greeting.",
        "The greeting, posted each day at the minute of the server's restart.",
        name="zephyr", links=(("same-operator", "mastodon:anemoi@relay.example"),), story="edited",
    ),
    Account(
        "mastodon", "notos@relay.example",
        "Boosted posts of the desk from a server of the relay.",
        "Boosts of a day, among them eleven of pages of the desk.",
        name="notos", story="rejected",
        note="Half of its boosts have nothing to do with the desk; the reviewers saw no coordination.",
    ),
    Account(
        "telegram", "nwx_relay_bot",
        "Bot that passed each new article of the desk to a list of groups in which it had been invited under a "
        "weather service's name.",
        "Message of the bot with the name of the folder that it reads from.",
        name="Relay", links=(("amplifies", "telegram:nwx_tide_channel"),),
        more=(Item("profile", "Profile of the bot; its description is the unchanged text of a how-to page."),),
    ),
    Account(
        "telegram", "nwx_echo_sounder",
        "Channel made of forwards from the desk's channels, sold to advertisers as an independent digest.",
        "Forty forwards in a row; the price list for advertisers is pinned above them.",
        name="Echo Sounder", langs=("en", "ru", "ar"), links=(("amplifies", "telegram:nwx_severny_port"),),
    ),
    Account(
        "vk", "id9000000000417",
        "Took no name of its own; repeated each page of the desk on the day of its publication, and nothing else.",
        "Forty repeats of pages of the desk, the only posts of the profile.",
        name="Gale Seventeen", langs=("en", "ru"), nameless=True,
        links=(("amplifies", "telegram:nwx_severny_port"),),
    ),
    Account(
        "facebook", "900000000000418",
        "A page without a name of its own in its address; repeated the desk's pages under headlines of its own.",
        "Page with eleven of the desk's articles under other headlines.",
        kind="profile", name="Coast and Quay Digest", nameless=True,
    ),
    Account(
        "github", "nwx-tidebot",
        "Published the relay's scheduling program with its settings, among them the queue of posts to repeat.",
        "Settings file with the list of pages to repeat and the delays between them.",
        name="tidebot", langs=("en",), categories=("covert-influence",),
        links=(("same-operator", "telegram:nwx_relay_bot"),),
    ),
    Account(
        "github", "nwx-galeconf",
        "Held a copy of the relay's settings, refreshed nightly by the relay itself.",
        "Change log in which every entry is made by the relay's own key at the same minute of the night.",
        name="", links=(("backup-of", "github:nwx-tidebot"),), story="appeal-corrected",
    ),
    Account(
        "reddit", "nwx_upvote_mole",
        "Voted and commented in step with the relay on threads that linked to the desk.",
        "Comment of one word under nineteen threads, posted in the order of the relay's queue.",
        name="", langs=("en",),
    ),
    Account(
        "discord", "nwx_galekeeper",
        "Gave out the day's list of posts to repeat in a closed room and booked points for each repeat.",
        "List of the day with points; sixteen of the names in it are relay accounts.",
        name="galekeeper",
    ),
    Account(
        "vk", "nwx_veter_07",
        "Аккаунт ретрансляции: повторял записи портовых страниц сети с постоянной задержкой и ничего не писал "
        "сам.",
        "Лента из одних повторов; задержка одна и та же весь месяц.",
        kind="profile", name="ветер 07", langs=("ru",), links=(("amplifies", "vk:nwx_severny_port"),),
    ),
    Account(
        "threads", "nwx.breezy.days",
        "Repeated the desk's questions about ports under its own name and thanked for the pinned answers.",
        "Thanks for an answer, posted before the answer was.",
        name="breezy days", links=(("amplifies", "threads:nwx.portviews"),), story="rejection",
    ),
    Account(
        "twitter", "nwx_gale_19",
        "Later account of a numbered series that repeated posts of the desk.",
        "Run of repeats at uneven intervals.",
        name="gale 19", story="proposed-withdrawn",
    ),
    Account(
        "bluesky", "gale-21.northwind.example",
        "Numbered relay account that repeated desk posts on some afternoons only.",
        "Repeats of two desk pages on one afternoon.",
        name="gale 21", story="proposed-stale",
    ),
    Account(
        "instagram", "nwx.shipspotting.daily",
        "Repeated pictures of the desk among its own pictures of ships.",
        "Nine pictures of the desk in three weeks, none before and none after.",
        kind="media", name="Ship Spotting Daily", story="retracted-recovered",
        note="The account had been taken over for three weeks.",
        links=(("amplifies", "instagram:nwx.lanterncoast"),),
    ),
)  # fmt: skip

RELAY = Cluster(
    affiliation="gale-relay",
    categories=("covert-influence",),
    years=(2019, 2025),
    basis=(("research", "dataset-2023", "Accounts whose repeats pass the data set's threshold for chance."),),
    papers=_PAPERS,
    accounts=_ACCOUNTS,
)
