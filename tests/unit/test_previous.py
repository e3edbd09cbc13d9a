"""The index of the site as it was published last is read, or its absence said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.errors import OutputError
from site_builder.previous import published_index

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("content", [None, b"{", b"\xff", b"[" * 100_000])
def test_a_folder_without_a_readable_index_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "feeds/v1").mkdir(parents=True)
        (tmp_path / "feeds/v1/index.json").write_bytes(content)
    with pytest.raises(OutputError):
        published_index(str(tmp_path))
