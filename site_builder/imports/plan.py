"""Plan: from the accounts of an import to files and to what became of each row, a batch of files at a time.

Everything is judged by the rules of `validate` as if it were in the tree; what has an error is refused with it. Nothing
is written here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from site_builder.fmt.drafts import Below, Completion, Taken, new_id, new_salt
from site_builder.fmt.edit import put_all
from site_builder.fmt.members import MemberEmitter
from site_builder.imports.accounts import ImportAccount
from site_builder.imports.drafts import ImportTemplate, additions, record_of
from site_builder.imports.entries import REASONS, ImportEntry, RowPlace, reason_words
from site_builder.imports.held import HeldAccount
from site_builder.load.layout import FileKind, record_path
from site_builder.load.parsed import is_plain
from site_builder.load.part import TreePart
from site_builder.load.source_tree import with_records
from site_builder.load.typed import shape
from site_builder.model import Record, RecordId
from site_builder.problems import Problem, Severity
from site_builder.proposals.similar import same_handle
from site_builder.record import account_name, retraction_in_force
from site_builder.rules import message
from site_builder.settings import LIMITS
from site_builder.validate.checks import validate

OUTCOMES: Final = ("created", "merged", "unchanged", "listed", "refused")
"""What may become of a row: each ends in exactly one."""
_CLEARED: Final = "account-cleared"
"""A warning of `validate`. A record has to say that it lists such an account, and an import does not."""
_RECORD: Final = shape(FileKind.RECORD.schema)
_FIRST: Final = ("protected-account", "protected-lookalike", _CLEARED)
"""Of several errors of one account the one that is said, and the order in which refusals are shown."""


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row, or of one account of a row that names several."""

    place: RowPlace
    outcome: str
    account: str = ""
    """What it is called, with its platform."""
    record: str = ""
    """The record that was made, changed or is there."""
    code: str = ""
    words: str = ""


@dataclass(slots=True)
class ImportBatch:
    """Files to write, and what became of rows once they are written."""

    files: dict[str, bytes] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    """What new files say."""
    alike: dict[str, tuple[RecordId, ...]] = field(default_factory=dict)
    """Of new files the records of any list that say a name of the account."""
    outcomes: list[RowOutcome] = field(default_factory=list)
    warnings: list[tuple[str, str, str]] = field(default_factory=list)
    """What the rules warn of, and hints for reviewers: record, code and words."""


def refusal(entry: ImportEntry) -> RowOutcome:
    """Return the outcome of an entry that names no account."""
    return RowOutcome(entry.place, "refused", code=entry.reason, words=reason_words(entry))


