"""The oracle: whether an accepted change broke a law, by the truth and by two trees, without the code that accepted it.

It knows nothing of states, gates or tables: only what people said, what the files hold, and what the public then sees.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.world.reading import VOCABULARY, Reading, effects_of, names_of
from tests.world.truth import FRIEND, Claim, Cleared, Truth

_BARE: Final = {
    *("actionable", "effect", "example", "first_public", "id", "list", "reason", "removed", "state"),
}
"""All that a tombstone says which names nobody."""
_NOT_THERE: Final = {"suspended", "deleted", "renamed"}
_NAMING: Final = {"account_id", "handle", "platform", "salt"}


@dataclass(frozen=True)
class Published:
    """What the public sees: rows and tombstones by record, and the events so far."""

    rows: Mapping[str, Any]
    events: tuple[Any, ...]

    @property
    def public(self) -> set[str]:
        """Return the records that are listed."""
        return {name for name, row in self.rows.items() if "evidence" in row}


class Oracle:
    """Judges one accepted change, and remembers in the truth what it brought."""

    def __init__(self, truth: Truth, before: Reading, after: Reading, *, rewritten: bool = False) -> None:
        self.truth, self.before, self.after, self.rewritten = truth, before, after, rewritten

    def breaks(self, was: Published, now: Published) -> Iterator[str]:
        """Yield what the change broke, in words that begin with the number of the law."""
        lost = self.truth.filed - {*self.after.words()}
        self.truth.filed |= {*self.after.words()}
        yield from self._silent(was, now, lost)
        yield from self._decided(was, now)
        yield from self._weakened()
        for record in sorted(now.public):
            yield from self._listed(record, now.rows[record])
            if record not in was.public or self._changed(record):
                yield from self._again(record)
        for record, row in sorted(now.rows.items()):
            if record not in now.public:
                yield from self._removed(record, row, now)

    def remember(self, now: Published) -> None:
        """Take over what the public was shown."""
        for record in now.public:
            row = now.rows[record]
            named = {row[name] for name in ("handle", "account_id") if name in row}
            self.truth.shown.setdefault(record, set()).update(named, {row["salt"]})
            called = names_of(self.after.value(self.after.records.get(record, "")))
            self.truth.called[record] = self._called(record) | called
        for record, path in self.after.records.items():
            data = self.after.value(path)
            if not data.get("retractions"):
                continue
            self.truth.retracted.add(record)
            if effects_of(data) & {"undo", "erase"}:
                old = self.truth.cleared.get(record, Cleared(record, frozenset(), ""))
                day = data["retractions"][-1]["date"]
                self.truth.cleared[record] = Cleared(record, old.names | names_of(data), max(old.day, day))

    # Laws 4 and 6: nothing goes in silence, and the past stays as it was told

    def _silent(self, was: Published, now: Published, lost: set[str]) -> Iterator[str]:
        purged = self.after.value("lists/purged.yaml")
        gone = {
            word.record for word in self.truth.said if word.signature in lost and word.verdict != "confirm"
        }
        for record in sorted(gone & now.public):
            yield f"10: a word against {record}, which is public, is there no more"
        for record in sorted(was.rows.keys() - now.rows.keys()):
            yield f"4: {record} was there and is gone without a trace"
        if self.rewritten:
            for record, row in was.rows.items():
                new = now.rows.get(record, row)
                differs = {name: (row.get(name), new.get(name)) for name in row.keys() | new.keys()}
                differs = {name: two for name, two in differs.items() if two[0] != two[1]}
                if differs and record not in purged:
                    yield f"6: {record} is told otherwise after the rewriting: {differs}"
        elif now.events[: len(was.events)] != was.events:
            yield "6: events that were published are told otherwise"

    # Law 10, what is listed

    def _claim(self, record: str) -> Claim:
        path = self.after.records[record]
        return Claim(record, self.after.meaning(path), self.after.value(path).get("replaces", ""))

    def _behind(self, record: str) -> set[str]:
        path = self.after.records[record]
        data, claim = self.after.value(path), self._claim(record)
        able = self.after.people(path.split("/")[1]) - {*data.get("submitted_by", ())}
        able -= {FRIEND} if self.truth.wrote.get(claim.meaning) == FRIEND else set()
        return {person for person in able if self.truth.stands_by(person, claim)}

    def _listed(self, record: str, row: Any) -> Iterator[str]:
        path = self.after.records.get(record)
        if path is None:
            yield f"10: {record} is public and has no file"
            return
        data, quorum = self.after.value(path), int(self.after.policy(path.split("/")[1])["quorum"])
        behind, claim = self._behind(record), self._claim(record)
        if len(behind) < quorum + bool(data.get("relists")):
            yield f"10: {record} is public, and only {sorted(behind)} stand by what it says"
        against = {person for person in self._everybody() if self.truth.rejects(person, claim)}
        if len(against) >= min(quorum, 2):
            yield f"10: {record} is public, and {sorted(against)} reject it"
        yield from self._succeeds(record, path)
        yield from self._acted_on(record, data, row)
        if record in self.truth.retracted:
            yield f"10: {record} is public, and was retracted"
        if record in self.after.withheld.values():
            yield f"10: {record} is public, and withheld"
        for name in names_of(data) & self._protected():
            yield f"10: {record} is public, and {name} is protected"

    def _succeeds(self, record: str, path: str) -> Iterator[str]:
        """Yield what is wrong with a claim that took another one's place, and with where its captures are."""
        old = self.before.records.get(record)
        data = self.after.value(path)
        reviewed = {word.meaning for word in self.truth.said if word.record == record}
        if old is not None and self._changed(record) and self.before.meaning(old) in reviewed:
            told = self.truth.meanings.get(data.get("replaces", ""))
            if told != self.before.meaning(old):
                yield f"10: {record} says something else, which does not replace what it said"
        for item in data["evidence"]:
            if "sha256" in item and "archived" in item:
                known = self.truth.archives.setdefault(f"{record} {item['sha256']}", item["archived"])
                if known != item["archived"]:
                    yield f"10: the capture of {record} was at {known}"

    def _acted_on(self, record: str, data: Any, row: Any) -> Iterator[str]:
        """Yield that platforms act on a name which somebody else may have by now, as was observed at any time."""
        for item in data.get("observations", ()):
            if item.get("state") in _NOT_THERE:
                day = max(self.truth.gone.get(record, ""), item["date"])
                self.truth.gone[record] = day
        last = self.truth.gone.get(record, "")
        if row["actionable"] and row["match"]["by"] == "handle" and last > row["confirms"]["newest"]:
            yield f"5: {record} is acted on by its name, which was given up on {last}"

    def _everybody(self) -> set[str]:
        return {word.person for word in self.truth.said}

    def _protected(self) -> set[str]:
        accounts = [
            account
            for path in self.after.files
            if path.startswith("lists/protected/")
            for account in self.after.value(path).get("accounts", ())
        ]
        return {name for account in accounts for name in names_of(account)}

    def _changed(self, record: str) -> bool:
        old, new = (side.records.get(record) for side in (self.before, self.after))
        return old is None or new is None or self.before.meaning(old) != self.after.meaning(new)

    def _again(self, record: str) -> Iterator[str]:
        """Yield what is wrong with a listing that is new: of a cleared account, or of one that is held elsewhere."""
        path = self.after.records.get(record)
        if path is None:
            return
        data, quorum = self.after.value(path), int(self.after.policy(path.split("/")[1])["quorum"])
        for other in self.truth.cleared.values():
            if other.record == record or not names_of(data) & (other.names | self._called(other.record)):
                continue
            if other.record not in data.get("relists", ()):
                yield f"10: {record} lists {other.record} again and does not say so"
            if len(self._behind(record)) <= quorum:
                yield f"10: {record} lists {other.record} again with {sorted(self._behind(record))}"
            if max((item.get("captured", "") for item in data["evidence"]), default="") <= other.day:
                yield f"10: {record} lists {other.record} again without newer evidence"
        for name, place in self.after.records.items():
            held = self.after.value(place)
            names = names_of(held) | self._called(name)
            if name == record or name in self.truth.retracted or not names & names_of(data):
                continue
            doubted = any(item.get("status") == "open" for item in held.get("appeals", ()))
            if name in self.after.withheld.values() or doubted:
                yield f"10: {record} becomes public, and its account is held as {name}"

    def _called(self, record: str) -> frozenset[str]:
        """Return everything that the public was told an account is called, whatever its record says by now."""
        return self.truth.called.get(record, frozenset())

    # Law 10, what needs a steward

    def _decided(self, was: Published, now: Published) -> Iterator[str]:
        """Yield what the change did that no steward decided, each decision being good for one thing once."""
        new = {name for name, _ in self.after.decisions()} - {name for name, _ in self.before.decisions()}
        left = [item for item in self.truth.ruled if item.id in new - self.truth.used]
        for kind, record, meant in self._demands():
            fitting = [
                item
                for item in left
                if item.kind == kind and meant.items() <= json.loads(item.subject).items()
            ]
            free = [item for item in fitting if not self._has_part(item.steward, record)]
            if free:
                left = [item for item in left if item.id != free[0].id]
            else:
                yield f"10: {kind} of {record} without a steward's decision ({meant})"
        self.truth.used |= new
        for record, row in now.rows.items():
            if record not in was.public and record not in was.rows and record not in now.public:
                yield f"10: {record} has a tombstone and was never public: {row}"

    def _has_part(self, steward: str, record: str) -> bool:
        return any(word.person == steward and word.record == record for word in self.truth.said)

    def _demands(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        purged = self.after.value("lists/purged.yaml")
        for path, record in self.before.withheld.items():
            if path not in self.after.withheld and record not in purged:
                yield "release", record, {"withholding": path[15:]}
        for record, path in self.after.records.items():
            new = self.after.value(path)
            old = self.before.value(self.before.records.get(record, ""))
            then = old.get("appeals", [])
            for index, item in enumerate(new.get("appeals", ())):
                decided = item["status"] != "open"
                if decided and (index >= len(then) or then[index]["status"] == "open"):
                    meant = {"record": record, "appeal": item["opened"], "outcome": item["status"]}
                    yield "appeal", record, meant | {"ground": item["ground"]}
            then = old.get("retractions", [])
            for index, item in enumerate(new.get("retractions", ())):
                if index >= len(then):
                    meant = {"record": record, "retraction": item["date"], "removal": item["reason"]}
                    yield (
                        "retraction",
                        record,
                        meant | ({"covers": item["covers"]} if "covers" in item else {}),
                    )
                if item.get("public_handle") == "true" and (
                    index >= len(then) or then[index].get("public_handle") != "true"
                ):
                    yield "name-shown", record, {"record": record}
        yield from self._undone()

    def _undone(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield retractions and open appeals that are there no more: no decision is of such a thing."""
        purged = self.after.value("lists/purged.yaml")
        for record, path in self.before.records.items():
            if record in purged:
                continue
            old, new = self.before.value(path), self.after.value(self.after.records.get(record, ""))
            if self.rewritten and not new and "erase" in effects_of(old):
                continue  # it was never public: all of it goes, and nothing can tell
            for name in ("appeals", "retractions"):
                if len(new.get(name, ())) < len(old.get(name, ())):
                    yield f"lost {name}", record, {"record": record}

    # Law 10, rules

    def _weakened(self) -> Iterator[str]:
        found = sorted(set(weaker(self.before, self.after)))
        if not found:
            return
        needed = max(
            int(side.value("lists/instance.yaml").get("override_quorum", 2))
            for side in (self.before, self.after)
        )
        seen = rules_of(self.before), rules_of(self.after)
        agreed = {item.steward for item in self.truth.ruled if item.kind == "override" and item.seen == seen}
        if len(agreed) < needed:
            yield f"10: {', '.join(found)}, and only {sorted(agreed)} agreed"

    # Laws 10 and 14, what is removed

    def _removed(self, record: str, row: Any, now: Published) -> Iterator[str]:
        if row.keys() - _BARE - _NAMING:
            yield f"14: the tombstone of {record} says {sorted(row.keys() - _BARE - _NAMING)}"
        if row["reason"] not in VOCABULARY["removal_reasons"]:
            yield f"14: the tombstone of {record} says in anybody's own words: {row['reason']}"
        shown = self.truth.shown.get(record, set())
        named = {row[name] for name in _NAMING - {"platform"} if name in row}
        if not named <= shown:
            yield f"10: the tombstone of {record} names {named - shown}, which was not public"
        path = self.after.records.get(record)
        allowed = any(
            item.kind == "name-shown" and json.loads(item.subject)["record"] == record
            for item in self.truth.ruled
        )
        if named and not allowed:
            yield f"10: the tombstone of {record} names {named}, which nobody decided"
        data = self.after.value(path) if path is not None else {}
        secrets = {*shown} | {data.get(name, "") for name in ("salt", "summary", "handle", "account_id")}
        # Another record of the account may be named as cleared, or be public.
        secrets -= {str(other.get(name)) for other in now.rows.values() for name in _NAMING}
        everything = [(name, json.dumps(other, ensure_ascii=False)) for name, other in now.rows.items()]
        told = [text for name, text in everything if name == record or name not in now.public]
        told += [json.dumps(event, ensure_ascii=False) for event in now.events]
        for secret in secrets - {""}:
            if any(secret in text for text in told):
                yield f"14: {secret} of {record} is published still"


def rules_of(side: Reading) -> str:
    """Return all rules of a side as one text."""
    return json.dumps({path: side.value(path) for path in sorted(side.rules)}, sort_keys=True)


def weaker(old: Reading, new: Reading) -> Iterator[str]:
    """Yield what rules lose from one tree to another: DESIGN 6, *An override is needed*, read once more."""
    if not old.rules:
        return  # the first publication is the instance's own
    yield from _instance(old.value("lists/instance.yaml"), new.value("lists/instance.yaml"))
    yield from _roster(old.value("lists/reviewers.yaml"), new.value("lists/reviewers.yaml"))
    for path in old.rules.keys() | new.rules.keys():
        was, now = old.value(path), new.value(path)
        if path.endswith("/list.yaml"):
            if not was:
                yield f"{path} is new"
            else:
                yield from (f"{path} {what}" for what in _list(was, now))
        elif path.startswith("lists/protected/"):
            kept = [_without(item, {"name"}) for item in now.get("accounts", ())]
            lost = [item for item in was.get("accounts", ()) if _without(item, {"name"}) not in kept]
            yield from (f"{item.get('id')} is protected no more" for item in lost)
        elif path.endswith("platforms.yaml") and was != now:
            yield "platforms changed"


def _without(value: Mapping[str, Any], names: set[str]) -> Any:
    return {name: part for name, part in value.items() if name not in names}


def _instance(was: Any, now: Any) -> Iterator[str]:
    for name in ("id", "epoch", "site_url", "contacts", "forge", "override_quorum"):
        if was.get(name) != now.get(name):
            yield f"{name} of the instance changed"


def _list(was: Any, now: Any) -> Iterator[str]:
    yield from _policy(was.get("policy", {}), now.get("policy", {}))
    for name in ("scope", "example", "contacts"):
        if was.get(name) != now.get(name):
            yield f"{name} changed"
    for name, entry in was.get("categories", {}).items():
        if name in now.get("categories", {}) and now["categories"][name].get("title") != entry.get("title"):
            yield f"the category {name} has another title"
    if set(now.get("publish_profile", ())) - set(was.get("publish_profile", ())):
        yield "more of profiles is published"


def _policy(was: Any, now: Any) -> Iterator[str]:
    for name in ("quorum", "min_evidence"):
        if int(now.get(name, 0)) < int(was.get(name, 0)):
            yield f"{name} fell"
    for name in ("require_archive", "require_account_id"):
        if was.get(name) == "true" != now.get(name):
            yield f"{name} went"
    for name in ("recheck_after_days", "handle_days", "withhold_on", "max_change_percent", "signatures"):
        if was.get(name) != now.get(name):
            yield f"{name} changed"


def _roster(was: Any, now: Any) -> Iterator[str]:
    for name, entry in now.items():
        old = was.get(name)
        if old is None:
            yield f"{name} joined"
            continue
        if set(entry.get("lists", ())) - set(old.get("lists", ())):
            yield f"{name} got a list"
        if entry.get("steward") == "true" != old.get("steward"):
            yield f"{name} became a steward"
        for part in ("active", "keys"):
            yield from (
                f"{part} of {name} {what}" for what in _periods(old.get(part, ()), entry.get(part, ()))
            )


def _periods(was: Any, now: Any) -> Iterator[str]:
    """Yield what is more than before; an end that comes, or comes earlier, is not."""
    for index, item in enumerate(now):
        if index >= len(was):
            yield "grew"
            continue
        old = was[index]
        if item.get("key") != old.get("key") or item["from"] < old["from"]:
            yield "changed"
        if item.get("until", "9") > old.get("until", "9"):
            yield "ends later"
        if old.get("stolen") == "true" != item.get("stolen"):
            yield "is not stolen any more"
