"""The guide's twenty questions, answered from the past of a demonstration: what each program is to print."""

from __future__ import annotations

from collections import Counter
from itertools import groupby, zip_longest
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from site_builder.handles.fold import fold
from tests.acceptance.past import STATES, Past, days, is_public
from tests.history.lenient import lenient_platforms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Answer = list[str]

NONE: Final = ["none"]
NAMED_NOWHERE: Final = ["nothing names this account; a removed listing may still be about it: ask the list"]

_SAID: Final = (
    "account_id", "affiliations", "basis", "categories", "evidence", "handle", "previous_handles", "profile",
    "sources", "summary",
)  # fmt: skip
"""What of a row says something about the account."""


def _ranked(items: Iterable[tuple[str, int]] | Mapping[str, int]) -> list[tuple[str, int]]:
    pairs = items.items() if hasattr(items, "items") else items
    return sorted(sorted(pairs), key=lambda pair: pair[1], reverse=True)


def _counted(things: Iterable[str]) -> Answer:
    return [f"{number} {thing}" for thing, number in _ranked(Counter(things))]


def longest(past: Past) -> Answer:
    """Return the five listings whose last time in public began first."""
    found = [(past.named(row["id"]), days(past.spans(row["id"])[-1][0], past.today)) for row in past.public]
    return [f"{number} days {account}" for account, number in _ranked(found)[:5]]


def platforms(past: Past) -> Answer:
    return _counted(data["platform"] for data in past.files)


def languages(past: Past) -> Answer:
    unknown = [{"code": "not known"}]
    return _counted(
        item["code"] for data in past.files for item in data.get("profile", {}).get("languages", unknown)
    )


def operations(past: Past) -> Answer:
    """Return the first three affiliations and sources of each list, with their titles."""
    found = []
    for name, facts in sorted(past.sources.items()):
        files = [past.records[row["id"]] for row in past.public if row["list"] == name]
        for member in ("affiliations", "sources"):
            count = _ranked(Counter(item for data in files for item in data.get(member, ())))
            titles = [f"{number} {facts[member][item]['title']}" for item, number in count[:3]]
            found += [f"{name} {member} {title}" for title in titles or NONE]
    return found


def linked(past: Past) -> Answer:
    """Return the five records with most others at either end of a link, by the links of the files."""
    ids = {row["id"] for row in past.public}
    pairs = {
        frozenset((record, item["record"]))
        for record in ids
        for item in past.records[record].get("links", ())
        if item["record"] in ids
    }
    count = _ranked(Counter(record for pair in pairs for record in pair))[:5]
    return [f"{number} {past.named(record)}" for record, number in count]


def evidence(past: Past) -> Answer:
    return _counted(kind for data in past.files for kind in {item["kind"] for item in data["evidence"]})


def confirmed(past: Past) -> Answer:
    people = sorted(row["confirms"]["count"] for row in past.public)
    return [f"confirmed by {number}: {len([*same])}" for number, same in groupby(people)]


def corrected(past: Past, year: str) -> Answer:
    """Return in what two rows of a record differ, one after the other, that say something about the account."""
    found = []
    for time, before, after in past.changes:
        if time[:4] == year and is_public(before) and is_public(after):
            differing = [member for member in _SAID if before.get(member) != after.get(member)]
            if differing:
                found.append(" ".join((time[:10], past.named(after["id"]), *differing)))
    return found or NONE


def removed(past: Past, year: str) -> Answer:
    """Return each end of a time in public, with the tombstone that followed."""
    found = []
    for time, before, after in past.changes:
        if time[:4] == year and is_public(before) and not is_public(after):
            record = after["id"]
            since = days(past.spans(record)[0][0], time)
            named = f"{time[:10]} {past.named(record)} {after['state']} {after['reason']}"
            found.append(f"{named} after {since} days, now {past.now[record]['state']}")
    return found or NONE


_WRONG: Final = {
    "account-recovered",
    "insufficient-evidence",
    "mistaken-identity",
    "out-of-scope",
    "source-withdrawn",
}


def _gone(past: Past) -> list[tuple[str, str, bool]]:
    """Return the id, the reason and whether it was retracted, of each record that was public and is not."""
    gone = [row for row in past.rows if not is_public(row)]
    last = {row["id"]: past.records[row["id"]].get("retractions", [None])[-1] for row in gone}
    reasons = {record: item and item["reason"] for record, item in last.items()}
    return [(row["id"], reasons[row["id"]] or row["reason"], last[row["id"]] is not None) for row in gone]


