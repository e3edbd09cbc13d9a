"""`handlelists import`: lists of accounts as they exist, made into proposals that say where each came from."""

import os
import re
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import click

from site_builder.cli.add import refuse_private_address
from site_builder.cli.edits import EditDesk, is_source, say_commit
from site_builder.cli.handed import encoding_option, guess, mapping_of, mapping_option, opened
from site_builder.cli.options import DAY, now_option, past_day, root_option
from site_builder.cli.progress import progress_bar
from site_builder.errors import UsageError, quantity
from site_builder.fmt.drafts import taken_ids
from site_builder.handles.url import ascii_host
from site_builder.ids import SLUG
from site_builder.imports.accounts import grouped
from site_builder.imports.answers import ImportAnswers, import_template
from site_builder.imports.drafts import ImportedFile, fields_of, left_without_day
from site_builder.imports.entries import ReadingRules
from site_builder.imports.held import held
from site_builder.imports.ledger import ImportLedger
from site_builder.imports.mapping import written_mapping
from site_builder.imports.plan import ImportPlan, RowOutcome, refusal
from site_builder.imports.reading import FileReader, refuse_fields
from site_builder.imports.refused import refused_rows
from site_builder.load.files import SOURCE_FOLDER
from site_builder.load.source_tree import packaged
from site_builder.model import AccountList
from site_builder.printing import print_json, say
from site_builder.proposals.neighbours import platform_called
from site_builder.report.escape import visible
from site_builder.settings import LIMITS, TEMPORARY
from site_builder.write.files import write_atomic, write_new

_FILE: Final = click.Path(path_type=Path, dir_okay=False)


def _terms(section: str) -> click.Choice[str]:
    return click.Choice(tuple(sorted(packaged("vocabulary")[section])))


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@root_option
@click.option(
    "--list", "list_id", metavar="LIST", help="List that they are proposed for.", show_default="the only one"
)
@click.option(
    "--source",
    "sources",
    metavar="SOURCE",
    multiple=True,
    required=True,
    help="Source of sources.yaml that the files are of: one for all, or one for each in order.",
)
@click.option("--platform", metavar="PLATFORM", help="Of accounts for which nothing in the files says one.")
@mapping_option
@click.option("--dry-run", is_flag=True, help="Write no proposal; write the mapping, unless it is there.")
@encoding_option
@click.option(
    "--submitted-by", metavar="NAME", multiple=True, help="Your role or pseudonym; may be repeated."
)
@click.option(
    "--category",
    "categories",
    metavar="CATEGORY",
    multiple=True,
    help="Of the list; may be repeated.",
    show_default="the only one",
)
@click.option(
    "--affiliation", "affiliations", metavar="NAME", multiple=True, help="Affiliation of sources.yaml."
)
@click.option("--basis", type=_terms("basis_kinds"), help="On what kind of finding the listings rest.")
@click.option("--summary", metavar="TEXT", help="What is claimed of each; {column} is a cell of its row.")
@click.option(
    "--evidence-kind",
    type=_terms("evidence_kinds"),
    default="dataset",
    show_default=True,
    help="Kind of the evidence.",
)
@click.option("--evidence-url", metavar="URL", help="The original.", show_default="that of the source")
@click.option("--archived", metavar="URL", help="A capture of it.", show_default="that of the source")
@click.option("--captured", type=DAY, help="Day on which you saw it.  [default: today, UTC]")
@click.option("--evidence-summary", metavar="TEXT", help="What it shows; {column} is a cell of the row.")
@click.option(
    "--sensitivity",
    type=_terms("sensitivities"),
    default="none",
    show_default=True,
    help="Whether to warn before it.",
)
@click.option("--on", "on", type=DAY, help="Day on which the platform showed what rows without a day say.")
@click.option(
    "--state", type=_terms("observation_states"), help="What it showed on that day, where no column says it."
)
@click.option(
    "--with",
    "keep",
    type=click.Choice(("display_name",)),
    multiple=True,
    help="Take in what is left out otherwise.",
)
@click.option("--new-server", metavar="HOST", multiple=True, help="Server on which nobody here is yet.")
@click.option("--batch", metavar="NAME", help="Name of the import.", show_default="the source and the day")
@click.option(
    "--refused", type=_FILE, help="Write the rows that are refused to this CSV file, with the reason."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "markdown")),
    default="text",
    show_default=True,
    help="markdown is for a pull request, and names no account.",
)
@click.option("--allow-email", is_flag=True, help="Go on although git would show your e-mail address.")
@now_option
def command(root: Path, now: str, *, files: tuple[Path, ...], allow_email: bool, **given: Any) -> int:
    """Propose the accounts that FILEs name: CSV, TSV, text, Markdown, JSON, NDJSON, XLSX, ODS.

    Each account becomes one proposal, whichever of the files name it, and each piece of its evidence names the file
    and the row that it came from. Nothing of it is public before it is reviewed. What is listed is never edited; a
    protected or cleared account is refused. Descriptions, names, places, mail addresses and telephone numbers are
    left out.

    Every row ends in exactly one of created, merged, unchanged, listed and refused. The same command again changes
    nothing; after an interruption it goes on. Exit status 1 where rows were refused.
    """
    refuse_private_address(root, allow=allow_email)
    _refuse_overwriting(root, given["refused"])
    run = _Import(EditDesk(root, now), files, given)
    ledger = run.run()
    if given["refused"] is not None:
        write_atomic(given["refused"], refused_rows(ledger, run.rows_again()))
    _print(ledger, given["form"])
    if given["dry_run"]:
        run.write_mapping()
    elif run.written:
        folders = sorted({f"{file.rsplit('/', 2)[0]}" for file in run.written})
        if len(run.written) > LIMITS.change_files:
            say(
                f"A change has at most {quantity(LIMITS.change_files, 'file')}: commit these {len(run.written):,} in "
                "parts, a pull request each."
            )
        if given["form"] == "text":
            say_commit(root, folders, f"Import {quantity(len(run.written), 'proposal')}")
            say(f"Reviewers look at them together: handlelists review --batch {ledger.batch} --as REVIEWER")
    return 1 if ledger.refused else 0


