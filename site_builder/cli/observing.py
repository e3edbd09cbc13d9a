"""Observing: what was seen of accounts, one or a table of them, as files and as a report of every row."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import click

from site_builder.cli.correcting import ClaimDraft, next_claim
from site_builder.cli.edits import EditDesk, few, say_commit
from site_builder.cli.progress import progress_bar
from site_builder.derive.state import DerivedRecord
from site_builder.errors import UsageError, quantity
from site_builder.handles import fold
from site_builder.load.layout import FileKind
from site_builder.load.source_tree import Loading
from site_builder.model import Observation, RecordId
from site_builder.observations.entry import is_known, observed, returned
from site_builder.observations.findings import ObservationReport, SightingFinding
from site_builder.observations.matching import SightingMatch, matches, wanted
from site_builder.observations.sighting import Look, Sighting, SightingRefusal, read_sighting
from site_builder.printing import print_json, print_report
from site_builder.problems import Problems, Severity
from site_builder.proposals.answers import Answers
from site_builder.proposals.neighbours import take_in_alike
from site_builder.record import hindrance, retraction_in_force
from site_builder.removals.target import Target, find_record
from site_builder.rules import message
from site_builder.write.files import write_together


def observe_one(desk: EditDesk, target: Target, seen: Observation, form: str) -> int:
    """Write what was seen of the account of one record; return the exit status.

    Raises `UsageError` where nothing can be observed of the record.
    """
    if target.item is None:
        error = f"{target.file} cannot be read as it is"
        raise UsageError(error, hint="`handlelists validate` says why; correct it first")
    record = target.item.record
    if retraction_in_force(record.data) is not None:
        raise UsageError(f"record {target.id} is retracted, for good: nothing is observed of it any more")
    known = record.data.get("observations", ())
    run = ObservingRun(desk)
    new = None if is_known(known, seen) else seen
    again = returned(known, seen) if new else ""
    run.findings.append(SightingFinding(0, "", "", "recorded" if new else "known", record, new, again=again))
    return run.finish(form, f"Observe {target.id}")


def observe_sightings(
    desk: EditDesk,
    sightings: Iterable[Sighting | SightingRefusal],
    *,
    on: str | None = None,
    submitted_by: Sequence[str] = (),
    form: str = "text",
) -> int:
    """Write what was seen of accounts into their records; return the exit status.

    `on` is the list to look on, where not all are meant. `submitted_by` propose the next claims of accounts that were
    renamed. Raises `InstanceError` where a file that may be about one of the accounts cannot be read.
    """
    tree = desk.loading.tree
    states = tree.vocabulary["observation_states"]
    rows = [
        read_sighting(item, tree.platforms, states, desk.today) if isinstance(item, Sighting) else item
        for item in sightings
    ]
    looks = [row for row in rows if isinstance(row, Look)]
    with progress_bar() as desk.part.tell:
        desk.part.take(wanted(desk.part.names(), looks, tree.platforms))
    desk.loading.documents.refuse_unread("which records the rows are about")
    items = {
        item.record.id: item
        for item in desk.records()
        if on in {None, item.record.list} and retraction_in_force(item.record.data) is None
    }
    confirmed = {
        name: item.derived.confirms[-1].date for name, item in items.items() if item.derived.confirms
    }
    found = matches(looks, [item.record for item in items.values()], confirmed, tree.platforms, states)
    numbers = {row: number for number, row in enumerate(rows) if isinstance(row, Look)}
    run = ObservingRun(desk, submitted_by, numbers)
    run.findings += [
        SightingFinding(number, row.place, "", "refused", code=row.code, why=row.why)
        for number, row in enumerate(rows)
        if isinstance(row, SightingRefusal)
    ]
    run.leave(looks, {item.look for item in found})
    groups: dict[RecordId, list[SightingMatch]] = {}
    for match in found:
        groups.setdefault(match.record.id, []).append(match)
    for name, group in groups.items():
        run.take(items[name], group)
    return run.finish(form, "Observe accounts")


@dataclass(slots=True)
class ObservingRun:
    """One run of `observe`. Nothing is written before its end."""

    desk: EditDesk
    submitted_by: Sequence[str] = ()
    rows: Mapping[Look, int] = field(default_factory=dict)
    """The number of each row."""
    findings: list[SightingFinding] = field(default_factory=list)
    drafts: list[ClaimDraft] = field(default_factory=list)

    def leave(self, looks: Iterable[Look], about: Collection[Look]) -> None:
        """Take in the looks that are about no record."""
        self.findings += [
            SightingFinding(self.rows[look], look.place, look.account, "unlisted")
            for look in looks
            if look not in about
        ]

    def take(self, item: DerivedRecord, group: Iterable[SightingMatch]) -> None:
        """Take in what looks are to a record; the newest one that shows another handle makes a next claim."""
        known = [*item.record.data.get("observations", ())]
        matched = [*group]
        moves = [match.look for match in matched if match.outcome == "renamed"]
        claim = self._claim(item, moves[-1]) if moves else None
        for match in matched:
            found = SightingFinding(
                self.rows[match.look],
                match.look.place,
                match.look.account,
                match.outcome,
                match.record,
                match.seen,
                match.code,
                match.why,
                account_id=match.look.account_id,
            )
            if found.outcome == "renamed" and isinstance(claim, ClaimDraft):
                found = replace(found, file=claim.file)
            elif found.outcome == "renamed" and isinstance(claim, str):
                found = found.refused("next-claim", claim, found.seen)
            elif found.outcome == "renamed":
                found = replace(found, outcome="recorded" if found.seen else "known")
            if found.seen is not None:
                found = replace(found, again=returned(known, found.seen))
                known.append(found.seen)
            self.findings.append(found)

    def _claim(self, item: DerivedRecord, look: Look) -> ClaimDraft | str | None:
        """Return the next claim that gives an account its new handle, or why there is none; None where one waits."""
        record = item.record
        for other in self.desk.loading.tree.next_claims:
            if other.id == record.id and hindrance(record, other) is None:
                handle = other.data.get("handle")
                if handle is not None and fold(look.platform, handle) == look.names.folded:
                    return None
        if not self.submitted_by:
            return f"record {record.id} needs a next claim with its new handle: --submitted-by says who proposes it"
        answers = Answers(handle=look.handle or "", submitted_by=tuple(self.submitted_by))
        try:
            target = find_record(record.id, self.desk.loading, (item,), self.desk.source)
            draft = next_claim(self.desk, target, answers)
        except UsageError as error:
            return str(error)
        self.drafts.append(draft)
        return draft

    def finish(self, form: str, subject: str) -> int:
        """Write what fits and report; return the exit status. What would break a rule is refused."""
        contents = self._observed() | {draft.file: draft.content for draft in self.drafts}
        if self.drafts:
            with progress_bar() as self.desk.part.tell:
                take_in_alike(self.desk.part, [draft.value for draft in self.drafts])
        after, problems = self.desk.check(contents)
        while problems.errors:
            wrong = {
                item.place.file: item
                for item in problems
                if item.severity is Severity.ERROR and item.place.file in contents
            }
            if not wrong:
                print_report(problems, after, "text")
                click.echo("Nothing was changed.", err=True)
                return 1
            for file, item in wrong.items():
                del contents[file]
                self._drop(file, item.code, message(item))
            after, problems = self.desk.check(contents)
        write_together(self.desk.root, contents)
        report = ObservationReport.of(self.findings, contents)
        self._say(report, problems, after, form, subject)
        return 0 if report.clean else 1

    def _observed(self) -> dict[str, bytes]:
        """Return the records' files with what they gain; of one that cannot take it all is refused."""
        new: dict[str, list[SightingFinding]] = {}
        for item in self.findings:
            if item.record is not None and item.seen is not None:
                new.setdefault(item.record.file, []).append(item)
        made = {}
        for file, items in new.items():
            known = items[0].known
            try:
                data = self.desk.source.read(file, FileKind.RECORD.most_bytes + 1)
                made[file] = observed(data, file, known, [item.seen for item in items if item.seen])
            except UsageError as error:
                self._drop(file, "record-unfit", str(error))
        return made

    def _drop(self, file: str, code: str, why: str) -> None:
        """Refuse the rows whose next claim, or whose record, is not written."""
        for number, item in enumerate(self.findings):
            if item.file == file:
                self.findings[number] = item.refused(code, why, item.seen)
            elif item.seen is not None and item.record is not None and item.record.file == file:
                self.findings[number] = item.refused(code, why)

    def _say(
        self, report: ObservationReport, problems: Problems, after: Loading, form: str, subject: str
    ) -> None:
        if form == "json":
            found = [
                {"code": item.code, "file": item.place.file, "message": message(item)} for item in problems
            ]
            print_json({**report.json(self.desk.today), "problems": found})
            return
        for line in report.text():
            click.echo(line)
        if len(problems):
            print_report(problems, after, "text")
        if report.files:
            if len(few(report.files)) < len(report.files):
                click.echo(f"{quantity(len(report.files), 'file')} written")
            say_commit(self.desk.root, few(report.files), subject)
