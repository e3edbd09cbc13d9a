"""The programs of the guide of questions, run as they are: they print what git and the record files say."""

from __future__ import annotations

import contextlib
import io
import json
import re
import runpy
import shutil
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

import pytest

from tests.acceptance.guide_answers import ANSWERS, NAMED_NOWHERE, NONE, cases
from tests.acceptance.past import Past
from tests.demo import WrittenDemo, write_demo
from tests.demo_site import the_demo_site
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
def place(once: Once) -> Path:
    """A folder with the programs, and `published`, which has the feeds and nothing else of a site."""

    def make(folder: Path) -> Path:
        shutil.copytree(the_demo_site(once).folder / "feeds/v1", folder / "published/feeds/v1")
        for name, code in PROGRAMS.items():
            (folder / f"{name}.py").write_text(code, encoding="utf-8")
        return folder

    return once("questions", make)


def run(place: Path, name: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a program in this process."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    with (
        contextlib.chdir(place),
        mock.patch.multiple(sys, argv=[f"{name}.py", *words], path=[str(place), *sys.path]),
        mock.patch.object(sys, "dont_write_bytecode", new=True),
        mock.patch.dict(sys.modules),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        sys.modules.pop(OPENING, None)
        try:
            runpy.run_path(f"{name}.py", run_name="__main__")
        except SystemExit as ended:
            status = ended.code  # type: ignore[assignment]  # the programs give a number
    return subprocess.CompletedProcess(words, status, out.getvalue(), err.getvalue())


def process(place: Path, name: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a program as a reader does; it finds the standard library and the opening, and no package."""
    return subprocess.run(
        (sys.executable, "-S", "-B", f"{name}.py", *words),
        cwd=place,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def ask(place: Path, name: str, *words: str) -> list[str]:
    """Return what a program prints."""
    done = run(place, name, *words)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def refused(place: Path, name: str, *words: str) -> str:
    """Return why a program does not answer, in a line."""
    done = run(place, name, *words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    return done.stderr.rstrip("\n")


@pytest.mark.parametrize("name", ANSWERS)
def test_a_program_prints_what_git_and_the_files_say(name: str, place: Path, past: Past) -> None:
    asked = {words: ANSWERS[name](past, *words) for words in cases(past, name)}
    assert any(answer != NONE for answer in asked.values())
    for words, answer in asked.items():
        assert ask(place, name, "published", *words) == answer, words
    done = process(place, name, "published", *words)
    assert (done.returncode, done.stdout.splitlines(), done.stderr) == (0, answer, "")


def test_there_are_twenty_questions_and_each_has_one_short_program() -> None:
    assert len(_QUESTIONS) == 20
    asked = []
    for question in _QUESTIONS:
        title, _, text = question.partition("\n")
        assert title.endswith("?")
        (code,) = re.findall(r"^```python\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
        first, *lines = [line for line in code.splitlines() if line]
        assert 3 <= len(lines) <= 24, title
        asked.append(first.removeprefix("# ").partition(".py")[0])
    assert [OPENING, *asked] == list(PROGRAMS) == [OPENING, *ANSWERS]


def test_a_program_that_takes_words_says_so() -> None:
    given = {name: _NAME.match(code)["words"] for name, code in PROGRAMS.items()}  # type: ignore[index]
    assert {name for name, words in given.items() if words} == {
        name for name, code in PROGRAMS.items() if "words" in code and name != OPENING
    }


def example(name: str) -> list[str]:
    """Return what the first line of a program gives as words."""
    return (_NAME.match(PROGRAMS[name])["words"] or "").split()  # type: ignore[index]


@pytest.mark.parametrize("name", ANSWERS)
def test_a_program_says_how_it_is_called(name: str, place: Path) -> None:
    usage = " ".join((f"usage: python3 {name}.py https://lists.example", *example(name)))
    whole = ["published", *example(name)]
    for words in ([], whole[:-1], [*whole, "more"], [*whole[:-1], ""]):
        assert refused(place, name, *words) == usage, words
    assert process(place, name).stderr == f"{usage}\n"


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("corrected", "25"),
        ("corrected", "2025-01"),
        ("removed", "20025"),
        ("removed", "last"),
        ("undo", "2026"),
        ("undo", "yesterday"),
    ],
)
def test_a_year_or_a_day_in_another_form_is_refused(name: str, word: str, place: Path) -> None:
    assert refused(place, name, "published", word).startswith(f"usage: python3 {name}.py ")


def test_where_there_are_no_feeds(place: Path) -> None:
    assert "no index.json at file:///" in refused(place, "longest", "unpublished")
    with serving({}) as server:
        assert refused(place, "longest", server.url).startswith(
            f"no index.json at {server.url}: HTTP Error 404"
        )


def test_a_platform_that_nobody_knows_is_no_answer(place: Path) -> None:
    for name in ("nosuchplatform", "x.com", "xx"):
        said = refused(place, "cleared", "published", name, "@foo")
        assert said.startswith("unknown platform; known are bluesky, bsky, discord, ")
        assert " twitter, " in said
        assert said.endswith(", x, youtube")


@pytest.mark.parametrize("name", ["x", "X", "twitter", "Twitter"])
def test_a_platform_goes_by_all_its_names(name: str, place: Path, past: Past) -> None:
    row = next(row for row in past.public if row["platform"] == "twitter" and "handle" in row)
    listed = [f"{row['list']} {row['id']} {row['state']}"]
    assert ask(place, "cleared", "published", name, row["handle"]) == listed
    assert ask(place, "cleared", "published", name, "@nobody_has_this"[:15]) == NAMED_NOWHERE
    if "account_id" in row:
        assert ask(place, "cleared", "published", name, row["account_id"]) == listed


@pytest.mark.parametrize(
    ("platform", "account"),
    [
        ("x", "https://x.com/foo"),
        ("x", "foo bar"),
        ("mastodon", "@foo"),
        ("facebook", "..."),
        ("vk", "@@foo"),
    ],
)
def test_what_names_no_account_is_no_answer(platform: str, account: str, place: Path) -> None:
    said = refused(place, "cleared", "published", platform, account)
    assert re.fullmatch(r".+ is not a valid [\w() ]+ handle or account id", said)


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
        row.pop("observations", None)
        if row.get("id") == gone:
            row |= {"match": {"by": "handle"}, "observations": [{"date": "2099-01-01", "state": "deleted"}]}

    states = Counter(row["state"] for row in past.public)
    first, *others = ask(edited(place, tmp_path, change), "actionable", "published")
    assert first == f"{states['verified'] - 1} actionable"
    assert {*others} == {
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
    assert ask(asked, "suspended", "published") == [
        "0 seen suspended after they were listed, 0 of them came back"
    ]


@pytest.mark.parametrize(("last", "back"), [("active", 1), ("renamed", 1), ("deleted", 0), ("suspended", 0)])
def test_suspended_accounts_that_came_back(
    last: str, back: int, place: Path, past: Past, tmp_path: Path
) -> None:
    seen = [{"date": "2099-01-01", "state": "suspended"}, {"date": "2099-01-02", "state": last}]
    asked = edited(place, tmp_path, lambda row: row.update(observations=seen))
    total, *newest = ask(asked, "suspended", "published")
    number = len(past.public)
    assert total == f"{number} seen suspended after they were listed, {number * back} of them came back"
    assert len(newest) == 10


def test_handles_that_went_on_days_that_nobody_knows(place: Path, past: Past, tmp_path: Path) -> None:
    """There are three of each account, and fewer events: the handles went before the account was listed."""
    earlier = [{"handle": f"earlier{number}"} for number in range(3)]
    asked = edited(place, tmp_path, lambda row: row.update(previous_handles=earlier))
    was = ", ".join(f"earlier{number} (day not known)" for number in range(3))
    assert ask(asked, "renamed", "published") == [f"{past.named(row['id'])} was {was}" for row in past.public]


def test_handles_that_went_one_after_the_other(place: Path, past: Past, tmp_path: Path) -> None:
    """A change of capital letters alone is one of the handle and leaves no earlier one."""
    record = next(row["id"] for row in past.public if "previous_handles" not in row)

    def change(row: dict[str, Any]) -> None:
        if row.get("id") == record:
            row["previous_handles"] = [{"handle": "one"}, {"handle": "two"}]

    folder = edited(place, tmp_path, change)
    last = {"record": record, "kind": "renamed", "from": "verified", "to": "verified", "list": "x"}
    turns = [
        ("2097-01-01T00:00:00Z", ["handle", "previous_handles"]),
        ("2098-01-01T00:00:00Z", ["handle"]),
        ("2099-01-01T00:00:00Z", ["handle", "previous_handles"]),
    ]
    page = max(folder.glob("published/feeds/v1/changes/*.json"), key=lambda path: int(path.stem))
    content = json.loads(page.read_bytes())
    content["events"] = [
        event for event in content["events"] if (event["record"], event["kind"]) != (record, "renamed")
    ] + [{**last, "time": time, "fields": fields} for time, fields in turns]
    page.write_text(json.dumps(content), encoding="utf-8")
    assert f"{past.named(record)} was one (noted 2097-01-01), two (noted 2099-01-01)" in ask(
        folder, "renamed", "published"
    )


@pytest.mark.parametrize("name", ANSWERS)
def test_a_list_of_nothing_is_said_in_words(name: str, place: Path, tmp_path: Path) -> None:
    """An instance with a list, and no record that was ever public."""
    shutil.copytree(place, tmp_path, dirs_exist_ok=True)
    feeds = tmp_path / "published/feeds/v1"
    index = json.loads((feeds / "index.json").read_bytes())
    (only, *_) = index["lists"]
    only["counts"]["platforms"] = {}
    index |= {"lists": [only], "changes": {"events": 0, "pages": 0}, "as_of": "2026-03-01T00:00:00Z"}
    (feeds / "index.json").write_text(json.dumps(index), encoding="utf-8")
    (feeds / "lists" / only["id"] / "records.ndjson").write_bytes(b"")
    table = feeds / "lists" / only["id"] / "records.csv"
    table.write_bytes(table.read_bytes().partition(b"\r\n")[0] + b"\r\n")
    assert ask(tmp_path, name, "published", *example(name)) == {
        "operations": [f"{only['id']} {member} none" for member in ("affiliations", "sources")],
        "cleared": NAMED_NOWHERE,
        "suspended": ["0 seen suspended after they were listed, 0 of them came back"],
        "growth": ["2026 0 new, 0 public at the end"],
        "months": ["busiest: none", "quiet: 2026-03"],
        "actionable": ["0 actionable"],
    }.get(name, NONE)


def test_a_lapsed_listing_that_was_removed(place: Path, tmp_path: Path) -> None:
    before = ask(place, "lapsed", "published")
    asked = edited(
        place,
        tmp_path,
        lambda row: row.get("from") == "lapsed" != row.get("to") and row.update(to="withheld"),
    )
    assert any(" verified " in line for line in before)
    assert ask(asked, "lapsed", "published") == [
        re.sub(r"\w+ (?=[0-9]+ days later$)", "withheld ", line) for line in before
    ]
