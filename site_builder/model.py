"""The words of the instance as types: what a source file holds once it was read and typed.

The shapes (`TypedDict`s) are those of `schemas/*.schema.json`, which alone say what is allowed; values are as
written there, dates as ISO 8601 text (so they compare as text). The classes around them add what a file's
place says: which list, which id, which digest. Nothing here reads, checks or decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NotRequired, TypedDict, final

JsonObject = dict[str, Any]
RecordId = str
ListId = str

STATES: Final = ("verified", "disputed", "lapsed", "proposed", "rejected", "withheld", "retracted")
PUBLIC_STATES: Final = ("verified", "disputed", "lapsed")
HANDLE_DAYS: Final = 180
"""`handle_days` of a policy that does not say."""
State = Literal["verified", "disputed", "lapsed", "proposed", "rejected", "withheld", "retracted"]


class Evidence(TypedDict):
    """One piece of evidence."""

    id: str
    kind: str
    sensitivity: str
    captured: str
    summary: str
    url: NotRequired[str]
    archived: NotRequired[str]
    sha256: NotRequired[str]
    published: NotRequired[str]
    shows: NotRequired[list[str]]


class SourceEvidence(Evidence):
    """One piece of evidence as a record's file has it."""

    origin: NotRequired[JsonObject]
    """Never published."""


class Observation(TypedDict):
    """What the platform showed on one day."""

    date: str
    state: str
    followers: NotRequired[int]
    following: NotRequired[int]
    posts: NotRequired[int]
    evidence: NotRequired[str]


class OpenAppeal(TypedDict):
    """What is public of an open appeal."""

    opened: str
    due: str


class Appeal(OpenAppeal):
    """One appeal against a listing."""

    ground: str
    status: str
    decided: NotRequired[str]
    decided_by: NotRequired[str]
    reason: NotRequired[str]


class Retraction(TypedDict):
    """One retraction of a listing."""

    date: str
    reason: str
    covers: NotRequired[list[str]]
    public_handle: NotRequired[bool]


class Inferred(TypedDict):
    """The code of a language or a location, and how it was inferred."""

    code: str
    inferred: str


class Profile(TypedDict, total=False):
    """What the account's profile said."""

    display_name: str
    created: str
    languages: list[Inferred]
    locations: list[Inferred]


class PreviousHandle(TypedDict("_From", {"from": NotRequired[str]})):
    """A handle that the same account used before, and the days on which it was seen."""

    handle: str
    until: NotRequired[str]


class Basis(TypedDict):
    """Why in law or policy an account is listed."""

    kind: str
    note: NotRequired[str]
    source: NotRequired[str]


class Link(TypedDict):
    """A relation to another record, and the evidence for it."""

    relation: str
    record: RecordId
    evidence: str


class Listed(TypedDict):
    """What a record and its row say in the same words."""

    id: RecordId
    salt: str
    platform: str
    categories: list[str]
    summary: str
    evidence: list[Evidence]
    handle: NotRequired[str]
    """There is a handle, an account id, or both."""
    account_id: NotRequired[str]
    sources: NotRequired[list[str]]
    affiliations: NotRequired[list[str]]
    basis: NotRequired[list[Basis]]
    profile: NotRequired[Profile]
    previous_handles: NotRequired[list[PreviousHandle]]
    observations: NotRequired[list[Observation]]
    links: NotRequired[list[Link]]


class RecordData(Listed):
    """One record's file."""

    submitted_by: list[str]
    batch: NotRequired[str]
    context: NotRequired[dict[str, dict[str, str]]]
    replaces: NotRequired[str]
    relists: NotRequired[list[RecordId]]
    distinct_from: NotRequired[list[dict[str, str]]]
    appeals: NotRequired[list[Appeal]]
    retractions: NotRequired[list[Retraction]]


class Policy(TypedDict):
    """The rules under which a list's records are published."""

    quorum: int
    signatures: str
    min_evidence: int
    require_archive: bool
    require_account_id: bool
    recheck_after_days: int
    handle_days: NotRequired[int]
    appeal_days: int
    max_change_percent: int
    withhold_on: NotRequired[list[str]]


class ListContacts(TypedDict):
    """Private contacts of a list."""

    appeals: str
    intake: str
    intake_key: NotRequired[dict[str, str]]


class ListData(TypedDict):
    """One list's `list.yaml`."""

    title: str
    scope: str
    categories: dict[str, dict[str, str]]
    policy: Policy
    contacts: ListContacts
    controller: str
    legal_basis: str
    retention: str
    notification: str
    license: str
    example: NotRequired[bool]
    publish_profile: NotRequired[list[str]]


class Source(TypedDict):
    """One document that records refer to."""

    title: str
    publisher: NotRequired[str]
    date: NotRequired[str]
    url: NotRequired[str]
    archived: NotRequired[str]
    sha256: NotRequired[str]


