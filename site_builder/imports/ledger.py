"""Ledger: what became of every row of an import, which adds up, and the reports of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from site_builder.errors import quantity
from site_builder.imports.columns import PRIVATE
from site_builder.imports.drafts import ImportedFile
from site_builder.imports.entries import RowPlace
from site_builder.imports.plan import OUTCOMES, RowOutcome, rank
from site_builder.imports.reading import ReadTable
from site_builder.report.escape import markdown_code, markdown_prose

_SHOWN: Final = 10
"""Rows of one reason that the text names."""
_WORDS: Final = {
    "created": "a new proposal each",
    "merged": "joined with a proposal",
    "unchanged": "nothing new in them",
    "listed": "listed, or under review",
    "refused": "nothing was written for them",
}
_LEFT: Final = {
    "description": "descriptions",
    "display_name": "display names",
    "email": "mail addresses",
    "location": "places as written",
    "phone": "telephone numbers",
}


@dataclass(slots=True)
class ImportLedger:
    """Everything that a report of an import says. Rows are in the order of files, sheets and lines."""

    files: Sequence[ImportedFile]
    tables: Sequence[ReadTable]
    rows: int
    """Rows that were read, those with names of columns aside."""
    outcomes: Sequence[RowOutcome]
    left: Mapping[str, int]
    """By meaning of a column, in how many rows there was something that was left out."""
    without_day: int
    """Accounts whose counts are left out because nothing says on which day they held."""
    batch: str
    warnings: Sequence[tuple[str, str, str]] = ()
    """What the rules warn of: record, code and words."""
    written: bool = True
    notes: Sequence[str] = ()
    """What else is to be known of how the files were read."""

    @property
    def counts(self) -> dict[str, int]:
        """How many rows, or accounts of rows that name several, ended in each outcome."""
        found = Counter(item.outcome for item in self.outcomes)
        return {name: found[name] for name in OUTCOMES}

    @property
    def refused(self) -> list[RowOutcome]:
        """The rows that were refused, protected accounts first, then by reason and place."""
        refused = [item for item in self.outcomes if item.outcome == "refused"]
        return sorted(
            refused, key=lambda item: (rank(item.code), item.place.file, item.place.sheet, item.place.line)
        )

    def where(self, place: RowPlace) -> str:
        """Return a place in words: file, sheet and line."""
        sheet = f", {place.sheet}" if place.sheet else ""
        return f"{self.files[place.file].name}{sheet}, line {place.line}"

    def _reasons(self) -> Iterator[tuple[str, list[RowOutcome]]]:
        groups: dict[str, list[RowOutcome]] = {}
        for item in self.refused:
            groups.setdefault(item.code, []).append(item)
        yield from groups.items()

    def text(self) -> str:
        """Return the report for a terminal, not yet made harmless."""
        counts = self.counts
        total = quantity(self.rows, "row")
        more = len(self.outcomes) - self.rows
        named = f", which name {quantity(len(self.outcomes), 'account')}" if more else ""
        lines = [f"{total} in {quantity(len(self.files), 'file')}{named}:"]
        lines += [f"  {counts[name]:>7,}  {name:<10} {_WORDS[name]}" for name in OUTCOMES]
        lines += [f"  {sum(counts.values()):>7,}  in all", ""]
        for table in self.tables:
            lines += self._table(table)
        for code, items in self._reasons():
            lines += ["", f"refused: {code} ({quantity(len(items), 'row')})"]
            for item in items[:_SHOWN]:
                called = f" {item.account}:" if item.account else ""
                lines.append(f"  {self.where(item.place)}:{called} {item.words}")
            if len(items) > _SHOWN:
                lines.append(f"  and {len(items) - _SHOWN:,} more")
        lines += self._warned()
        lines += ["", *self._left()] if self.left or self.without_day else []
        lines += ["", *self.notes] if self.notes else []
        return "\n".join(lines)

    def _table(self, table: ReadTable) -> list[str]:
        found = [
            f"{table.columns.name(at)} = {item.platform + ' ' if item.platform else ''}{item.meaning}"
            for at, item in enumerate(table.columns.meanings)
            if item.meaning
        ]
        sheet = f", {'hidden sheet ' if table.hidden else ''}{table.sheet}" if table.sheet else ""
        header = f", names of columns in line {table.header}" if table.header else ""
        read = "; ".join(found) or "no column names accounts"
        read += f"; platform = {table.platform}" if table.platform else ""
        return [f"{self.files[table.file].name}{sheet}{header}: {read}"]

    def _warned(self) -> list[str]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for record, code, words in self.warnings:
            groups.setdefault(code, []).append((record, words))
        lines = []
        for code, items in sorted(groups.items()):
            lines += ["", f"warning: {code} ({quantity(len(items), 'record')})"]
            lines += [f"  {record}: {words}" for record, words in items[:_SHOWN]]
            lines += [f"  and {len(items) - _SHOWN:,} more"] if len(items) > _SHOWN else []
        return lines

    def _left(self) -> list[str]:
        private = [
            f"{_LEFT[name]} of {quantity(self.left[name], 'row')}" for name in PRIVATE if self.left.get(name)
        ]
        unread = [
            f"{name} of {quantity(number, 'row')}"
            for name, number in sorted(self.left.items())
            if name not in PRIVATE
        ]
        lines = [f"Left out: {', '.join(private)}."] if private else []
        lines += [f"Not read, because they are not exactly that: {', '.join(unread)}."] if unread else []
        if self.without_day:
            lines.append(
                f"Counts and states of {quantity(self.without_day, 'account')} were left out: nothing says on which "
                "day the platform showed them. Say --on, and --state."
            )
        return lines

    def json(self) -> dict[str, Any]:
        """Return the report for programs."""
        return {
            "batch": self.batch,
            "counts": {**self.counts, "accounts": len(self.outcomes), "rows": self.rows},
            "files": [
                {"name": file.name, "sha256": file.sha256, "source": file.source} for file in self.files
            ],
            "notes": list(self.notes),
            "left_out": dict(sorted(self.left.items())),
            "rows": [
                {
                    "account": item.account,
                    "code": item.code,
                    "file": self.files[item.place.file].name,
                    "line": item.place.line,
                    "outcome": item.outcome,
                    "reason": item.words,
                    "record": item.record,
                    "sheet": item.place.sheet,
                }
                for item in self.outcomes
            ],
            "warnings": [
                {"code": code, "reason": words, "record": record} for record, code, words in self.warnings
            ],
            "without_day": self.without_day,
            "written": self.written,
        }

    def markdown(self) -> str:
        """Return the report for a pull request: counts, provenance and reasons, no account by name.

        Whoever reads the request later may be anybody, and a proposal is not public.
        """
        counts = self.counts
        rows = [f"| {name} | {counts[name]:,} | {_WORDS[name]} |" for name in OUTCOMES]
        files = [
            f"| {markdown_code(file.name, 100)} | {markdown_code(file.source, 60)} | `{file.sha256}` |"
            for file in self.files
        ]
        reasons = [
            f"| `{code}` | {len(items):,} | {markdown_prose(_reason(items))} |"
            for code, items in self._reasons()
        ]
        blocks = [
            f"## Import {markdown_code(self.batch, 60)}: {quantity(self.rows, 'row')}",
            "\n".join(("| Outcome | Rows | |", "| --- | ---: | --- |", *rows)),
            "\n".join(("| File | Source | SHA-256 |", "| --- | --- | --- |", *files)),
        ]
        if reasons:
            blocks.append("\n".join(("| Refused | Rows | Why |", "| --- | ---: | --- |", *reasons)))
        blocks += [markdown_prose(line) for line in self._left()]
        return "\n\n".join(blocks) + "\n"


def _reason(items: Sequence[RowOutcome]) -> str:
    """Return why rows were refused, where that is the same for all; accounts are not named."""
    words = {item.words for item in items if not item.account}
    return words.pop() if len(words) == 1 else ""
