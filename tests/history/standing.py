"""States and rows, worked out once more: from docs/reference/format.md and feeds.md alone, apart from `derive`.

Whether a signature verifies is asked of `site_builder.signatures`, which has oracles of its own (`tests/interop`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from site_builder.handles.fold import fold
from site_builder.signatures.review import check_signature
from site_builder.signatures.word import Verdict

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from site_builder.model import AccountList, Record, Review

_CLAIMED: Final = (
    "account_id", "affiliations", "basis", "categories", "handle", "observations", "platform", "previous_handles",
    "salt", "sources", "summary",
)  # fmt: skip
"""Members of a row that are those of the record's file."""
_SHOWN: Final = ("created", "languages")
"""What of a profile needs no leave of the list."""
_OF_EVIDENCE: Final = "origin"
_PUBLIC: Final = ("verified", "disputed", "lapsed")


@dataclass(frozen=True)
class Circumstances:
    """What a record's state follows from besides the record: its list, and what the instance says on a day."""

    account_list: AccountList
    roster: Mapping[str, Any]
    withheld: Mapping[str, str]
    platforms: Any
    instance: str | None
    today: str


@dataclass(frozen=True)
class Standing:
    """What a record is on a day."""

    state: str
    reason: str | None
    confirmed: tuple[str, ...]
    """Days of the confirmations that count, in order."""
    appeal: Mapping[str, str] | None
    """The open appeal that is due first."""
    until: str | None
    """Last day on which its confirmations are new enough."""

    @property
    def public(self) -> bool:
        return self.state in _PUBLIC


def standing_of(record: Record, words: Sequence[Review], about: Circumstances) -> Standing:
    """Return what a record is, by its words in the order of their files."""
    policy: Any = about.account_list.data["policy"]
    data: Any = record.data
    said = {word.reviewer for word in words}
    last = [_last_word(record, [word for word in words if word.reviewer == name], about) for name in said]
    confirmed = sorted(word.date for word in last if word is not None and word.verdict == "confirm")
    rejected = sum(word is not None and word.verdict == "reject" for word in last)
    waiting = [item for item in data.get("appeals", ()) if item["status"] == "open"]
    appeal = min(waiting, key=lambda item: item["due"], default=None)
    until = _after(confirmed[-1], _days(record, about)) if confirmed else None
    state, reason = "verified", None
    if data.get("retractions"):
        state, reason = "retracted", data["retractions"][-1]["reason"]
    elif record.id in about.withheld:
        state, reason = "withheld", about.withheld[record.id]
    elif any(about.today > item["due"] for item in waiting):
        state, reason = "withheld", "appeal-overdue"
    elif {item["ground"] for item in waiting} & set(policy.get("withhold_on", ())):
        state, reason = "withheld", "appeal-open"
    elif rejected >= (1 if policy["quorum"] == 1 else 2):
        state = "rejected"
    elif len(confirmed) < policy["quorum"] + bool(data.get("relists")):
        state = "proposed"
    elif waiting or rejected:
        state = "disputed"
    elif until is not None and about.today > until:
        state = "lapsed"
    return Standing(state, reason, tuple(confirmed), appeal, until)


def _last_word(record: Record, words: Sequence[Review], about: Circumstances) -> Review | None:
    """Return the one of a reviewer's words that counts, None where none does."""
    data: Any = record.data
    own = [word for word in _once(words) if word.claim == record.claim and _valid(word, record, about)]
    stops_before = [
        word.number
        for word in words
        if word.verdict != "confirm" and word.claim == data.get("replaces") and _valid(word, record, about)
    ]
    own = [word for word in own if word.verdict != "confirm" or word.number > max(stops_before, default=0)]
    stops = [
        word
        for place, word in enumerate(own)
        if word.verdict != "confirm"
        and not any(later.verdict == "confirm" and later.number > word.number for later in own[place + 1 :])
    ]
    if stops:
        return next((word for word in stops if word.verdict == "reject"), None)
    confirms = [word for word in own if word.verdict == "confirm"]
    highest = max((word.number for word in confirms), default=0)
    return next((word for word in reversed(confirms) if word.number == highest), None)


