"""Stormglass, which harassed people who reported on the network, and Breakwater, which called for sabotage."""

from __future__ import annotations

from tools.northwind.shape import Account, Cluster, Item, Paper

_GLASS_PAPERS = (
    Paper("coastline-2025", (
        "Part six reconstructs an evening of attacks; the account posts in {count} of its {row} threads.",
        "Part six prints the call for the evening and the account's answer to it.",
    )),
    Paper("tidewatch-2026", (
        "Page {page} counts {row} messages of the account to one newsroom in a week.",
        "Page {page} shows that the account's messages use the call's words.",
    )),
)  # fmt: skip

_GLASS = (
    Account(
        "twitter", "nwx_stormglass",
        "Gave out the name of a newsroom or office each evening and a phrase to be sent to it by the hundred.",
        "Call for an evening with the phrase of the day. The newsroom's name is left out here.",
        name="stormglass", links=(("same-operator", "telegram:nwx_stormglass_room"),),
        more=(Item("post", "Threat against the staff of a newsroom, in general words.", "disturbing"),),
    ),
    Account(
        "telegram", "nwx_stormglass_room",
        "Channel in which the evenings were planned and results counted.",
        "Count of an evening: messages sent, replies, accounts locked.",
        name="the glass room", links=(("backup-of", "twitter:nwx_stormglass"),),
    ),
    Account(
        "twitter", "nwx_shards",
        "Sent the phrase of the day to newsrooms, several hundred times on some evenings.",
        "Two hundred and four messages with one phrase in an hour.",
        name="shards", story="second-thoughts",
        links=(("amplifies", "twitter:nwx_stormglass"), ("same-operator", "twitter:nwx_icefog")),
    ),
    Account(
        "twitter", "nwx_shards_too",
        "Took over from another account of the group on the evening after that one was locked.",
        "First message: the phrase of the day, four minutes after the account was opened.",
        name="shards too", links=(("successor-of", "twitter:nwx_shards"),),
    ),
    Account(
        "instagram", "nwx.coldfront.pics",
        "Published pictures of reporters' workplaces with calls to write to them. The pictures are not kept here.",
        "Picture of an office door with the phrase of the day. Described only; the capture is not published.",
        kind="media", name="cold front",
        more=(Item("media", "Altered picture that shows violence. Described only.", "graphic", url=False),),
    ),
    Account(
        "youtube", "nwx_pressurechart",
        "Read out messages that newsrooms had received and rated them.",
        "Video that rates messages to one newsroom; its name is spoken and left out here.",
        kind="media", name="Pressure Chart", story="disputed-mistaken",
    ),
    Account(
        "discord", "nwx_hailstone",
        "Trained newcomers to the evenings and checked that they had sent their share.",
        "Table of members with numbers of messages. Names are left out here.",
        name="hailstone",
    ),
    Account(
        "bluesky", "shards.stormglass.example",
        "Continued the evenings on another network with the same phrases.",
        "Call for an evening, an hour after the call in the channel.",
        name="shards", links=(("alias-of", "twitter:nwx_stormglass"),),
    ),
    Account(
        "mastodon", "hail@stormglass.example",
        "Sent phrases of the day to servers that host newsrooms until their moderators shut its server out.",
        "Messages of an evening and the moderators' public notice about them.",
        name="hail", links=(("same-operator", "bluesky:shards.stormglass.example"),), story="recheck",
    ),
    Account(
        "reddit", "nwx_glasscutter",
        "Posted phrases of the day in a forum.",
        "Three comments with the phrase of a day.",
        name="", story="proposed-one",
    ),
    Account(
        "twitter", "nwx_icefog",
        "Sent phrases of the day to a newsroom.",
        "Forty messages with one phrase.",
        name="ice fog", story="withheld-safety",
    ),
    Account(
        "threads", "nwx.frostbite.notes",
        "Sent phrases of the day to a newsroom in the small hours.",
        "Messages with the phrase of a day. The quotation was removed.",
        name="frost notes", story="retracted-personal-data",
    ),
    Account(
        "mastodon", "newsdesk@varnbay.example",
        "Posted phrases of the day.",
        "Post that contains a phrase of the day.",
        name="The Varn Bay Gazette", story="retracted-mistaken",
        note="The newspaper's own account, a protected one: it had quoted the phrases to report on them.",
    ),
)  # fmt: skip

