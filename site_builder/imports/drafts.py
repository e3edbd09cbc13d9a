"""Drafts: what an import says of an account, as a record has it, and what it adds to a proposal that there is.

What is the same in all comes from the options or the mapping; texts may take fields from columns, as `{column}`.
Provenance stays with each piece of evidence: the row, and the name and SHA-256 of the file.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from site_builder.handles import fold
from site_builder.imports.accounts import ImportAccount
from site_builder.imports.entries import ImportEntry
from site_builder.observations.sighting import COUNTS

_FIELD: Final = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file that is imported: its name, the SHA-256 of its bytes, and the source that it is of."""

    name: str
    sha256: str
    source: str


@dataclass(frozen=True, slots=True)
class ImportTemplate:
    """What is the same in all: members of the record, and of its evidence by file."""

    list: str
    files: tuple[ImportedFile, ...]
    record: Mapping[str, Any]
    evidence: Mapping[str, Mapping[str, Any]]
    """By source what each piece of evidence says."""
    today: str
    on: str | None = None
    """The day on which the platform showed what rows without a day say."""
    state: str | None = None
    """What it showed then."""
    keep: frozenset[str] = frozenset()
    """What is left out elsewhere and is wanted here: `display_name`."""


def fields_of(template: ImportTemplate) -> tuple[str, ...]:
    """Return the names of the columns that a template takes fields from, sorted."""
    members = (template.record, *template.evidence.values())
    texts = (part for member in members for part in member.values() if isinstance(part, str))
    return tuple(sorted({name for text in texts for name in _FIELD.findall(text)}))


def record_of(account: ImportAccount, template: ImportTemplate) -> dict[str, Any]:
    """Return the draft of a record, without id, salt and context."""
    first = account.entries[0]
    evidence = _evidence(account, template, {}, 1)
    handles = account.handles
    value: dict[str, Any] = {
        **({"handle": handles[0]} if handles else {}),
        "platform": account.platform.id,
        **({"account_id": account.account_id} if account.account_id else {}),
        **{name: _filled(part, first) for name, part in template.record.items()},
        "sources": _sources(account, template),
        "evidence": list(evidence.values()),
        "profile": _profile(account, template),
        "previous_handles": [_earlier(account, handle) for handle in handles[1:]]
        if account.account_id
        else [],
        "observations": _observations(account, template, {key: item["id"] for key, item in evidence.items()}),
    }
    return {name: part for name, part in value.items() if part}


def additions(account: ImportAccount, data: Mapping[str, Any], template: ImportTemplate) -> dict[str, Any]:
    """Return the members of a proposal that an import changes, as they become; none where it says nothing new."""
    there = {
        (item["origin"]["sha256"], item["origin"].get("sheet", "")): item["id"]
        for item in data["evidence"]
        if "origin" in item
    }
    evidence = _evidence(account, template, there, len(data["evidence"]) + 1, data["evidence"])
    known = {file.sha256 for file in template.files}.intersection(sha for sha, _ in there)
    fresh = [entry for entry in account.entries if template.files[entry.place.file].sha256 not in known]
    if not fresh:
        return {}
    names = {key: item["id"] for key, item in evidence.items()}
    new = ImportAccount(account.platform, account.account_id, fresh)
    said: dict[str, Any] = {}
    if account.account_id and "account_id" not in data:
        said["account_id"] = account.account_id
    if "handle" not in data and new.handles:
        said["handle"] = new.handles[0]
    if evidence:
        said["evidence"] = [*data["evidence"], *evidence.values()]
    for name in ("sources", "submitted_by", "categories", "affiliations"):
        given = _sources(new, template) if name == "sources" else template.record.get(name, [])
        more = [item for item in given if item not in data.get(name, [])]
        if more:
            said[name] = [*data.get(name, []), *more]
    profile = {**_profile(new, template), **data.get("profile", {})}
    if profile != data.get("profile", {}):
        said["profile"] = profile
    seen = data.get("observations", [])
    days = {(item["date"], item["state"]) for item in seen}
    more = [item for item in _observations(new, template, names) if (item["date"], item["state"]) not in days]
    if more:
        said["observations"] = sorted([*seen, *more], key=lambda item: item["date"])
    return said


