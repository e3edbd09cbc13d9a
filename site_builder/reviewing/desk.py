"""Desk: a loaded tree as one reviewer sees it on one day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from site_builder.days import covers
from site_builder.derive.state import DerivedRecord
from site_builder.errors import UsageError, state_word
from site_builder.load.layout import next_claim_of
from site_builder.load.source_tree import Loading
from site_builder.model import InstanceData, ReviewerData
from site_builder.record import context_faults
from site_builder.reviewing.admission import (
    Waiting,
    barred,
    latest,
    new_review,
    refusal,
    refuse_stranger,
    reviewed_before,
    waiting,
)
from site_builder.reviewing.packet import Packet
from site_builder.reviewing.promotion import promotions
from site_builder.reviewing.subject import Subject, others, present


@dataclass(frozen=True)
class Desk:
    """Who reviews, when, and what there is; `records` are all of the tree with their states on that day."""

    loading: Loading
    records: Sequence[DerivedRecord]
    reviewer: str
    today: str

    def __post_init__(self) -> None:
        """Raise `UsageError` for somebody who may review nothing."""
        refuse_stranger(self.reviewer, self.roster)

    @property
    def roster(self) -> Mapping[str, ReviewerData]:
        """Return the tree's roster."""
        return self.loading.tree.reviewers

    @property
    def instance(self) -> InstanceData:
        """Return the instance, for whose id every word is signed. Raises `UsageError` where there is none."""
        found = self.loading.tree.instance
        if found is None:
            message = "lists/instance.yaml cannot be read as it is"
            raise UsageError(message, hint="`handlelists validate` says why")
        return found

    @cached_property
    def next_claims(self) -> Sequence[DerivedRecord]:
        """Return the next claims that can still take the place of their records' claims."""
        found = promotions(self.loading.tree, self.today)
        return [item.next_claim for item in found if item.fault is None]

    @cached_property
    def items(self) -> Mapping[str, DerivedRecord]:
        """Return the records by id."""
        return {item.record.id: item for item in self.records}

    def waiting(self, list_id: str | None, *, withheld: bool) -> tuple[Waiting, ...]:
        """Return what waits, of one list or of all; withheld records only where they are asked for.

        Raises `UsageError` for a list that the reviewer has not, or one who may confirm nothing today.
        """
        if not covers(self.roster[self.reviewer]["active"], self.today):
            hint = "lists/reviewers.yaml says when; a record that you name you may reject all the same"
            raise UsageError(f"{self.reviewer} is not active on {self.today}", hint=hint)
        if list_id is not None and list_id not in self.loading.tree.lists:
            raise UsageError(f"there is no list {list_id}")
        if list_id is not None and list_id not in self.roster[self.reviewer]["lists"]:
            raise UsageError(f"{self.reviewer} is not on the roster for the list {list_id}")
        entries = [
            found
            for item in (*self.records, *self.next_claims)
            if list_id in (None, item.record.list)
            if (found := waiting(item, self.reviewer, self.today, withheld=withheld)) is not None
            if barred(item, self.reviewer, self.roster, self.today, "confirm") is None
        ]
        return tuple(sorted(entries, key=lambda entry: (entry.since, entry.item.record.id)))

    def named(self, records: Iterable[str]) -> tuple[DerivedRecord, ...]:
        """Return records by id, and next claims by the names of their files, without `.yaml`.

        Raises `UsageError` for one that is not there or that this reviewer cannot review.
        """
        known = {item.record.file.rpartition("/")[2]: item for item in self.next_claims} | dict(self.items)
        found = []
        for record in dict.fromkeys(records):
            item = known.get(f"{record}.yaml" if "." in record else record)
            if item is None and next_claim_of(f"{record}.yaml") is not None:
                message = f"there is no next claim {record}, or it can never take its record's place"
                raise UsageError(message, hint="`handlelists status RECORD` names those of a record")
            if item is None:
                message = f"no record has the id {record}"
                hint = (
                    "`handlelists status ACCOUNT` finds a record's id; fix a file that cannot be read first"
                )
                raise UsageError(message, hint=hint)
            fault = barred(item, self.reviewer, self.roster, self.today, "reject")
            if fault is not None:
                raise UsageError(f"a review of record {record} by {self.reviewer} would not count: {fault}")
            found.append(item)
        return tuple(found)

    def subject(
        self,
        item: DerivedRecord,
        *,
        show_reviews: bool = False,
        beside: Sequence[DerivedRecord] | None = None,
    ) -> Subject:
        """Return a record as the reviewer is shown it, with what others said of it where that is asked for.

        `beside` are the records whose accounts it is held against, where these are not all. Raises `UsageError` where
        its context does not say what a review would cover.
        """
        if any(context_faults(item.record.data, item.account_list.entries)):
            error = f"the context of {item.record.file} does not fit what the claim refers to"
            raise UsageError(
                error, hint="`handlelists fmt` writes it; commit that before somebody reviews the record"
            )
        subject = present(self.loading, self.records if beside is None else beside, item, self.reviewer)
        if not show_reviews:
            return subject
        return replace(subject, notes=(*subject.notes, *others(item, self.reviewer)))

    def batch(
        self, name: str, list_id: str | None, verdict: str | None
    ) -> tuple[list[DerivedRecord], list[tuple[DerivedRecord, str]]]:
        """Return the records of an import that one verdict can be on, and the others, each with why not.

        Without a `verdict` these are those that wait and were never reviewed by this reviewer.
        """
        found, left = [], []
        for item in self.records:
            if item.record.data.get("batch") == name and list_id in (None, item.record.list):
                why = self._unfit(item, verdict)
                if why is None:
                    found.append(item)
                else:
                    left.append((item, why))
        return found, left

    def _unfit(self, item: DerivedRecord, verdict: str | None) -> str | None:
        """Return why a record is not reviewed with the rest of its batch, or None."""
        if item.derived.state == "withheld":
            return "withheld"
        last = latest(item, self.reviewer)
        if (
            verdict is None
            and last is not None
            and waiting(item, self.reviewer, self.today, withheld=False) is None
        ):
            return f"your verdict is {last.verdict} already"
        fault = self.refusal(item.record.claim, verdict or "confirm")
        if fault is not None or verdict is not None:
            return fault
        if reviewed_before(item, self.reviewer) is not None:
            return "you reviewed another version of the claim: look at what changed"
        waits = waiting(item, self.reviewer, self.today, withheld=False) is not None
        return None if waits else f"{state_word(item.derived.state)}, and no review is asked for"

    def waiting_next(self, record: str) -> tuple[str, ...]:
        """Return the names of a record's next claims that can still take its claim's place."""
        found = (item.record for item in self.next_claims if next_claim_of(item.record.file) == record)
        return tuple(item.file.rpartition("/")[2].removesuffix(".yaml") for item in found)

    def refusal(self, claim: str, verdict: str) -> str | None:
        """Return why a verdict on a claim, given today, would not count or say nothing new, or None."""
        item = self._claims[claim]
        return refusal(item, new_review(item, self.reviewer, self.today, verdict), self.roster, self.today)

    @cached_property
    def _claims(self) -> Mapping[str, DerivedRecord]:
        return {item.record.claim: item for item in (*self.next_claims, *self.records)}

    def packet(self, items: Iterable[DerivedRecord]) -> Packet:
        """Return records as a packet for the reviewer. Raises `UsageError` where the instance has no name."""
        return Packet(
            instance=self.instance["id"],
            title=self.instance["title"],
            made=self.today,
            reviewer=self.reviewer,
            keys=tuple(self.roster[self.reviewer].get("keys", ())),
            subjects=tuple(self.subject(item) for item in items),
        )
