"""What happened to the records: one story for every way into every state.

Days are chosen so that each state is there on `script.DAY`: confirmations of that year hold, those of 2024 and before
have run out (`recheck_after_days`); open appeals were opened in the two weeks before, and the overdue one was due
earlier. Confirmations of accounts that are matched by handle, or by an id that goes with a domain, hold for 180 days:
`records` has the verified ones confirmed again.
"""

from __future__ import annotations

from typing import Final

from tools.northwind.removals import REMOVALS
from tools.northwind.script import Draw, Story, appeal, dismissed, no, off, retracted, upheld, yes

_TODAY: Final = tuple(f"reviewer-{letter}" for letter in "abcdgh")
_EARLY: Final = tuple(f"reviewer-{letter}" for letter in "abcde")
_FIRST: Final = tuple(f"reviewer-{letter}" for letter in "abeg")

_DRAW_2026: Final = Draw("2026-02-02", "2026-10-20", _TODAY)
_DRAW_2015: Final = Draw("2015-03-02", "2015-08-30", _FIRST)

_PUBLIC: Final = {
    "verified": Story("verified", draws=(_DRAW_2026,)),
    "recheck": Story(
        "verified",
        "Verified, lost and verified again: the claim was extended, so the first reviews speak of another claim.",
        draws=(Draw("2022-01-10", "2024-10-20", _EARLY, earlier=True), _DRAW_2026),
        addition="2025-12-08",
    ),
    "withdrawn-one": Story(
        "verified",
        "Verified by two; a third reviewer withdrew the confirmation.",
        steps=(yes("a", "2026-03-02"), yes("b", "2026-03-05"), yes("c", "2026-03-05"), off("c", "2026-06-18")),
        spread=40,
    ),
    "second-thoughts": Story(
        "verified",
        "Verified: a reviewer rejected it at first and confirms it now. That ends the rejection.",
        steps=(no("c", "2026-04-10"), yes("a", "2026-04-12"), yes("d", "2026-04-19"), yes("c", "2026-04-24")),
        spread=60,
    ),
    "objection-withdrawn": Story(
        "verified",
        "Verified: a rejection ended, as its reviewer confirmed the claim later.",
        steps=(yes("a", "2026-05-06"), yes("g", "2026-05-11"), no("d", "2026-05-12"), yes("d", "2026-06-02")),
        spread=60,
    ),
    "own-review": Story(
        "verified",
        "Verified by two. The third confirmation is by somebody who wrote the claim and does not count.",
        steps=(yes("c", "2026-03-14"), yes("a", "2026-03-20"), yes("h", "2026-03-29")),
        submitters=("contributor-b", "reviewer-c"),
    ),
    "edited": Story(
        "verified",
        "Verified: the first two reviews speak of the claim before it was extended, the last two of this one.",
        steps=(
            yes("a", "2026-02-10", earlier=True),
            yes("b", "2026-02-12", earlier=True),
            yes("a", "2026-07-01"),
            yes("h", "2026-07-04"),
        ),
        addition="2026-06-20",
        spread=50,
    ),
    "appeal-dismissed": Story(
        "verified",
        "Verified; two appeals were dismissed.",
        steps=(yes("b", "2026-02-17"), yes("d", "2026-02-20"), yes("g", "2026-02-21")),
        appeals=(
            dismissed(
                "mistaken-identity", "2026-03-30", "2026-04-09",
                "The person who wrote holds another account with a longer name.",
            ),
            dismissed(
                "insufficient-evidence", "2026-06-22", "2026-07-01",
                "Both captures were compared with the document again and agree with it.",
            ),
        ),
        spread=50,
    ),
    "appeal-corrected": Story(
        "verified",
        "Verified: an appeal was upheld, a quotation was removed and the corrected claim confirmed.",
        steps=(
            yes("a", "2026-02-24", earlier=True),
            yes("d", "2026-02-27", earlier=True),
            yes("c", "2026-05-30"),
            yes("g", "2026-06-03"),
        ),
        addition="2026-05-26",
        added=("post", "The same change log, captured again without the comment that named a person."),
        submitters=("contributor-a", "maintainer-a"),
        appeals=(
            upheld(
                "personal-data", "2026-05-18", "2026-05-25",
                "A quotation in the evidence named a person. The listing itself was not in doubt.",
            ),
        ),
    ),
    "disputed-mistaken": Story(
        "disputed",
        "Disputed: an appeal is open.",
        steps=(yes("a", "2026-05-04"), yes("c", "2026-05-09"), yes("h", "2026-05-10")),
        appeals=(appeal("mistaken-identity", "2026-11-19"),),
        spread=70,
    ),
    "disputed-insufficient": Story(
        "disputed",
        "Disputed: an appeal is open, after an earlier one was dismissed.",
        steps=(yes("b", "2026-04-14"), yes("g", "2026-04-18")),
        appeals=(
            dismissed(
                "insufficient-evidence", "2026-05-20", "2026-06-02",
                "The document names the account in full.",
            ),
            appeal("insufficient-evidence", "2026-11-20"),
        ),
        spread=60,
    ),
    "disputed-out-of-scope": Story(
        "disputed",
        "Disputed: an appeal is open.",
        steps=(yes("d", "2026-06-06"), yes("h", "2026-06-11")),
        appeals=(appeal("out-of-scope", "2026-11-22"),),
    ),
    "disputed-changed-hands": Story(
        "disputed",
        "Disputed: an appeal is open.",
        steps=(yes("a", "2026-03-09"), yes("b", "2026-03-10"), yes("d", "2026-03-12"), yes("g", "2026-03-20")),
        appeals=(appeal("changed-hands", "2026-11-18"),),
        spread=80,
    ),
    "rejection": Story(
        "disputed",
        "Disputed: a reviewer rejects what the others confirm.",
        steps=(yes("a", "2026-04-02"), yes("c", "2026-04-05"), no("h", "2026-04-22")),
        spread=150,
    ),
    "disputed-both": Story(
        "disputed",
        "Disputed: an appeal is open and a reviewer agrees with it.",
        steps=(yes("b", "2026-05-19"), yes("d", "2026-05-23"), no("g", "2026-11-21")),
        appeals=(appeal("account-recovered", "2026-11-17"),),
    ),
    "lapsed": Story("lapsed", "Lapsed: last confirmed in 2015.", draws=(_DRAW_2015,)),
    "lapsed-lately": Story(
        "lapsed",
        "Lapsed: last confirmed in 2024 or before.",
        draws=(Draw("2022-01-10", "2024-10-20", _EARLY),),
    ),
    "lapsed-handle": Story(
        "lapsed",
        "Lapsed: last confirmed in 2026; what is matched by a name holds for 180 days.",
        draws=(_DRAW_2026,),
    ),
    "lapsed-dismissed": Story(
        "lapsed",
        "Lapsed: last confirmed in 2015. An appeal of that time was dismissed.",
        draws=(_DRAW_2015,),
        appeals=(
            dismissed(
                "out-of-scope", "2015-11-02", "2015-11-13",
                "The page belongs to the network whatever its audience was.",
            ),
        ),
    ),
    "first-taken-back": Story(
        "retracted",
        "Retracted; a later record lists the account again.",
        steps=(yes("a", "2026-02-05"), yes("b", "2026-02-09")),
        appeals=(
            upheld(
                "insufficient-evidence", "2026-02-20", "2026-03-02",
                "The lesson shows a payment but not to whom.",
            ),
        ),
        retractions=(retracted("2026-03-02", "insufficient-evidence"),),
    ),
    "relisted": Story(
        "verified",
        "Taken back once and listed again: with new evidence, and with one confirmation more than the quorum.",
        first="first-taken-back",
        steps=(
            yes("a", "2026-08-20"),
            yes("c", "2026-08-22"),
            yes("h", "2026-08-27"),
        ),
        addition="2026-08-17",
        added=("media", "Receipt that a student was sent after paying; the payee is the collector of the judgment."),
    ),
    "changed-hands": Story(
        "retracted",
        "Retracted when the handle changed hands; a later record lists the account again.",
        steps=(yes("b", "2026-02-03"), yes("g", "2026-02-06")),
        retractions=(retracted("2026-04-27", "changed-hands"),),
    ),
    "back-in-hands": Story(
        "verified",
        "Taken back when the handle changed hands and listed again when it changed back; the quorum is enough.",
        first="changed-hands",
        steps=(
            yes("b", "2026-09-14"),
            yes("d", "2026-09-15"),
        ),
        addition="2026-09-10",
        added=("profile", "Profile under the handle, with the account id that it had before it changed hands."),
    ),
}  # fmt: skip

STORIES: Final = {**_PUBLIC, **REMOVALS}
