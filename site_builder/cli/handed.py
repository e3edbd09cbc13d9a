"""Handed in: files of tables that `import` and `observe` take, and what is said where one cannot be used."""

from pathlib import Path

import click

from site_builder.cli.edits import is_source
from site_builder.errors import UsageError
from site_builder.imports.mapping import ImportMapping, read_mapping
from site_builder.tables.model import TableFault, TableFile
from site_builder.tables.opened import Tables, open_tables

mapping_option = click.option(
    "--mapping",
    type=click.Path(path_type=Path, dir_okay=False),
    help="What columns mean, where it is not found out.",
)
encoding_option = click.option(
    "--encoding", metavar="NAME", help="How letters are written, where it is not found out."
)


def opened(path: Path, root: Path, encoding: str | None) -> tuple[TableFile, Tables]:
    """Return a file and its tables. Raises `UsageError` where it cannot be used."""
    if is_source(path, root):
        raise UsageError(f"{path} is below lists/: name a file that is not a source")
    found = open_tables(path, encoding=encoding)
    if isinstance(found, TableFault):
        raise UsageError(f"{path}: {found.words}")
    return found


def mapping_of(path: Path | None) -> ImportMapping:
    """Return what a mapping says; nothing without one."""
    return ImportMapping() if path is None else read_mapping(path.read_bytes(), str(path))


def guess(file: TableFile) -> str:
    """Return how a file was read where that is a guess, for the user; else nothing."""
    if not file.guessed:
        return ""
    others = f" ({', '.join(file.other_encodings)} would fit, too)" if file.other_encodings else ""
    return f"{file.name} was read as {file.encoding}, which is a guess{others}: if letters are wrong, say --encoding."