_WATER_PAPERS = (
    Paper("port-notice-2024", (
        "Schedule {count} designates the group and names the account as one of its channels.",
        "Entry {row} of the schedule, with the date on which the account's channel was closed.",
    )),
    Paper("disclosure-2021", (
        "Entry {row} of the notice's table, under the heading of calls for violence.",
    )),
    Paper("tidewatch-2026", (
        "Page {page} compares the account's texts with the group's statements.",
    )),
)  # fmt: skip

_WATER = (
    Account(
        "telegram", "nwx_breakwater_one",
        "Main channel of a group that called for sabotage of locks and published instructions for it.",
        "Call to damage a lock gate. Instructions are described, not repeated.",
        name="Breakwater",
        more=(
            Item("media", "Film of a fire at a lock gate with injured people. Described only.", "graphic", url=False),
            Item("court-document", "Order of the tribunal of Varn Bay to close the channel."),
        ),
    ),
    Account(
        "telegram", "nwx_breakwater_two",
        "Opened when the group's main channel was closed; its first message is the last one of that channel.",
        "First message, the same as the last one of the channel that was closed.",
        name="Breakwater II", langs=("en", "ru"),
        links=(("successor-of", "telegram:nwx_breakwater_one"),),
    ),
    Account(
        "youtube", "nwx_lowwatermark",
        "Published films of damaged harbour works with the group's mark and praise for those who did it.",
        "Film of a damaged sluice with the group's mark.",
        kind="media", name="Low Water Mark", links=(("amplifies", "telegram:nwx_breakwater_one"),),
        more=(Item("media", "Film of an attack on a lock. Described only.", "graphic"),),
    ),
    Account(
        "vk", "nwx_volnorez",
        "Публиковал призывы группы к повреждению шлюзов и её заявления.",
        "Призыв повредить ворота шлюза; указания здесь не приводятся.",
        name="Волнорез", langs=("ru",), links=(("alias-of", "telegram:nwx_breakwater_one"),),
    ),
    Account(
        "tiktok", "nwx.undertow.clips",
        "Cut the group's films into clips without its mark.",
        "Clip cut from a film of a damaged sluice.",
        kind="media", name="undertow", links=(("amplifies", "youtube:nwx_lowwatermark"),), story="appeal-dismissed",
    ),
    Account(
        "instagram", "nwx.ebb.posters",
        "Published posters with the group's calls.",
        "Poster with a call to damage a crane.",
        kind="media", name="ebb", story="withdrawn-one",
    ),
    Account(
        "discord", "nwx_sluicegate",
        "Room in which the group planned its calls.",
        "Message with the group's mark.",
        name="sluice gate", story="proposed-new",
    ),
    Account(
        "twitter", "nwx_lockkeeper",
        "Repeated the group's calls to damage locks.",
        "Repeat of a call.",
        name="Lock Keeper", story="retracted-twice",
        note="The account had quoted the calls in order to warn of them.",
    ),
    Account(
        "telegram", "nwx_spring_tide",
        "Published the group's statements.",
        "Statement of the group.",
        name="Spring Tide", story="withheld-legal",
    ),
)  # fmt: skip

STORMGLASS = Cluster(
    affiliation="stormglass",
    categories=("targeted-harassment",),
    years=(2019, 2025),
    basis=(("research", "coastline-2025", "Part six, with the method in its annex."),),
    papers=_GLASS_PAPERS,
    accounts=_GLASS,
)
BREAKWATER = Cluster(
    affiliation="breakwater",
    categories=("sabotage-calls",),
    years=(2019, 2024),
    basis=(("designation", "port-notice-2024", "Designation of the group under the harbour by-laws."),),
    papers=_WATER_PAPERS,
    accounts=_WATER,
)
