"""The programs of the guide of questions, run as they are: they print what git and the record files say."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.acceptance.guide_answers import ANSWERS, cases
from tests.acceptance.past import Past
from tests.acceptance.support import handlelists
from tests.demo import WrittenDemo, write_demo
from tests.guides import ROOT, blocks
from tests.unit.sync.feed_server import serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.once import Once

PAGE: Final = "docs/guides/questions.md"
OPENING: Final = "feeds"
_QUESTIONS: Final = re.split(r"^### ", (ROOT / PAGE).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
_NAME: Final = re.compile(r"# (\w+)\.py(?:: python3 \1\.py https://lists\.example(?P<words>( \S+)+))?\n")


def programs() -> dict[str, str]:
    """Return the guide's programs by the name in their first line, the opening first."""
    found = {}
    for block in blocks(PAGE):
        named = _NAME.match(block.text)
        assert named is not None, block.text
        found[named[1]] = block.text
    return found


PROGRAMS: Final = programs()


@pytest.fixture(scope="module")
def demo(once: Once) -> WrittenDemo:
    return once("demo", write_demo)


@pytest.fixture(scope="module")
def past(once: Once, demo: WrittenDemo) -> Past:
    return once("past of the demo", lambda _: Past.of(demo.root))


@pytest.fixture(scope="module")
def place(once: Once, demo: WrittenDemo) -> Path:
    """A folder with the programs, and `published`, which has the feeds and nothing else of a site."""

    def make(folder: Path) -> Path:
        done = handlelists("build", "--site-dir", str(folder / "site"), root=demo.root)
        assert done.returncode == 0, done.stdout + done.stderr
        shutil.copytree(folder / "site/feeds/v1", folder / "published/feeds/v1")
        shutil.rmtree(folder / "site")
        for name, code in PROGRAMS.items():
            (folder / f"{name}.py").write_text(code, encoding="utf-8")
        return folder

    return once("questions", make)


def ask(place: Path, name: str, *words: str) -> list[str]:
    """Return what a program prints; it finds the standard library and the opening, and no package."""
    done = subprocess.run(
        (sys.executable, "-S", "-B", f"{name}.py", *words),
        cwd=place,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.mark.parametrize("name", ANSWERS)
def test_a_program_prints_what_git_and_the_files_say(name: str, place: Path, past: Past) -> None:
    asked = {words: ANSWERS[name](past, *words) for words in cases(past, name)}
    assert max(map(len, asked.values())) > 0
    for words, answer in asked.items():
        assert ask(place, name, "published", *words) == answer, words


def test_there_are_twenty_questions_and_each_has_one_short_program() -> None:
    assert len(_QUESTIONS) == 20
    asked = []
    for question in _QUESTIONS:
        title, _, text = question.partition("\n")
        assert title.endswith("?")
        (code,) = re.findall(r"^```python\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
        first, *lines = [line for line in code.splitlines() if line]
        assert 3 <= len(lines) <= 15, title
        asked.append(first.removeprefix("# ").partition(".py")[0])
    assert [OPENING, *asked] == list(PROGRAMS) == [OPENING, *ANSWERS]


def test_a_program_that_takes_words_says_so() -> None:
    given = {name: _NAME.match(code)["words"] for name, code in PROGRAMS.items()}  # type: ignore[index]
    assert {name for name, words in given.items() if words} == {
        name for name, code in PROGRAMS.items() if "words" in code and name != OPENING
    }


def test_a_site_answers_as_a_folder_does(place: Path, past: Past) -> None:
    root = place / "published"
    files = {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }
    with serving(files) as server:
        assert ask(place, "operations", server.url) == ANSWERS["operations"](past)
        asked = {request.partition("/v1/")[2].split("/")[0] for request in server.requests}
    assert asked == {"index.json", "lists", "changes"}


# What this demonstration does not have


def edited(place: Path, folder: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """Return a copy in which every row and event went through `change`."""
    shutil.copytree(place, folder, dirs_exist_ok=True)
    for file in folder.glob("published/feeds/v1/lists/*/records.ndjson"):
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n")[:-1]]
        for row in rows:
            change(row)
        file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    for file in folder.glob("published/feeds/v1/changes/*.json"):
        page = json.loads(file.read_bytes())
        for event in page["events"]:
            change(event)
        file.write_text(json.dumps(page), encoding="utf-8")
    return folder


def test_why_a_row_is_not_actionable_where_no_list_is_an_example(
    place: Path, past: Past, tmp_path: Path
) -> None:
    gone = next(row["id"] for row in past.public if row["state"] == "verified")

    def change(row: dict[str, Any]) -> None:
        row |= {"example": False, "actionable": row.get("state") == "verified" and row["id"] != gone}
        if row.get("id") == gone:
            row |= {"match": {"by": "handle"}, "observations": [{"date": "2099-01-01", "state": "deleted"}]}

    states = Counter(row["state"] for row in past.public)
    assert {*ask(edited(place, tmp_path, change), "actionable", "published")} == {
        f"{states['verified'] - 1} actionable",
        f"{states['disputed']} disputed",
        f"{states['lapsed']} lapsed",
        "1 known by a handle that was seen gone",
    }


def test_an_account_whose_languages_nobody_knows(place: Path, past: Past, tmp_path: Path) -> None:
    asked = edited(place, tmp_path, lambda row: row.pop("profile", None))
    assert ask(asked, "languages", "published") == [f"{len(past.public)} not known"]


def test_an_account_that_was_suspended_before_it_was_listed(place: Path, tmp_path: Path) -> None:
    seen = [{"date": day, "state": "suspended"} for day in ("2001-01-01", "2099-01-01")]
    asked = edited(place, tmp_path, lambda row: row.update(observations=seen))
    assert ask(asked, "suspended", "published") == []


def test_a_lapsed_listing_that_was_removed(place: Path, tmp_path: Path) -> None:
    before = ask(place, "lapsed", "published")
    asked = edited(place, tmp_path, lambda row: row.get("from") == "lapsed" and row.update(to="withheld"))
    assert any(" verified " in line for line in before)
    assert ask(asked, "lapsed", "published") == [line.replace(" verified ", " withheld ") for line in before]
