"""Writing what publishers promise: each path once, inside its folder, as exactly those bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.errors import DefectError
from site_builder.write.files import placed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from site_builder.promises import Promise


def write_files(folder: Path, promises: Iterable[Promise]) -> int:
    """Make promised files below `folder`, one after the other, and return how many there were.

    Raises `DefectError` for a path that leads elsewhere or that is there already: two publishers that both think
    a path is theirs are a defect, and the later one must not win in silence.
    """
    count = 0
    made = {folder}
    for promise in promises:
        path = promise.path
        if any(part in ("", ".", "..") for part in path.split("/")) or "\\" in path or "\0" in path:
            raise DefectError(f"{path!r} is not a valid path for a published file")
        target = folder / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        try:
            with placed(target), target.open("xb") as file:
                file.writelines(promise.make())
        except FileExistsError:
            raise DefectError(f"two parts of the builder both publish {path}") from None
        count += 1
    return count
