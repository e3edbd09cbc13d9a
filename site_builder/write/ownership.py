"""Ownership: what may be replaced or deleted is what handlelists wrote, and nothing else.

A built site names its own files in `WRITTEN`, so that a file that somebody else put there is noticed before it is
lost. Nothing is written among an instance's sources, in git's own folder, or through a symbolic link.
"""

from __future__ import annotations

import json
import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from site_builder.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

WRITTEN: Final = ".handlelists.json"
"""In a built site: the paths of all its other files, sorted."""
_SOURCES: Final = ("lists", "instance.yaml")
_BY_SYSTEMS: Final = frozenset({".DS_Store", "Thumbs.db"})
"""Files that a system puts into every folder that it shows."""
_NAMED: Final = 5


def refuse_place(path: Path) -> None:
    """Raise `OutputError` for a place among sources, in `.git`, in a built site, or behind a link; and for a device.

    Links are looked for in the path itself and, inside an instance, in its folders up to the root: where the
    machine's own folders are links, that is nobody's mistake.
    """
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - symbolic links stay as they are
    places = (whole, *whole.parents)
    within = next((place for place in whole.parents if _is_root(place)), whole.parent)
    link = next((place for place in places[: places.index(within)] if place.is_symlink()), None)
    if link is not None:
        raise OutputError(
            f"{link} is a symbolic link; nothing is written through it", hint="Name another place."
        )
    refuse_special(path)
    real = Path(os.path.realpath(whole))
    for place in (real, *real.parents):
        if place != real and (place.is_file() or (place / WRITTEN).is_file()):
            kind = "file" if place.is_file() else "built site, and the next build would not know it"
            raise OutputError(f"{path} is inside {place}: that is a {kind}", hint="Name another place.")
        if place.name == ".git" or (place.name.lower() == _SOURCES[0] and _is_root(place.parent)):
            raise OutputError(
                f"{path} is inside {place}; only sources belong there", hint="Name another place."
            )


def refuse_special(path: Path) -> None:
    """Raise `OutputError` for a device, a pipe or a socket: nothing takes its place."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise OutputError(f"{path} is neither a file nor a folder", hint="Take it away, or name another.")


def refuse_foreign(site: Path) -> None:
    """Raise `OutputError` unless `site` is a built site and nothing more, an empty folder, or not there."""
    if not os.path.lexists(site):
        return
    if not site.is_dir():
        raise OutputError(f"{site} is not a folder", hint="Name another folder with --site-dir.")
    written = _written(site)
    if written is None and any(item.name not in _BY_SYSTEMS for item in site.iterdir()):
        message = f"{site} holds something that is not a built site; it will not be replaced"
        raise OutputError(message, hint="Empty it, or name another folder with --site-dir.")
    others = (path for path in files_below(site) if path.rpartition("/")[2] not in _BY_SYSTEMS)
    foreign = list(islice((path for path in others if path not in (written or ())), _NAMED))
    if foreign:
        hint = "Move it away (what belongs on the site goes into docs/), or name another folder."
        raise OutputError(f"no build wrote {', '.join(foreign)} in {site}; it will not be deleted", hint=hint)


def files_below(folder: Path) -> Iterator[str]:
    """Yield the path below `folder` of everything in it that is not a folder: POSIX, no link followed."""
    left = [(str(folder), "")]
    while left:
        place, prefix = left.pop()
        with os.scandir(place) as found:
            for item in found:
                if item.is_dir(follow_symlinks=False):
                    left.append((item.path, f"{prefix}{item.name}/"))
                else:
                    yield prefix + item.name


def written_file(paths: Iterable[str]) -> bytes:
    """Return the content of `WRITTEN` for a site of these files."""
    return json.dumps({"files": sorted(paths)}, indent=0).encode()


def _is_root(folder: Path) -> bool:
    return os.path.isfile(folder.joinpath(*_SOURCES))  # noqa: PTH113 - says no where it may not look


def _written(site: Path) -> Collection[str] | None:
    """Return the paths that a site names as its own, that of its names too; None where it names none."""
    try:
        return frozenset(json.loads((site / WRITTEN).read_bytes())["files"]) | {WRITTEN}
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
