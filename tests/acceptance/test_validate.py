"""`handlelists validate`, as a user runs it: each fault at its place, all of them in one run, never a traceback."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jsonschema
import pytest

from site_builder.report import REPORTERS
from tests.acceptance.support import in_process
from tests.history.world import FRAUD
from tests.instance import withholding, write_instance

if TYPE_CHECKING:
    from collections.abc import Mapping

_SARIF_SCHEMA: Final = Path(__file__).parents[1] / "data" / "sarif-schema-2.1.0.json"
_TIMEOUT: Final = 60
_PROBLEMS = 1
_USAGE = 2


def validate(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in this process, in which nothing is known of the instance."""
    done = in_process("validate", "--root", str(root), *arguments, folder=Path("/"))
    assert done.returncode in {0, _PROBLEMS, _USAGE}
    return done


def validated_elsewhere(
    root: Path, *arguments: str, prefix: tuple[str, ...] = (), env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own; whatever it is given, it ends by itself and shows no traceback."""
    done = subprocess.run(
        [*prefix, sys.executable, "-m", "site_builder", "validate", "--root", str(root), *arguments],
        capture_output=True,
        check=False,
        timeout=_TIMEOUT,
        env={**os.environ, **(env or {})},
    )
    assert b"Traceback" not in done.stderr + done.stdout
    assert done.returncode in {0, _PROBLEMS, _USAGE}
    return done


def problems(root: Path) -> tuple[int, list[dict[str, Any]]]:
    """Return exit status and problems of a run."""
    return _read(validate(root, "--format", "json"))


def problems_elsewhere(root: Path, *, prefix: tuple[str, ...] = ()) -> tuple[int, list[dict[str, Any]]]:
    """Return exit status and problems of a run in a process of its own."""
    return _read(validated_elsewhere(root, "--format", "json", prefix=prefix))


def _read(
    done: subprocess.CompletedProcess[str] | subprocess.CompletedProcess[bytes],
) -> tuple[int, list[dict[str, Any]]]:
    assert not done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["problems"]
    return done.returncode, found


def record(name: str, platform: str = "twitter") -> str:
    """Return where the record stands whose id is the one character `name` twelve times."""
    return f"lists/harbour/{platform}/{name * 2}/{name * 12}.yaml"


def body(name: str, *, old: str = "", new: str = "", more: str = "") -> str:
    """Return a good record with one text replaced and something added."""
    text = f"""\
id: {name * 12}
salt: {name * 26}
handle: prizes_{name}
platform: twitter
account_id: "90000000000000{ord(name):04}"
categories: [fraud]
summary: Offers prizes that do not exist.
submitted_by: [contributor-a]
context:
  categories:
    fraud: {FRAUD}
evidence:
  - id: e1
    kind: report
    sensitivity: none
    url: https://news.example/prizes
    captured: 2026-01-10
    summary: The article describes the account.
"""
    assert old in text
    return text.replace(old, new, 1) + more


@dataclass(frozen=True)
class Fault:
    """Files with something wrong in them, and the problems that this gives: code, file, line, column."""

    files: Mapping[str, str | None]
    found: tuple[tuple[str, str, int, int], ...]
    links: Mapping[str, str] = field(default_factory=dict)
    folders: tuple[str, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)

    def write(self, root: Path) -> None:
        for path, text in self.files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text or "", encoding="utf-8")
        for path, target in self.links.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).symlink_to(target)
        for path in self.folders:
            (root / path).mkdir(parents=True)
        for path, size in self.sizes.items():
            os.truncate(root / path, size)


_BOMB: Final = "a0: &a0 x\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)
_PROTECTED: Final = """\
title: Ferry companies
accounts:
  - {id: meridian, platform: twitter, handle: meridian_ferry, name: Meridian Ferry}
"""
_LOOKALIKE: Final = {"old": "prizes_9", "new": "rneridian_ferry"}
_FAULTS: Final = {
    "broken indentation": Fault(
        {record("1"): body("1", old="    kind: report", new="   kind: report")},
        (("yaml-syntax", record("1"), 14, 4),),
    ),
    "unknown key": Fault(
        {record("2"): body("2", more="sumary: A slip.\n")}, (("schema-unknown-key", record("2"), 19, 1),)
    ),
    "wrong type": Fault(
        {record("3"): body("3", old="[fraud]", new="fraud")}, (("schema-type", record("3"), 6, 13),)
    ),
    "handle that the platform forbids": Fault(
        {record("4"): body("4", old="prizes_4", new="prizes-4")}, (("handle-syntax", record("4"), 3, 9),)
    ),
    "path that is not the id's place": Fault(
        {record("5", "telegram"): body("5")}, (("record-path", record("5", "telegram"), 1, 5),)
    ),
    "id used twice": Fault(
        {
            record("6"): body("6", old="prizes_6", new="prizes_6_six"),
            record("6", "vk"): body("6", old="platform: twitter", new="platform: vk"),
        },
        (("record-id-duplicate", record("6", "vk"), 1, 5),),
    ),
    "duplicate account_id": Fault(
        {
            record("7"): body("7"),
            record("8"): body("8", old=f"{ord('8'):04}", new=f"{ord('7'):04}"),
        },
        (("duplicate-account", record("8"), 5, 13),),
    ),
    "protected account": Fault(
        {record("0"): body("0", old="prizes_0", new="Quay_News")}, (("protected-account", record("0"), 3, 9),)
    ),
    "look-alike of a protected account": Fault(
        {"lists/protected/two.yaml": _PROTECTED, record("9"): body("9", **_LOOKALIKE)},
        (("protected-lookalike", record("9"), 3, 9),),
    ),
    "javascript URL": Fault(
        {record("a"): body("a", old="https://news.example/prizes", new="javascript:alert(1)")},
        (("schema-value", record("a"), 16, 10),),
    ),
    "e-mail address in a summary": Fault(
        {record("b"): body("b", old="that do not exist", new="through desk@prizes.example")},
        (("text-email", record("b"), 7, 10),),
    ),
    "right-to-left override in a handle": Fault(
        {record("c"): body("c", old="prizes_c", new='"\u202eprizes_c"')},
        (("handle-syntax", record("c"), 3, 9), ("text-bidi", record("c"), 3, 9)),
    ),
    "alias bomb": Fault(
        {record("d"): _BOMB},
        (
            ("yaml-alias", record("d"), 1, 5),
            ("yaml-alias", record("d"), 2, 5),
            *(("yaml-alias", record("d"), line, 10 + 5 * item) for line in range(2, 6) for item in range(9)),
            *(("yaml-alias", record("d"), line, 5) for line in range(3, 7)),
            *(("yaml-alias", record("d"), 6, 10 + 5 * item) for item in range(8)),
            ("more-problems", record("d"), 6, 45),
        ),
    ),
    "50 MB file": Fault(
        {record("e"): ""}, (("file-size", record("e"), 1, 1),), sizes={record("e"): 50_000_000}
    ),
    "symlink": Fault({}, (("file-kind", record("f"), 1, 1),), links={record("f"): "/etc/passwd"}),
    "folder named like a file": Fault({}, (("file-kind", record("g"), 1, 1),), folders=(record("g"),)),
    "empty file": Fault({record("h"): ""}, (("yaml-document", record("h"), 1, 1),)),
}


def _places(found: list[dict[str, Any]]) -> list[tuple[str, str, int, int]]:
    return sorted((item["code"], item["file"], item["line"], item["column"]) for item in found)


@pytest.mark.parametrize("name", _FAULTS)
def test_a_fault_is_reported_at_its_place(name: str, tmp_path: Path) -> None:
    fault = _FAULTS[name]
    fault.write(write_instance(tmp_path))
    status, found = problems(tmp_path)
    assert status == _PROBLEMS
    assert _places(found) == sorted(fault.found)


def test_all_faults_together_are_reported_in_one_run(tmp_path: Path) -> None:
    write_instance(tmp_path)
    for fault in _FAULTS.values():
        fault.write(tmp_path)
    status, found = problems(tmp_path)
    assert status == _PROBLEMS
    assert _places(found) == sorted(place for fault in _FAULTS.values() for place in fault.found)
    lines = validate(tmp_path).stdout.splitlines()
    for item in found:
        head = f"{item['file']}:{item['line']}:{item['column']}: {item['severity']}: "
        assert any(line.startswith(head) and line.endswith(f"[{item['code']}]") for line in lines)


def test_a_look_alike_that_says_why_it_is_distinct_passes(tmp_path: Path) -> None:
    answer = "distinct_from:\n  - {protected: meridian, evidence: e1}\n"
    files = {"lists/protected/two.yaml": _PROTECTED, record("9"): body("9", **_LOOKALIKE, more=answer)}
    assert problems(write_instance(tmp_path, files=files)) == (0, [])


def test_a_good_tree_is_praised_in_one_line_by_the_installed_command(tmp_path: Path) -> None:
    write_instance(tmp_path)
    command = Path(sys.executable).with_name("handlelists")
    done = subprocess.run([command, "validate"], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"13 files, no problems\n", b"")


def test_warnings_alone_leave_the_exit_status_good(tmp_path: Path) -> None:
    files = {withholding("5v5v5v5v5v5v"): "{since: 2026-02-01, by: board, reason: safety}\n"}
    status, found = problems(write_instance(tmp_path, files=files))
    assert (status, [item["code"] for item in found]) == (0, ["withheld-unknown"])


# What a file can hold without an editor's help. Each is one record's file, so at most 64 kB.
_HOSTILE_FILES: Final[dict[str, bytes]] = {
    "deep flow sequences": b"[" * 60_000,
    "deep block sequences": b"- " * 30_000,
    "deep flow mappings": b"{a: " * 15_000,
    "deep complex keys": b"? " * 30_000,
    "deep indentation": b"".join(b" " * depth + b"a:\n" for depth in range(300)),
    "closed deep sequences": b"[" * 30_000 + b"]" * 30_000,
    "many keys": b"".join(b"k%05d: v\n" % number for number in range(6_000)),
    "many known keys": b"handle: x\n" * 6_000,
    "many different items": b"categories: [" + b", ".join(b"{a: %d}" % n for n in range(6_000)) + b"]",
    "one long key": b"k" * 60_000 + b": v",
    "one long word": b"handle: " + b"h" * 60_000,
    "one long number": b"id: 1\nobservations: [{followers: " + b"9" * 60_000 + b"}]",
    "null bytes": b"handle: dock\x00prizes\n",
    "nothing but null bytes": b"\x00" * 60_000,
    "UTF-16": "handle: dock_prizes\n".encode("utf-16"),
    "UTF-16 without a mark": "handle: dock_prizes\n".encode("utf-16-le"),
    "UTF-32": "handle: dock_prizes\n".encode("utf-32"),
    "Latin-1": "handle: größe\n".encode("latin-1"),
    "overlong UTF-8": b"handle: \xc0\xaf\n",
    "surrogate in UTF-8": b"handle: \xed\xa0\x80\n",
    "lone surrogate in an escape": b'handle: "\\ud800"\n',
    "pair of surrogates in escapes": b'handle: "\\ud83d\\ude00"\n',
    "escape beyond Unicode": b'handle: "\\U00110000"\n',
    "escaped null as key": b'"\\0": v\n',
    "escaped terminal sequence as key": b'"\\e[31m\\u202e": v\n',
    "merge key": b"<<: {handle: x}\n",
    "tags": b"handle: !!python/object/apply:os.system [id]\n",
    "directive": b"%YAML 9.9\n---\nhandle: x\n",
    "unclosed quote": b'handle: "' + b"x\n" * 20_000,
    "only dashes": b"---\n" * 10_000,
    "a scalar": b"handle",
    "shell": b"`$(rm -rf x)`\n",
    "random bytes": bytes(range(256)) * 200,
}


def _hostile(root: Path) -> dict[str, str]:
    """Write all hostile files into an instance; return their paths by name."""
    write_instance(root)
    paths = {}
    for number, (name, content) in enumerate(_HOSTILE_FILES.items()):
        record_id = f"{number:02}zzzzzzzzzz"
        paths[name] = f"lists/harbour/twitter/{record_id[:2]}/{record_id}.yaml"
        (root / paths[name]).parent.mkdir(parents=True)
        (root / paths[name]).write_bytes(content)
    return paths


def test_no_content_of_a_file_hides_itself_or_another_file(tmp_path: Path) -> None:
    paths = _hostile(tmp_path)
    status, found = problems_elsewhere(tmp_path)
    assert status == _PROBLEMS
    assert {item["file"] for item in found} == set(paths.values())


@pytest.mark.parametrize("form", REPORTERS)
def test_no_format_lets_a_control_or_invisible_character_through(form: str, tmp_path: Path) -> None:
    _hostile(tmp_path)
    _FAULTS["right-to-left override in a handle"].write(tmp_path)
    for name in ("\x1b[31mred\u202e", "line\n::error::break", "\u200bzero", "caf\udce9"):
        (tmp_path / "lists" / f"{name}.yaml").write_text("handle: x\n")
    done = validate(tmp_path, "--format", form)
    assert done.returncode == _PROBLEMS
    text = done.stdout
    hidden = {
        character for character in text if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}
    }
    assert hidden <= {"\n"}
    assert not re.search(r"^::error::break", text, re.MULTILINE)


@pytest.mark.parametrize("form", REPORTERS)
def test_every_format_says_all_of_it_in_its_own_form(form: str, tmp_path: Path) -> None:
    write_instance(tmp_path)
    for fault in _FAULTS.values():
        fault.write(tmp_path)
    text = validate(tmp_path, "--format", form).stdout
    codes = {place[0] for fault in _FAULTS.values() for place in fault.found}
    assert codes <= set(re.findall(r"[a-z]+(?:-[a-z]+)+", text))
    count = sum(len(fault.found) for fault in _FAULTS.values())
    if form == "json":
        document = json.loads(text)
        assert document["errors"] == len(document["problems"]) == count
    elif form == "sarif":
        log = json.loads(text)
        schema = json.loads(_SARIF_SCHEMA.read_text(encoding="utf-8"))
        jsonschema.Draft7Validator(schema).validate(log)
        assert len(log["runs"][0]["results"]) == count
    elif form == "github":
        commands = re.findall(r"^::error file=[^,:]+,line=\d+,col=\d+,title=[a-z-]+::.+$", text, re.MULTILINE)
        assert len(commands) == count
    elif form == "markdown":
        assert len(re.findall(r"^\| .* \| \d+:\d+ \| .* \| .* \|$", text, re.MULTILINE)) == count
    else:
        assert len(re.findall(r"^\S+:\d+:\d+: error: .* \[[a-z-]+\]$", text, re.MULTILINE)) == count


def test_what_is_dated_in_the_future_is_an_error_until_its_day_has_come(tmp_path: Path) -> None:
    write_instance(tmp_path)
    assert validate(tmp_path, "--now", "2026-01-21T00:00:00Z").returncode == 0
    done = validate(tmp_path, "--now", "2026-01-20")  # two days before the last review
    assert done.returncode == 1
    assert "error: 2026-01-22 is in the future; correct it [date-future]" in done.stdout


@pytest.mark.parametrize("arguments", [(), ("--format", "json")])
def test_a_folder_that_is_no_instance_ends_with_one_sentence(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = validate(tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (_USAGE, "")
    sentence, hint = done.stderr.splitlines()
    assert sentence == f"handlelists: there is no folder lists/ in {tmp_path}"
    assert hint.startswith("  ")


@pytest.mark.parametrize("arguments", [("--format", "html"), ("--no-such-option",), ("surplus",)])
def test_wrong_use_ends_with_status_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = validate(write_instance(tmp_path), *arguments)
    assert (done.returncode, done.stdout) == (_USAGE, "")
    assert "Error: " in done.stderr


def test_a_root_that_is_a_link_or_a_file_is_wrong_use(tmp_path: Path) -> None:
    write_instance(tmp_path / "real")
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "lists").symlink_to(tmp_path / "real" / "lists")
    (tmp_path / "file").write_text("")
    for name in ("linked", "file", "absent"):
        assert validate(tmp_path / name).returncode == _USAGE


def _without_privileges() -> tuple[str, ...]:
    """Return what a command starts with so that permissions hold for it."""
    if os.geteuid() != 0:
        return ()
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("an administrator reads everything, and setpriv is not installed")
    return (setpriv, "--bounding-set", "-dac_override,-dac_read_search")


def test_what_cannot_be_opened_is_a_problem_with_a_place(tmp_path: Path) -> None:
    prefix = _without_privileges()
    write_instance(tmp_path, files={record("h"): ""})
    folder, file = tmp_path / "lists/protected", tmp_path / "lists/harbour/sources.yaml"
    try:
        for path in (folder, file):
            path.chmod(0)
        status, found = problems_elsewhere(tmp_path, prefix=prefix)
    finally:
        folder.chmod(0o755)
    assert status == _PROBLEMS
    assert _places(found) == [
        ("file-unreadable", "lists/harbour/sources.yaml", 1, 1),
        ("file-unreadable", "lists/protected", 1, 1),
        ("yaml-document", record("h"), 1, 1),
    ]


def test_a_reader_that_goes_away_causes_no_traceback(tmp_path: Path) -> None:
    _hostile(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-m", "site_builder", "validate", "--root", tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait(_TIMEOUT) == 141


def test_a_terminal_that_cannot_show_a_character_gets_its_number(tmp_path: Path) -> None:
    files = {record("4"): body("4", old="prizes_4", new="größe漢")}
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "latin-1"}
    done = validated_elsewhere(write_instance(tmp_path, files=files), env=env)
    assert done.returncode == _PROBLEMS
    assert b"gr\xf6\xdfe\\u6f22 is not a valid" in done.stdout
