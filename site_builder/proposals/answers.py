"""Answers: what somebody said of the record to be, what is still missing, and the record that it makes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, TypeVar

from site_builder.errors import UsageError
from site_builder.load.source_tree import Tree
from site_builder.load.typed import shape
from site_builder.model import Policy


@dataclass(frozen=True, slots=True)
class ProposalQuestion:
    """One thing that can be said: the option that says it, and for evidence which item, from 0."""

    option: str
    item: int | None = None
    required: bool = True

    def __str__(self) -> str:
        """Return the option, with the number of the item where there may be several."""
        return self.option if not self.item else f"{self.option} of evidence e{self.item + 1}"


@dataclass(frozen=True, slots=True)
class EvidenceAnswer:
    """What was said of one piece of evidence. Empty is not said."""

    kind: str = ""
    url: str = ""
    archived: str = ""
    sha256: str = ""
    captured: str = ""
    published: str = ""
    shows: tuple[str, ...] = ()
    sensitivity: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said so far. Empty is not said."""

    list: str = ""
    platform: str = ""
    handle: str = ""
    account_id: str = ""
    categories: tuple[str, ...] = ()
    summary: str = ""
    submitted_by: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    distinct_from: tuple[str, ...] = ()
    evidence: tuple[EvidenceAnswer, ...] = (EvidenceAnswer(),)
    declined: frozenset[ProposalQuestion] = field(default_factory=frozenset)
    """Questions that need no answer and got none: they are not asked again."""


FIELDS: Final = {
    "--list": "list",
    "--platform": "platform",
    "--handle": "handle",
    "--account-id": "account_id",
    "--category": "categories",
    "--summary": "summary",
    "--submitted-by": "submitted_by",
    "--source": "sources",
    "--affiliation": "affiliations",
    "--distinct-from": "distinct_from",
}
"""By option the field that it fills."""
ITEM_FIELDS: Final = {
    "--evidence-kind": "kind",
    "--evidence-url": "url",
    "--archived": "archived",
    "--sha256": "sha256",
    "--captured": "captured",
    "--published": "published",
    "--shows": "shows",
    "--sensitivity": "sensitivity",
    "--evidence-summary": "summary",
}
"""The same for one piece of evidence."""


def answer(answers: Answers, question: ProposalQuestion, value: Any) -> Answers:
    """Return the answers with one more; an empty one takes back what was said, or declines to say it."""
    declined = answers.declined if value else answers.declined | {question}
    if question.item is None:
        return replace(answers, declined=declined, **{FIELDS[question.option]: value})
    items = [*answers.evidence]
    items[question.item] = replace(items[question.item], **{ITEM_FIELDS[question.option]: value})
    return replace(answers, declined=declined, evidence=tuple(items))


def with_items(answers: Answers, tree: Tree, day: str | None = None) -> Answers:
    """Return the answers with as many pieces of evidence as the list requires, captured on `day` where unsaid."""
    policy = _policy(answers, tree)
    least = 1 if policy is None else policy["min_evidence"]
    items = [*answers.evidence, *(EvidenceAnswer() for _ in range(least - len(answers.evidence)))]
    if day is not None:
        items = [replace(item, captured=item.captured or day) for item in items]
    return replace(answers, evidence=tuple(items))


def forget(answers: Answers, question: ProposalQuestion) -> Answers:
    """Return the answers without one of them, which can be asked for again."""
    where = (question.option, question.item)
    declined = frozenset(item for item in answers.declined if (item.option, item.item) != where)
    return replace(answer(answers, question, type(_value(answers, question))()), declined=declined)


def account_questions(answers: Answers, tree: Tree) -> tuple[ProposalQuestion, ...]:
    """Return the questions about account and list that are still open, in the order of asking."""
    found = [ProposalQuestion("--list"), ProposalQuestion("--platform")]
    found.append(ProposalQuestion("--handle", required=not answers.account_id))
    platform = tree.platforms.get(answers.platform)
    if platform is not None and platform.account_id is not None:
        policy = _policy(answers, tree)
        found.append(
            ProposalQuestion("--account-id", required=policy is not None and policy["require_account_id"])
        )
    return _open(answers, found)


def record_questions(answers: Answers, tree: Tree) -> tuple[ProposalQuestion, ...]:
    """Return what can still be said of an account on a list, in the order of asking."""
    return _open(answers, _of_record(answers, tree))


def answered(answers: Answers, tree: Tree) -> tuple[tuple[ProposalQuestion, str], ...]:
    """Return the questions of `record_questions` that have an answer, or were declined, with it as text."""
    left = record_questions(answers, tree)
    given = ((item, _value(answers, item)) for item in _of_record(answers, tree) if item not in left)
    return tuple((item, ", ".join(value) if isinstance(value, tuple) else value) for item, value in given)


