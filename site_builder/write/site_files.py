"""Writing what publishers yield: each path once, inside its folder, as exactly those bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Write (path below `folder`, bytes) pairs and return how many there were.

    Raises `OutputError` for a path that leads elsewhere or that is there already: two publishers that both think
    a path is theirs are a defect, and the later one must not win in silence.
    """
    count = 0
    made = {folder}
    for path, data in files:
        if any(part in ("", ".", "..") for part in path.split("/")) or "\\" in path or "\0" in path:
            message = f"{path!r} is no path for a published file"
            raise OutputError(message)
        target = folder / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        try:
            with target.open("xb") as file:
                file.write(data)
        except FileExistsError:
            message = f"two parts of the builder both publish {path}"
            raise OutputError(message) from None
        count += 1
    return count
