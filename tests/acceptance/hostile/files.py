"""Hostile changes by means of files, folders and commits."""

from __future__ import annotations

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind, review_path
from tests.acceptance.hostile.corpus import (
    NEW,
    hostile,
)
from tests.acceptance.signed_world import (
    LIST,
    LIST_DATA,
    PROPOSED,
    VERIFIED,
    World,
)
from tests.instance import withholding
from tests.raw_tree import (
    FILE,
    FOLDER,
    Entry,
    commit_tree,
    entries_of,
    replaced,
    write_blob,
    write_tree,
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


@hostile("change-path")
def an_emergency_has_a_folder_in_its_way(world: World) -> None:
    world.write("lists/passed-over.yaml/README.md", "# Not a file\n")


@hostile("change-path")
def what_git_leaves_out_hides_the_next_withholding(world: World) -> None:
    world.write("lists/withheld/.gitignore", "*\n!.gitignore\n")


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


@hostile("change-builder", "change-path")
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


def malformed(world: World, folder: str, *new: Entry, last: bool = False) -> None:
    """Commit a tree with more entries in a folder: in git's order, or behind all others."""
    entries = [*entries_of(world.root, f"HEAD:{folder}"), *new]
    if not last:
        entries.sort(key=lambda entry: entry[1] + ("/" if entry[0] == FOLDER else ""))
    whole = replaced(world.root, "HEAD", folder, write_tree(world.root, *entries))
    world.git("update-ref", "refs/heads/raw", commit_tree(world.root, whole, "HEAD"))


@hostile("change-tree", head="raw")
def a_name_is_in_a_tree_twice(world: World) -> None:
    other = write_blob(world.root, emit(FileKind.LIST, LIST_DATA | {"scope": "Everybody."}).decode())
    malformed(world, f"lists/{LIST}", (FILE, "list.yaml", other))


@hostile("change-tree", head="raw")
def a_name_is_in_a_tree_twice_with_the_old_file_first(world: World) -> None:
    other = write_blob(world.root, emit(FileKind.LIST, LIST_DATA | {"scope": "Everybody."}).decode())
    malformed(world, f"lists/{LIST}", (FILE, "list.yaml", other), last=True)


@hostile("change-tree", head="raw")
def a_name_is_that_of_a_file_and_a_folder(world: World) -> None:
    other = write_tree(world.root, (FILE, "a.yaml", write_blob(world.root, "a: b\n")))
    malformed(world, f"lists/{LIST}", (FOLDER, "list.yaml", other))


@hostile("change-tree", head="raw")
def a_folder_is_in_a_tree_twice(world: World) -> None:
    path = f"lists/{LIST}/reviews"
    malformed(world, path, (FOLDER, "reviewer-a", world.git("rev-parse", f"HEAD:{path}/reviewer-b")))


@hostile("change-tree", head="raw")
def a_name_has_a_slash(world: World) -> None:
    malformed(world, f"lists/{LIST}", (FILE, "twitter/x.yaml", write_blob(world.root, "a: b\n")))


@hostile("change-tree", head="raw")
def a_name_is_empty(world: World) -> None:
    malformed(world, "lists", (FILE, "", write_blob(world.root, "a: b\n")))


@hostile("change-tree", head="raw")
def names_are_in_another_order(world: World) -> None:
    malformed(world, "lists", (FILE, "a.yaml", write_blob(world.root, "a: b\n")), last=True)


@hostile("change-tree", head="raw")
def a_mode_is_one_that_git_does_not_write(world: World) -> None:
    malformed(world, "site_builder", ("0100644", "zz.py", write_blob(world.root, "x = 1\n")))


@hostile("change-tree", head="raw")
def a_folder_is_a_file(world: World) -> None:
    malformed(world, "site_builder", (FOLDER, "zz", write_blob(world.root, "x = 1\n")))


@hostile("change-tree", head="raw")
def a_malformed_tree_is_gone_again(world: World) -> None:
    malformed(world, "schemas", (FILE, "record.schema.json", write_blob(world.root, "true\n")))
    after = commit_tree(world.root, world.git("rev-parse", "HEAD^{tree}"), "refs/heads/raw")
    world.git("update-ref", "refs/heads/raw", after)


@hostile("change-tree", head="raw")
def what_is_in_a_malformed_tree_is_known(world: World) -> None:
    whole = world.git("rev-parse", "HEAD:site_builder")
    malformed(world, "", ("40755", "copy", whole))


def _raw_tree(world: World, name: str) -> None:
    """Commit a tree that git itself would not make: with a folder of this name beside lists/."""
    inner = write_tree(world.root, (FILE, "evil.yaml", write_blob(world.root, "x: y\n")))
    entries = [*entries_of(world.root, "HEAD"), (FOLDER, name, inner)]
    whole = write_tree(world.root, *sorted(entries, key=lambda entry: entry[1]))
    world.git("update-ref", "HEAD", commit_tree(world.root, whole, "HEAD"))


@hostile("history-file-changed")
def a_retraction_is_passed_over(world: World) -> None:
    base = world.git("rev-parse", "HEAD")
    world.write("lists/passed-over.yaml", f"commits: [{base}]\n")


@hostile("history-file-changed", "schema-value")
def what_is_no_commit_is_passed_over(world: World) -> None:
    world.write("lists/passed-over.yaml", "commits: ['--all', '^HEAD']\n")


@hostile("history-file-changed")
def an_emergency_names_what_lies_before_it(world: World) -> None:
    world.withhold(VERIFIED)
    base = world.git("rev-parse", "HEAD")
    world.write("lists/passed-over.yaml", f"commits: [{base}]\n")


@hostile("history-file-changed")
def an_emergency_names_a_branch_of_its_own_and_more(world: World) -> None:
    world.withhold(VERIFIED)
    first = world.commit("Withhold")
    world.record(NEW)
    world.write("lists/passed-over.yaml", f"commits: [{first}]\n")


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


@hostile("change-submodule")
def a_submodule_withholds_and_no_clone_can_be_built(world: World) -> None:
    head = world.git("rev-parse", "HEAD")
    path = withholding(VERIFIED)
    world.git("update-index", "--add", "--cacheinfo", f"160000,{head},{path}")


@hostile("change-path")
def a_withholding_has_a_name_that_no_decision_can_name(world: World) -> None:
    world.write(f"lists/withheld/{VERIFIED}{'x' * 200}", "stop\n")


@hostile("change-path")
def files_of_withholdings_are_changed_on_their_way(world: World) -> None:
    world.write("lists/withheld/.gitattributes", "*.yaml ident\n")
