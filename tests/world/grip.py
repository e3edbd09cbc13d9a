"""What the hostile do their work with: a file as it is elsewhere, what a path is, some account that is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from site_builder.load.layout import FileKind, Spot, spot
from site_builder.world.repository import WorkFiles
from tests.world.town import Town

if TYPE_CHECKING:
    from site_builder.world.dice import Die

Act = Callable[[Town, WorkFiles, "Die"], bool]
"""Changes a working copy; says whether there was anything to do."""


def take(files: WorkFiles, path: str, there: WorkFiles) -> None:
    """Make a path what it is in another working copy."""
    if path in there:
        files[path] = there[path]
    elif path in files:
        del files[path]


def kind_of(path: str) -> str:
    """Return what a file holds, in one word."""
    where = spot(path)
    return where.kind.value if isinstance(where, Spot) else "other"


def some_account(town: Town, files: WorkFiles, die: Die) -> Any:
    """Return what the file of some record says."""
    return town.moves(files).value(town.some(files, die, FileKind.RECORD))


def id_of(path: str) -> str:
    """Return the id of a record by its path."""
    return path.rpartition("/")[2].removesuffix(".yaml")