def wrong(past: Past) -> Answer:
    """Return the days in public of each record whose file has a retraction for one of the reasons of errors."""
    return [
        f"{past.named(record)} {reason} {sum(days(*span) for span in past.spans(record))} days"
        for record, reason, retracted in _gone(past)
        if retracted and reason in _WRONG
    ] or NONE


def until_removed(past: Past) -> Answer:
    by_reason: dict[str, list[int]] = {}
    for record, reason, _ in _gone(past):
        spans = past.spans(record)
        by_reason.setdefault(reason, []).append(days(spans[0][0], spans[-1][1]))
    return [
        f"{reason}: {median(found):g} days, median of {len(found)}"
        for reason, found in sorted(by_reason.items())
    ] or NONE


def disputed(past: Past) -> Answer:
    """Return the public records with an open appeal in their files, or that a reviewer rejects."""
    found = []
    for row, data in zip(past.public, past.files, strict=True):
        due = [item["due"] for item in data.get("appeals", ()) if item["status"] == "open"]
        if due or row["state"] == "disputed":
            why = f"decision due {min(due)}" if due else "a reviewer rejects it"
            found.append(f"{past.named(row['id'])} {why}")
    return found or NONE


def cleared(past: Past, name: str, account: str) -> Answer:
    """Return what became of the records whose account is still named in public and is this one."""
    platform = {"x": "twitter", "vkontakte": "vk"}.get(name.lower(), name.lower())
    rules = lenient_platforms(None)[platform]
    found = []
    for row in past.rows:
        data = past.records[row["id"]]
        handle = fold(rules, data.get("handle", ""))
        if data["platform"] == platform and fold(rules, account.removeprefix("@")) == handle:
            last = data.get("retractions", [None])[-1]
            if is_public(row):
                found.append(f"{row['list']} {row['id']} {row['state']}")
            elif last and "public_handle" in last:
                found.append(f"{row['list']} {row['id']} retracted {last['reason']} undo")
    return found or NAMED_NOWHERE


def renamed(past: Past) -> Answer:
    """Return the earlier handles of the files, each with the time of the commit after which the row had another one.

    They differ in more than capital letters. A time is known only where the commits had the same handles in turn.
    """
    found = []
    for row, data in zip(past.public, past.files, strict=True):
        own = [change for change in past.changes if change.after["id"] == row["id"]]
        shown = [change for change in own if is_public(change.before) and is_public(change.after)]
        named = [change for change in shown if "handle" in change.before and "handle" in change.after]
        turns = [
            change for change in named if change.before["handle"].lower() != change.after["handle"].lower()
        ]
        earlier = [item["handle"] for item in data.get("previous_handles", ())]
        seen = [(change.before["handle"], f"noted {change.time[:10]}") for change in turns]
        if [handle for handle, _ in seen] != earlier:
            seen = [(handle, "day not known") for handle in earlier]
        if seen:
            was = ", ".join(f"{handle} ({day})" for handle, day in seen)
            found.append(f"{past.named(row['id'])} was {was}")
    return found or NONE


def suspended(past: Past) -> Answer:
    """Return how many accounts were first seen suspended on a day after their first in public, and the newest ten.

    By their files: those came back whose last observation has another state, and one of an account that exists.
    """
    found, back = [], 0
    for row, data in zip(past.public, past.files, strict=True):
        seen = [item["date"] for item in data.get("observations", ()) if item["state"] == "suspended"]
        passed = days(past.spans(row["id"])[0][0], min(seen, default="0001-01-01"))
        if passed > 0:
            found.append(f"{min(seen)} {past.named(row['id'])}, {passed} days after it was listed")
            last = max(data["observations"], key=lambda item: item["date"])
            back += last["state"] in {"active", "protected", "renamed"}
    total = f"{len(found)} seen suspended after they were listed, {back} of them came back"
    return [total, *sorted(found, reverse=True)[:10]]


