"""Styles, letters and pictures: the files of `assets/` under the names that they are published by.

Scripts have a module of their own: `scripts`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from site_builder import addresses
from site_builder.resources import package_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FAVICON: Final = f"{addresses.ASSETS}images/favicon.svg"


def assets() -> Iterator[tuple[str, Path]]:
    """Yield published path and source of every asset, sorted; styles carry a digest of their content.

    So a browser never keeps an old style for a new page, however long it may keep files.
    """
    folder = package_path("assets")
    for source in sorted(folder.rglob("*.*")):
        name = source.relative_to(folder)
        if name.parts[0] == "js":
            continue
        if source.suffix == ".css":
            digest = hashlib.sha256(source.read_bytes()).hexdigest()[:10]
            name = name.with_name(f"{source.stem}.{digest}{source.suffix}")
        yield f"{addresses.ASSETS}{name.as_posix()}", source
