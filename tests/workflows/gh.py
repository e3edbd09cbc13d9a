"""Plays `gh api` for tests: answers from the folder GH_STATE, keeps what is written, moves refs of GH_UPSTREAM.

Files of the folder, all JSON: `get.json` maps paths to answers, `calls.json` is the list of what was written.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
from typing import Any

STATE = pathlib.Path(os.environ["GH_STATE"])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["api"])
    parser.add_argument("path")
    parser.add_argument("--method", default="GET")
    parser.add_argument("--jq")
    parser.add_argument("--paginate", action="store_true")
    parser.add_argument("--silent", action="store_true")
    parser.add_argument("--field", action="append", default=[])
    parser.add_argument("--raw-field", action="append", default=[])
    given = parser.parse_args()
    assert os.environ["GH_TOKEN"], "gh needs a token"
    if given.method == "GET":
        read(given)
    else:
        write(given)


def read(given: argparse.Namespace) -> None:
    if given.path.endswith("/zip"):
        sys.stdout.buffer.write((STATE / "artifact.zip").read_bytes())
        return
    answers = json.loads((STATE / "get.json").read_text())
    path = given.path.partition("?")[0]
    fields = dict(item.split("=", 1) for item in given.raw_field)
    if "/git/matching-refs/" in path:
        answer = matching(path.partition("/git/matching-refs/")[2])
    elif path in answers:
        answer = answers[path]
    else:
        sys.exit(f"gh: Not Found (HTTP 404): {path}")
    if path.endswith("/pulls"):
        answer = [pull for pull in answer if asked_for(pull, fields)]
    text = json.dumps(answer)
    if given.jq:
        filtered = subprocess.run(
            ("jq", "-r", given.jq), input=text, capture_output=True, text=True, check=True
        )
        text = filtered.stdout
    sys.stdout.write(text)


def write(given: argparse.Namespace) -> None:
    fields = dict(item.split("=", 1) for item in given.raw_field)
    for item in given.field:
        name, value = item.split("=", 1)
        fields[name] = pathlib.Path(value[1:]).read_text() if value.startswith("@") else json.loads(value)
    calls = STATE / "calls.json"
    kept = json.loads(calls.read_text()) if calls.exists() else []
    calls.write_text(json.dumps([*kept, {"method": given.method, "path": given.path, "fields": fields}]))
    if "/git/refs" in given.path:
        move(given, fields)


def asked_for(pull: dict[str, Any], fields: dict[str, str]) -> bool:
    """Filter as GitHub documents it for "List pull requests"; a `head` without a colon filters nothing."""
    head = fields["head"]
    return (
        pull["state"] == fields["state"]
        and pull["base"]["ref"] == fields["base"]
        and (":" not in head or pull["head"]["label"] == head)
    )


def matching(name: str) -> list[dict[str, str]]:
    told = git("for-each-ref", "--format=%(refname)", f"refs/{name}").split()
    return [{"ref": ref} for ref in told]


def move(given: argparse.Namespace, fields: dict[str, str]) -> None:
    ref = fields.get("ref") or "refs/" + given.path.partition("/git/refs/")[2]
    if given.method == "PATCH":
        old = git("rev-parse", "--verify", ref).strip()
        if not fields["force"]:
            git("merge-base", "--is-ancestor", old, fields["sha"])
    git("update-ref", ref, fields["sha"])


def git(*arguments: str) -> str:
    command = ("git", "-C", os.environ["GH_UPSTREAM"], *arguments)
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


main()
