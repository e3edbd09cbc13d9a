"""The programs of the guide for consumers, run as they stand on sites that were built from a history."""

from __future__ import annotations

import hashlib
import html
import importlib.util
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.canonical import canonical
from tests.acceptance.publications import (
    DISPUTED,
    ERASED,
    UNDONE,
    WITHDRAWN,
    WITHHELD,
    publications,
    records,
)
from tests.acceptance.support import REPOSITORY
from tests.unit.sync.feed_server import FeedServer, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import ModuleType

    from tests.acceptance.publications import Files, Publications

pytestmark = [
    pytest.mark.skipif(
        not all(map(shutil.which, ("curl", "jq", "node", "sha256sum"))),
        reason="needs curl, jq, node, sha256sum",
    ),
]

COPY: Final = "mirror.json"
LISTS: Final = ("ira-2018", "northwind")
RESTORED: Final = WITHHELD
UNDONE_HANDLE: Final = "Pamela_Moore13"
_GUIDE: Final = REPOSITORY / "docs/guides/consumers.md"
_SERVED: Final = "http://127.0.0.1:8000"
_BLOCK: Final = re.compile(r"^(<!-- not run: .+ -->\n)?```(\w+)\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
_NAME: Final = re.compile(r"(?:#|//) ([\w.]+)(?:: .*)?\n")
_RUN: Final = {
    "first.sh",
    "look.sh",
    "match.py",
    "mirror.mjs",
    "mirror.py",
    "next.sh",
    "queue_work.py",
    "sync.sh",
}
_EFFECTS: Final = {
    DISPUTED: None,
    ERASED: "erase",
    UNDONE: "undo",
    WITHDRAWN: "stop-relying",
    WITHHELD: "stop-relying",
}


def _programs() -> dict[str, str]:
    """Return the guide's blocks of code by the name in their first line; those that say so are not run."""
    found = {}
    for skipped, language, code in _BLOCK.findall(_GUIDE.read_text(encoding="utf-8")):
        assert language in {"console", "js", "python", "sh"}
        named = _NAME.match(code)
        assert (named is None) == bool(skipped), code
        if named is not None:
            found[named[1]] = code
    return found


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Publications:
    return publications(tmp_path_factory.mktemp("publications"))


@dataclass(frozen=True)
class Consumer:
    """A folder with the guide's programs, and the server that they ask."""

    folder: Path
    server: FeedServer

    def run(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the guide; those that take the address of the site get it first."""
        command = {".py": (sys.executable,), ".mjs": ("node",), ".sh": ("sh",)}[name[name.index(".") :]]
        address = (
            ()
            if name in {"first.sh", "look.sh", "match.py", "next.sh", "sync.sh", "follow.py"}
            else (self.server.url,)
        )
        return subprocess.run(
            (*command, name, *address, *arguments),
            cwd=self.folder,
            env={
                **os.environ,
                "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
                "PYTHONPATH": str(REPOSITORY),
            },
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def serve(self, files: Files) -> None:
        """Publish something else, and forget what was asked for."""
        self.server.files = dict(files)
        self.server.requests.clear()

    def rows(self, list_id: str) -> bytes:
        """Return a list's rows in the copy."""
        kept: dict[str, str] = json.loads((self.folder / COPY).read_bytes())["rows"]
        lines = [line for _, line in sorted(kept.items()) if json.loads(line)["list"] == list_id]
        return "".join(f"{line}\n" for line in lines).encode()


@pytest.fixture
def consumer(tmp_path: Path, published: Publications) -> Iterator[Consumer]:
    """A consumer of the first publication."""
    with serving(published.first) as server:
        for name, code in _programs().items():
            (tmp_path / name).write_text(code.replace(_SERVED, server.url.rstrip("/")), encoding="utf-8")
        command = tmp_path / "bin/handlelists"
        command.parent.mkdir()
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m site_builder "$@"\n', encoding="utf-8")
        command.chmod(command.stat().st_mode | stat.S_IXUSR)
        yield Consumer(tmp_path, server)


def _well(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_program_of_the_guide_is_run_here() -> None:
    assert set(_programs()) == _RUN


def test_the_first_look_finds_a_row_and_none_to_act_on(consumer: Consumer) -> None:
    said = _well(consumer.run("look.sh")).splitlines()
    assert "ira-2018\t5\t0" in said
    assert json.loads(said[-2])[:3] == ["verified", False, "account_id"]
    assert json.loads(said[-1])[1] > 1


# The two whole programs

both = pytest.mark.parametrize("program", ["mirror.py", "mirror.mjs"])


@both
def test_a_copy_follows_what_is_published(consumer: Consumer, published: Publications, program: str) -> None:
    _well(consumer.run(program, COPY))
    for list_id in LISTS:
        assert consumer.rows(list_id) == records(published.first, list_id)
    assert UNDONE_HANDLE in (consumer.folder / COPY).read_text(encoding="utf-8")

    consumer.serve(published.second)
    said = [json.loads(line) for line in _well(consumer.run(program, COPY)).splitlines()]
    assert {entry["record"]: entry.get("effect") for entry in said} == _EFFECTS
    for list_id in LISTS:
        assert consumer.rows(list_id) == records(published.second, list_id)
    assert UNDONE_HANDLE not in (consumer.folder / COPY).read_text(encoding="utf-8")
    # index.json, the last event page, platforms.json and five records.
    assert len(consumer.server.requests) == 8


@both
def test_when_nothing_is_new_a_run_asks_once_and_says_who_asks(consumer: Consumer, program: str) -> None:
    _well(consumer.run(program, COPY))
    before = (consumer.folder / COPY).read_bytes()
    consumer.server.requests.clear()
    assert _well(consumer.run(program, COPY)) == ""
    assert consumer.server.requests == ["feeds/v1/index.json"]
    assert (consumer.folder / COPY).read_bytes() == before
    assert all("mailto:" in headers["user-agent"] for headers in consumer.server.headers)


def test_both_programs_say_and_keep_the_same(consumer: Consumer, published: Publications) -> None:
    for files in (published.first, published.second, published.second, published.renewed):
        consumer.serve(files)
        said = [
            [json.loads(line) for line in _well(consumer.run(program, f"{program}.json")).splitlines()]
            for program in ("mirror.py", "mirror.mjs")
        ]
        assert said[0] == said[1]
        kept = [
            json.loads((consumer.folder / f"{name}.json").read_bytes())
            for name in ("mirror.py", "mirror.mjs")
        ]
        assert kept[0] == kept[1]


@both
def test_a_new_epoch_starts_again(consumer: Consumer, published: Publications, program: str) -> None:
    consumer.serve(published.second)
    _well(consumer.run(program, COPY))
    consumer.serve(published.renewed)
    _well(consumer.run(program, COPY))
    for list_id in LISTS:
        assert consumer.rows(list_id) == records(published.renewed, list_id)


def _in_page(files: Files) -> str:
    """Return the path of the last event page."""
    index = json.loads(files["feeds/v1/index.json"])
    path: str = index["changes"]["last_page"]["path"]
    return path


def _without_history(files: Files) -> Files:
    index = json.loads(files["feeds/v1/index.json"])
    return {**files, "feeds/v1/index.json": json.dumps({**index, "history": False}).encode()}


def _pending(files: Files) -> Files:
    index = json.loads(files["feeds/v1/index.json"])
    return {**files, "feeds/v1/index.json": json.dumps({**index, "pending": 1}).encode()}


def _other_digest(files: Files) -> Files:
    index = json.loads(files["feeds/v1/index.json"])
    index["lists"][0]["digest"] = "0" * 64
    return {**files, "feeds/v1/index.json": json.dumps(index).encode()}


def _rewritten_event(files: Files) -> Files:
    """Return the site with another first event, and all that follows from it: rows, numbers and proofs fit."""
    made = dict(files)
    index = json.loads(files["feeds/v1/index.json"])
    before: dict[str, str | None] = {"event": None, "page": None}
    for number in range(index["changes"]["pages"]):
        path = f"feeds/v1/changes/{number}.json"
        page = json.loads(files[path])
        for event in page["events"]:
            event["prev"] = before["event"]
            if event["seq"] == 1:
                event["time"] = "2020-01-01T00:00:00Z"
            before["event"] = hashlib.sha256(canonical(event)).hexdigest()
        page["prev"] = before["page"]
        made[path] = canonical(page) + b"\n"
        before["page"] = hashlib.sha256(made[path]).hexdigest()
    index["changes"]["last_event"] = before["event"]
    index["changes"]["last_page"]["sha256"] = before["page"]
    return {**made, "feeds/v1/index.json": json.dumps(index).encode()}


BROKEN: Final[dict[str, Callable[[Publications], Files]]] = {
    "an older copy": lambda published: published.first,
    "a rewritten history": lambda published: published.rewritten,
    "a rewritten event": lambda published: _rewritten_event(published.third),
    "no history": lambda published: _without_history(published.third),
    "uncommitted work": lambda published: _pending(published.third),
    "a changed event page": lambda published: {
        **published.third,
        _in_page(published.third): published.third[_in_page(published.third)].replace(b"undo", b"keep"),
    },
    "a changed record": lambda published: {
        **published.third,
        _record_path(RESTORED): published.third[_record_path(RESTORED)].replace(b'"verified"', b'"disputed"'),
    },
    "a digest of other rows": lambda published: _other_digest(published.third),
}


@both
@pytest.mark.parametrize("wrong", BROKEN)
def test_what_does_not_fit_is_refused_and_the_copy_stands(
    consumer: Consumer, published: Publications, program: str, wrong: str
) -> None:
    consumer.serve(published.second)
    _well(consumer.run(program, COPY))
    before = (consumer.folder / COPY).read_bytes()
    consumer.serve(BROKEN[wrong](published))
    done = consumer.run(program, COPY)
    assert (done.returncode, done.stdout) == (1, "")
    assert (consumer.folder / COPY).read_bytes() == before
    consumer.serve(published.third)
    assert RESTORED in _well(consumer.run(program, COPY))


# curl and jq


@pytest.mark.parametrize("list_id", ["ira-2018", "northwind"])
def test_the_scripts_follow_a_list(consumer: Consumer, published: Publications, list_id: str) -> None:
    for name in ("first.sh", "next.sh"):
        script = consumer.folder / name
        script.write_text(script.read_text(encoding="utf-8").replace("LIST=ira-2018", f"LIST={list_id}"))
    rows = consumer.folder / "rows.ndjson"
    _well(consumer.run("first.sh"))
    assert rows.read_bytes() == records(published.first, list_id)
    consumer.server.requests.clear()
    _well(consumer.run("next.sh"))
    assert consumer.server.requests == ["feeds/v1/index.json"]
    for files in (published.second, published.third):
        consumer.serve(files)
        _well(consumer.run("next.sh"))
        assert rows.read_bytes() == records(files, list_id)


@pytest.mark.parametrize(
    "wrong", [*sorted(BROKEN.keys() - {"a digest of other rows"}), "a new epoch", "rows of another list"]
)
def test_the_scripts_stop_at_what_does_not_fit(
    consumer: Consumer, published: Publications, wrong: str
) -> None:
    consumer.serve(published.second)
    _well(consumer.run("first.sh"))
    kept = [consumer.folder / name for name in ("rows.ndjson", "state.json")]
    before = [file.read_bytes() for file in kept]
    if wrong == "rows of another list":
        (consumer.folder / "rows.ndjson").write_bytes(records(published.second, "northwind"))
        before[0] = records(published.second, "northwind")
        consumer.serve(published.third)
    else:
        consumer.serve(published.renewed if wrong == "a new epoch" else BROKEN[wrong](published))
    assert consumer.run("next.sh").returncode != 0
    assert [file.read_bytes() for file in kept] == before


# handlelists sync


def test_the_command_makes_a_mirror(consumer: Consumer, published: Publications) -> None:
    for files, status in ((published.first, 0), (published.first, 3), (published.second, 0)):
        consumer.serve(files)
        done = consumer.run("sync.sh")
        assert done.returncode == status, done.stdout + done.stderr
        current = consumer.folder / "mirror/current"
        for list_id in LISTS:
            assert (current / f"lists/{list_id}/records.ndjson").read_bytes() == records(files, list_id)
    changes = [json.loads(line) for line in (current / "changes.ndjson").read_text().splitlines()]
    assert {change["id"]: change.get("effect") for change in changes} == _EFFECTS


def test_the_queue_gets_work_and_what_it_rests_on(consumer: Consumer, published: Publications) -> None:
    _well(consumer.run("queue_work.py", "mirror", "--examples"))
    work = consumer.folder / "work.ndjson"
    first = [json.loads(line) for line in work.read_text().splitlines()]
    assert {item["do"] for item in first} == {"review"}
    assert RESTORED in {item["record"] for item in first}
    consumer.serve(published.second)
    _well(consumer.run("queue_work.py", "mirror", "--examples"))
    second = [json.loads(line) for line in work.read_text().splitlines()][len(first) :]
    expected = {**_EFFECTS, DISPUTED: "stop-relying"}
    assert {item["record"]: item["do"] for item in second} == expected
    index = json.loads(published.second["feeds/v1/index.json"])
    for item in second:
        row = published.second[_record_path(item["record"])]
        assert item["sha256"] == hashlib.sha256(row).hexdigest()
        assert (item["instance"], item["epoch"], item["seq"]) == (
            index["instance"]["id"],
            index["epoch"],
            index["changes"]["events"],
        )


def test_without_the_option_the_queue_gets_no_example(consumer: Consumer) -> None:
    _well(consumer.run("queue_work.py", "mirror"))
    assert (consumer.folder / "work.ndjson").read_bytes() == b""


def test_more_changes_than_the_limits_wait_for_a_person(consumer: Consumer, published: Publications) -> None:
    script = consumer.folder / "sync.sh"
    script.write_text(script.read_text(encoding="utf-8").replace("--max-removes 100", "--max-removes 1"))
    _well(consumer.run("sync.sh"))
    consumer.serve(published.second)
    assert consumer.run("sync.sh").returncode == 5
    script.write_text(
        script.read_text(encoding="utf-8").replace("--max-removes 1", "--max-removes 1 --accept")
    )
    _well(consumer.run("sync.sh"))


# Matching


@pytest.fixture
def match(consumer: Consumer) -> ModuleType:
    """The guide's program as a module."""
    spec = importlib.util.spec_from_file_location("match_of_the_guide", consumer.folder / "match.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def mirror(consumer: Consumer) -> dict[str, Any]:
    _well(consumer.run("mirror.py", COPY))
    kept: dict[str, Any] = json.loads((consumer.folder / COPY).read_bytes())
    return kept


def test_an_account_is_found_and_nobody_acts_on_an_example(consumer: Consumer) -> None:
    _well(consumer.run("mirror.py", COPY))
    said = _well(consumer.run("match.py", COPY, "twitter", "4224729994", "TEN_GOP"))
    assert said == "ira-2018 7k3f9q2m4d1p verified for reading only\n"


def test_a_handle_finds_no_account_whose_id_is_known(match: ModuleType, mirror: dict[str, Any]) -> None:
    find = match.Lists(mirror).find
    assert [row["handle"] for row in find("twitter", handle="@america_1ST_")] == ["America_1st_"]
    assert find("twitter", handle="TEN_GOP") == []
    assert find("twitter", account_id="1", handle="TEN_GOP") == []


def test_every_platform_folds_as_the_publisher_does(match: ModuleType, mirror: dict[str, Any]) -> None:
    fold = match.Lists(mirror).fold
    wrong = [
        (platform["id"], vector)
        for platform in mirror["platforms"]["platforms"]
        for vector in platform["vectors"]
        if fold(platform["id"], vector["handle"]) != vector["folded"]
    ]
    assert wrong == []


def test_a_platform_with_an_unknown_step_is_left_out(match: ModuleType, mirror: dict[str, Any]) -> None:
    for platform in mirror["platforms"]["platforms"]:
        if platform["id"] == "twitter":
            platform["handle"]["fold"].append("of-a-later-release")
    assert match.Lists(mirror).find("twitter", handle="America_1st_") == []


def test_nothing_but_a_current_actionable_row_may_be_acted_on(match: ModuleType) -> None:
    row = {"actionable": True, "state": "verified", "valid_until": "2026-06-30"}
    assert match.may_act(row, "2026-06-30")
    assert not match.may_act(row, "2026-07-01")
    assert not match.may_act({**row, "actionable": False}, "2026-06-30")
    assert not match.may_act({"state": "of a later release"}, "2026-06-30")


def test_the_advice_on_what_was_done(match: ModuleType) -> None:
    row = {"actionable": True, "state": "verified", "valid_until": "2026-06-30"}
    assert match.advice(row, "2026-06-30") == "keep"
    assert match.advice(row, "2026-07-01") == "stop-relying"
    assert match.advice(None, "2026-06-30") == "stop-relying"
    assert match.advice({"actionable": False, "effect": "undo", "state": "retracted"}, "2026-06-30") == "undo"
    assert match.advice({"state": "of a later release"}, "2026-06-30") == "stop-relying"


# The developers' page


@pytest.fixture
def page(consumer: Consumer, published: Publications) -> dict[str, str]:
    """The programs on the built site's own page, by what they are about, with the address that is served here."""
    text = published.second["developers/index.html"].decode()
    blocks = [
        html.unescape(code)
        for code in re.findall(r"<pre tabindex=\"0\"><code>(.*?)</code></pre>", text, re.DOTALL)
    ]
    index = json.loads(published.second["feeds/v1/index.json"])
    site_url = index["instance"]["site_url"]
    assert sum(site_url in block for block in blocks) == 3
    return {
        name: block.replace(site_url, consumer.server.url)
        for block in blocks
        for name, mark in (("look", "| jq"), ("sync", "handlelists sync"), ("follow", "import hashlib"))
        if mark in block
    }


def test_the_pages_commands_work(consumer: Consumer, page: dict[str, str]) -> None:
    (consumer.folder / "look.sh").write_text(page["look"], encoding="utf-8")
    lists = json.loads(_well(consumer.run("look.sh")))["lists"]
    assert [item["id"] for item in lists] == list(LISTS)
    (consumer.folder / "sync.sh").write_text(page["sync"], encoding="utf-8")
    _well(consumer.run("sync.sh"))
    assert (consumer.folder / "mirror/current/view.ndjson").read_bytes() == b""


def test_the_pages_program_follows_what_is_published(
    consumer: Consumer, published: Publications, page: dict[str, str]
) -> None:
    (consumer.folder / "follow.py").write_text(page["follow"], encoding="utf-8")

    def follow() -> list[str]:
        return _well(consumer.run("follow.py")).splitlines()

    assert follow() == []
    assert _followed(consumer) == {list_id: records(published.first, list_id) for list_id in LISTS}
    consumer.serve(published.second)
    assert {line.split()[2]: line.split()[3:] for line in follow()} == {
        record: [effect] if effect else [] for record, effect in _EFFECTS.items()
    }
    assert _followed(consumer) == {list_id: records(published.second, list_id) for list_id in LISTS}
    consumer.serve(published.second)
    assert follow() == []
    assert consumer.server.requests == ["feeds/v1/index.json"]
    consumer.serve(published.renewed)
    follow()
    assert _followed(consumer) == {list_id: records(published.renewed, list_id) for list_id in LISTS}


@pytest.mark.parametrize("wrong", sorted(BROKEN.keys() - {"a digest of other rows"}))
def test_the_pages_program_refuses_what_does_not_fit(
    consumer: Consumer, published: Publications, page: dict[str, str], wrong: str
) -> None:
    (consumer.folder / "follow.py").write_text(page["follow"], encoding="utf-8")
    consumer.serve(published.second)
    _well(consumer.run("follow.py"))
    before = _followed(consumer)
    consumer.serve(BROKEN[wrong](published))
    assert consumer.run("follow.py").returncode == 1
    assert _followed(consumer) == before


def _followed(consumer: Consumer) -> dict[str, bytes]:
    """Return the rows of each list in the copy of the page's program."""
    rows: dict[str, str] = json.loads((consumer.folder / "copy.json").read_bytes())["rows"]
    return {
        list_id: "".join(
            row for _, row in sorted(rows.items()) if json.loads(row)["list"] == list_id
        ).encode()
        for list_id in LISTS
    }


def _record_path(record: str) -> str:
    list_id = "northwind" if record == ERASED else "ira-2018"
    return f"lists/{list_id}/{record}/record.json"
