"""The private store: what it keeps is whole and for its owner alone; what has no business there is refused."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from site_builder.captures import store as store_module
from site_builder.captures.store import CaptureStore, opened
from site_builder.errors import HandlelistsError, OutputError, UsageError
from site_builder.settings import LIMITS

DATA = b"what was captured" * 1000
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "capture.warc"
    path.write_bytes(DATA)
    return path


@pytest.fixture
def store(tmp_path: Path) -> CaptureStore:
    return CaptureStore(tmp_path / "private/store", tmp_path / "repository")


def put(store: CaptureStore, file: Path, digest: str = DIGEST) -> bool:
    with opened(file) as capture:
        return store.put(capture, digest)


def test_a_capture_is_kept_once_for_its_owner_alone(store: CaptureStore, file: Path) -> None:
    assert put(store, file)
    kept = store.folder / "captures" / DIGEST[:2] / DIGEST
    assert kept.read_bytes() == DATA
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    for folder in (kept.parent, kept.parent.parent, store.folder, store.folder.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not put(store, file)
    assert list(store.files()) == [(f"captures/{DIGEST[:2]}/{DIGEST}", DIGEST)]


def test_what_is_in_the_place_of_a_capture_is_neither_replaced_nor_followed(
    store: CaptureStore, file: Path, tmp_path: Path
) -> None:
    put(store, file)
    kept = store.folder / store.path_of(DIGEST)
    kept.write_bytes(b"other")
    with pytest.raises(OutputError, match="holds something else"):
        put(store, file)
    assert (kept.read_bytes(), store.holds(DIGEST)) == (b"other", False)
    kept.unlink()
    kept.symlink_to(file)
    with pytest.raises(OutputError, match="symbolic link"):
        put(store, file)
    assert store.holds(DIGEST) is False
    kept.unlink()
    kept.parent.rmdir()
    kept.parent.symlink_to(tmp_path)
    with pytest.raises(OutputError, match="symbolic link"):
        put(store, file)
    assert not (tmp_path / DIGEST).exists()


def test_a_file_that_changes_while_it_is_read_is_not_kept(
    store: CaptureStore, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(file) as capture:
        file.write_bytes(DATA.replace(b"a", b"b"))
        with pytest.raises(UsageError, match="changed while it was read"):
            store.put(capture, DIGEST)
        file.write_bytes(DATA + b"more")
        with pytest.raises(UsageError, match="grew while it was read"):
            store.put(capture, DIGEST)
    file.write_bytes(DATA)

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        put(store, file)
    assert list(store.files()) == []


def test_what_a_killed_process_left_is_listed_as_nobodys(store: CaptureStore, file: Path) -> None:
    put(store, file)
    (store.folder / "captures" / DIGEST[:2] / f".{DIGEST}.x1.handlelists-tmp").touch()
    (store.folder / "captures" / DIGEST).touch()
    assert [digest for _, digest in store.files()] == [None, DIGEST, None]


@pytest.mark.parametrize("name", ["fifo", "link", "folder", "/dev/zero", "/dev/null"])
def test_only_a_file_is_a_capture(name: str, file: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "link").symlink_to(file)
    (tmp_path / "folder").mkdir()
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(UsageError, match=r"is not a file|is a symbolic link"), opened(tmp_path / name):
        pass
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "LIMITS", replace(LIMITS, capture_bytes=len(DATA) - 1))
    with pytest.raises(UsageError, match=r"is larger than 16\.9 kB"), opened(file):
        pass


@pytest.mark.parametrize("name", ["", "store", "lists/harbour", "../instance/store", "other/.git/store"])
def test_a_store_among_what_is_committed_or_published_is_refused(name: str, tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    for folder in (instance, tmp_path / "other/.git"):
        folder.mkdir(parents=True)
    where = tmp_path if name.startswith("other") else instance
    with pytest.raises(HandlelistsError, match=r"is inside"):
        CaptureStore(where / name, instance)
    (tmp_path / "link").symlink_to(instance)
    with pytest.raises(HandlelistsError, match=r"is inside"):
        CaptureStore(tmp_path / "link/store", instance)
