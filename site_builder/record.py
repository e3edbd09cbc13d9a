"""Records: what is asked of one, answered from what its file says, in one place for everybody.

`data` is a record's file as its schema types it, as the history's lenient reader gives it, or as the strict loader
does, and the row of a public record has the same members. A member that is absent is empty. What depends on reviews
or on a policy is a state: `derive.state` says that, and whether a record was ever public the history.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from operator import itemgetter
from typing import Any, Final

from site_builder.canonical import digest
from site_builder.days import days_between
from site_builder.errors import quantity
from site_builder.handles import Platforms, fold
from site_builder.model import Appeal, Observation, Record, Retraction

OUTSIDE_CLAIM: Final = frozenset({"appeals", "observations", "retractions"})
"""Members of the file that nobody vouches for."""
_NAMED_IN: Final = (
    ("basis", "source", "source"),
    ("observations", "evidence", "evidence"),
    ("links", "evidence", "evidence"),
    ("links", "record", "link"),
    ("distinct_from", "evidence", "evidence"),
    ("distinct_from", "protected", "protected"),
)
"""Members of items: field, member and kind of what it names."""
OF_LIST: Final = {"affiliation": "affiliations", "category": "categories", "source": "sources"}
"""Kinds that are entries of the record's list, and the member of a claim's context that each is in."""
_LABELS: Final = {"category": frozenset({"archived", "title"})}
"""Members of an entry that nobody vouches for; of any other kind its capture's address alone."""


# Retractions and appeals


def retraction_in_force(data: Mapping[str, Any]) -> Retraction | None:
    """Return the retraction that keeps a record from being public for good, the last where there are several."""
    found: Iterator[Retraction] = reversed(data.get("retractions", []))
    return next(found, None)


def is_open(appeal: Mapping[str, Any]) -> bool:
    """Return whether an appeal waits for its decision."""
    return bool(appeal.get("status") == "open")


def open_appeals(data: Mapping[str, Any]) -> tuple[Appeal, ...]:
    """Return the appeals that wait for a decision, in the order of the file."""
    return tuple(filter(is_open, data.get("appeals", ())))


def is_overdue(appeal: Appeal, today: str) -> bool:
    """Return whether an appeal waits although the last day for its decision is past."""
    return is_open(appeal) and today > appeal["due"]


# The claim


def claim_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the top-level members of the claim in which two files of a record differ, sorted."""
    names = (old.keys() | new.keys()) - OUTSIDE_CLAIM
    return tuple(sorted(name for name in names if old.get(name) != new.get(name)))


# The account


RENAMED: Final = "renamed"
"""The observed state of an account that is there under another handle."""
GONE: Final = frozenset({"suspended", "deleted"})
"""Observed states in which an account is not there. One that is protected, or under another handle, is."""


@dataclass(frozen=True, slots=True)
class Absence:
    """From when to when an account was not there, before it was seen again, by the looks at it."""

    state: str
    """As what it was seen last, before it was back: one of `GONE`."""
    first: str
    back: str

    @property
    def words(self) -> str:
        """Return it as the end of a sentence that says that the account is there: `again after 3 days suspended`."""
        days = days_between(self.first, self.back)
        gone = "gone" if self.state == "deleted" else self.state
        return f"again after {quantity(days, 'day')} {gone}" if days else "again on the same day"


def by_day(observations: Iterable[Observation]) -> list[Observation]:
    """Return observations oldest first; of those of one day the order says which is the latest."""
    return sorted(observations, key=itemgetter("date"))


def absence(observations: Iterable[Observation]) -> Absence | None:
    """Return the absence that an account is back from; None where it was not gone, or is not there under its handle."""
    looks = by_day(observations)
    if looks and looks[-1]["state"] == RENAMED:
        return None
    there = list(takewhile(lambda look: look["state"] not in GONE, reversed(looks)))
    gone = list(takewhile(lambda look: look["state"] in GONE, reversed(looks[: len(looks) - len(there)])))
    return Absence(gone[0]["state"], gone[-1]["date"], there[-1]["date"]) if there and gone else None


def account_name(data: Mapping[str, Any]) -> str:
    """Return what an account is called beside its platform: its handle, or `account` and its id where it has none."""
    return str(data.get("handle") or f"account {data['account_id']}")


def handle_seen(data: Mapping[str, Any], states: Mapping[str, Any]) -> str | None:
    """Return the newest day on which a record shows the account under its handle; None where it does not say so.

    Such days are those of observations of it there, and of evidence captured from it, after the last day of every
    earlier handle: before that it had another one. `states` are the vocabulary's `observation_states`.
    """
    earlier = data.get("previous_handles", ())
    if "handle" not in data or any("until" not in item for item in earlier):
        return None
    last = max((item["until"] for item in earlier), default="")
    days = [
        item["date"]
        for item in data.get("observations", ())
        if states.get(item["state"], {}).get("present", False)
    ]
    days += [item["captured"] for item in data["evidence"] if item["kind"] in ("post", "profile")]
    return max((day for day in days if day > last), default=None)


def about_one_account(old: Mapping[str, Any], new: Mapping[str, Any], platforms: Platforms) -> bool:
    """Return whether two claims of a record, one after the other, are about one account.

    An id that is there stays, whatever becomes of the handle; where none was given the handle stays, as its platform
    folds it, and an id may be added.
    """
    platform = platforms.get(new["platform"])
    if old["platform"] != new["platform"] or platform is None:
        return bool(old["platform"] == new["platform"])
    if "account_id" in old:
        return bool(old["account_id"] == new.get("account_id"))
    was, now = old.get("handle"), new.get("handle")
    return was is not None and now is not None and fold(platform, was) == fold(platform, now)


def _names(data: Mapping[str, Any], platforms: Platforms) -> set[str]:
    """Return the handles that a claim gives the account, earlier ones included, as its platform folds them."""
    platform = platforms.get(data["platform"])
    handles = (data.get("handle"), *(item["handle"] for item in data.get("previous_handles", ())))
    return {fold(platform, handle) if platform else handle for handle in handles if handle is not None}


def succession_faults(
    old: Mapping[str, Any], new: Mapping[str, Any], platforms: Platforms
) -> Iterator[tuple[str, str]]:
    """Yield the members in which a claim cannot follow the one that it replaces, and why."""
    for name in ("id", "salt"):
        if new.get(name) != old[name]:
            yield name, f"the {name} of a record never changes; restore {old[name]}"
    names = old["submitted_by"]
    if new["submitted_by"][: len(names)] != names:
        yield "submitted_by", f"who wrote the claim before stays in it; begin with {', '.join(names)}"
    lost = sorted(set(old.get("relists", ())).difference(new.get("relists", ())))
    if lost:
        yield (
            "relists",
            f"that the account was cleared is said in every later claim, too; restore {', '.join(lost)}",
        )
    dropped = _names(old, platforms) - _names(new, platforms)
    if dropped:
        yield (
            "previous_handles",
            f"what the account was called stays in it; add {', '.join(sorted(dropped))} to previous_handles",
        )
    if not about_one_account(old, new, platforms):
        where = "account_id" if "account_id" in old else "handle"
        yield (
            where,
            "a record is about one account for good; retract it, and propose the other account by itself",
        )


def hindrance(record: Record, next_claim: Record) -> str | None:
    """Return why a next claim cannot take the place of the record's any more, whoever confirms it; None if it can."""
    if retraction_in_force(record.data) is not None:
        return "the record was retracted, for good"
    if next_claim.claim == record.claim:
        return "this is the claim of the record already"
    if next_claim.data.get("replaces") != record.claim:
        return "the record has another claim than the one that this replaces"
    return None


