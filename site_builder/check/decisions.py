"""Decisions: those that a change adds, whether they count, and that all is decided which has to be.

And the override that lets more through than is usual.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from site_builder.canonical import digest
from site_builder.check.breaker import Turned
from site_builder.check.demands import Demand, demands
from site_builder.check.revision import RULES
from site_builder.check.side import Pair, Side
from site_builder.derive.reviews import involvement
from site_builder.load.layout import Spot, named_record, spot
from site_builder.model import Decision
from site_builder.problems import Place, Problem
from site_builder.rules import problem
from site_builder.settings import LIMITS
from site_builder.signatures.decision import StewardSignature, judge_signatures, override_quorum


@dataclass(frozen=True, slots=True)
class Decided:
    """What is wrong with the decisions of a change, and whether an override that counts lets it through."""

    problems: tuple[Problem, ...]
    overridden: bool


def judge_decisions(pair: Pair, change: Turned) -> Decided:
    """Return what is wrong with the decisions of a change, or missing; they count only where it adds them.

    The rules: `decision-changed`, `decision-date`, `decision-signature`, `decision-unsigned`, `decision-missing`,
    `decision-part`, `decision-unused`, `appeal-decider`, `override-mismatch`.
    """
    found: list[Problem] = []
    overridden = False
    added: dict[str, Decision] = {}
    faulty: list[Decision] = []
    for item in pair.scope.decisions:
        if item.before is not None:
            found.append(problem("decision-changed", Place(item.path)))
            continue
        decision = pair.after.tree.decisions.get(named_record(item.path) or "")
        if decision is None:
            continue  # it cannot be read, which is said
        wrong = [*_dated(pair, item.path, decision["date"]), *_signed(pair, item.path)]
        if decision["kind"] == "override":
            wrong += _meant(pair, change, item.path)
            overridden |= not wrong
        elif wrong:
            faulty.append(decision)
        else:
            added[item.path] = decision
        found += wrong
    found += _demanded(pair, added, faulty)
    return Decided(tuple(found), overridden)


def _demanded(pair: Pair, left: dict[str, Decision], faulty: list[Decision]) -> Iterator[Problem]:
    """Yield what a change does that none of its decisions is about, who has a part in it, and what is left over.

    A `faulty` one does not count either, but what is wrong with it is an error already, and says what to do.
    """
    for demand in demands(pair):
        fitting = [file for file, item in left.items() if _fits(demand, item)]
        part: dict[str, str] = {}
        for file in fitting:
            part = _parts(pair, demand, file)
            deciders = part.keys() - {name for name, why in part.items() if why}
            if deciders or may_be_unsigned(pair):
                del left[file]
                if demand.decider and deciders and demand.decider not in deciders:
                    params: dict[str, Any] = {"decider": demand.decider, "cause": "signed"}
                    yield pair.problem(
                        "appeal-decider", demand.file, f"{demand.pointer}/decided_by", **params
                    )
                break
        else:
            for file in fitting:
                del left[file]
            for steward, why in part.items():
                yield pair.problem("decision-part", fitting[-1], "/signatures", steward=steward, why=why)
            waiting = next((item for item in faulty if _fits(demand, item)), None)
            if waiting is not None:
                faulty.remove(waiting)
            elif not part:
                params = {"cause": demand.kind, "record": demand.record}
                yield pair.problem("decision-missing", demand.file, demand.pointer, **params)
    for file in left:
        yield problem("decision-unused", Place(file))


def _fits(demand: Demand, decision: Decision) -> bool:
    return decision["kind"] == demand.kind and decision["subject"] in demand.subjects


def _parts(pair: Pair, demand: Demand, file: str) -> dict[str, str]:
    """Return whose signatures on a decision count, each with the part that they had in the listing, if any."""
    record, sides = demand.record, (pair.before, pair.after)
    reviews = [item for side in sides for item in side.tree.reviews if item.record == record]
    claims = [
        item for side in sides for item in (*side.tree.records, *side.tree.next_claims) if item.id == record
    ]
    writers = {name for item in claims for name in item.data["submitted_by"]}
    return {
        item.steward: involvement(item.steward, writers, reviews) or ""
        for item in _signatures(pair, file)
        if item.fault is None
    }


def _signatures(pair: Pair, file: str) -> tuple[StewardSignature, ...]:
    """Return the signatures on a decision, judged by the roster of the base and on its day."""
    name, base = named_record(file) or "", pair.before
    decision = pair.after.tree.decisions[name]
    return judge_signatures(name, decision, base.tree.reviewers, base.tree.instance_id, base.today)


def override_subject(pair: Pair, change: Turned) -> dict[str, Any]:
    """Return what an override of a change decides: the digests of its set, and of the rules before and after it."""
    rules = {"after": rules_digest(pair.after), "before": rules_digest(pair.before)}
    return {"set": change.digest, "rules": rules}


def rules_files(side: Side) -> dict[str, bytes]:
    """Return the rules files of a side by path."""
    kinds = ((path, spot(path)) for path in side.atlas.common)
    paths = [path for path, where in kinds if isinstance(where, Spot) and where.kind in RULES]
    return dict(side.source.read_many(paths, LIMITS.file_bytes))


def rules_digest(side: Side) -> str:
    """Return the digest of all rules files of a side: SHA-256 of the RFC 8785 form of path to SHA-256 of the bytes."""
    return digest({path: hashlib.sha256(data).hexdigest() for path, data in rules_files(side).items()})


def may_be_unsigned(pair: Pair) -> bool:
    """Return whether all lists, before and after a change, are examples that waive signatures."""
    return pair.before.loading.all_waived and pair.after.loading.all_waived


def needed_signatures(pair: Pair, kind: str) -> int:
    """Return how many stewards have to sign a decision of a kind that comes in a change."""
    if may_be_unsigned(pair):
        return 0
    sides = (pair.before, pair.after)
    return max(override_quorum(side.tree.instance) for side in sides) if kind == "override" else 1


def _dated(pair: Pair, file: str, day: str) -> Iterator[Problem]:
    params: Any = pair.misdated(day)
    if params is not None:
        yield pair.problem("decision-date", file, "/date", **params)


def _signed(pair: Pair, file: str) -> Iterator[Problem]:
    """Yield what is wrong with the signatures."""
    name, found = named_record(file) or "", _signatures(pair, file)
    decision = pair.after.tree.decisions[name]
    for number, item in enumerate(found):
        if item.fault is not None and item.is_kept:  # else `decision-signature-form` says so
            params: dict[str, Any] = {"steward": item.steward, "why": item.fault}
            yield pair.problem("decision-signature", file, f"/signatures/{number}", **params)
    signed, needed = sum(item.fault is None for item in found), needed_signatures(pair, decision["kind"])
    if signed < needed:
        params = {"signed": signed, "needed": needed, "decision": name}
        params |= {"cause": "override"} if decision["kind"] == "override" else {}
        yield pair.problem("decision-unsigned", file, **params)


def _meant(pair: Pair, change: Turned, file: str) -> Iterator[Problem]:
    """Yield in what an override is not for this change."""
    subject: Any = pair.after.tree.decisions[named_record(file) or ""]["subject"]
    right = override_subject(pair, change)
    if subject["set"] != right["set"]:
        params: dict[str, Any] = {"named": subject["set"], "digest": right["set"]}
        yield pair.problem("override-mismatch", file, "/subject/set", **params)
    for when, files in right["rules"].items():
        if subject["rules"][when] != files:
            params = {"named": subject["rules"][when], "digest": files, "when": when, "cause": "rules"}
            yield pair.problem("override-mismatch", file, f"/subject/rules/{when}", **params)
