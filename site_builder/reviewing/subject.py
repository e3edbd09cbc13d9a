"""Subject: one claim as a reviewer is shown it, from a tree or from a packet.

The claim is the very object whose digest the reviewer signs; by its context that covers the entries that come with it
(categories, affiliations, sources), less their labels. Scope, captures and notes help to read it and are not signed.
What others said of the claim is not among it, only how many did: a review is worth something when it is independent.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from site_builder.canonical import canonical
from site_builder.derive.state import DerivedRecord
from site_builder.errors import quantity, state_word
from site_builder.handles import likeness, looks
from site_builder.load.layout import next_claim_of
from site_builder.load.parsed import claim
from site_builder.load.source_tree import Loading
from site_builder.model import AccountList, JsonObject, ListId, RecordId
from site_builder.proposals.neighbours import neighbours
from site_builder.record import OF_LIST, account_name, claim_fields, entries_used, open_appeals
from site_builder.reviewing.admission import latest, next_number, reviewed_before
from site_builder.settings import LIMITS

VERDICTS: Final = ("confirm", "reject", "withdraw")
SENSITIVE: Final = ("disturbing", "graphic")
"""Sensitivities that a reader is warned of, the milder first: who skips one skips those after it too."""

Entry = dict[str, str]
"""One entry of a list: a category, an affiliation, a source."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A record to review; the fields are the members of a packet's record."""

    claim: JsonObject
    digest: str
    list_title: str
    scope: str
    number: int
    """Of this reviewer's next word on the record."""
    signatures: str
    """`required` where the list counts signed reviews only, else `waived`."""
    platform: str
    """The platform's name as people know it."""
    categories: Mapping[str, Entry]
    affiliations: Mapping[str, Entry]
    sources: Mapping[str, Entry]
    captures: Mapping[str, str]
    """By evidence id the addresses of captures that the claim leaves out, because it pins their bytes."""
    notes: tuple[str, ...] = ()
    """Sentences: what else a reviewer should know before looking."""

    @property
    def record(self) -> RecordId:
        """Return the record's id."""
        return str(self.claim["record"])

    @property
    def list(self) -> ListId:
        """Return the id of its list."""
        return str(self.claim["list"])

    @property
    def evidence(self) -> Sequence[JsonObject]:
        """Return the claim's pieces of evidence."""
        found: Sequence[JsonObject] = self.claim["evidence"]
        return found

    @property
    def source_names(self) -> tuple[str, ...]:
        """Return the ids of the claim's sources, then of those that its basis and affiliations rest on."""
        return tuple(dict.fromkeys((*self.claim.get("sources", ()), *sorted(self.sources))))


@dataclass(frozen=True, slots=True)
class Addressed:
    """One thing whose addresses are shown when they are asked for."""

    name: str
    sensitivity: str
    addresses: tuple[tuple[str, str], ...]
    """What each is, and the address or digest."""


_ADDRESSES: Final = (("url", "original"), ("archived", "capture"), ("sha256", "SHA-256 of the capture"))


def skipped(skip: str | None) -> frozenset[str]:
    """Return the sensitivities that somebody who skips this one is not shown."""
    return frozenset(SENSITIVE[SENSITIVE.index(skip) :]) if skip else frozenset()


def unseen(evidence: Iterable[Mapping[str, Any]], skip: str | None) -> bool:
    """Return whether nothing but skipped evidence speaks for a claim."""
    hidden = skipped(skip)
    return all(item["sensitivity"] in hidden for item in evidence)


def addressed(subject: Subject, skip: str | None) -> tuple[Addressed, ...]:
    """Return what can be opened, evidence first, then sources; nothing of a skipped sensitivity."""
    captures = {name: {"archived": address} for name, address in subject.captures.items()}
    found = [
        _addressed(f"{item['id']} ({item['kind']})", item["sensitivity"], item | captures.get(item["id"], {}))
        for item in subject.evidence
        if item["sensitivity"] not in skipped(skip)
    ]
    sources = ((name, subject.sources.get(name, {})) for name in subject.source_names)
    found += [_addressed(f"source {name}", "none", source) for name, source in sources]
    return tuple(thing for thing in found if thing.addresses)


def _addressed(name: str, sensitivity: str, item: Mapping[str, Any]) -> Addressed:
    addresses = tuple((label, item[key]) for key, label in _ADDRESSES if key in item)
    return Addressed(name, sensitivity, addresses)


def present(loading: Loading, items: Sequence[DerivedRecord], item: DerivedRecord, reviewer: str) -> Subject:
    """Return the subject that a reviewer is shown; `items` are all records of the tree, for look-alikes."""
    record, account_list = item.record, item.account_list
    raw = next(document.parsed.value for document in loading.documents.good if document.file == record.file)
    body = claim(record.list, record.id, raw)
    pairs = zip(raw["evidence"], body["evidence"], strict=True)
    used = entries_used(raw, account_list.affiliations)
    platform = loading.tree.platforms.get(record.data["platform"])
    return Subject(
        claim=body,
        digest=record.claim,
        list_title=account_list.data["title"],
        scope=account_list.data["scope"],
        number=next_number(item, reviewer),
        signatures=account_list.data["policy"]["signatures"],
        platform=platform.name if platform is not None else record.data["platform"],
        **{member: _entries(account_list, used, kind) for kind, member in OF_LIST.items()},
        captures={whole["id"]: whole["archived"] for whole, part in pairs if whole.keys() - part.keys()},
        notes=tuple(_notes(loading, items, item, reviewer)),
    )


