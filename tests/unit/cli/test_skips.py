"""What a reviewer put off: last in the next session, and never in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.cli.kept import Skips

if TYPE_CHECKING:
    from pathlib import Path


def order(skips: Skips, things: str) -> str:
    return "".join(skips.last(things, str.upper))


def test_what_was_skipped_comes_last_the_longest_ago_first_and_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "beside" / "skipped"
    skips = Skips(path)
    assert order(skips, "abcd") == "abcd"
    for digest in "CAC":
        skips.skip(digest)
    again = Skips(path)
    assert order(again, "abcd") == "bdac"
    assert again.left == (4, 2)
    again.settle("B")
    again.settle("A")
    assert again.left == (2, 1)
    # An edited claim has another digest: it was not skipped.
    assert "".join(again.last("abcd", str.lower)) == "abcd"


@pytest.mark.parametrize("content", [b"", b"{}", b'{"a": 1}', b'[1, null, ["A"]]', b"\xff", b"[" * 100_000])
def test_a_file_that_is_damaged_skips_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "skipped"
    path.write_bytes(content)
    assert order(Skips(path), "ab") == "ab"


def test_without_a_place_or_where_none_can_be_made_a_session_remembers_by_itself(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path in (None, tmp_path / "file" / "skipped"):
        skips = Skips(path)
        skips.skip("A")
        assert order(skips, "ab") == "ba"
