"""Words for codes: titles and meanings of vocabulary terms, names of platforms and languages, facts of platforms.

An unknown code is shown as it is: fields and values may be added before this module learns a name for them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from site_builder.catalog.model import Catalog
from site_builder.handles import Platform, Syntax
from site_builder.model import JsonObject, PublicRow
from site_builder.record import account_name
from site_builder.resources import package_path
from site_builder.wording.language import ENGLISH, Language


@cache
def languages() -> Mapping[str, str]:
    """Return English names of languages that records use or are likely to, by BCP 47 code."""
    names: dict[str, str] = json.loads(
        package_path("wording/data/languages.json").read_text(encoding="utf-8")
    )
    return names


_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def date_text(date: str) -> str:
    """Return a day or a month (ISO 8601) as people write it: `30 November 2026`, `November 2026`."""
    year, month, *day = date.split("-")
    return " ".join([*(part.lstrip("0") for part in day), _MONTHS[int(month) - 1], year])


@dataclass(frozen=True, slots=True)
class Term:
    """A code with what it is called and what it means."""

    code: str
    title: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Words:
    """What the codes of one catalog are called."""

    catalog: Catalog
    into: Language = ENGLISH
    """The language of the page."""
    _terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    _rows: dict[str, PublicRow] = field(default_factory=dict)
    _titles: dict[str, str] = field(default_factory=dict)

    def term(self, table: str, code: str) -> Term:
        """Return a term of a table of the vocabulary, such as `evidence_kinds`."""
        term = self._terms.get((table, code))
        if term is None:
            found = self.catalog.vocabulary[table].get(code, {})
            title, meaning = found.get("title", code), found.get("meaning", "")
            term = Term(code, self.into.text(title), self.into.text(meaning))
            self._terms[table, code] = term
        return term

    def row(self, record: str) -> PublicRow | None:
        """Return the row of a public record, such as one that a link leads to; None of any other."""
        if not self._rows:
            self._rows.update((item.id, item.row) for public in self.catalog.lists for item in public.records)
        return self._rows.get(record)

    def list_titles(self) -> Mapping[str, str]:
        """Return the titles of all lists that have a page; a deleted one is called by its id."""
        if not self._titles:
            self._titles.update((gone.id, gone.id) for gone in self.catalog.deleted_lists)
            self._titles.update((public.id, public.data["title"]) for public in self.catalog.lists)
        return self._titles

    def platform(self, code: str) -> str:
        """Return a platform's name."""
        found = self.catalog.platforms.get(code)
        return code if found is None else found.name

    def account(self, row: Mapping[str, Any]) -> str:
        """Return what a row's account is called beside others: `name on Platform`, `Platform account 12345`."""
        platform, name = self.platform(row["platform"]), account_name(row)
        return f"{name} on {platform}" if "handle" in row else f"{platform} {name}"

    def language(self, code: str) -> str:
        """Return a language's English name with its BCP 47 code, such as `Arabic (ar)`."""
        name = languages().get(code.partition("-")[0])
        return code if name is None else f"{name} ({code})"


def platform_facts(platform: Platform) -> JsonObject:
    """Return how a platform writes, folds and links handles and ids, as JSON."""
    profile: JsonObject = {
        "any_host": platform.any_host,
        "hosts": sorted(platform.hosts),
        "reserved": sorted(platform.reserved),
    }
    given = platform.definition.get("profile", {})
    profile |= {name: given[name] for name in ("not_hosts", "subdomains") if name in given}
    if platform.handle_url is not None:
        profile["handle_url"] = platform.handle_url
    if platform.account_id_url is not None:
        profile["account_id_url"] = platform.account_id_url
    named = {"former": platform.former, "sure": platform.sure}
    patterns = {name: syntax.pattern for name, syntax in named.items() if syntax is not None}
    facts: JsonObject = {
        "also": sorted(platform.also),
        "handle": {**_syntax(platform.handle), "fold": list(platform.fold_steps), **patterns},
        "id": platform.id,
        "name": platform.name,
        "profile": profile,
    }
    if platform.account_id is not None:
        with_domain = {"with_domain": list(platform.domain_ids)} if platform.domain_ids else {}
        facts["account_id"] = {**_syntax(platform.account_id), **with_domain}
    return facts


def _syntax(syntax: Syntax) -> JsonObject:
    return {
        "max_length": syntax.max_length,
        "min_length": syntax.min_length,
        "pattern": syntax.pattern,
        "syntax": syntax.words,
    }
