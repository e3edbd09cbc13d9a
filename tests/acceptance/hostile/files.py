"""Hostile changes by means of files, folders and commits."""

from __future__ import annotations

import subprocess

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind, review_path
from tests.acceptance.hostile.corpus import (
    NEW,
    hostile,
)
from tests.acceptance.signed_world import (
    LIST,
    PROPOSED,
    VERIFIED,
    World,
    day,
)


@hostile("change-symlink", "file-kind")
def a_symbolic_link_leads_out(world: World) -> None:
    (world.root / "lists" / LIST / "twitter" / "link.yaml").symlink_to("/etc/passwd")


@hostile("change-symlink", "file-kind", "review-removed", "breaker-remove")
def a_file_of_reviews_becomes_a_link(world: World) -> None:
    path = world.root / review_path(LIST, "reviewer-a", VERIFIED)
    path.unlink()
    path.symlink_to("../reviewer-b/ve.yaml")


@hostile("change-submodule", "file-kind")
def a_submodule_is_brought(world: World) -> None:
    head = world.git("rev-parse", "HEAD")
    world.git("update-index", "--add", "--cacheinfo", f"160000,{head},lists/{LIST}/twitter/aa/module.yaml")


@hostile("change-executable")
def a_record_becomes_executable(world: World) -> None:
    (world.root / world.path(PROPOSED)).chmod(0o755)


@hostile("change-path")
def a_path_climbs_out(world: World) -> None:
    _raw_tree(world, "..")


@hostile("change-path")
def a_path_reaches_into_git(world: World) -> None:
    _raw_tree(world, ".GIT")


@hostile("change-path")
def a_path_holds_control_characters(world: World) -> None:
    world.write(f"lists/{LIST}/twitter/aa/\u202egnp.yaml", "x: y\n")


@hostile("change-case", "record-path", "record-id-duplicate", "duplicate-account")
def two_paths_differ_by_case(world: World) -> None:
    text = (world.root / world.path(PROPOSED)).read_text(encoding="utf-8")
    world.write(world.path(PROPOSED).replace("/twitter/", "/Twitter/"), text)


@hostile("change-builder")
def a_workflow_is_smuggled_among_records(world: World) -> None:
    world.record(NEW)
    world.write(".github/workflows/check.yml", "on: push\n")


@hostile("change-builder")
def a_schema_is_smuggled_among_records(world: World) -> None:
    world.record(NEW)
    world.write("schemas/record.schema.json", "true\n")


@hostile("change-builder")
def the_builder_is_smuggled_among_reviews(world: World) -> None:
    world.review("reviewer-a", PROPOSED)
    world.write("site_builder/engine.py", "print('another')\n")


@hostile("change-builder")
def git_is_told_to_change_files_on_their_way(world: World) -> None:
    world.record(NEW)
    world.write(f"lists/{LIST}/.gitattributes", "*.yaml ident\n")


@hostile("change-size")
def ten_thousand_files_are_changed(world: World) -> None:
    for number in range(10_000):
        world.write(f"lists/{LIST}/twitter/x{number % 100}/{number}.yaml", "a: b\n")


@hostile("commit-future", at="2027-06-01")
def a_commit_is_dated_next_year(world: World) -> None:
    world.record(NEW)


def _raw_tree(world: World, name: str) -> None:
    """Commit a tree that git itself would not make: with a folder of this name beside lists/."""
    blob = world.git("hash-object", "-w", "README.md")

    def tree(*entries: tuple[str, str, str]) -> str:
        data = b"".join(f"{mode} {path}\0".encode() + bytes.fromhex(sha) for mode, path, sha in entries)
        command = ["git", "-C", str(world.root), "hash-object", "-t", "tree", "-w", "--literally", "--stdin"]
        done = subprocess.run(command, input=data, capture_output=True, check=True)
        return done.stdout.decode().strip()

    inner = tree(("100644", "evil.yaml", blob))
    listed = world.git("ls-tree", "HEAD").splitlines()
    entries = [(line.split()[0].lstrip("0"), line.split("\t")[1], line.split()[2]) for line in listed]
    whole = tree(*sorted([*entries, ("40000", name, inner)], key=lambda entry: entry[1]))
    commit = world.git("commit-tree", whole, "-p", "HEAD", "-m", "Raw", at=day(1))
    world.git("update-ref", "HEAD", commit)


@hostile("history-file-changed")
def a_retraction_is_passed_over(world: World) -> None:
    base = world.git("rev-parse", "HEAD")
    world.write("lists/passed-over.yaml", f"commits: [{base}]\n")


@hostile("history-file-changed")
def a_public_record_is_said_to_be_purged(world: World) -> None:
    left = {
        "list": LIST,
        "state": "withdrawn",
        "reason": "absent",
        "effect": "stop-relying",
        "example": False,
    }
    left |= {"first_public": "2026-05-10T12:00:00Z", "removed": "2026-06-01T12:00:00Z"}
    world.write("lists/purged.yaml", emit(FileKind.PURGED, {VERIFIED: left}))
