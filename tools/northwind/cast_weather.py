"""The Barometer: storm warnings that no weather service gave."""

# The cast writes in several scripts, whose letters look alike.
# ruff: noqa: RUF001

from __future__ import annotations

from tools.northwind.shape import Account, Cluster, Item, Paper

_PAPERS = (
    Paper("port-notice-2024", (
        "Entry {row} of the notice's schedule: the account's warning led {count} skippers to stay in port.",
        "Schedule {count} quotes the account's warning beside the service's forecast for the same day.",
    )),
    Paper("dataset-2023", (
        "Row {row} of warnings.csv: {count} warnings of the account, none of them in the service's log.",
        "Row {row} of accounts.csv; the account posts only on days before a vote or an auction.",
    )),
    Paper("tidewatch-2026", (
        "Page {page} sets {count} warnings of the account against what the instruments measured.",
        "Figure {para} on page {page} shows the warning's path through the network in its first hour.",
    )),
)  # fmt: skip

_ACCOUNTS = (
    Account(
        "twitter", "nwx_weather",
        "Copied the look of the weather office and gave storm warnings that the office never gave.",
        "Warning of a hurricane for a day on which the office forecast a light breeze.",
        name="Lantern Coast Weather", distinct="weather-office", categories=("false-warnings", "impersonation"),
        links=(("same-operator", "telegram:nwx_storm_alerts"),),
    ),
    Account(
        "telegram", "nwx_storm_alerts",
        "Sent storm warnings with invented wind speeds, as a rule on the evening before an auction of berths.",
        "Warning with a wind speed that the named instrument cannot show.",
        name="Storm Alerts", story="recheck",
    ),
    Account(
        "telegram", "nwx_shtorm_tsentr",
        "Публиковал штормовые предупреждения, которых метеослужба не выпускала.",
        "Предупреждение об урагане в день, когда служба сообщала о слабом ветре.",
        name="Штормовой центр", langs=("ru",), links=(("alias-of", "telegram:nwx_storm_alerts"),),
    ),
    Account(
        "bluesky", "alerts.vveather.example",
        "Gave false warnings under a domain that writes the w of the weather office's domain as two v.",
        "Warning of a tidal wave, with the office's letterhead.",
        name="Weather Alerts", distinct="weather-office-bluesky", categories=("false-warnings", "impersonation"),
    ),
    Account(
        "mastodon", "barometer@tides.example",
        "Posted readings of a barometer that fell before each vote and rose after it.",
        "Readings of one evening; the station named was under repair from spring to autumn.",
        name="The Barometer", links=(("same-operator", "mastodon:isobar@tides.example"),),
    ),
    Account(
        "mastodon", "isobar@tides.example",
        "Published weather maps drawn by hand and dated to the hour, with storms where none were.",
        "Map with a storm over a sea that the map's own scale puts on land.",
        kind="media", name="Isobar", links=(("amplifies", "mastodon:barometer@tides.example"),),
    ),
    Account(
        "instagram", "nwx.stormwatch",
        "Showed pictures of storms of other years and coasts as those of the day.",
        "Picture of a flooded street, published eleven years before by a newspaper of another country.",
        kind="media", name="Storm Watch",
        more=(Item("media", "Picture of a flooded house with people on its roof.", "disturbing"),),
    ),
    Account(
        "tiktok", "nwx.stormclips",
        "Cut clips of storms together and set place names of the Lantern Coast under them.",
        "Clip in which palm trees stand on a coast that has none.",
        kind="media", name="Storm Clips", links=(("amplifies", "instagram:nwx.stormwatch"),),
    ),
    Account(
        "tiktok", "nwx.aviso.temporal",
        "Apresentava-se como boletim meteorológico oficial e publicava avisos de tempestade que o serviço nunca "
        "emitiu.",
        "Aviso de furacão para um dia em que o serviço previa vento fraco.",
        kind="media", name="Aviso de Temporal", langs=("pt",), story="lapsed-lately",
    ),
    Account(
        "youtube", "nwx_stormdesk",
        "Ran a live picture of a stormy harbour on a loop and read invented warnings over it.",
        "Live picture in which the clock on the harbour tower stands still for an hour.",
        kind="media", name="Storm Desk", links=(("same-operator", "tiktok:nwx.stormclips"),),
    ),
    Account(
        "youtube", "северный.ветер.пример",
        "Вёл «прямой эфир» из гавани на закольцованной записи и зачитывал выдуманные предупреждения.",
        "Эфир, в котором часы на башне порта стоят целый час.",
        kind="media", name="Штормовой эфир", langs=("ru",), links=(("alias-of", "youtube:nwx_stormdesk"),),
    ),
    Account(
        "facebook", "nwx.sturmwarnung",
        "Gab Sturmwarnungen im Namen eines Wetterdienstes heraus, der davon nichts wusste.",
        "Warnung mit einem Aktenzeichen, das der Dienst nicht verwendet.",
        name="Sturmwarnung Küste", langs=("de", "en"), story="edited",
    ),
    Account(
        "vk", "nwx_barometr",
        "Размещал показания барометра станции, закрытой на ремонт, и на их основе предупреждал о бурях.",
        "Показания за вечер, когда станция не работала.",
        name="Барометр", langs=("ru",), links=(("alias-of", "mastodon:barometer@tides.example"),),
    ),
    Account(
        "threads", "nwx.gale.warning",
        "Asked after each false warning whether the office was hiding something.",
        "The question, posted before the warning to which it refers.",
        name="Gale Warning?", story="rejection",
    ),
    Account(
        "twitter", "nwx_tidesurge",
        "Warned of tidal waves at times chosen by a program, as its posts in the small hours show.",
        "Three warnings at two minutes past three on three nights.",
        name="Tide Surge", story="objection-withdrawn",
    ),
    Account(
        "bluesky", "squall.northwind.example",
        "Gave two false storm warnings.",
        "Warning of a squall on a calm day.",
        name="Squall", story="proposed-other-list",
    ),
    Account(
        "mastodon", "rainfall@quay.example",
        "Published rainfall readings that differ from the service's and that false warnings quoted.",
        "Reading that differs from the service's by a little.",
        name="School Rain Gauge", story="rejected",
        note="The readings are those of a school's own instrument.",
    ),
    Account(
        "discord", "nwx_seastate",
        "Gave out the next day's false warning to members before it appeared.",
        "Draft of a warning, a day before the warning.",
        name="sea state", story="withheld-source",
    ),
)  # fmt: skip

WEATHER = Cluster(
    affiliation="barometer",
    categories=("false-warnings",),
    years=(2017, 2025),
    basis=(
        ("designation", "port-notice-2024", "Schedule of false warnings under the harbour by-laws."),
        ("research", "dataset-2023", "warnings.csv, compared with the service's log."),
    ),
    papers=_PAPERS,
    accounts=_ACCOUNTS,
)
