"""Chains of odd trees, lines and keys (12)."""

from __future__ import annotations

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind, review_path
from tests.acceptance.chains.chain import Steps, chain
from tests.acceptance.hostile.corpus import ROSTER_FILE
from tests.acceptance.hostile.files import malformed
from tests.acceptance.signed_world import DAY, LIST, VERIFIED, World, day
from tests.instance import withholding
from tests.keys import key
from tests.raw_tree import FILE, FOLDER, commit_tree, entries_of, replaced, write_blob, write_tree
from tests.unit.signatures.crafted import LARGE, P, Q, R, ed25519_line, rsa_line

RAW = "refs/heads/raw"


@chain(12, "change-tree", says=f"it has '{VERIFIED}.yaml' twice", ref=RAW)
def a_correction_leaves_the_old_file_beside_the_new_one(world: World) -> Steps:
    before = (world.root / world.path(VERIFIED)).read_text(encoding="utf-8")
    world.correct(VERIFIED, "summary", value="Less than before.")
    world.confirm(VERIFIED)
    yield None
    folder = world.path(VERIFIED).rpartition("/")[0]
    malformed(world, folder, (FILE, f"{VERIFIED}.yaml", write_blob(world.root, before)), last=True)


@chain(12, "change-tree", says="twice", hidden=(VERIFIED,), ref=RAW)
def a_second_folder_hides_what_is_withheld(world: World) -> Steps:
    world.withhold(VERIFIED)
    yield None
    other = write_tree(world.root, (FILE, "README.md", write_blob(world.root, "Nothing.\n")))
    malformed(world, "lists", (FOLDER, "withheld", other))


@chain(12, "change-tree", says="twice", hidden=(VERIFIED,), ref=RAW)
def a_second_file_of_reviews_hides_the_rejections(world: World) -> Steps:
    for reviewer in ("reviewer-b", "reviewer-c"):
        world.review(reviewer, VERIFIED, verdict="reject")
    yield None
    path = review_path(LIST, "reviewer-b", VERIFIED)
    held = world.read(path)
    kept = emit(FileKind.REVIEWS, held | {VERIFIED: held[VERIFIED][:1]}).decode()
    folder, _, name = path.rpartition("/")
    malformed(world, folder, (FILE, name, write_blob(world.root, kept)))


@chain(12, "change-tree", says="is not in its place among the names", hidden=(VERIFIED,), ref=RAW)
def a_withholding_is_where_a_reader_that_trusts_the_order_does_not_look(world: World) -> Steps:
    world.withhold(VERIFIED)
    yield None
    entries = entries_of(world.root, "HEAD:lists/withheld")
    tree = replaced(world.root, "HEAD", "lists/withheld", write_tree(world.root, *reversed(entries)))
    world.git("update-ref", RAW, commit_tree(world.root, tree, "HEAD"))


@chain(12, "since-not-on-line", says="is not on the first-parent line", hidden=(VERIFIED,), since=True)
def a_swap_of_parents_makes_a_branch_the_line(world: World) -> Steps:
    base = world.git("rev-parse", "HEAD")
    world.withhold(VERIFIED)
    yield None
    tip = world.git("rev-parse", "HEAD")
    side = commit_tree(world.root, f"{base}^{{tree}}", base, day=DAY)
    swapped = commit_tree(world.root, f"{tip}^{{tree}}", side, tip, day=day(1))
    world.git("reset", "-q", "--hard", swapped)


@chain(12, "decision-missing", says=f"{VERIFIED} is released", hidden=(VERIFIED,))
def a_swap_of_parents_brings_back_what_was_withheld(world: World) -> Steps:
    base = world.git("rev-parse", "HEAD")
    world.withhold(VERIFIED)
    yield None
    tip = world.git("rev-parse", "HEAD")
    swapped = commit_tree(world.root, f"{base}^{{tree}}", base, tip, day=day(1))
    world.git("reset", "-q", "--hard", swapped)
    assert not (world.root / withholding(VERIFIED)).exists()


def joins(world: World, name: str, *keys: str) -> None:
    """Let a reviewer join, by an override that two stewards signed."""
    entry = {
        "lists": [LIST],
        "active": [{"from": DAY}],
        "keys": [{"key": item, "from": DAY} for item in keys],
    }
    world.put(FileKind.REVIEWERS, ROSTER_FILE, (name,), entry)
    count = len(list((world.root / "lists").glob("decisions/*")))
    world.override(decision=f"dddd{count + 1:08}")


JOINED = (ROSTER_FILE,)


@chain(12, "roster-key-shared", says="or two keys with one secret", changed=JOINED)
def one_secret_joins_a_second_time_under_another_exponent(world: World) -> Steps:
    joins(world, "reviewer-d", rsa_line(P * Q))
    yield None
    joins(world, "reviewer-e", rsa_line(P * Q, 3))


@chain(12, "roster-key-shared", says="or two keys with one secret", changed=JOINED)
def one_secret_joins_a_second_time_as_its_negative(world: World) -> Steps:
    joins(world, "reviewer-d", key("d").public)
    yield None
    raw = key("d").blob[-32:]
    joins(world, "reviewer-e", ed25519_line(raw[:-1] + bytes([raw[-1] ^ 0x80])))


@chain(12, "roster-key-invalid", says="this key cannot be used", changed=JOINED)
def a_second_key_has_a_prime_for_a_modulus(world: World) -> Steps:
    joins(world, "reviewer-d", key("d").public)
    yield None
    world.add(FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-d", "keys"), {"key": rsa_line(LARGE), "from": DAY})
    world.override(decision="dddd00000009")


@chain(12, "roster-key-invalid", says="this key cannot be used", changed=JOINED)
def a_second_key_has_an_even_modulus(world: World) -> Steps:
    joins(world, "reviewer-d", key("d").public)
    yield None
    world.add(
        FileKind.REVIEWERS, ROSTER_FILE, ("reviewer-d", "keys"), {"key": rsa_line(2 * P * Q), "from": DAY}
    )
    world.override(decision="dddd00000009")


@chain(12, "roster-key-shared", says="or two keys with one secret", changed=JOINED)
def a_modulus_has_a_factor_of_another_reviewers(world: World) -> Steps:
    joins(world, "reviewer-d", rsa_line(P * Q))
    yield None
    joins(world, "reviewer-e", rsa_line(P * R))
