"""Atlas: which files of a tree concern a record, by their paths alone.

So a change or an account can be looked at without reading everything around it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Generic, Self, TypeVar

from site_builder.ids import is_record_id
from site_builder.load.layout import WITHHELD_FOLDER, next_claim_of, review_path
from site_builder.model import ListId, RecordId

Entry = TypeVar("Entry")
"""What is known of a file besides its path."""

_OF_INSTANCE: Final = 1
_OF_LIST: Final = 2
_OF_RECORD: Final = 4
"""Slashes in the paths of `lists/instance.yaml`, of a list's own files, of records and reviews."""
_WHOLE: Final = ("lists/protected/", f"{WITHHELD_FOLDER}/")
_TAIL: Final = len("/7k/7k3f9q2m4d1p.yaml")
_NAME: Final = slice(-len("7k3f9q2m4d1p.yaml"), -len(".yaml"))


@dataclass(frozen=True, slots=True)
class Atlas(Generic[Entry]):
    """The paths of a tree below `lists/`."""

    files: Mapping[str, Entry]
    records: Mapping[RecordId, tuple[str, ...]]
    """Paths of records by id; normally one each."""
    next_claims: Mapping[RecordId, tuple[str, ...]]
    """Paths of next claims by the record's id."""
    reviews: Mapping[ListId, Mapping[str, list[str]]]
    """By list and reviewer the files of reviews, in the order of `files`."""
    common: frozenset[str]
    """What every part of a tree needs: the files of the instance, withholdings, protected accounts, lists' files."""
    strays: frozenset[str]
    """Drafts, and records that are not where their ids put them: only reading says what they are."""

    @classmethod
    def of(cls, files: Mapping[str, Entry]) -> Self:
        """Return the atlas of a tree's files."""
        records: dict[RecordId, tuple[str, ...]] = {}
        next_claims: dict[RecordId, tuple[str, ...]] = {}
        reviews: dict[ListId, dict[str, list[str]]] = {}
        common: set[str] = set()
        strays: set[str] = set()
        for path in files:  # there are many, so one is taken apart only where it has to be
            slashes = path.count("/")
            if slashes <= _OF_LIST or path.startswith(_WHOLE):
                # What was decided is read by the change that adds it.
                whole = slashes == _OF_INSTANCE or path.startswith(_WHOLE) or path.endswith(".yaml")
                if whole and not path.startswith("lists/decisions/"):
                    common.add(path)
                continue
            _, list_id, folder, reviewer, *_ = path.split("/")
            if folder == "reviews":
                if slashes == _OF_RECORD:
                    reviews.setdefault(list_id, {}).setdefault(reviewer, []).append(path)
                continue
            if not path.endswith(".yaml"):
                continue
            name = path[_NAME]
            # Almost no path has it, so that is asked first.
            if "." in name and (record := next_claim_of(path)) is not None:
                next_claims[record] = (*next_claims.get(record, ()), path)
                continue
            if is_record_id(name):
                records[name] = (*records.get(name, ()), path)
            if slashes != _OF_RECORD or path[-_TAIL:] != f"/{name[:2]}/{name}.yaml" or not is_record_id(name):
                strays.add(path)
        return cls(files, records, next_claims, reviews, frozenset(common), frozenset(strays))

    def of_record(self, record: RecordId) -> Iterator[str]:
        """Yield a record's file, its next claims and every file that may hold its reviews."""
        for path in (*self.records.get(record, ()), *self.next_claims.get(record, ())):
            yield path
            yield from self.reviews_of(record, path.split("/")[1])

    def reviews_of(self, record: RecordId, list_id: ListId) -> Iterator[str]:
        """Yield the files that may hold reviews of a record of a list, whether there is such a record or not."""
        for reviewer in self.reviews.get(list_id, ()):
            yield review_path(list_id, reviewer, record)

    def concerning(self, records: Iterable[RecordId]) -> set[str]:
        """Return the files that have to be read to judge some records."""
        return {*self.common, *self.strays, *(path for record in records for path in self.of_record(record))}
