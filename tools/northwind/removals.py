"""Stories that end outside the public list: proposed, rejected, withheld and retracted records."""

from __future__ import annotations

from typing import Final

from tools.northwind.script import Story, appeal, no, off, retracted, upheld, yes

_PROPOSED: Final = {
    "proposed-new": Story("proposed", "Proposed: nobody has reviewed it yet."),
    "proposed-one": Story("proposed", "Proposed: one confirmation of two.", steps=(yes("h", "2026-11-12"),)),
    "proposed-stale": Story(
        "proposed",
        "Proposed: both reviews speak of the claim before it was extended.",
        steps=(yes("a", "2026-09-02", earlier=True), yes("d", "2026-09-03", earlier=True)),
        addition="2026-09-21",
    ),
    "proposed-own": Story(
        "proposed",
        "Proposed: of the two confirmations one is by somebody who wrote the claim.",
        steps=(yes("b", "2026-10-05"), yes("g", "2026-10-08")),
        submitters=("contributor-d", "reviewer-g"),
    ),
    "proposed-withdrawn": Story(
        "proposed",
        "Proposed: one of two confirmations was withdrawn when the delays were measured again.",
        steps=(yes("a", "2026-06-15"), yes("c", "2026-06-16"), off("c", "2026-07-20")),
    ),
    "proposed-inactive": Story(
        "proposed",
        "Proposed: one of the two reviewers had left the roster by then.",
        steps=(yes("d", "2026-08-08"), yes("e", "2026-08-09")),
    ),
    "proposed-other-list": Story(
        "proposed",
        "Proposed: one of the two reviewers is on the roster for another list only.",
        steps=(yes("c", "2026-10-12"), yes("f", "2026-10-13")),
    ),
    "proposed-relisted": Story(
        "proposed",
        "Taken back once and proposed again: it has two of the three confirmations that this takes.",
        first="taken-back",
        steps=(yes("b", "2026-10-02"), yes("c", "2026-10-04")),
        addition="2026-09-29",
        added=("media", "New pictures, in which the payment form can be read in full."),
    ),
}

_REJECTED: Final = {
    "rejected": Story(
        "rejected",
        "Rejected by two reviewers.",
        steps=(no("b", "2026-07-07"), no("d", "2026-07-09")),
        spread=60,
    ),
    "rejected-after-confirm": Story(
        "rejected",
        "Rejected: two reviewers confirmed it, two others rejected it, and a quorum of rejections decides.",
        steps=(yes("a", "2026-05-15"), yes("c", "2026-05-16"), no("g", "2026-06-08"), no("h", "2026-06-09")),
    ),
}

_WITHHELD: Final = {
    "withheld-review": Story(
        "withheld",
        "Withheld by lists/withheld/.",
        steps=(yes("a", "2026-06-25"), yes("b", "2026-06-29")),
    ),
    "withheld-source": Story(
        "withheld",
        "Withheld by lists/withheld/.",
        steps=(yes("c", "2026-04-29"), yes("g", "2026-05-02"), yes("h", "2026-05-02")),
    ),
    "withheld-safety": Story(
        "withheld",
        "Withheld by lists/withheld/ and, by itself, because an appeal on the ground of safety is open.",
        steps=(yes("a", "2026-07-13"), yes("d", "2026-07-16")),
        appeals=(appeal("safety", "2026-11-18"),),
    ),
    "withheld-overdue": Story(
        "withheld",
        "Withheld by itself: the appeal was due and is still open.",
        steps=(yes("b", "2026-05-27"), yes("c", "2026-05-28"), yes("h", "2026-06-05")),
        appeals=(appeal("mistaken-identity", "2026-11-02"),),
    ),
    "withheld-personal-data": Story(
        "withheld",
        "Withheld by itself: an appeal on a ground that the list's policy withholds on is open.",
        steps=(yes("b", "2026-06-01"), yes("g", "2026-06-03")),
        appeals=(appeal("personal-data", "2026-11-20"),),
    ),
    "withheld-legal": Story(
        "withheld",
        "Withheld by itself: an appeal on a ground that the list's policy withholds on is open.",
        steps=(yes("a", "2026-08-11"), yes("d", "2026-08-13")),
        appeals=(appeal("legal-order", "2026-11-23"),),
    ),
}

