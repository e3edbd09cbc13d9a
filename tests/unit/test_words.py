"""Plain words: turns of phrase that a reader has to decode stay out of messages, docstrings, comments and docs.

`python -m tests.unit.test_words [FOLDER]` counts them in a checkout, by turn and by package.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT: Final = Path(__file__).parents[2]


class Turn(NamedTuple):
    """A turn of phrase: what it looks like, the better words, a sentence that has it and one that does not."""

    pattern: str
    better: str
    bad: str
    good: str


TURNS: Final = {
    "is no X": Turn(
        r"(?<!there )(?<!must )(?<!may )(?<!can )\b(?:is|are|was|were|be) no "
        r"(?!longer\b|more than\b|less\b|need\b|way\b|reason\b)(?=[a-z`{])",
        "is not a X, there is no X, no such X",
        "x is no handle on X",
        "there is no list x; there must be no others; it is no longer valid",
    ),
    "is none": Turn(
        r"(?<!there )\b(?:is|are|was|were|be) (?-i:none)\b(?! of\b)",
        "is not one, does not exist",
        "texts that are none",
        "there is none; None where x is None",
    ),
    "stands": Turn(
        r"\b(?:stands?|stood|(?:leaves?|left|still|content) standing)\b(?! (?:for|in for|behind)\b)(?!-)",
        "is, was, appears, is listed, remains",
        "the file stands here twice",
        "what * stands for; a stand-in; a review and its standing",
    ),
    "room": Turn(r"\brooms?\b", "module; space", "this room knows no files", "this module knows no files"),
    "mend": Turn(r"\bmend(?:s|ed|ing)?\b", "fix", "mend the file first", "we recommend it"),
    "told": Turn(r"\btold\b", "reported, said, given", "the strongest are told", "tell whether it fits"),
    "anew": Turn(r"\b(?:anew|afresh)\b", "again", "proved anew", "proved again"),
    "of which": Turn(
        r"(?<!all )(?<!any )(?<!each )(?<!most )(?<!none )(?<!some )\bof which\b",
        "whose",
        "a key of which the roster has the half",
        "three rows, all of which are old",
    ),
    "put right": Turn(
        r"\b(?:puts?|putting|set) right\b", "fix, correct", "until it is put right", "put the right one"
    ),
    "has no place": Turn(
        r"\bhas no place\b", "is not allowed here", "x has no place here", "no place is given"
    ),
    "who x is missing": Turn(
        r"\b(?:who|what|which) (?:to )?\w+ is missing\b",
        "no reviewer given: use --as",
        "who reviews is missing",
        "a review is missing",
    ),
    "is to be done": Turn(
        r"\b(?:nothing|what) is to be (?:done|said|seen)\b",
        "nothing needs to be done",
        "nothing is to be done",
        "what needs to be done",
    ),
    "look whether": Turn(
        r"\blook whether\b", "check whether", "look whether it is there", "check whether it is there"
    ),
    "demand": Turn(r"\bdemand(?:s|ed|ing)?\b", "require", "the list demands one", "the list requires one"),
    "a X a Y": Turn(
        r"\b(?:one|an?) (?!(?:as|at|by|for|from|in|is|not|of|on|than|to|with)\b)[a-z]+ an? "
        r"(?:record|list|file|row|line|rule|page|reviewer|problem|entry|change|day)\b",
        "one X for each Y",
        "one element a line",
        "one of a record",
    ),
    "plural": Turn(
        r"[a-z]\(s\)|\b1 (?:records|lists|files|errors|warnings|reviews|commits)\b",
        "1 record, 2 records",
        "3 error(s)",
        "1 problem",
    ),
    "old words": Turn(
        r"\b(?:whence|thence|lest|wherein|thereof|hereby|save for|but for)\b",
        "from where, so that ... not, except for",
        "the same, but for the order",
        "the same except for the order",
    ),
}


class Text(NamedTuple):
    """Some words of ours, white space evened out; code in backticks and targets of links left out."""

    file: str
    line: int
    words: str


_CODE: Final = re.compile(r"``.+?``|`[^`\n]+`|(?<=\])\([^()\s]*\)")


def _text(file: str, line: int, raw: str) -> Text:
    return Text(file, line, " ".join(_CODE.sub("`", raw).split()))


def _strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield each string with a space in it; what an f-string fills in is a brace."""
    inside: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside.update(node.values)
            parts = (str(part.value) if isinstance(part, ast.Constant) else "{" for part in node.values)
            yield node.lineno, "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside:
            yield node.lineno, node.value


def _comments(source: str) -> Iterator[tuple[int, str]]:
    """Yield each block of comments in successive lines."""
    block: list[str] = []
    last = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            if block and token.start[0] != last + 1:
                yield last, " ".join(block)
                block = []
            block.append(token.string.lstrip("# "))
            last = token.start[0]
    if block:
        yield last, " ".join(block)