def _refuse_overwriting(root: Path, refused: Path | None) -> None:
    """Raise `UsageError` where the refused rows would be among the sources, or take the place of a file."""
    if refused is not None and is_source(refused, root):
        raise UsageError(f"{refused} is below lists/: name another file for what is refused")
    if refused is not None and os.path.lexists(refused):
        raise UsageError(f"{refused} exists already: name another file for what is refused")


def _print(ledger: ImportLedger, form: str) -> None:
    if form == "json":
        print_json(ledger.json())
    elif form == "markdown":
        click.echo(ledger.markdown(), nl=False)
    else:
        say(ledger.text())


def _offer(outcomes: Sequence[RowOutcome]) -> tuple[str, ...]:
    """Return what to do with rows whose accounts are listed already."""
    if any(item.outcome == "listed" for item in outcomes):
        words = "Listed accounts are not changed: `handlelists observe FILE` records what the platform shows of them."
        return (words,)
    return ()


def _there(path: Path) -> Path | None:
    return path if path.exists() else None


class _Draws:
    """`secrets.randbelow`, which asks the system for each number by itself, for very many small ones."""

    def __init__(self) -> None:
        self._next = iter(b"").__next__

    def below(self, most: int) -> int:
        """Return a random number below a power of two that is at most 256."""
        try:
            return self._next() & (most - 1)
        except StopIteration:
            self._next = iter(secrets.token_bytes(2**16)).__next__
            return self._next() & (most - 1)


