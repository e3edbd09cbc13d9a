"""The tree: every good source file of an instance, put where the later stages look for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from site_builder import resources
from site_builder.handles import PlatformFault, Platforms
from site_builder.load.documents import Document, Documents, Places, read_documents
from site_builder.load.files import FileSource
from site_builder.load.layout import FileKind, Spot, named_record, next_claim_of
from site_builder.load.parsed import Contents, Parsed
from site_builder.load.strict_yaml import load
from site_builder.load.typed import shape
from site_builder.load.withholdings import withheld_by
from site_builder.model import (
    AccountList,
    Decision,
    InstanceData,
    JsonObject,
    Protected,
    PurgedRecord,
    Record,
    RecordData,
    RecordId,
    Review,
    ReviewerData,
)
from site_builder.problems import Problem, escape_pointer
from site_builder.settings import LIMITS

INSTANCE_FILE = "lists/instance.yaml"
REVIEWERS_FILE = "lists/reviewers.yaml"
PLATFORMS_FILE = "lists/platforms.yaml"
PURGED_FILE = "lists/purged.yaml"
PASSED_OVER_FILE = "lists/passed-over.yaml"


@dataclass(frozen=True, slots=True)
class Tree:
    """What a source tree says, as far as its files fit their schemas. Sequences are in order of path."""

    instance: InstanceData | None
    platforms: Platforms
    vocabulary: JsonObject
    reviewers: Mapping[str, ReviewerData]
    withheld: Mapping[RecordId, str]
    """The records of the emergency stop, each with the code of its reason."""
    protected: tuple[Protected, ...]
    lists: Mapping[str, AccountList]
    records: tuple[Record, ...]
    drafts: tuple[Record, ...]
    """Records without an id; their `id` and `claim` are empty."""
    next_claims: tuple[Record, ...]
    """Claims that wait to take the place of a record's: as the record would be, under the file that each is in."""
    reviews: tuple[Review, ...]
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    """Those that were read: `check` reads what a change adds."""
    passed_over: tuple[str, ...] = ()
    """Commits that the history skips."""
    purged: Mapping[RecordId, PurgedRecord] = field(default_factory=dict)
    """What is left of records that are in no commit any more."""

    @property
    def claims(self) -> tuple[Record, ...]:
        """Return everything that says something of an account: records, next claims, drafts."""
        return (*self.records, *self.next_claims, *self.drafts)

    @property
    def instance_id(self) -> str | None:
        """Return the id of the instance; None where its file cannot be read."""
        return self.instance["id"] if self.instance is not None else None


@dataclass(frozen=True, slots=True)
class Loading:
    """A tree, what is wrong with the files that did not make it into it, and how to find places in it."""

    tree: Tree
    problems: tuple[Problem, ...]
    places: Places
    documents: Documents

    @property
    def all_waived(self) -> bool:
        """Return whether every list, one whose file cannot be read included, is an example that waives signatures."""
        lists = (self.tree.lists.get(name) for name in {*self.documents.folders, *self.tree.lists})
        return all(
            item is not None and item.example and item.data["policy"]["signatures"] == "waived"
            for item in lists
        )


def load_tree(
    source: FileSource,
    contents: Contents | None = None,
    others: Mapping[RecordId, tuple[str, ...]] = MappingProxyType({}),
    *,
    judge: bool = True,
) -> Loading:
    """Load everything that a source lists; what `contents` know is not parsed. Never raises for what the files hold.

    `others` are the paths of records by id, where the source lists only some of them: they are known to be there.
    Without `judge` no pattern of the instance's platforms is looked at, and any handle fits it.
    """
    places = Places(source)
    contents = contents or Contents()
    documents = replace(read_documents(source, places, contents), others=others)
    given = ((path, _value(source, contents, path)) for path in documents.withholdings)
    withheld = withheld_by(given, packaged("vocabulary"))
    by_kind: dict[FileKind, list[Document]] = {kind: [] for kind in FileKind}
    for document in documents.good:
        by_kind[document.spot.kind].append(document)
    extra = _only(by_kind[FileKind.PLATFORMS])
    platforms, faults = platforms_with(extra, judge=judge)
    problems = (_platform_problem(fault, places) for fault in faults)
    return Loading(_tree(by_kind, platforms, withheld), (*documents.problems, *problems), places, documents)


def with_records(loading: Loading, values: Mapping[str, RecordData]) -> Loading:
    """Return what loading would give if new files at these paths held records, typed, that fit their schema.

    Their text has to be plain ASCII, as canonical files of such records are. Nothing finds places in them.
    """
    documents, records = [], []
    for path, value in values.items():
        where = Spot(FileKind.RECORD, path.split("/")[1])
        documents.append(Document(path, where, Parsed(0, None), value))
        records.append(Record(where.list, value["id"], path, value, ""))
    return replace(
        loading,
        tree=replace(loading.tree, records=(*loading.tree.records, *records)),
        documents=replace(loading.documents, good=(*loading.documents.good, *documents)),
    )


