"""Lantern Freight: offers of cargo, containers and work at sea that do not exist."""

# The cast writes in several scripts, whose letters look alike.
# ruff: noqa: RUF001

from __future__ import annotations

from tools.northwind.shape import Account, Cluster, Item, Paper

_PAPERS = (
    Paper("tribunal-2019", (
        "Paragraph {para} of the judgment names the account as one through which deposits were collected.",
        "Paragraph {para} of the judgment: {count} payments reached the collector after messages of the account.",
        "Annex {count} to the judgment lists the account among those used to find buyers.",
    )),
    Paper("port-notice-2024", (
        "Schedule {count} of the notice names the account and warns harbour users not to pay deposits to it.",
        "Entry {row} of the notice's schedule, added after complaints from {count} firms.",
    )),
    Paper("coastline-2025", (
        "Part four follows a deposit from the account's form to the collector named in the judgment.",
        "Part four compares the account's contract form with the one in the judgment; they share {count} clauses.",
    )),
    Paper("tidewatch-2026", (
        "Page {page} ties the account's form to the collector's server by its certificate.",
        "Page {page} lists the account with the date on which its offers first appeared.",
    )),
)  # fmt: skip

_LONG = """\
Offered space in container ships that do not exist, in four steps that the tribunal's judgment and two later \
reports describe in the same way.

First, the account answered posts by small exporters who had complained about a cancelled booking, within minutes \
and in the exporter's own language.

Second, it sent a booking form that copied the layout of a known forwarder's form but carried no company number.

Third, it asked for a deposit of one tenth of the freight, payable the same day, because the ship was said to close \
its books that evening; the name of the ship was that of a vessel broken up years before.

Fourth, once the deposit was paid, it sent a bill of lading whose number belonged to another cargo, followed by a \
demand for a further payment for the weighing of the container, and after that it did not answer again.

The evidence below covers each step: posts of the account for the first, the form for the second, the judgment for \
the third and the fourth. What the evidence does not show is who held the account on any single day. The record \
therefore says nothing about persons, and nothing about the forwarder whose form was copied, who complained about \
it and is named in no part of this list. The account changed its picture three times, its handle once and its form \
never."""