def _once(words: Iterable[Review]) -> list[Review]:
    """Return the words without those that repeat an earlier one."""
    kept: dict[tuple[object, ...], Review] = {}
    for word in words:
        kept.setdefault((word.claim, word.date, word.number, word.verdict), word)
    return list(kept.values())


def _valid(word: Review, record: Record, about: Circumstances) -> bool:
    entry = about.roster.get(word.reviewer)
    if (
        entry is None
        or record.list not in entry["lists"]
        or word.date > about.today
        or not _is_day(word.date)
    ):
        return False
    if word.verdict == "confirm":
        data: Any = record.data
        active = any(
            period["from"] <= word.date <= period.get("until", word.date) for period in entry["active"]
        )
        if not active or word.reviewer in data["submitted_by"]:
            return False
    policy: Any = about.account_list.data["policy"]
    if policy["signatures"] == "waived":
        return True
    return check_signature(word, about.roster, about.instance).verdict is Verdict.VALID


def _days(record: Record, about: Circumstances) -> int:
    policy: Any = about.account_list.data["policy"]
    days: int = policy["recheck_after_days"]
    data: Any = record.data
    with_domain = about.platforms[data["platform"]].domain_ids
    if "account_id" not in data or (with_domain and data["account_id"].startswith(with_domain)):
        days = min(days, policy.get("handle_days", 180))
    return days


def _after(day: str, days: int) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return date.max.isoformat()


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def row_of(record: Record, of: Standing, about: Circumstances, public: Container[str], words: Any) -> Any:
    """Return the row of a public record; `public` are the ids of all public ones, `words` the vocabulary."""
    data: Any = record.data
    facts: Any = about.account_list.data
    example = facts.get("example", False)
    made = {name: data[name] for name in _CLAIMED if name in data}
    made["evidence"] = [
        {name: value for name, value in item.items() if name != _OF_EVIDENCE} for item in data["evidence"]
    ]
    shown = {*_SHOWN, *facts.get("publish_profile", ())}
    profile = {name: value for name, value in data.get("profile", {}).items() if name in shown}
    links = [item for item in data.get("links", ()) if item["record"] in public]
    appeal = of.appeal and {"opened": of.appeal["opened"], "due": of.appeal["due"]}
    made |= {
        name: value for name, value in (("profile", profile), ("links", links), ("appeal", appeal)) if value
    }
    absent = [
        item["date"]
        for item in data.get("observations", ())
        if words["observation_states"].get(item["state"], {"present": True})["present"] is False
    ]
    elsewhere = "account_id" not in data and any(day > of.confirmed[-1] for day in absent)
    return made | {
        "id": record.id,
        "list": record.list,
        "state": of.state,
        "actionable": of.state == "verified" and not example and not elsewhere,
        "example": example,
        "confirms": {"count": len(of.confirmed), "first": of.confirmed[0], "newest": of.confirmed[-1]},
        "match": _match(data, about, words),
        "valid_until": of.until,
    }


def _match(data: Any, about: Circumstances, words: Any) -> dict[str, str]:
    made = {}
    if "handle" in data:
        made["handle"] = fold(about.platforms[data["platform"]], data["handle"])
        days = [item["captured"] for item in data["evidence"] if item["kind"] in ("post", "profile")]
        days += [
            item["date"]
            for item in data.get("observations", ())
            if words["observation_states"].get(item["state"], {"present": False})["present"]
        ]
        earlier = data.get("previous_handles", [])
        days = [day for day in days if all(day > item.get("until", "~") for item in earlier)]
        if days:
            made["handle_seen"] = max(days)
    if "account_id" in data:
        named = {"by": "account_id", "account_id": data["account_id"]}
        return made | named | {"key": f"{data['platform']}:id:{data['account_id']}"}
    return made | {"by": "handle", "key": f"{data['platform']}:handle:{made['handle']}"}