def _sources(account: ImportAccount, template: ImportTemplate) -> list[str]:
    return list(dict.fromkeys(template.files[entry.place.file].source for entry in account.entries))


def _evidence(
    account: ImportAccount,
    template: ImportTemplate,
    there: Mapping[tuple[str, str], str],
    number: int,
    kept: Sequence[Mapping[str, Any]] = (),
) -> dict[int, dict[str, Any]]:
    """Return the piece of evidence that each file gives, by file; not what the kept ones say already."""
    found: dict[int, dict[str, Any]] = {}
    told = [_said(item) for item in kept]
    for entry in account.entries:
        file = template.files[entry.place.file]
        if entry.place.file in found or (file.sha256, entry.place.sheet) in there:
            continue
        origin: dict[str, Any] = {"file": file.name, "sha256": file.sha256}
        if entry.place.sheet:
            origin["sheet"] = entry.place.sheet
        said = {name: _filled(part, entry) for name, part in template.evidence[file.source].items()}
        said = {name: part for name, part in said.items() if part}
        if _said(said) in told:
            continue
        told.append(_said(said))
        found[entry.place.file] = {
            "id": f"e{number}",
            **said,
            "origin": {**origin, "line": entry.place.line},
        }
        number += 1
    return found


def _said(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a piece of evidence says, whatever copy of its file it came from: the same again proves no more."""
    return {name: part for name, part in item.items() if name not in {"captured", "id", "origin"}}


def _filled(part: Any, entry: ImportEntry) -> Any:
    """Return a member of a template with the fields of a row; text that nothing of the row fills goes."""
    if not isinstance(part, str) or "{" not in part:
        return part
    return " ".join(_FIELD.sub(lambda name: entry.texts.get(name[1], ""), part).split())


def _profile(account: ImportAccount, template: ImportTemplate) -> dict[str, Any]:
    language, country = account.fact("language"), account.fact("country")
    created, shown = account.fact("created"), account.fact("display_name")
    value: dict[str, Any] = {
        "display_name": shown if "display_name" in template.keep else None,
        "created": created if created and created <= template.today else None,
        "languages": [{"code": language, "inferred": "metadata"}] if language else [],
        "locations": [{"code": country, "inferred": "platform"}] if country else [],
    }
    return {name: part for name, part in value.items() if part}


def _earlier(account: ImportAccount, handle: str) -> dict[str, str]:
    seen = account.seen(handle)
    return {"handle": handle, **({"until": seen} if seen else {})}


def _observations(
    account: ImportAccount, template: ImportTemplate, evidence: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Return what the platform showed and when, oldest first: what no day is known of is not an observation."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    current = {fold(account.platform, handle) for handle in account.handles[:1]}
    for entry in account.entries:
        facts = entry.facts
        if entry.handle is not None and fold(account.platform, entry.handle) not in current:
            continue  # what was seen under an earlier handle is said there
        counts = {name: facts[name] for name in COUNTS if name in facts}
        on = facts.get("date") or template.on
        shown = facts.get("state") or (template.state if not facts.get("date") else None)
        shown = shown or ("active" if counts and facts.get("date") else None)
        said = [(on, shown, counts)] if on and shown else []
        if facts.get("last_active"):
            said.append((facts["last_active"], "active", {}))
        for day, state, more in said:
            if day <= template.today:
                item = {"date": day, "state": state, **more}
                name = evidence.get(entry.place.file)
                found.setdefault((day, state), {**item, **({"evidence": name} if name else {})})
    return [found[key] for key in sorted(found)]


def left_without_day(accounts: Sequence[ImportAccount], template: ImportTemplate) -> int:
    """Return how many accounts have counts or states without the day on which the platform showed them."""
    told = {*COUNTS, "state"}
    return sum(
        any(told.intersection(entry.facts) and not entry.facts.get("date") for entry in account.entries)
        for account in accounts
        if template.on is None or (template.state is None and account.fact("state") is None)
    )