class _Import:
    """One run: what it was asked, and what it wrote."""

    def __init__(self, desk: EditDesk, paths: Sequence[Path], given: dict[str, Any]) -> None:
        self._desk, self._paths, self._given = desk, paths, given
        tree = desk.loading.tree
        lists = tuple(tree.lists)
        name = given["list_id"] or (lists[0] if len(lists) == 1 else "")
        if name not in lists:
            what = f"there is no list {name} that can be read" if name else "missing: --list"
            raise UsageError(
                what, hint=f"known are {', '.join(lists)}" if lists else "`handlelists validate` says why"
            )
        self._list: AccountList = tree.lists[name]
        if len(given["sources"]) not in {1, len(paths)}:
            raise UsageError("--source is given once for all files, or once for each")
        unknown = [source for source in given["sources"] if source not in self._list.sources]
        if unknown:
            known = ", ".join(self._list.sources) or "none"
            raise UsageError(
                f"there is no source {unknown[0]} in {name}/sources.yaml", hint=f"known are {known}"
            )
        if not given["submitted_by"]:
            raise UsageError("missing: --submitted-by", hint="everyone who writes a claim is named in it")
        for day in (given["captured"], given["on"]):
            past_day(day, desk.today)
        # A dry run writes the mapping that is not there yet.
        named = (
            given["mapping"] if not given["dry_run"] or given["mapping"] is None else _there(given["mapping"])
        )
        self._mapping = mapping_of(named)
        if given["batch"] is not None and not re.fullmatch(SLUG, given["batch"]):
            raise UsageError("--batch takes lower-case letters, digits and single hyphens")
        told = given["platform"] or self._mapping.platform
        self._platform = platform_called(tree.platforms, told) if told else self._only_platform()
        self.written: list[str] = []
        self._reader: FileReader | None = None

    def _only_platform(self) -> Any:
        """Return the platform that all records of the list are on; None where there is not exactly one."""
        paths = (path for every in self._desk.part.atlas.records.values() for path in every)
        found = {path.split("/")[2] for path in paths if path.split("/")[1] == self._list.id}
        return self._desk.loading.tree.platforms.get(found.pop()) if len(found) == 1 else None

    def run(self) -> ImportLedger:
        """Read, group, hold against the tree, judge and write; return the report."""
        desk, tree = self._desk, self._desk.loading.tree
        handed = [opened(path, self._desk.root, self._given["encoding"]) for path in self._paths]
        sources = self._given["sources"] * (len(handed) if len(self._given["sources"]) == 1 else 1)
        files = tuple(
            ImportedFile(" ".join(visible(file.name).split()), file.sha256, source)
            for (file, _), source in zip(handed, sources, strict=True)
        )
        template = import_template(
            self._list, files, ImportAnswers.given(self._given), self._mapping, desk.today
        )
        rules = ReadingRules(
            tree.platforms, self._platform, self._mapping.columns, fields_of(template), template.keep
        )
        reader = FileReader(rules, [file.name for file in files])
        entries = (entry for at, (_, tables) in enumerate(handed) for entry in reader.entries(at, tables))
        with progress_bar() as desk.part.tell:
            accounts, refused = grouped(tree.platforms, entries)
            servers = [ascii_host(host) or host for host in self._given["new_server"]]
            known = held(desk.part, self._list.id, desk.today, accounts, servers)
        desk.loading.documents.refuse_unread("whether an account is listed already")
        refuse_fields(fields_of(template), reader.tables)
        outcomes: list[RowOutcome] = [refusal(entry) for entry in refused]
        warnings: list[tuple[str, str, str]] = []
        is_taken = taken_ids(desk.source, desk.part.atlas)
        plan = ImportPlan(desk.part, template, is_taken, _Draws().below)
        if not self._given["dry_run"]:
            self._clear()
        for batch in plan.batches(accounts, known):
            if not self._given["dry_run"]:
                write_new(desk.root, batch.files)
                self.written += batch.files
            outcomes += batch.outcomes
            warnings += batch.warnings
        if self.written and hasattr(os, "sync"):  # which Windows does not have
            os.sync()
        outcomes.sort(key=lambda item: (item.place.file, item.place.sheet, item.place.line))
        self._reader = reader
        return ImportLedger(
            files,
            reader.tables,
            reader.rows,
            outcomes,
            reader.left,
            left_without_day(accounts, template),
            str(template.record["batch"]),
            sorted(warnings),
            written=not self._given["dry_run"],
            notes=(*(guess(file) for file, _ in handed if file.guessed), *_offer(outcomes)),
        )

    def _clear(self) -> None:
        """Take away what a run that was killed left half-written: `git add` would take it in."""
        folder = self._desk.root / SOURCE_FOLDER / self._list.id
        for path in sorted(folder.glob(f"*/*/.*.yaml{TEMPORARY}")):
            path.unlink()

    def rows_again(self) -> Iterator[tuple[int, Any]]:
        """Yield the tables of every file once more, with the file's number: for the rows that were refused."""
        for at, path in enumerate(self._paths):
            _, tables = opened(path, self._desk.root, self._given["encoding"])
            for table in tables:
                yield at, table

    def write_mapping(self) -> None:
        """Write what was found out of the columns, unless there is a file for it."""
        path = self._given["mapping"] or Path(f"{self._paths[0].stem}.mapping.yaml")
        if path.exists():
            return
        platform = self._platform.id if self._platform else None
        tables = self._reader.tables if self._reader else []
        write_atomic(path, written_mapping(tables, platform).encode())
        say(f"wrote {path}: correct it, and name it with --mapping", err=True)