def carried_over(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield what a record keeps of its file when a next claim takes its place, with the way to it.

    That is what nobody vouches for, less evidence that the new claim has no more, and the address of a capture whose
    bytes are the same.
    """
    evidence = {item["id"] for item in new["evidence"]}
    for name in sorted(OUTSIDE_CLAIM.intersection(old)):
        yield (
            (name,),
            [
                {key: value for key, value in item.items() if key != "evidence" or value in evidence}
                for item in old[name]
            ],
        )
    archived = {
        item["sha256"]: item["archived"] for item in old["evidence"] if {"archived", "sha256"} <= item.keys()
    }
    for index, item in enumerate(new["evidence"]):
        if item.get("sha256") in archived:
            yield ("evidence", index, "archived"), archived[item["sha256"]]


# References


def references(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield everything that a record names, each as often as it does: its kind, its name, and where the name is.

    A kind is `category`, `source`, `affiliation`, `evidence`, `protected` (an account) or `link` (another record);
    where is a JSON pointer into the file (RFC 6901).
    """
    for field, kind in (("categories", "category"), ("sources", "source"), ("affiliations", "affiliation")):
        for index, name in enumerate(data.get(field, ())):
            yield kind, name, f"/{field}/{index}"
    for index, name in enumerate(data.get("relists", ())):
        yield "link", name, f"/relists/{index}"
    for index, item in enumerate(data.get("evidence", ())):
        for number, name in enumerate(item.get("shows", ())):
            yield "category", name, f"/evidence/{index}/shows/{number}"
    for field, member, kind in _NAMED_IN:
        for index, item in enumerate(data.get(field, ())):
            if member in item:
                yield kind, item[member], f"/{field}/{index}/{member}"


def entries_used(data: Mapping[str, Any], affiliations: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """Return kind and name of every entry of its list that a record's meaning rests on.

    These are its categories, sources and affiliations, and the sources of these `affiliations` of the list.
    """
    used = {(kind, name) for kind, name, _ in references(data) if kind in OF_LIST}
    named = (affiliations.get(name) for kind, name in used if kind == "affiliation")
    return frozenset(used | {("source", item["source"]) for item in named if item and "source" in item})


def context(data: Mapping[str, Any], entries: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Return the context of a record's claim: what it refers to, each entry by its digest.

    `entries` are those of its list: under `affiliations`, `categories` and `sources` by name. One that is not there is
    left out.
    """
    made: dict[str, dict[str, str]] = {}
    for kind, name in sorted(entries_used(data, entries["affiliations"])):
        member = OF_LIST[kind]
        entry = entries[member].get(name)
        if entry is not None:
            made.setdefault(member, {})[name] = entry_digest(kind, entry)
    return made


def context_faults(
    data: Mapping[str, Any], entries: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, str, str]]:
    """Yield where a claim's context does not fit what it refers to: the member, the entry's name, and how.

    How is `missing` (the context does not have it), `surplus` (the claim does not refer to it, or there is no such
    entry) or `changed`. `entries` as for `context`.
    """
    found, written = context(data, entries), data.get("context", {})
    for member in sorted(found.keys() | written.keys()):
        now, then = found.get(member, {}), written.get(member, {})
        for name in sorted(now.keys() | then.keys()):
            if now.get(name) != then.get(name):
                yield (
                    member,
                    name,
                    "missing" if name not in then else "surplus" if name not in now else "changed",
                )


def entry_digest(kind: str, entry: Mapping[str, Any]) -> str:
    """Return the hex SHA-256 of an entry's RFC 8785 form, less what is a label: `archived`, and a category's title."""
    labels = _LABELS.get(kind, {"archived"})
    kept = {name: value for name, value in entry.items() if name not in labels}
    return digest(kept)