def _value(source: FileSource, contents: Contents, path: str) -> Any:
    """Return what the strict loader reads in a file, None where it reads nothing."""
    try:
        data = source.read(path, LIMITS.file_bytes + 1)
    except OSError:
        return None
    return contents.parsed(data).value if len(data) <= LIMITS.file_bytes else None


@cache
def packaged(name: str) -> JsonObject:
    """Return the package's own `vocabulary` or `platforms`, typed. Do not change what is returned."""
    file = f"{name}.yaml"
    loaded = load((resources.schemas_path() / file).read_bytes(), file)
    typed = shape(name).typed(loaded.value)
    faults = (*loaded.problems, *shape(name).faults(typed))
    if faults:
        raise AssertionError(f"the package's own {file} is broken: {faults[0]}")
    data: JsonObject = typed
    return data


def platforms_with(
    extra: JsonObject | None, *, judge: bool = True
) -> tuple[Platforms, Sequence[PlatformFault]]:
    """Return the package's own platforms with those of an instance, as `Platforms.build` does."""
    return Platforms.build(packaged("platforms"), extra, judge=judge) if extra else _own_platforms()


@cache
def _own_platforms() -> tuple[Platforms, Sequence[PlatformFault]]:
    return Platforms.build(packaged("platforms"))


def _platform_problem(fault: PlatformFault, places: Places) -> Problem:
    pointer = "".join(f"/{escape_pointer(str(token))}" for token in (fault.platform, *fault.path))
    if not fault.extra:
        raise AssertionError(f"the package's own platforms.yaml is broken: {fault}")
    if fault.owner is not None:
        params = {"platform": fault.name or fault.platform, "owner": fault.owner}
        return places.problem("platform-redefined", PLATFORMS_FILE, pointer, on_key=not fault.path, **params)
    return places.problem("platform-pattern", PLATFORMS_FILE, pointer, why=fault.why)


def _tree(
    by_kind: Mapping[FileKind, list[Document]], platforms: Platforms, withheld: Mapping[RecordId, str]
) -> Tree:
    instance = _only(by_kind[FileKind.INSTANCE])
    sources = {document.spot.list: document.typed for document in by_kind[FileKind.SOURCES]}
    records = [_record(document) for document in by_kind[FileKind.RECORD]]
    return Tree(
        instance=instance,
        platforms=platforms,
        vocabulary=packaged("vocabulary"),
        reviewers=MappingProxyType(_only(by_kind[FileKind.REVIEWERS]) or {}),
        withheld=MappingProxyType(withheld),
        protected=tuple(
            Protected(document.file, f"/accounts/{index}", account)
            for document in by_kind[FileKind.PROTECTED]
            for index, account in enumerate(document.typed["accounts"])
        ),
        lists=MappingProxyType(
            {
                document.spot.list: _list(document, sources.get(document.spot.list, {}))
                for document in by_kind[FileKind.LIST]
            }
        ),
        records=tuple(record for record in records if record.id),
        drafts=tuple(record for record in records if not record.id),
        next_claims=tuple(map(_record, by_kind[FileKind.NEXT_CLAIM])),
        reviews=tuple(_reviews(by_kind[FileKind.REVIEWS])),
        decisions=MappingProxyType(
            {named_record(item.file) or "": item.typed for item in by_kind[FileKind.DECISION]}
        ),
        passed_over=tuple((_only(by_kind[FileKind.PASSED_OVER]) or {}).get("commits", ())),
        purged=MappingProxyType(_only(by_kind[FileKind.PURGED]) or {}),
    )


def _only(documents: list[Document]) -> Any:
    return documents[0].typed if documents else None


def _list(document: Document, sources: Mapping[str, Any]) -> AccountList:
    return AccountList(
        id=document.spot.list,
        file=document.file,
        data=document.typed,
        sources=MappingProxyType(sources.get("sources", {})),
        affiliations=MappingProxyType(sources.get("affiliations", {})),
    )


def _record(document: Document) -> Record:
    list_id = document.spot.list
    record_id = next_claim_of(document.file) or document.typed.get("id", "")
    digest = document.parsed.claim_digest(list_id, record_id) if record_id else ""
    return Record(list=list_id, id=record_id, file=document.file, data=document.typed, claim=digest)


def _reviews(documents: Iterable[Document]) -> Iterator[Review]:
    for document in documents:
        for record, reviews in document.typed.items():
            for index, review in enumerate(reviews):
                file, pointer = document.file, f"/{record}/{index}"
                yield Review(
                    document.spot.reviewer, document.spot.list, record, **review, file=file, pointer=pointer
                )
