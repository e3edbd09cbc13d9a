"""Fixed changes for the golden files: an ordinary one that is refused, a quiet one, several commits, a big and a
hostile one; and Hypothesis strategies for more hostile ones.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle
from typing import Any, Final

from hypothesis import strategies as st

from site_builder.problems import Place, Problems
from site_builder.report import ReportContext
from site_builder.report.context import (
    ChangeReport,
    EvidenceLine,
    LookAlike,
    RecordReport,
    ReviewLine,
    RuleChange,
)
from site_builder.rules import problem
from tests.unit.report.report_samples import hostile_problems, hostile_text, source_line

_REVIEWS: Final = "lists/harbour/reviews/reviewer-a"
DIGEST: Final = "9c1e" * 16
_BASE: Final = "0123456789abcdef0123456789abcdef01234567"
_HEAD: Final = "89abcdef0123456789abcdef0123456789abcdef"
_FILE: Final = "lists/harbour/twitter/{:.2}/{}.yaml"


def evidence(name: str, **fields: Any) -> EvidenceLine:
    plain = EvidenceLine(
        id=name,
        kind="report",
        sensitivity="none",
        captured="2026-01-10",
        archived=True,
        hashed=False,
        summary="The third paragraph names the account.",
        change="added",
    )
    return replace(plain, **fields)


def record(name: str, **fields: Any) -> RecordReport:
    plain = RecordReport(
        record=name,
        list="harbour",
        platform="twitter",
        handle="northwind_ferries",
        file=_FILE.format(name, name),
        actions=("added",),
        fields=(),
        summary="Took deposits for ferry places that did not exist.",
        categories=("advance-fee-fraud",),
        evidence=(evidence("e1"),),
        reviews=(),
        before=None,
        after="proposed",
        published=False,
        removed=False,
        confirms=0,
        needed=2,
        rejects=0,
        missing=(),
        lookalikes=(),
        claim="3f0c" * 16,
    )
    return replace(plain, **fields)


def change(*records: RecordReport, **fields: Any) -> ChangeReport:
    plain = ChangeReport(
        base=_BASE,
        head=_HEAD,
        base_day="2026-01-30",
        head_day="2026-02-01",
        files=5,
        records=records,
        rules=(),
        override=None,
    )
    return replace(plain, **fields)


def told(*changes: ChangeReport, checked: int = 5, color: bool = False) -> ReportContext:
    return ReportContext(
        checked=checked,
        builder_version="0.0.0",
        color=color,
        sources=source_line,
        title="handlelists check",
        changes=changes,
    )


_STALE: Final = "another version of the claim was reviewed"
_CONFIRMED: Final = (
    ReviewLine("reviewer-a", "confirm", "2026-01-31", counts=True, why=""),
    ReviewLine("reviewer-b", "confirm", "2026-01-31", counts=True, why=""),
)
_PUBLISHED: Final = record(
    "0a1b2c3d4e5f",
    actions=("reviewed",),
    evidence=(evidence("e1", change="same", hashed=True),),
    reviews=_CONFIRMED,
    before="proposed",
    after="verified",
    published=True,
    confirms=2,
)
_PROPOSED: Final = record(
    "7k3f9q2m4d1p",
    actions=("added", "reviewed"),
    handle="harbor_news",
    summary="Posed as a local paper and sold tickets for a ferry that does not run.",
    categories=("advance-fee-fraud", "impersonation"),
    evidence=(
        evidence("e1", kind="court-document", hashed=True, summary="Paragraph 36 names the account."),
        evidence(
            "e2",
            kind="post",
            sensitivity="disturbing",
            archived=False,
            summary="Offers places for a deposit.",
        ),
    ),
    reviews=(
        ReviewLine("reviewer-a", "confirm", "2026-01-31", counts=True, why=""),
        ReviewLine("reviewer-c", "confirm", "2026-01-29", counts=False, why=_STALE),
    ),
    confirms=1,
    missing=("archive missing for e2",),
    lookalikes=(
        LookAlike(
            "9m2x0r5t8v4w", "harbour", "harbor_newz", "verified", None, "one edit apart", answered=False
        ),
        LookAlike(
            "bq4n7w1x5z8t",
            "pier",
            "harbor_news",
            "retracted",
            "mistaken-identity",
            "the same handle",
            answered=False,
        ),
        LookAlike("harbour-news", None, "harbour_news", "protected", None, "1 edit(s) apart", answered=True),
    ),
)
_EDITED: Final = record(
    "d6t2v8y4r0k9",
    actions=("edited", "archived"),
    handle="pier_tickets",
    fields=("evidence", "summary"),
    evidence=(
        evidence("e1", change="edited"),
        evidence("e2", kind="media", sensitivity="graphic", archived=False, hashed=True),
    ),
    before="verified",
    after="proposed",
    removed=True,
)
_RETRACTED: Final = record(
    "c5r8u1w3y6b0",
    actions=("retracted", "decided"),
    handle="coastline_offers",
    evidence=(evidence("e1", change="same"),),
    before="disputed",
    after="retracted",
    removed=True,
    confirms=2,
)
_OBSERVED: Final = record(
    "e7w3x9z5s1m2",
    actions=("observed",),
    handle="ferry_offers",
    evidence=(evidence("e1", change="same"),),
    before="verified",
    after="verified",
    confirms=3,
)
_RULES: Final = (
    RuleChange(
        "lists/harbour/list.yaml",
        ("/policy/min_evidence: 2 to 1", "/policy/withhold_on: legal-order, safety to safety"),
    ),
    RuleChange("lists/reviewers.yaml", ("reviewer reviewer-d added",)),
)
ORDINARY: Final = change(
    _PUBLISHED,
    _PROPOSED,
    _RETRACTED,
    _EDITED,
    _OBSERVED,
    rules=_RULES,
    files=9,
    override=DIGEST,
)
ORDINARY_PROBLEMS: Final = Problems.of(
    [
        problem(
            "record-claim-unreviewed",
            Place(_EDITED.file, 6, 1, "/evidence"),
            record=_EDITED.record,
            fields=("evidence", "summary"),
            confirms=0,
            needed=2,
        ),
        problem(
            "review-claim",
            Place("lists/harbour/reviews/reviewer-c/7k.yaml", 2, 12, "/7k3f9q2m4d1p/0/claim"),
            claim="ab" * 32,
            record=_PROPOSED.record,
            current="3f0c" * 16,
        ),
        problem(
            "policy-weakened",
            Place("lists/harbour/list.yaml", 31, 3, "/policy/min_evidence"),
            field="/policy/min_evidence",
            before="2",
            after="1",
            why="less evidence is enough",
        ),
        problem("policy-archive", Place(_PROPOSED.file, 18, 5, "/evidence/1"), evidence="e2"),
        problem(
            "record-lookalike",
            Place(_PROPOSED.file, 2, 9, "/handle"),
            handle="harbor_news",
            other_handle="harbor_newz",
            other="9m2x0r5t8v4w",
            state="verified",
            reason="one edit apart",
        ),
        problem("change-format", Place(_OBSERVED.file)),
    ],
)

QUIET: Final = change(_PUBLISHED, files=2)

SINCE: Final = (
    change(
        _PUBLISHED,
        head="1" * 40,
        head_day="2026-01-31",
        files=2,
        errors=("review-unsigned", "change-path", "review-unsigned"),
    ),
    change(_PUBLISHED, head="2" * 40, files=3),
    change(
        replace(_RETRACTED, actions=("affected",)),
        rules=_RULES[1:],
        base="2" * 40,
        head="3" * 40,
        files=1,
        overridden=True,
    ),
    change(_OBSERVED, base="3" * 40, head="4" * 40, files=1),
)


def _numbered(number: int) -> RecordReport:
    name = f"{number:012}"
    published = number % 3 == 0
    return replace(
        _PROPOSED if number % 4 else _PUBLISHED,
        record=name,
        file=_FILE.format(name, name),
        handle=f"northwind_{number}",
        before="proposed",
        after="verified" if published else "proposed",
        published=published,
        removed=False,
    )


BIG: Final = change(
    *(_numbered(number) for number in range(600)),
    *(replace(_RETRACTED, record=f"gone{number:08}", actions=("affected",)) for number in range(50)),
    rules=tuple(RuleChange(f"lists/list-{number}/list.yaml", ("changed",)) for number in range(200)),
    files=1450,
    override=DIGEST,
)
BIG_PROBLEMS: Final = Problems.of(
    [
        problem(
            "breaker-publish",
            Place("lists/harbour/list.yaml"),
            count=203,
            own=200,
            days=7,
            list="harbour",
            limit=10,
        ),
        problem("text-email", Place(_numbered(599).file, 7, 10, "/summary")),
        *(problem("review-unsigned", Place(f"{_REVIEWS}/{number:02}.yaml", 2)) for number in range(300)),
        *(problem("change-format", Place(_numbered(number).file)) for number in range(300)),
    ],
)

_EVIL: Final = (
    "`|` ``` </details><img src=x> @org/team #1 GH-1 [x](https://e.example) ![x](y) <!-- \\| \u202eelpmaxe\u202c"
    " z\u200bw\u00ad ::error::x ##[error] https://e.example www.e.example $x$ **b**"
)
_LINES: Final = "one\n\n# two\n- three\r\n::error::four\n```\n<script>"
HOSTILE: Final = change(
    record(
        "7k3f9q2m4d1p",
        handle=_EVIL,
        summary=_LINES,
        fields=(_EVIL,),
        categories=(_EVIL, "\u3164"),
        evidence=(evidence("`", summary=_EVIL, kind=_EVIL), evidence(_EVIL, summary="x" * 5000)),
        reviews=(ReviewLine("@org/team", "confirm", "::error::", counts=False, why="#1"),),
        missing=("archive missing for @org/team",),
        lookalikes=(LookAlike("#1", "@org", _LINES, "retracted", "GH-1", _EVIL, answered=True),),
        published=True,
    ),
    record("9m2x0r5t8v4w", handle="漢字" * 60, summary="e\u0301" * 3000, categories=("x",) * 40),
    rules=(RuleChange(_EVIL, (_LINES, "www.e.example")),),
)


def _hostile_change(texts: list[str], flags: int) -> ChangeReport:
    """Return a change whose every value comes from `texts`, in turn, and its choices from the bits of `flags`."""
    turn = cycle(texts)

    def fill(*names: str) -> dict[str, Any]:
        return {name: next(turn) for name in names}

    alike = LookAlike(
        **fill("name", "list", "handle", "state", "removal", "reason"), answered=bool(flags & 2)
    )
    pairs: dict[str, Any] = {
        name: (next(turn), next(turn)) for name in ("actions", "fields", "categories", "missing")
    }
    made = record(
        **fill("name", "list", "platform", "handle", "file", "summary", "claim"),
        **pairs,
        evidence=(evidence(**fill("name", "kind", "sensitivity", "captured", "summary", "change")),)
        * (flags % 3),
        reviews=(ReviewLine(**fill("reviewer", "verdict", "date", "why"), counts=bool(flags & 2)),),
        before=next(turn) if flags & 4 else None,
        after=next(turn) if flags & 8 else None,
        published=bool(flags & 16),
        removed=bool(flags & 32),
        confirms=flags % 5,
        rejects=flags % 3,
        lookalikes=(alike, replace(alike, list=None, removal=None)),
    )
    return change(
        *(made,) * (flags % 8),
        **fill("base", "head", "base_day", "head_day"),
        rules=(RuleChange(next(turn), (next(turn), next(turn))),) * (flags % 3),
        override=DIGEST if flags & 8 else None,
        overridden=bool(flags & 16),
    )


_changes: Final = st.builds(
    _hostile_change, st.lists(hostile_text, min_size=1, max_size=9), st.integers(0, 63)
)
hostile_runs: Final = st.tuples(hostile_problems, st.lists(_changes, min_size=1, max_size=2).map(tuple))

CHANGE_CASES: Final = {
    "change.md": ("markdown", ORDINARY_PROBLEMS, told(ORDINARY, checked=9)),
    "change.txt": ("text", ORDINARY_PROBLEMS, told(ORDINARY, checked=9)),
    "change-color.txt": ("text", ORDINARY_PROBLEMS, told(ORDINARY, checked=9, color=True)),
    "change.json": ("json", ORDINARY_PROBLEMS, told(ORDINARY, checked=9)),
    "change-quiet.md": ("markdown", Problems(), told(QUIET, checked=2)),
    "change-quiet.txt": ("text", Problems(), told(QUIET, checked=2)),
    "change-nothing.md": ("markdown", Problems(), told(change(), checked=1)),
    "change-nothing.txt": ("text", Problems(), told(change(), checked=1)),
    "change-since.md": ("markdown", Problems(), told(*SINCE)),
    "change-since.txt": ("text", Problems(), told(*SINCE)),
    "change-big.md": ("markdown", BIG_PROBLEMS, told(BIG, checked=1450)),
    "change-hostile.md": ("markdown", Problems(), told(HOSTILE)),
    "change-hostile.txt": ("text", Problems(), told(HOSTILE)),
    "change-hostile.json": ("json", Problems(), told(HOSTILE)),
}
