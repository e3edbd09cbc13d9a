"""The index of the site as it was published last is read, or its absence said: which nothing else is taken for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from site_builder import continuity
from site_builder.continuity import NothingPublished, published_index
from site_builder.errors import HandlelistsError, OutputError
from site_builder.sync.options import LIMITS
from tests.unit.sync.feed_server import serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.unit.sync.feed_server import Request

_INDEX: Final = "feeds/v1/index.json"


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask once: what is asked again is the affair of the tests of `http`."""
    monkeypatch.setattr(continuity, "SYNC_LIMITS", replace(LIMITS, attempts=1))


def _folder(root: Path, content: bytes) -> str:
    (root / "feeds/v1").mkdir(parents=True)
    (root / _INDEX).write_bytes(content)
    return str(root)


def _always(answer: Callable[[Request], None]) -> Callable[[Request, str], bool]:
    def trick(request: Request, _: str) -> bool:
        answer(request)
        return True

    return trick


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[" * 100_000, b""])
def test_an_index_that_cannot_be_read_is_an_index(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(OutputError) as caught:
        published_index(_folder(tmp_path, content))
    assert not isinstance(caught.value, NothingPublished)


def test_a_folder_without_an_index_holds_nothing(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished, match=r"no such file") as caught:
        published_index(str(tmp_path))
    assert "--first" in caught.value.with_hint


@pytest.mark.parametrize(
    "place",
    [
        "nowhere",
        "h.example/",
        "HTTP://127.0.0.1:1/",
        "htps://h.example/",
        "ftp://h.example/",
        "https:/h.example/",
    ],
)
def test_what_is_no_folder_is_never_taken_for_an_empty_one(place: str) -> None:
    with pytest.raises(HandlelistsError) as caught:
        published_index(place)
    assert not isinstance(caught.value, NothingPublished)


def test_a_folder_in_place_of_the_index_is_not_its_absence(tmp_path: Path) -> None:
    (tmp_path / _INDEX).mkdir(parents=True)
    with pytest.raises(OutputError) as caught:
        published_index(str(tmp_path))
    assert not isinstance(caught.value, NothingPublished)


def test_null_is_an_index(tmp_path: Path) -> None:
    """What it says is judged by `refuse_break`; it is not an absence."""
    assert published_index(_folder(tmp_path, b"null")) is None


def test_only_404_says_that_nothing_is_published_yet() -> None:
    with serving({}) as server, pytest.raises(NothingPublished, match="404"):
        published_index(server.url)


@pytest.mark.parametrize("status", [301, 302, 304, 400, 401, 403, 410, 418, 429, 451, 500, 502, 503, 504])
def test_no_other_answer_says_so(status: int) -> None:
    """The attacker's choice is any of them: each stops the publication, none begins a history anew."""
    with serving({}) as server:
        server.trick = _always(lambda request: request.answer(status, b"no", Location="/404"))
        with pytest.raises(HandlelistsError) as caught:
            published_index(server.url)
    assert not isinstance(caught.value, NothingPublished)


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 40", b"404", b"garbage\r\n\r\n"])
def test_no_answer_at_all_is_not_an_absence(sent: bytes) -> None:
    with serving({}) as server:
        server.trick = _always(lambda request: request.raw(sent))
        with pytest.raises(HandlelistsError) as caught:
            published_index(server.url)
    assert not isinstance(caught.value, NothingPublished)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "https://lists.invalid/", "https://["])
def test_a_server_that_is_not_there_is_not_an_absence(address: str) -> None:
    with pytest.raises(HandlelistsError) as caught:
        published_index(address)
    assert not isinstance(caught.value, NothingPublished)


def test_a_page_that_says_not_found_with_200_is_not_an_absence() -> None:
    page = b"<!doctype html><title>Not found</title>"
    with serving({_INDEX: page}) as server, pytest.raises(OutputError, match="not JSON") as caught:
        published_index(server.url)
    assert not isinstance(caught.value, NothingPublished)
