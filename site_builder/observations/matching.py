"""Matching: which records sightings are about, and what each gains by them.

By account id first. By the handle alone only as long as nothing says that somebody else may have it by now: rows with
other ids, a rename, an account that was deleted. Where the handle of a record is under another id, the listed account
has it no more: that is said, and nothing that the row shows is observed of the record.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any, Final

from site_builder.errors import quantity
from site_builder.handles import Looks, Platforms, fold, looks
from site_builder.load.names import AccountNames
from site_builder.model import Observation, Record, RecordId
from site_builder.observations.sighting import Look
from site_builder.record import RENAMED, by_day, handle_seen

MOST: Final = 1000
"""Observations that a record may have, by its schema."""
_APART: Final = {"taken-over": "another account id", "renamed": "another handle"}
_HANDFUL: Final = 5
"""So many records may have another id or handle, whatever the others have."""
_EXACT: Final = 15
"""Digits of a number that spreadsheets keep."""


@dataclass(frozen=True, slots=True)
class SightingMatch:
    """What one look is to one record."""

    look: Look
    record: Record
    outcome: str
    """One of `recorded`, `known`, `renamed`, `taken-over` and `refused`."""
    seen: Observation | None = None
    """What the record gains."""
    code: str = ""
    why: str = ""
    """Of a look that is refused."""


def wanted(
    names: Iterable[tuple[RecordId, str, AccountNames]], seen: Iterable[Look], platforms: Platforms
) -> frozenset[RecordId]:
    """Return the records that looks may be about, by the names of all."""
    keys = {(look.platform.id, name) for look in seen for name in look.names.ids | look.names.handle_ids}
    kept = {platform for platform, _ in keys}
    return frozenset(
        record
        for record, platform, known in names
        if platform in kept and any((platform, name) in keys for name in known.known_as(platforms[platform]))
    )


def matches(
    seen: Sequence[Look],
    records: Iterable[Record],
    confirmed: Mapping[RecordId, str],
    platforms: Platforms,
    states: Mapping[str, Any],
) -> tuple[SightingMatch, ...]:
    """Return what looks are to records, by record; of a look that is in none no record has the account.

    `confirmed` is the day of the newest confirmation of a record that has one, `states` the vocabulary's
    `observation_states`.
    """
    by_id: dict[tuple[str, str | None], list[Look]] = {}
    by_handle: dict[tuple[str, str | None], list[Look]] = {}
    for look in seen:
        for name in look.names.ids:
            by_id.setdefault((look.platform.id, name), []).append(look)
        if look.names.folded is not None:
            by_handle.setdefault((look.platform.id, look.names.folded), []).append(look)
    order = {look: number for number, look in enumerate(seen)}
    found: list[SightingMatch] = []
    for record in records:
        platform = platforms.get(record.data["platform"])
        if platform is None:
            continue
        earlier = {
            fold(platform, item["handle"]): item.get("until") or ""
            for item in record.data.get("previous_handles", ())
        }
        mine = looks(platform, record.data.get("handle"), record.data.get("account_id"))
        own = frozenset(look for name in mine.ids for look in by_id.get((platform.id, name), ()))
        named = frozenset(by_handle.get((platform.id, mine.folded), ())) - own
        before = frozenset(
            look
            for name in earlier.keys() - {mine.folded}
            for look in by_handle.get((platform.id, name), ())
            if look.account_id is None
        )
        if own or named or before:
            day = confirmed.get(record.id, "")
            case = _Case(record, mine, earlier, own, named, before, day, states)
            found += case.matches(order)
    found = list(_believed(found, platforms))
    elsewhere = {item.look for item in found if item.code != "earlier-handle"}
    return tuple(item for item in found if item.code != "earlier-handle" or item.look not in elsewhere)


def given_up(
    known: Sequence[Observation], seen: Observation, confirmed: str, states: Mapping[str, Any]
) -> str:
    """Return why a handle alone does not say any more that what was seen is the listed account; empty where it does.

    `known` are the observations of the account up to that day, oldest first, `confirmed` is as for `matches`.
    """
    last = known[-1] if known else None
    if last is None or last["date"] <= confirmed or seen["state"] == RENAMED:
        return ""
    gone = last["state"] == "deleted" and states[seen["state"]]["present"]
    if not gone and last["state"] != RENAMED:
        return ""
    return f"the account was {last['state']} on {last['date']}: somebody else may have its handle now"


def _believed(found: Sequence[SightingMatch], platforms: Platforms) -> Iterator[SightingMatch]:
    """Yield matches; refused are those of a table that contradicts most records, as one of a wrong column does."""
    apart: dict[tuple[str, str], set[RecordId]] = {}
    same: dict[str, set[RecordId]] = {}
    for item in found:
        data, name = item.record.data, item.look.platform.id
        mine = looks(platforms[name], data.get("handle"), data.get("account_id"))
        if item.outcome in _APART:
            apart.setdefault((name, item.outcome), set()).add(item.record.id)
        elif item.look.names.ids & mine.ids and item.look.names.folded == mine.folded:
            same.setdefault(name, set()).add(item.record.id)
    for item in found:
        others = len(apart.get((item.look.platform.id, item.outcome), ()))
        agree = len(same.get(item.look.platform.id, ()))
        if others > max(_HANDFUL, agree):
            what = _APART[item.outcome]
            why = f"{quantity(others, 'record')} have {what} here and {agree:,} do not: a column may be a wrong one"
            yield SightingMatch(item.look, item.record, "refused", None, "table-doubtful", why)
        else:
            yield item


@dataclass(frozen=True)
class _Case:
    """One record, and the looks that have a name in common with it."""

    record: Record
    mine: Looks
    earlier: Mapping[str, str]
    """Handles that it had before, folded, each with its last day, empty where that is not known."""
    own: frozenset[Look]
    """With its id."""
    named: frozenset[Look]
    """With its handle, and without an id or with another one."""
    before: frozenset[Look]
    """With a handle that it had before, and without an id."""
    confirmed: str
    states: Mapping[str, Any]

    def matches(self, order: Mapping[Look, int]) -> Iterator[SightingMatch]:
        """Yield what each look is to the record, by day, of one day in the given order."""
        known = by_day(self.record.data.get("observations", ()))
        for look in sorted(self.own | self.named | self.before, key=lambda look: (look.day, order[look])):
            end = bisect_right(known, look.day, key=itemgetter("date"))
            found = self._match(look, known[:end][-MOST:])
            if found is not None and found.seen is not None and len(known) >= MOST:
                why = f"record {self.record.id} has {MOST:,} observations, the most that it may have"
                found = SightingMatch(look, self.record, "refused", None, "observations-full", why)
            elif found is not None and found.seen is not None:
                known.insert(end, found.seen)
            if found is not None:
                yield found

    def _match(self, look: Look, known: Sequence[Observation]) -> SightingMatch | None:
        """Judge a look; `known` are the observations up to its day, oldest first."""
        if self._is_strange(look):
            return self._stranger(look, known)
        moved = self._moved(look)
        seen: Any = look.seen
        if moved and self.states[seen["state"]]["present"]:
            seen = seen | {"state": RENAMED}
        if any(item.items() >= seen.items() for item in reversed(known)):
            seen = None
        refusal = self._refusal(look, known, moved=moved) if seen is not None or moved else None
        if refusal is not None:
            return SightingMatch(look, self.record, "refused", None, *refusal)
        outcome = "renamed" if moved and look.day == self._newest else "recorded" if seen else "known"
        return SightingMatch(look, self.record, outcome, seen)

    def _stranger(self, look: Look, known: Sequence[Observation]) -> SightingMatch | None:
        """Judge a look at another account under the record's handle."""
        if _is_damaged(look.account_id or "", self.record.data.get("account_id", "")):
            why = f"its last digits were lost: the listed account is {self.record.data['account_id']}"
            return SightingMatch(look, self.record, "refused", None, "account-id-rounded", why)
        if look.day < self._shown or look.day < self._created:
            return None  # it had the handle before the listed account
        # What the row shows is of the other account: of the listed one only that its handle is gone.
        said = self.own or (known and known[-1]["state"] == RENAMED)
        return SightingMatch(
            look, self.record, "taken-over", None if said else {"date": look.day, "state": RENAMED}
        )

    def _refusal(self, look: Look, known: Sequence[Observation], *, moved: bool) -> tuple[str, str] | None:
        """Return why nothing is observed of the record by a look that has its id, or no other."""
        if look.day < self._created:
            return "date-order", f"{look.day} is before the account's creation, {self._created}"
        if len(self._states[look.day]) > 1:
            return "contradiction", "other rows say another state of the same account on the same day"
        if look in self.own:
            if look.names.folded and look.day == self._newest and len(self._newest_handles) > 1:
                return "contradiction", "other rows say another handle of the same account on the same day"
            again = moved and look.names.folded in self.earlier
            why = "the account had this handle before; if it has it again, `handlelists add --next` says so"
            return ("earlier-handle", why) if again else None
        if look in self.before:
            why = (
                "a listed account had this handle before; without an account id nobody knows whose it is now"
            )
            return ("earlier-handle", why) if look.day > self.earlier[look.names.folded or ""] else None
        return self._doubt(look, known)

    def _doubt(self, look: Look, known: Sequence[Observation]) -> tuple[str, str] | None:
        """Return why the record's handle alone does not say that a look is at the listed account."""
        if len(self._other_ids) > (0 if self.mine.ids else 1):
            return "handle-of-several", "other rows give this handle with another account id"
        if self._left:
            return "handle-of-several", "other rows show the listed account under another handle"
        why = given_up(known, look.seen, self.confirmed, self.states)
        return ("handle-given-up", why) if why else None

    def _is_strange(self, look: Look) -> bool:
        """Return whether a look has the record's handle, and an id that is not the record's."""
        return bool(look in self.named and look.account_id is not None and self.mine.ids)

    def _moved(self, look: Look) -> bool:
        """Return whether a look shows the account under a handle that is news to the record."""
        name = look.names.folded
        if look not in self.own or name is None or self.mine.folded in {None, name}:
            return False
        return look.day > max(self._shown, self.earlier.get(name, ""))

    @cached_property
    def _created(self) -> str:
        return self.record.data.get("profile", {}).get("created", "")

    @cached_property
    def _shown(self) -> str:
        """The newest day on which the record shows the account under its handle, empty where it does not."""
        return handle_seen(self.record.data, self.states) or ""

    @cached_property
    def _newest(self) -> str:
        """The newest day of a look that gives the record's id and a handle."""
        return max((look.day for look in self.own if look.names.folded), default="")

    @cached_property
    def _newest_handles(self) -> set[str | None]:
        return {look.names.folded for look in self.own if look.day == self._newest} - {None}

    @cached_property
    def _left(self) -> bool:
        return any(map(self._moved, self.own))

    @cached_property
    def _other_ids(self) -> set[str]:
        return {look.account_id for look in self.named if look.account_id is not None}

    @cached_property
    def _states(self) -> Mapping[str, set[str]]:
        """By day what rows say of the account, those of others under its handle aside."""
        found = defaultdict[str, set[str]](set)
        for look in self.own | self.named | self.before:
            if not self._is_strange(look):
                found[look.day].add(look.seen["state"])
        return found


def _is_damaged(given: str, known: str) -> bool:
    """Return whether a number is another one that lost its last digits in a spreadsheet or a program."""
    if not (given.isdigit() and known.isdigit() and len(given) == len(known) > _EXACT):
        return False
    return given[:_EXACT] == known[:_EXACT] or float(given) == float(known)