_RETRACTED: Final = {
    "retracted-mistaken": Story(
        "retracted",
        "Retracted; the newspaper asked that its account be named as cleared.",
        steps=(yes("a", "2026-03-16"), yes("d", "2026-03-19")),
        appeals=(
            upheld(
                "mistaken-identity", "2026-03-23", "2026-03-24",
                "The address belongs to the newspaper. The post quotes the phrase in a report about it.",
            ),
        ),
        retractions=(retracted("2026-03-24", "mistaken-identity", public_handle=True),),
    ),
    "retracted-insufficient": Story(
        "retracted",
        "Retracted.",
        steps=(yes("b", "2026-04-07"), yes("c", "2026-04-08")),
        appeals=(
            upheld(
                "insufficient-evidence", "2026-06-10", "2026-06-17",
                "The tables are public and anybody may copy them.",
            ),
        ),
        retractions=(retracted("2026-06-17", "insufficient-evidence", public_handle=True),),
    ),
    "retracted-source": Story(
        "retracted",
        "Retracted.",
        steps=(yes("a", "2026-02-11"), yes("g", "2026-02-13")),
        retractions=(retracted("2026-07-21", "source-withdrawn"),),
    ),
    "retracted-out-of-scope": Story(
        "retracted",
        "Retracted.",
        steps=(yes("d", "2026-05-21"), yes("h", "2026-05-22")),
        appeals=(
            upheld(
                "out-of-scope", "2026-07-01", "2026-07-08",
                "The permit covers the collection.",
            ),
        ),
        retractions=(retracted("2026-07-08", "out-of-scope"),),
    ),
    "retracted-recovered": Story(
        "retracted",
        "Retracted.",
        steps=(yes("b", "2026-06-08"), yes("c", "2026-06-10")),
        appeals=(
            upheld(
                "account-recovered", "2026-08-03", "2026-08-05",
                "The platform's notice of recovery was shown.",
            ),
        ),
        retractions=(retracted("2026-08-05", "account-recovered"),),
    ),
    "retracted-changed-hands": Story(
        "retracted",
        "Retracted.",
        steps=(yes("a", "2026-03-26"), yes("b", "2026-03-27")),
        appeals=(
            upheld(
                "changed-hands", "2026-09-15", "2026-09-18",
                "The account id under the handle is another one.",
            ),
        ),
        retractions=(retracted("2026-09-18", "changed-hands"),),
    ),
    "retracted-duplicate": Story(
        "retracted",
        "Retracted.",
        steps=(yes("c", "2026-02-23"), yes("d", "2026-02-26")),
        retractions=(retracted("2026-04-20", "duplicate"),),
    ),
    "retracted-personal-data": Story(
        "retracted",
        "Retracted; consumers are told to erase it.",
        steps=(yes("g", "2026-06-22"), yes("h", "2026-06-23")),
        appeals=(
            upheld(
                "personal-data", "2026-08-26", "2026-08-27",
                "A quotation gave a person's whereabouts.",
            ),
        ),
        retractions=(retracted("2026-08-27", "personal-data"),),
    ),
    "retracted-legal": Story(
        "retracted",
        "Retracted; consumers are told to erase it.",
        steps=(yes("b", "2026-04-13"), yes("d", "2026-04-15")),
        appeals=(
            upheld(
                "legal-order", "2026-09-21", "2026-09-22",
                "Order of the tribunal of Varn Bay after a settlement.",
            ),
        ),
        retractions=(retracted("2026-09-22", "legal-order"),),
    ),
    "taken-back": Story(
        "retracted",
        "Retracted; a later record proposes the account again.",
        steps=(yes("a", "2026-02-18"), yes("h", "2026-02-19")),
        retractions=(retracted("2026-05-11", "insufficient-evidence"),),
    ),
    "retracted-twice": Story(
        "retracted",
        "Retracted, and again for the reason that the appeal brought to light.",
        steps=(yes("a", "2026-02-16"), yes("c", "2026-02-17")),
        appeals=(
            upheld(
                "mistaken-identity", "2026-10-20", "2026-10-28",
                "The comment above the repeat says that it is a warning.",
            ),
        ),
        retractions=(
            retracted("2026-03-30", "insufficient-evidence"),
            retracted("2026-10-28", "mistaken-identity"),
        ),
    ),
}  # fmt: skip

REMOVALS: Final = {**_PROPOSED, **_REJECTED, **_WITHHELD, **_RETRACTED}
