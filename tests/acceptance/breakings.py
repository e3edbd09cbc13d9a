"""What may be broken on a published branch when a removal is urgent."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from tests.acceptance.signed_world import (
    LIST,
    PROPOSED,
    PUBLIC,
    RETRACTED,
    WITHHELD,
    World,
    day,
)
from tests.raw_tree import (
    FILE,
    FOLDER,
    commit_tree,
    entries_of,
    replaced,
    write_blob,
    write_commit,
    write_tree,
)

if TYPE_CHECKING:
    from collections.abc import Callable

PASSED_OVER: Final = "lists/passed-over.yaml"
OTHER: Final = PUBLIC[1]

BREAKINGS: Final[dict[str, Callable[[World], None]]] = {}


def breaking(move: Callable[[World], None]) -> Callable[[World], None]:
    BREAKINGS[move.__name__] = move
    return move


def odd(world: World, tree: str) -> None:
    """Commit a tree that git would not have made."""
    world.git("reset", "-q", "--soft", commit_tree(world.root, tree, "HEAD", day=day(1)))


def beside(world: World, folder: str, *entries: tuple[str, str, str]) -> str:
    """Return the whole tree with more entries in a folder."""
    where = f"HEAD:{folder}" if folder else "HEAD"
    made = write_tree(world.root, *entries_of(world.root, where), *entries)
    return replaced(world.root, "HEAD", folder, made)


@breaking
def no_list_can_be_read(world: World) -> None:
    world.write(f"lists/{LIST}/list.yaml", "title: [\n")
    world.commit("Break the list")


@breaking
def no_roster_and_no_instance_can_be_read(world: World) -> None:
    world.write("lists/reviewers.yaml", b"\xff\xfe")
    world.write("lists/instance.yaml", "id: \x00\n")
    world.commit("Break the instance")


@breaking
def a_file_is_there_twice(world: World) -> None:
    odd(world, beside(world, f"lists/{LIST}", (FILE, "list.yaml", write_blob(world.root, "title: ["))))


@breaking
def all_lists_are_there_twice(world: World) -> None:
    lists = world.git("rev-parse", f"HEAD:lists/{LIST}")
    odd(world, beside(world, "", (FOLDER, "lists", write_tree(world.root, (FOLDER, LIST, lists)))))


@breaking
def what_passes_over_is_there_twice(world: World) -> None:
    names = (write_blob(world.root, f"commits: [{char * 40}]\n") for char in "ab")
    odd(world, beside(world, "lists", *((FILE, "passed-over.yaml", name) for name in names)))


@breaking
def lists_is_a_file_too(world: World) -> None:
    odd(world, beside(world, "", (FILE, "lists", write_blob(world.root, "x"))))


@breaking
def lists_is_another_repository(world: World) -> None:
    others = [entry for entry in entries_of(world.root, "HEAD") if entry[1] != "lists"]
    odd(world, write_tree(world.root, *others, ("160000", "lists", "ab" * 20)))


@breaking
def a_commit_of_another_century(world: World) -> None:
    world.write(world.path(PROPOSED), "id: [\n")
    world.commit("From 2099", at="2099-01-01")


@breaking
def a_commit_beyond_the_calendar(world: World) -> None:
    head, tree = world.git("rev-parse", "HEAD", "HEAD^{tree}").split()
    who = "T <t@handlelists.example> 99999999999999 +0000"
    text = f"tree {tree}\nparent {head}\nauthor {who}\ncommitter {who}\n\nLate\n"
    world.git("reset", "-q", "--soft", write_commit(world.root, text))


@breaking
def merged_the_wrong_way_round(world: World) -> None:
    world.git("switch", "-q", "-c", "side", "HEAD~1")
    world.write(f"lists/{LIST}/sources.yaml", "sources: {}\n")
    world.commit("On the side")
    world.git("merge", "-q", "--no-ff", "-s", "ours", "-m", "The wrong way", "origin/main", at=day(1))


@breaking
def public_commits_are_passed_over(world: World) -> None:
    world.write(PASSED_OVER, f"commits:\n  - {world.git('rev-parse', 'HEAD')}\n")
    world.commit("Nothing was ever public")


@breaking
def what_passes_over_is_no_text(world: World) -> None:
    world.write(PASSED_OVER, b"commits: [\xff\xfe]\n")
    world.commit("No text")


@breaking
def what_passes_over_is_a_link(world: World) -> None:
    (world.root / PASSED_OVER).symlink_to(f"{LIST}/list.yaml")
    world.commit("A link")


@breaking
def withholdings_are_deleted(world: World) -> None:
    world.withhold(OTHER, at=day(1), reason="safety")
    world.commit("Withhold, and be heard no more", at=day(1))
    world.release(WITHHELD, steward=None)
    world.release(OTHER, steward=None)
    world.write("lists/reviewers.yaml", "x: [\n")
    world.commit("Release by hand")


@breaking
def the_emergency_stop_is_a_link(world: World) -> None:
    shutil.rmtree(world.root / "lists/withheld")
    (world.root / "lists/withheld").symlink_to("../docs")
    world.commit("A link in place of the folder")


@breaking
def nothing_is_left(world: World) -> None:
    world.git("rm", "-q", "-r", ".")
    world.commit("Delete everything")


@breaking
def a_retraction_is_taken_back_and_the_builder_is_changed(world: World) -> None:
    text = (world.root / world.path(RETRACTED)).read_text()
    world.write(world.path(RETRACTED), text.partition("retractions:")[0])
    world.write("mkdocs.yml", "site_name: [\n")
    world.commit("Put it back")


@breaking
def one_after_the_other(world: World) -> None:
    for move in (
        what_passes_over_is_there_twice,
        a_commit_of_another_century,
        public_commits_are_passed_over,
    ):
        move(world)
