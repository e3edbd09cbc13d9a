"""What a content says is what the strict loader says, however it was cut and whatever was known before."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from site_builder.history.review_files import ReviewFiles
from site_builder.load import parsed
from site_builder.load.parsed import Contents, claim_digest, cut, differing, name_of
from site_builder.load.strict_yaml import Loaded, load
from tests.instance import BASE, VERIFIED

IDS = ("7k3f9q2m4d1p", "0a1b2c3d4e5f", "9m2x0r5t8v4w")
REVIEW = "  - claim: aa\n    date: 2026-01-20\n    verdict: confirm\n    number: 1\n"
# Whatever could move the place where an entry of the document's mapping begins.
HOSTILE = (
    "\n", "# a comment\n", "  # one inside\n", "---\n", "...\n", "%YAML 1.2\n", "- 1\n", "? 7k3f9q2m4d1p\n",
    ": []\n", "'7k3f9q2m4d1p': []\n", '"0a1b2c3d4e5f": []\n', "  - 'open\n", "  - done'\n", '  - "open\n',
    '  done"\n', "  - [\n", "  ]\n", "  - {a: b,\n", "  c: d}\n", "  - |\n    text\n", "  - >-\n    text\n\n",
    "  - |+\n    text\n\n\n", "]\n", "}\n", "'\n", '"\n', "  - &a 1\n", "  - *a\n", "  - !t 1\n", "\t- 1\n",
    "other: []\n", "  plain\n  goes on\n", "  \ufeff\n", "\r\n",
)  # fmt: skip
LINES = st.sampled_from(
    [*(f"{name}:\n" for name in IDS), *(f"{name}: []\n" for name in IDS), REVIEW, *HOSTILE]
)
TEXTS = st.lists(LINES, max_size=9).map("".join)


# What no line of a file may hold, in a comment as little as anywhere.
UNCLEAN = (b"# a\tb\n", b"# \xff\n", b"# \xe2\x80\xa8\n", b"# \0\n", b"# \xc2\x85\n", b"#\ra\n")


def said(text: str | bytes) -> object:
    loaded = load(text if isinstance(text, bytes) else text.encode(), "")
    return None if loaded.problems else loaded.value


@given(st.lists(TEXTS, min_size=1, max_size=4))
@example(["7k3f9q2m4d1p:\n  - 'open\n0a1b2c3d4e5f:\n  - done'\n", "0a1b2c3d4e5f:\n  - done'\n"])
@example(["7k3f9q2m4d1p: []\n---\n0a1b2c3d4e5f: []\n"])
def test_files_of_reviews_say_what_the_strict_loader_says(texts: list[str]) -> None:
    contents = Contents()
    for text in [*texts, *texts]:
        assert contents.reviews(text.encode()) == said(text)
        assert contents.parsed(text.encode(), reviews=True).value == said(text)


@pytest.mark.parametrize("line", UNCLEAN)
@pytest.mark.parametrize("place", range(3))
def test_what_no_line_may_hold_is_seen_in_a_comment_beside_known_blocks(line: bytes, place: int) -> None:
    parts = [f"{name}:\n{REVIEW}".encode() for name in IDS]
    clean = b"# a comment\n" + b"".join(parts)
    hostile = b"".join((*parts[:place], line, *parts[place:]))
    contents = Contents()
    assert contents.reviews(clean) == said(clean) != None  # noqa: E711 - each of them
    assert contents.reviews(hostile) is None is said(hostile)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("site_builder.history.review_files._LARGE", 0)
        files = ReviewFiles(Contents())
        assert files.read("clean", clean) is not None
        assert files.changed("clean", "hostile", hostile) is None
        assert files.read("hostile", hostile) is None


BLOCKS = st.lists(
    st.sampled_from([REVIEW, "  - claim: bb\n    date: 2026-01-21\n    verdict: reject\n"]), max_size=2
)
FILES = st.dictionaries(st.sampled_from(IDS), BLOCKS, min_size=1).map(
    lambda blocks: "".join(
        f"{name}:\n{''.join(told)}" if told else f"{name}: []\n" for name, told in blocks.items()
    )
)


QUOTED = '7k3f9q2m4d1p:\n  - claim: aa\n    date: bb\n    verdict: "confirm\n0a1b2c3d4e5f:\n'


@given(FILES | TEXTS, FILES | TEXTS)
@example(f'{QUOTED} "\n', f"{QUOTED}{REVIEW}")
@example(f'{QUOTED} "\n', f'{QUOTED}{REVIEW}  # "\n')
@example("7k3f9q2m4d1p: []\n", "7k3f9q2m4d1p: []\n7k3f9q2m4d1p: []\n")
@example("7k3f9q2m4d1p: []\n", "# 7k3f9q2m4d1p: []\n")
@example("7k3f9q2m4d1p: []\n#0a1b2c3d4e5f: []\n", "7k3f9q2m4d1p: []\n\n0a1b2c3d4e5f: []\n")
def test_what_is_new_in_a_file_says_what_all_of_it_says(old: str, new: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("site_builder.history.review_files._LARGE", 0)
        files, whole = ReviewFiles(Contents()), ReviewFiles(Contents())
        before = files.read("old", old.encode())
        after = whole.read("new", new.encode())
        changed = files.changed("old", "new", new.encode())
    if before is None or changed is None:
        return
    assert after is not None
    assert after == files.known("new")
    assert changed == {name for name in IDS if before.get(name) != after.get(name)}


@given(FILES, FILES)
def test_what_two_files_share_is_whole_blocks(old: str, new: str) -> None:
    gone, come = differing(old.encode(), new.encode())
    assert all(not part or cut(part) is not None for part in (gone, come))
    if old == new:
        assert len(cut(come) or ()) <= 1


def test_a_file_that_cannot_be_cut_is_read_whole() -> None:
    assert cut(b"7k3f9q2m4d1p: []\n") == [("7k3f9q2m4d1p", b"7k3f9q2m4d1p: []\n")]
    for line in HOSTILE[3:10]:
        assert cut(f"7k3f9q2m4d1p: []\n{line}".encode()) is None


def test_a_block_that_was_parsed_is_not_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed_bytes: list[bytes] = []

    def noted(data: bytes, file: str) -> Loaded:
        parsed_bytes.append(data)
        return load(data, file)

    monkeypatch.setattr(parsed, "load", noted)
    contents = Contents()
    one, two, three = (f"{name}:\n{REVIEW}".encode() for name in IDS)
    assert contents.reviews(one + two) == said((one + two).decode())
    contents.reviews(one + three + two)
    contents.reviews(two)
    assert parsed_bytes == [one + two, three]


def test_a_content_is_known_by_the_name_that_git_gives_it() -> None:
    data = (BASE / VERIFIED).read_bytes()
    command = ("git", "hash-object", "--stdin")
    assert (
        name_of(data)
        == subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode().strip()
    )
    contents = Contents()
    first = contents.parsed(data, "another name")
    assert contents.known("another name") is first
    assert contents.parsed(data).value == load(data, "").value


def test_the_claim_is_that_of_the_list_and_record_asked_for() -> None:
    data = Path(BASE / VERIFIED).read_bytes()
    found = Contents().parsed(data)
    for place in (("harbour", "7k3f9q2m4d1p"), ("quay", "7k3f9q2m4d1p"), ("harbour", "7k3f9q2m4d1p")):
        assert found.claim_digest(*place) == claim_digest(*place, found.value)