def others(item: DerivedRecord, reviewer: str) -> tuple[str, ...]:
    """Return what other reviewers said of the record, as sentences, for those who ask."""
    return tuple(judged.words for judged in item.derived.judged if judged.review.reviewer != reviewer)


def _entries(account_list: AccountList, used: Collection[tuple[str, str]], kind: str) -> dict[str, Entry]:
    """Return the entries of a kind that a claim rests on, whole, as its list has them."""
    known = account_list.entries[OF_LIST[kind]]
    return {name: dict(known[name]) for of_kind, name in sorted(used) if of_kind == kind and name in known}


def _notes(
    loading: Loading, items: Sequence[DerivedRecord], item: DerivedRecord, reviewer: str
) -> Iterator[str]:
    derived, record = item.derived, item.record
    if derived.state == "withheld":
        yield f"The record is withheld: {derived.reason}."
    if next_claim_of(record.file) is not None:
        yield from _corrected(loading, item)
    elif derived.state == "lapsed":
        yield f"The record lapsed after {derived.valid_until}: check whether all of it is still true."
    elif derived.public:
        yield f"The record lapses after {derived.valid_until}, unless somebody confirms it again before."
    for retraction in record.data.get("retractions", ()):
        yield f"The listing was taken back on {retraction['date']} ({retraction['reason']})."
    for appeal in open_appeals(record.data):
        yield f"An appeal is open since {appeal['opened']}, due {appeal['due']}: {appeal['ground']}."
    last, before = latest(item, reviewer), reviewed_before(item, reviewer)
    if last is not None:
        yield f"Your verdict on exactly this claim is {last.verdict}, since {last.date}."
    elif before is not None:
        yield f"Another version of the claim was reviewed by you on {before}. Review this one as a whole."
    count = sum(
        judged.review.reviewer != reviewer and judged.review.claim == record.claim
        for judged in derived.judged
    )
    yield f"{quantity(count, 'review')} of this claim by others" + (" so far." if count else ".")
    yield from _alike(loading, items, item, reviewer)


def _corrected(loading: Loading, item: DerivedRecord) -> Iterator[str]:
    """Yield what a next claim is for, and what the record's claim says that it does not."""
    record = item.record
    rejected = {
        judged.review.reviewer
        for judged in item.derived.judged
        if judged.review.claim == record.data.get("replaces") and judged.review.verdict == "reject"
    }
    if rejected:
        count = quantity(len(rejected), "reviewer")
        yield f"{count} rejected the claim that this replaces: see whether it answers that."
    yield "It takes the place of the record's claim once enough reviewers have confirmed it; until then that stays."
    old = next(other for other in loading.tree.records if (other.list, other.id) == (record.list, record.id))
    before: Any = old.data
    after: Any = record.data
    for name in claim_fields(before, after):
        if name == "evidence":
            was, now = ({item["id"]: item for item in claim[name]} for claim in (before, after))
            for key in sorted(was.keys() | now.keys()):
                if was.get(key) != now.get(key):
                    yield f"Evidence {key}: {'new' if key not in was else 'gone' if key not in now else 'changed'}."
        elif name not in ("context", "replaces"):
            value = before.get(name, "nothing")
            plain = isinstance(value, list) and all(isinstance(item, str) for item in value)
            words = (
                value if isinstance(value, str) else ", ".join(value) if plain else canonical(value).decode()
            )
            yield f"Changed: {name}. The record's claim says: {words.rstrip('.')}."


def _alike(
    loading: Loading, items: Sequence[DerivedRecord], item: DerivedRecord, reviewer: str
) -> Iterator[str]:
    """Yield what the account may be taken for: protected accounts, and records of lists that this reviewer reviews."""
    record = item.record
    platform = loading.tree.platforms.get(record.data["platform"])
    if platform is None:
        return
    mine = looks(platform, record.data.get("handle"), record.data.get("account_id"))
    found = []
    for protected in loading.tree.protected:
        data = protected.data
        if data["platform"] == platform.id:
            reason = likeness(mine, looks(platform, data["handle"], data.get("account_id")))
            if reason is not None:
                found.append(f"The protected account {data['handle']} ({data['name']}): {reason}.")
    lists = loading.tree.reviewers[reviewer]["lists"]
    visible = [other for other in items if other.record.list in lists and other.record.id != record.id]
    account: dict[str, Any] = dict(record.data)
    found += [
        f"Record {other.record.id} on {other.record.list} ({account_name(other.record.data)}, "
        f"{state_word(other.derived.state)}): {near.likeness}."
        for near in neighbours(loading, account, visible)
        for other in (near.item,)
    ]
    for sentence in found[: LIMITS.alike]:
        yield f"Could be taken for: {sentence}"
    if len(found) > LIMITS.alike:
        yield f"{len(found) - LIMITS.alike} more look like it."