_ACCOUNTS = (
    Account(
        "twitter", "nwx_boxrates", _LONG,
        "Answer to an exporter, four minutes after the complaint, with a link to the booking form.",
        name="Box Rates Live", previous=("nwx_boxdeals",), langs=("en", "es", "de", "ar"),
        papers=("tribunal-2019", "port-notice-2024", "coastline-2025"),
        links=(("same-operator", "telegram:nwx_container_lots"), ("alias-of", "facebook:nwx.boxrates")),
        more=(
            Item("media", "The booking form as it was sent. The field for the company number is missing."),
            Item("post", "Demand for a second payment for the weighing of the container."),
        ),
    ),
    Account(
        "facebook", "nwx.boxrates",
        "Page of the same container offers, with paid advertisements aimed at small exporters.",
        "Advertisement for space in a ship that had been broken up years before.",
        name="Box Rates Live",
    ),
    Account(
        "telegram", "nwx_container_lots",
        "Auctioned the contents of containers said to be unclaimed. Winners paid and got nothing.",
        "Auction of lot 212; pictures of the same lot were used in three earlier auctions.",
        name="Container Lots", langs=("en", "ru"),
        links=(("successor-of", "telegram:nwx_lost_cargo"),),
    ),
    Account(
        "telegram", "nwx_lost_cargo",
        "First channel of the container auctions, named in the judgment.",
        "Auction with a deadline of one hour and a deposit to be paid before bidding.",
        name="Lost Cargo", papers=("tribunal-2019",), story="lapsed-lately",
    ),
    Account(
        "telegram", "nwx_bold_offers",
        "Advertised container lots that do not exist. Its posts were made from a template, and the template "
        "shows: <b>GUARANTEED</b>, {{ price }} and [pay here](javascript:alert(1)) stand in them as plain text.",
        "Post with the text <script>offer(1)</script> & {% lot %}, as the channel's readers saw it.",
        name="<b>LANTERN FREIGHT</b>", langs=("en",),
    ),
    Account(
        "twitter", "nwx_refund_desk",
        '=HYPERLINK("https://refund.lanternfreight.example","claim") stood in every reply of the account, which '
        "steered buyers who had lost a deposit to a second form that asked for another.",
        "Reply to a complaint with the formula in it and a deadline of one day.",
        name="=1+1 Refund Desk",
        links=(("same-operator", "twitter:nwx_boxrates"), ("same-operator", "twitter:nwx_cargoclaims")),
    ),
    Account(
        "twitter", "nwx_crewcall",
        "Offered work on board against a fee for papers. The ships and the crewing office do not exist.",
        "Offer for a ship's cook with a fee due before the interview.",
        name="Crew Call", langs=("en", "pt"), story="recheck",
    ),
    Account(
        "facebook", "nwx.crewing.office",
        "Page of an invented crewing office that collected fees for medical certificates.",
        "Certificate sent to an applicant; the stamp is that of a harbour that has no doctor.",
        kind="media", name="Crewing Office Varn Bay", links=(("alias-of", "twitter:nwx_crewcall"),),
    ),
    Account(
        "instagram", "nwx.crewcall",
        "Showed stock pictures of ships and offered work on them against a fee.",
        "Picture of a ship that its real owner had painted in other colours years before.",
        kind="media", name="Crew Call ⚓", links=(("same-operator", "twitter:nwx_crewcall"),),
    ),
    Account(
        "vk", "nwx_rabota_more",
        "Предлагал работу на судах за предоплату оформления документов; судов и конторы по найму не существует.",
        "Объявление о наборе кока с оплатой до собеседования.",
        name="Работа в море", langs=("ru", "uk"), links=(("same-operator", "twitter:nwx_crewcall"),),
        story="lapsed-handle",
    ),
    Account(
        "telegram", "nwx_amal_bahri",
        "عرضت القناة وظائف على متن سفن غير موجودة مقابل رسوم تُدفع مسبقًا لإصدار الوثائق.",
        "إعلان عن وظيفة طبّاخ سفينة يشترط دفع الرسوم قبل المقابلة.",
        name="أمل بحري", langs=("ar",),
        links=(("same-operator", "facebook:nwx.crewing.office"), ("amplifies", "telegram:nwx_pilot_jobs")),
    ),
    Account(
        "tiktok", "nwx.cargohaul",
        "Showed the opening of containers full of goods and sold places in the next opening.",
        "Clip of an opening; the number on the container belongs to one that stands in a museum.",
        kind="media", name="Cargo Haul", story="disputed-mistaken",
    ),
    Account(
        "tiktok", "nwx.unboxsea",
        "Copied the container openings with other music and another payment form.",
        "Clip cut from the earlier account's clip, mirrored.",
        kind="media", name="Unbox the Sea", links=(("successor-of", "tiktok:nwx.cargohaul"),),
    ),
    Account(
        "youtube", "nwx_freightschool",
        "Sold a course on freight trading whose exercises had students pay deposits into the scheme.",
        "Lesson three, in which the deposit is called homework.",
        kind="media", name="Freight School", story="relisted",
    ),
    Account(
        "youtube", "nwx_capitandecarga",
        "Vendía un curso de comercio de fletes; los ejercicios llevaban a los alumnos a pagar depósitos.",
        "Lección con el mismo formulario de pago que la versión inglesa.",
        kind="media", name="Capitán de Carga", langs=("es",),
        links=(("alias-of", "youtube:nwx_freightschool"),),
    ),
    Account(
        "discord", "nwx_dockmaster",
        "Held the students of the course together and pressed those who had not yet paid a second deposit.",
        "Message that gives out a bonus for each friend who pays.",
        name="dockmaster",
    ),
    Account(
        "reddit", "nwx_honest_broker",
        "Praised the auctions in the voice of a satisfied buyer, under every warning about them.",
        "The same thanks for the same lot, dated before the auction ended.",
        name="", story="withdrawn-one",
    ),
    Account(
        "reddit", "nwx_lot212",
        "Second satisfied buyer of the same lot.",
        "Picture of the goods that were won; it is the picture from the auction.",
        name="", langs=("en",), links=(("same-operator", "reddit:nwx_honest_broker"),),
    ),
    Account(
        "threads", "nwx.boxrates",
        "Repeated the container offers and answered questions with a link to the booking form.",
        "Answer with the form, twelve seconds after the question.",
        name="Box Rates Live", links=(("alias-of", "twitter:nwx_boxrates"),),
    ),
    Account(
        "mastodon", "claims@lanternfreight.example",
        "Posed as the complaints office of the container auctions and collected copies of papers.",
        "Request for a picture of an identity card, with the promise of a refund within an hour.",
        name="Claims Office", story="disputed-insufficient",
    ),
    Account(
        "bluesky", "rates.lanternfreight.example",
        "Took the container offers to another network under the scheme's own domain.",
        "First post: rates for the week, with the booking form.",
        name="Box Rates Live", links=(("backup-of", "twitter:nwx_boxrates"),),
    ),
    Account(
        "github", "nwx-billgen",
        "Published the program that makes the bills of lading which buyers were sent.",
        "Program with the list of numbers that the bills carry; eleven of them are in the judgment.",
        name="billgen", langs=("en",),
    ),
    Account(
        "telegram", "nwx_depot_seven",
        "Auctioned the contents of containers said to be unclaimed, with pictures from another auction.",
        "Auction of a lot with pictures that are also in another channel.",
        name="Depot 7", story="proposed-inactive",
    ),
    Account(
        "facebook", "nwx.ropeandtackle",
        "Offered used ship's tackle and collected deposits in the manner of the scheme.",
        "Offer of used tackle with a deposit of one tenth.",
        name="Rope & Tackle", story="rejected-after-confirm",
        note="A working shop with an entry in the register; it delivers what it sells.",
    ),
    Account(
        "instagram", "nwx.saltyauctions",
        "Auctioned lost luggage with the scheme's payment form.",
        "Picture of suitcases taken from a museum's collection.",
        kind="media", name="Salty Auctions", story="withheld-review",
    ),
    Account(
        "twitter", "nwx_cargoclaims",
        "Answered complaints about lost deposits with a request for papers.",
        "Request for papers in the same words as the complaints office of the auctions.",
        name="Cargo Claims", story="withheld-overdue",
    ),
    Account(
        "facebook", "nwx.greyholmchandler",
        "Shop whose name stood on a payment form of the scheme.",
        "Shop page with the payment form that was attributed to the scheme.",
        kind="profile", name="Greyholm Chandlery", story="retracted-source", papers=("tribunal-2019",),
        note="The annex of the judgment was corrected: the form belonged to another firm.",
    ),
    Account(
        "twitter", "nwx_box_deals",
        "Offered space in container ships that do not exist.",
        "Offer with the booking form.",
        name="Box Deals", story="retracted-duplicate",
        note="An earlier handle of an account that has a record of its own.",
    ),
    Account(
        "telegram", "nwx_pilot_jobs",
        "Offered work with pilots against a fee for papers.",
        "Offer for a pilot's assistant against a fee.",
        name="Pilot Jobs", story="retracted-changed-hands",
        note="Other people now run a channel about music under the handle.",
    ),
    Account(
        "instagram", "nwx.freight.facts",
        "Put the scheme's payment forms into the text of pictures about freight.",
        "Picture text with a payment form.",
        kind="media", name="Freight Facts", story="proposed-relisted",
    ),
)  # fmt: skip

FREIGHT = Cluster(
    affiliation="lantern-freight",
    categories=("advance-fee-fraud",),
    years=(2016, 2025),
    basis=(
        ("court-finding", "tribunal-2019", "Operative part, and the annex of accounts."),
        ("designation", "port-notice-2024", "Schedule of warnings under the harbour by-laws."),
    ),
    papers=_PAPERS,
    accounts=_ACCOUNTS,
)
