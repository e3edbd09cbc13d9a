"""Answers: what is the same in all accounts of an import, from options, a mapping and the sources' own entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, Self

from site_builder.errors import UsageError
from site_builder.imports.drafts import ImportedFile, ImportTemplate
from site_builder.imports.mapping import ImportMapping
from site_builder.model import AccountList

_DAY: Final = len("2026-01-31")
_BATCH: Final = 48
"""Characters of a source's id in the name of an import."""


@dataclass(frozen=True, slots=True)
class ImportAnswers:
    """What the options say; None and empty where they do not."""

    submitted_by: Sequence[str]
    categories: Sequence[str] = ()
    affiliations: Sequence[str] = ()
    basis: str | None = None
    summary: str | None = None
    evidence_kind: str = "dataset"
    evidence_url: str | None = None
    evidence_summary: str | None = None
    archived: str | None = None
    captured: str | None = None
    sensitivity: str = "none"
    on: str | None = None
    state: str | None = None
    keep: Sequence[str] = ()
    batch: str | None = None

    @classmethod
    def given(cls, options: Mapping[str, Any]) -> Self:
        """Return what a command's options say, among others."""
        return cls(**{item.name: options[item.name] for item in fields(cls)})


def import_template(
    account_list: AccountList,
    files: tuple[ImportedFile, ...],
    answers: ImportAnswers,
    mapping: ImportMapping,
    today: str,
) -> ImportTemplate:
    """Return what is the same in all. Raises `UsageError` where something that is needed is not said."""
    every = list(account_list.data["categories"])
    categories = (
        list(answers.categories) or mapping.record.get("categories") or (every if len(every) == 1 else [])
    )
    if not categories:
        raise UsageError("missing: --category", hint=f"known are {', '.join(every)}")
    sources = {file.source: account_list.sources[file.source] for file in files}
    record: dict[str, Any] = {
        "summary": " ".join(dict.fromkeys(map(_named, sources.values()))),
        **mapping.record,
        **({"summary": answers.summary} if answers.summary else {}),
        **({"affiliations": list(answers.affiliations)} if answers.affiliations else {}),
        "categories": categories,
        "submitted_by": list(dict.fromkeys(answers.submitted_by)),
        "batch": answers.batch or f"{files[0].source[:_BATCH].rstrip('-')}-{today}",
    }
    if answers.basis:
        record["basis"] = [{"kind": answers.basis, "source": name} for name in sources]
    evidence = {
        file.source: _evidence(sources[file.source], categories, answers, file.sha256, today)
        | dict(mapping.evidence)
        for file in reversed(files)
    }
    keep = frozenset(answers.keep)
    return ImportTemplate(account_list.id, files, record, evidence, today, answers.on, answers.state, keep)


def _evidence(
    source: Mapping[str, Any], categories: Sequence[str], answers: ImportAnswers, sha256: str, today: str
) -> dict[str, Any]:
    day = str(source.get("date", ""))
    said: dict[str, Any] = {
        "kind": answers.evidence_kind,
        "sensitivity": answers.sensitivity,
        "url": answers.evidence_url or source.get("url"),
        "archived": answers.archived or source.get("archived"),
        "captured": answers.captured or today,
        "published": day if len(day) == _DAY else None,
        "shows": list(categories),
        "summary": answers.evidence_summary or _named(source),
    }
    if not said["url"] and not said["archived"]:
        said["sha256"] = sha256
    return {name: part for name, part in said.items() if part}


def _named(source: Mapping[str, Any]) -> str:
    return f"{source['title']} names the account."