class ImportPlan:
    """Makes drafts, judges them, and says what becomes of rows."""

    def __init__(self, part: TreePart, template: ImportTemplate, is_taken: Taken, below: Below) -> None:
        """`below` is a source of randomness for ids and salts."""
        self._part, self._template = part, template
        self._is_taken, self._below = is_taken, below
        self._completion = Completion(part.source, part.atlas, below)
        self._contexts: dict[str, Any] = {}
        self._merged: set[str] = set()
        self._emitter = MemberEmitter()
        self._known = {record.id: record for record in part.loading.tree.records}

    def batches(
        self, accounts: Sequence[ImportAccount], known: Sequence[HeldAccount]
    ) -> Iterator[ImportBatch]:
        """Yield what is to be written, and the outcomes of all rows of the accounts."""
        size = LIMITS.import_batch
        for start in range(0, len(accounts), size):
            batch = ImportBatch()
            drafts: dict[str, tuple[ImportAccount, str, str]] = {}
            end = start + size
            for account, found in zip(accounts[start:end], known[start:end], strict=True):
                self._draft(batch, drafts, account, found)
            self._judge(batch, drafts)
            yield batch

    def _draft(
        self,
        batch: ImportBatch,
        drafts: dict[str, tuple[ImportAccount, str, str]],
        account: ImportAccount,
        found: HeldAccount,
    ) -> None:
        if found.record is None:
            if found.earlier is not None:
                words = f"It is an earlier handle of record {found.earlier}. Give the account id."
                batch.outcomes += _all(account, "refused", found.earlier, "earlier-handle", words)
                return
            if found.retracted is not None:
                batch.outcomes += _all(
                    account, "refused", found.retracted.id, "account-retracted", _taken_back(found.retracted)
                )
                return
            if found.strange:
                words = f"Nobody here is on {found.strange} yet. If it is a server, say --new-server {found.strange}."
                batch.outcomes += _all(account, "refused", "", "server-unknown", words)
                return
            value = record_of(account, self._template)
            name = new_id(self._is_taken, self._below)
            file = record_path(self._template.list, account.platform.id, name)
            value = {"id": name, **value}
            value |= self._completed(value)
            batch.files[file], batch.values[file] = self._emitter.emit(value), value
            batch.alike[file] = found.alike
            drafts[file] = (account, name, "created")
            return
        record = found.record.record
        if not found.proposed:
            state = found.record.derived.state
            code = "listed" if found.record.derived.public else state
            words = (
                "It is listed already." if found.record.derived.public else f"Its record is {state} already."
            )
            batch.outcomes += _all(account, "listed", record.id, code, words)
            return
        added = additions(account, record.data, self._template)
        if not added:
            batch.outcomes += _all(account, "unchanged", record.id)
            return
        if record.file in self._merged:  # by another id, and nothing says which one it has
            words = REASONS["handle-of-several"]
            batch.outcomes += _all(account, "refused", record.id, "handle-of-several", words)
            return
        self._merged.add(record.file)
        data: dict[str, Any] = {**record.data, **added}
        added |= self._completion.missing(self._template.list, data)
        content = self._part.source.read(record.file, LIMITS.record_bytes)
        batch.files[record.file] = put_all(
            FileKind.RECORD, content, (((name,), part) for name, part in added.items()), record.file
        )
        drafts[record.file] = (account, record.id, "merged")

    def _completed(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return salt and context of a new record; the context is worked out once for all that refer to the same."""
        key = repr([value.get(name) for name in ("categories", "sources", "affiliations", "basis")])
        if key not in self._contexts:
            self._contexts[key] = self._completion.missing(self._template.list, value).get("context", {})
        found = self._contexts[key]
        return {"salt": new_salt(self._below), **({"context": found} if found else {})}

    def _judge(self, batch: ImportBatch, drafts: Mapping[str, tuple[ImportAccount, str, str]]) -> None:
        """Take out what has an error, and say the outcomes of the rest."""
        if not drafts:
            return
        # What is plain is as it was made; anything else is read as everybody will.
        plain = {file: value for file, value in batch.values.items() if is_plain(batch.files[file])}
        fitting = {file: value for file, value in plain.items() if _RECORD.fits(value)}
        read = {file: content for file, content in batch.files.items() if file not in fitting}
        after = with_records(self._part.edited(read) if read else self._part.loading, fitting)
        errors: dict[str, Problem] = {}
        warnings: dict[str, list[tuple[str, str]]] = {}
        for item in validate(after, self._template.today, changed=tuple(drafts)):
            if item.place.file not in drafts:
                continue
            if item.severity is Severity.WARNING and item.code != _CLEARED:
                warnings.setdefault(item.place.file, []).append((item.code, message(item)))
            else:
                before = errors.get(item.place.file)
                if before is None or rank(item.code) < rank(before.code):
                    errors[item.place.file] = item
        for file, (account, name, outcome) in drafts.items():
            error = errors.get(file)
            if error is None:
                first, *rest = _all(account, outcome, name)
                merged = (
                    RowOutcome(item.place, "merged", item.account, item.record, item.code, item.words)
                    for item in rest
                )
                batch.outcomes += [first, *merged]
                said = (*warnings.get(file, ()), *(("similar", words) for words in self._hints(batch, file)))
                batch.warnings += [(name, code, words) for code, words in said]
                continue
            del batch.files[file]
            words = self._cleared(error) if error.code == _CLEARED else message(error)
            batch.outcomes += _all(account, "refused", "", error.code, words)

    def _hints(self, batch: ImportBatch, file: str) -> Iterator[str]:
        """Yield why a new record may be of an account that is known under another id."""
        value = batch.values.get(file)
        others = [self._known[name] for name in batch.alike.get(file, ()) if name in self._known]
        if value is None or not others:
            return
        mine = Record(self._template.list, value["id"], file, value, "")
        for hint in same_handle(mine, others, self._part.loading.tree.platforms):
            yield f"look at record {hint.other.id}: {hint.words}"

    def _cleared(self, problem: Problem) -> str:
        """Return that an account was cleared, and what has to be done to list it again."""
        other = problem.params["other"]
        record = self._known[str(other)]
        retraction = retraction_in_force(record.data)
        day = retraction["date"] if retraction is not None else ""
        return (
            f"It was cleared on {day} (record {other}). It needs `relists`, one confirmation more and evidence "
            "captured since: propose it by itself, with `handlelists add`."
        )


def _taken_back(record: Record) -> str:
    """Return that a listing of the account was taken back, and what has to be done to list it again."""
    retraction = retraction_in_force(record.data)
    said = f" on {retraction['date']} ({retraction['reason']})" if retraction is not None else ""
    return f"Record {record.id} of it was retracted{said}. If it belongs on the list, propose it by itself, with `add`."


def rank(code: str) -> tuple[int, str]:
    """Return what refusals are ordered by: protected accounts first, then what was cleared."""
    return _FIRST.index(code) if code in _FIRST else len(_FIRST), code


def _all(
    account: ImportAccount, outcome: str, record: str, code: str = "", words: str = ""
) -> list[RowOutcome]:
    handles = account.handles
    named = account_name({"handle": handles[0] if handles else None, "account_id": account.account_id})
    called = f"{named} on {account.platform.name}"
    return [RowOutcome(entry.place, outcome, called, record, code, words) for entry in account.entries]