def texts(root: Path) -> Iterator[Text]:
    """Yield all our words below a checkout: the package's strings and comments, the schemas, the documentation."""
    for path in sorted((root / "site_builder").rglob("*.py")):
        source, file = path.read_text(encoding="utf-8"), path.relative_to(root).as_posix()
        for line, raw in (*_strings(ast.parse(source)), *_comments(source)):
            if " " in raw:
                yield _text(file, line, raw)
    for path in sorted([*(root / "schemas").glob("*.json"), *(root / "schemas/review").glob("*.json")]):
        file = path.relative_to(root).as_posix()
        for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield _text(file, number, raw)
    for path in sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md")]):
        source, file = path.read_text(encoding="utf-8"), path.relative_to(root).as_posix()
        line = 1
        for paragraph in source.split("\n\n"):
            yield _text(file, line, paragraph)
            line += paragraph.count("\n") + 2


def place(file: str) -> str:
    """Return the package or folder that a file counts for: `cli`, `errors.py`, `docs/guides`, `README.md`."""
    first, *rest = file.split("/")
    if not rest:
        return first
    return rest[0] if first == "site_builder" else "/".join((first, *rest[:-1][:1]))


def found(root: Path) -> Iterator[tuple[str, Text, str]]:
    """Yield each turn that occurs: its name, the text, and the words around it."""
    for text in texts(root):
        for name, turn in TURNS.items():
            for match in re.finditer(turn.pattern, text.words, flags=re.IGNORECASE):
                yield name, text, text.words[max(0, match.start() - 40) : match.end() + 40]


_PUBLISHED: Final = "the words of a published schema or vocabulary, which change with the feeds"
ALLOWED: Final[dict[tuple[str, str], str]] = {
    ("docs/guides/acting.md", "as it now stands"): _PUBLISHED,
    ("docs/reference/feeds.md", "files stand below it"): _PUBLISHED,
    ("docs/reference/feeds.md", "a list that is no example"): _PUBLISHED,
    ("docs/reference/feeds.md", "may stand on another list"): _PUBLISHED,
    ("docs/reference/feeds.md", "as it now stands"): _PUBLISHED,
    ("docs/reference/feeds.md", "which stands in the folder chunks/"): _PUBLISHED,
    ("docs/reference/feeds.md", "texts that are none"): _PUBLISHED,
    ("docs/reference/feeds.md", "that stand where handles do and are none"): _PUBLISHED,
    ("docs/reference/feeds.md", "handles do and are none"): _PUBLISHED,
    ("docs/reference/feeds.md", "Whether profiles stand on"): _PUBLISHED,
    ("docs/reference/feeds.md", "what stands before and after"): _PUBLISHED,
    ("docs/reference/feeds.md", "on which profiles stand"): _PUBLISHED,
    ("site_builder/strict_json.py", "demand(x == y"): "the name of a function",
}
"""What may be said all the same: the file, the words, and why."""


def _allowed(text: Text, around: str) -> bool:
    return any(text.file == file and words in around for file, words in ALLOWED)


@pytest.fixture(scope="module")
def hits() -> list[tuple[str, Text, str]]:
    return list(found(_ROOT))


def test_listed_turns_stay_out(hits: list[tuple[str, Text, str]]) -> None:
    said = [
        f"{text.file}:{text.line}: ...{around}... ({TURNS[name].better})"
        for name, text, around in hits
        if not _allowed(text, around)
    ]
    assert not said, "\n".join(said)


def test_every_exception_is_used(hits: list[tuple[str, Text, str]]) -> None:
    unused = {
        (file, words)
        for file, words in ALLOWED
        if not any(text.file == file and words in around for _, text, around in hits)
    }
    assert not unused


@pytest.mark.parametrize("name", TURNS)
def test_a_turn_is_found_and_good_english_is_not(name: str) -> None:
    turn = TURNS[name]
    assert re.search(turn.pattern, turn.bad, flags=re.IGNORECASE)
    assert not re.search(turn.pattern, turn.good, flags=re.IGNORECASE)


def test_published_scripts_name_modules_that_exist() -> None:
    package = _ROOT / "site_builder"
    for path in (package / "assets").rglob("*.js"):
        for named in re.findall(r"[\w/]+\.py\b", path.read_text(encoding="utf-8")):
            assert (package / named).is_file(), f"{path.name} names {named}"


if __name__ == "__main__":
    folder = next((Path(word) for word in sys.argv[1:] if word != "-v"), _ROOT)
    counted = [hit for hit in found(folder) if not _allowed(*hit[1:])]
    if "-v" in sys.argv:
        for name, text, around in counted:
            print(f"{text.file}:{text.line}: [{name}] {around}")  # noqa: T201 - a script's output
    for counter in (
        Counter(name for name, _, _ in counted),
        Counter(place(text.file) for _, text, _ in counted),
    ):
        print(*(f"{count:5} {what}" for what, count in counter.most_common()), sep="\n")  # noqa: T201
        print(f"{counter.total():5} in all")  # noqa: T201