def _of_record(answers: Answers, tree: Tree) -> list[ProposalQuestion]:
    policy, account_list = _policy(answers, tree), tree.lists.get(answers.list)
    found = [ProposalQuestion("--category"), ProposalQuestion("--summary")]
    if account_list is not None and account_list.sources:
        found.append(ProposalQuestion("--source", required=False))
    for number, item in enumerate(answers.evidence):
        seen = bool(item.archived or item.sha256)
        found += [
            ProposalQuestion("--evidence-kind", number),
            ProposalQuestion("--evidence-url", number, required=not seen),
            ProposalQuestion("--archived", number, required=policy is not None and policy["require_archive"]),
            ProposalQuestion("--captured", number, required=False),
            ProposalQuestion("--evidence-summary", number),
            ProposalQuestion("--sensitivity", number),
        ]
        if len(answers.evidence) > 1 or len(answers.categories) > 1:
            found.append(ProposalQuestion("--shows", number))
    return [*found, ProposalQuestion("--submitted-by")]


def _open(answers: Answers, asked: Iterable[ProposalQuestion]) -> tuple[ProposalQuestion, ...]:
    return tuple(item for item in asked if not _value(answers, item) and item not in answers.declined)


def _value(answers: Answers, question: ProposalQuestion) -> Any:
    if question.item is None:
        return getattr(answers, FIELDS[question.option])
    return getattr(answers.evidence[question.item], ITEM_FIELDS[question.option])


def _policy(answers: Answers, tree: Tree) -> Policy | None:
    account_list = tree.lists.get(answers.list)
    return None if account_list is None else account_list.data["policy"]


def question_at(pointer: str) -> ProposalQuestion | None:
    """Return the question whose answer is at a place of the record (a JSON pointer), if one does."""
    parts = pointer.split("/")[1:]
    if len(parts) > 2 and parts[0] == "evidence":  # noqa: PLR2004 - /evidence/<number>/<field>
        names = {name: option for option, name in ITEM_FIELDS.items()}
        return ProposalQuestion(names[parts[2]], int(parts[1])) if parts[2] in names else None
    names = {name: option for option, name in FIELDS.items()}
    return ProposalQuestion(names[parts[0]]) if parts and parts[0] in names else None


def record_value(answers: Answers) -> dict[str, Any]:
    """Return the draft that the answers make, with the keys that were answered."""
    value: dict[str, Any] = {
        name: _plain(getattr(answers, name)) for name in FIELDS.values() if name != "list"
    }
    items = [_item(number, item, answers) for number, item in enumerate(answers.evidence, start=1)]
    value["evidence"] = items
    # What shows that a look-alike is another account is what the record rests on first.
    value["distinct_from"] = [{"evidence": "e1", "protected": name} for name in answers.distinct_from]
    return {name: part for name, part in value.items() if part}


def _item(number: int, item: EvidenceAnswer, answers: Answers) -> dict[str, Any]:
    said = {part.name: _plain(getattr(item, part.name)) for part in fields(item)}
    # The only evidence for a single category cannot but show it.
    if not item.shows and len(answers.evidence) == len(answers.categories) == 1:
        said["shows"] = list(answers.categories)
    return {"id": f"e{number}"} | {name: part for name, part in said.items() if part}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def answers_of(value: Any) -> Answers:
    """Return the answers that a draft of a record (`record_value` without an id) holds, however few.

    Raises `UsageError` for anything that is not asked for.
    """
    faults = [fault for fault in shape("record").faults(value) if fault.code in _NOT_A_DRAFT]
    wrong = [f"{fault.pointer} {fault.message}" for fault in faults]
    wrong = wrong or [f"`add` does not ask for {name}" for name in sorted(set(value) - _ASKED)]
    if wrong:
        raise UsageError(wrong[0])
    made = [_stored(EvidenceAnswer(), item) for item in value.get("evidence", ())]
    distinct = tuple(item.get("protected", "") for item in value.get("distinct_from", ()))
    said = {name: part for name, part in value.items() if name not in ("evidence", "distinct_from")}
    return replace(
        _stored(Answers(), said), distinct_from=distinct, evidence=tuple(made) or Answers().evidence
    )


_NOT_A_DRAFT: Final = frozenset({"schema-type", "schema-unknown-key"})
_ASKED: Final = {*FIELDS.values(), "evidence"}
_Some = TypeVar("_Some", Answers, EvidenceAnswer)


def _stored(empty: _Some, value: Mapping[str, Any]) -> _Some:
    given = {name: part for name, part in value.items() if name != "id"}
    for name, part in given.items():
        if isinstance(part, list) != isinstance(getattr(empty, name), tuple):
            raise UsageError(f"{name} has to be {'text' if isinstance(part, list) else 'a list'}")
    stored: dict[str, Any] = {
        name: tuple(part) if isinstance(part, list) else part for name, part in given.items()
    }
    return replace(empty, **stored)