def lapsed(past: Past) -> Answer:
    """Return each time that a record's state was `lapsed`, and what its state was after that, oldest first."""
    found = []
    for record in sorted(past.now):
        states = [(time, rows[record]["state"]) for time, rows in past.line if record in rows]
        runs = [next(same) for _, same in groupby(states, key=lambda pair: pair[1])]
        for (time, state), following in zip_longest(runs, runs[1:]):
            if state == "lapsed":
                end = (
                    "still" if following is None else f"{following[1]} {days(time, following[0])} days later"
                )
                found.append((time, record, f"{time[:10]} {past.named(record)} lapsed, {end}"))
    return [line for *_, line in sorted(found)] or NONE


def growth(past: Past) -> Answer:
    """Return for each year how many records were there for the first time, and public after its last commit."""
    found, known = [], 0
    for year, commits in groupby(past.line, key=lambda pair: pair[0][:4]):
        *_, (_, rows) = commits
        found.append(
            f"{year} {len(rows) - known} new, {sum(map(is_public, rows.values()))} public at the end"
        )
        known = len(rows)
    return found


def months(past: Past) -> Answer:
    count = Counter(change.time[:7] for change in past.changes)
    first, last = (int(time[:4]) * 12 + int(time[5:7]) - 1 for time in (past.changes[0].time, past.today))
    every = [f"{month // 12}-{month % 12 + 1:02}" for month in range(first, last + 1)]
    busiest, number = _ranked(count)[0]
    quiet = [month for month in every if not count[month]]
    return [f"busiest: {busiest} {number}", " ".join(("quiet:", *(quiet or NONE)))]


def actionable(past: Past) -> Answer:
    """Return why not, by the files: the demonstration's lists are examples."""
    found = []
    for row, data in zip(past.public, past.files, strict=True):
        newest, seen = row["confirms"]["newest"], data.get("observations", ())
        gone = {item["state"] for item in seen if item["date"] > newest} & {"deleted", "renamed", "suspended"}
        why = ["on an example list", *([row["state"]] if row["state"] != STATES[0] else [])]
        why += ["known by a handle that was seen gone"] if gone and "account_id" not in data else []
        found.append(" and ".join(why))
    return ["0 actionable", *_counted(found)]


def undo(past: Past, since: str) -> Answer:
    """Return the effects that are now and were not on a day, by the time of the last change, which each has."""
    then: dict[str, Any] = {}
    for time, rows in past.line:
        if time[:10] < since:
            then = rows
    found = []
    for record, row in sorted(past.now.items()):
        effect = row.get("effect")
        if effect and then.get(record, {}).get("effect") != effect:
            time = [change.time for change in past.changes if change.after["id"] == record][-1]
            said = f"{time[:10]} {effect} {row['list']} {record} {row['reason']}"
            found.append((time, record, said))
    return [line for *_, line in sorted(found)] or NONE


ANSWERS: Final[dict[str, Callable[..., Answer]]] = {
    answer.__name__: answer
    for answer in (
        longest,
        platforms,
        languages,
        operations,
        linked,
        evidence,
        confirmed,
        corrected,
        removed,
        wrong,
        until_removed,
        disputed,
        cleared,
        renamed,
        suspended,
        lapsed,
        growth,
        months,
        actionable,
        undo,
    )
}
"""By the name of the program that is asked, in the order of the guide."""


def cases(past: Past, name: str) -> list[tuple[str, ...]]:
    """Return the words to ask a program with."""
    if name in {"corrected", "removed"}:
        return [(year,) for year in sorted({"1970", *(time[:4] for time, _ in past.line)})]
    if name == "undo":
        quarters = (past.line[len(past.line) * part // 4][0][:10] for part in (1, 2, 3))
        return [(day,) for day in ("1970-01-01", *quarters, "2099-01-01")]
    if name == "cleared":
        also = {"twitter": ("x", "X", "Twitter"), "vk": ("vkontakte",)}
        return [
            (platform, handle)
            for data in past.records.values()
            for handle in _spelled(past, data)
            for platform in (data["platform"], *also.get(data["platform"], ()))
        ]
    return [()]


def _spelled(past: Past, data: Any) -> list[str]:
    """Return how to ask for an account: only for those with answers of different kinds."""
    row = past.now.get(data["id"])
    if row is None or "handle" not in data:
        return []
    if any("public_handle" in item for item in data.get("retractions", ())):
        return [f"@{data['handle'].upper()}"]
    if data["platform"] == "facebook" and is_public(row):
        return [data["handle"].replace(".", "")]
    return (
        [data["handle"]] if row["reason" if not is_public(row) else "state"] in {"safety", "lapsed"} else []
    )