class Affiliation(TypedDict):
    """One operation or organisation that accounts were tied to."""

    title: str
    meaning: NotRequired[str]
    source: NotRequired[str]


class Translation(TypedDict):
    """One language beside English, who read the site's words in it, and when."""

    read_by: list[str]
    on: str


class InstanceData(TypedDict):
    """`lists/instance.yaml`."""

    id: str
    title: str
    description: str
    site_url: str
    contacts: dict[str, str]
    source_public: bool
    show_reviewers: str
    forge: NotRequired[dict[str, str]]
    indexable: NotRequired[bool]
    publish_protected: NotRequired[bool]
    epoch: NotRequired[int]
    refresh_days: NotRequired[int]
    hosting: NotRequired[str]
    max_site_bytes: NotRequired[int]
    max_files: NotRequired[int]
    override_quorum: NotRequired[int]
    languages: NotRequired[dict[str, Translation]]


class Period(TypedDict("_From", {"from": str})):
    """Days from `from` to `until`, both included; open-ended without `until`."""

    until: NotRequired[str]


class Key(Period):
    """A reviewer's SSH public key and the days on which it counts; a stolen one never signed anything."""

    key: str
    stolen: NotRequired[bool]


class ReviewerData(TypedDict):
    """One reviewer of the roster."""

    lists: list[ListId]
    active: list[Period]
    keys: NotRequired[list[Key]]
    steward: NotRequired[bool]


class Withholding(TypedDict):
    """Why a record is withheld."""

    since: str
    by: str
    reason: str


class Decision(TypedDict):
    """What stewards decided: `lists/decisions/<id>.yaml`."""

    kind: str
    date: str
    subject: JsonObject
    reason: str
    signatures: NotRequired[list[dict[str, str]]]


class PurgedRecord(TypedDict):
    """What is left of a record that was taken out of the history: its tombstone, without the id."""

    list: ListId
    state: str
    reason: str
    effect: str
    example: bool
    first_public: str
    removed: str


class ProtectedData(TypedDict):
    """One account that must never be listed by mistake."""

    id: str
    platform: str
    handle: str
    name: str
    account_id: NotRequired[str]
    source: NotRequired[str]


class Confirms(TypedDict):
    """The confirmations that count: how many, and the days of the first and the newest."""

    count: int
    first: str
    newest: str


class Match(TypedDict):
    """How a consumer finds the account: by its id where that is known, else by its folded handle."""

    by: str
    key: str
    handle: NotRequired[str]
    account_id: NotRequired[str]
    handle_seen: NotRequired[str]


class _Row(TypedDict):
    """What every row has."""

    list: ListId
    state: str
    actionable: bool
    example: bool


@final
class PublicRow(_Row, Listed):
    """A public record as every feed has it (docs/reference/feeds.md)."""

    confirms: Confirms
    match: Match
    salt: str
    valid_until: str
    appeal: NotRequired[OpenAppeal]


@final
class Tombstone(_Row):
    """What is left in every feed of a record that was public; the account where it was asked for."""

    id: RecordId
    reason: str
    effect: str
    first_public: str
    removed: str
    platform: NotRequired[str]
    handle: NotRequired[str]
    account_id: NotRequired[str]
    """Where it has no handle."""
    salt: NotRequired[str]


@dataclass(frozen=True, slots=True)
class Review:
    """One review: what its file says, and where that is; one that is in no file yet is nowhere."""

    reviewer: str
    list: ListId
    record: RecordId
    claim: str
    date: str
    verdict: str
    number: int
    """Counts this reviewer's words on this record, from 1; gaps and equal numbers do no harm."""
    signature: str | None = None
    file: str = ""
    pointer: str = ""

    @property
    def stops(self) -> bool:
        """Whether it is a stop word: a reject or a withdraw."""
        return self.verdict != "confirm"


@dataclass(frozen=True, slots=True)
class Record:
    """One account on one list."""

    list: ListId
    id: RecordId
    file: str
    data: RecordData
    claim: str
    """Hex SHA-256 of the claim's RFC 8785 form."""


@dataclass(frozen=True, slots=True)
class Protected:
    """One protected account and where it is listed."""

    file: str
    pointer: str
    data: ProtectedData


@dataclass(frozen=True, slots=True)
class AccountList:
    """One list with what its records refer to."""

    id: ListId
    file: str
    data: ListData
    sources: Mapping[str, Source]
    affiliations: Mapping[str, Affiliation]

    @property
    def example(self) -> bool:
        """Whether the list only shows the software."""
        return self.data.get("example", False)

    @property
    def entries(self) -> Mapping[str, Mapping[str, Any]]:
        """What its records refer to, as `record.context` takes it."""
        return {
            "affiliations": self.affiliations,
            "categories": self.data["categories"],
            "sources": self.sources,
        }
