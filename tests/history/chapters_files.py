"""Chapters about files: broken, deleted, moved, doubled, replaced by what is no file; platforms; merges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.history.chapters_records import REFUNDS, TICKETS
from tests.history.chapters_rules import HARBOUR_LIST, QUAY, QUAY_LIST
from tests.history.stream import BRANCH, Link
from tests.history.teller import rid
from tests.history.world import INSTANCE, PLATFORMS, ROSTER, A, B, C, written
from tests.instance import withholding

if TYPE_CHECKING:
    from tests.history.stream import Content
    from tests.history.teller import Teller

SHARD = "lists/harbour/reviews/reviewer-a/br.yaml"


def broken(t: Teller) -> None:
    """Each kind of file broken in a way that no reader takes, and mended."""
    one, two, three = rid("br1"), rid("br2"), rid("br3")
    t.w.add(one, "harbour_broken")
    t.w.review(one, t.today, A, B)
    t.w.add(two, "harbour_broken_two")
    t.w.review(two, t.today, A, B)
    t.commit("broken: two records", {one: "published", two: "published"})
    good = str(t.w.files[t.w.path(one)])
    bads: dict[str, Content] = {
        "no YAML": "id: [",
        "a key twice": f"{good}handle: twice\n",
        "no handle": good.replace("handle:", "handel:"),
        "evidence that is no list": good.replace("evidence:\n-", "evidence:\n "),
        "two documents": f"{good}---\n{good}",
        "an alias": f"{good}profile: &p {{}}\nx: *p\n",
        "no UTF-8": b"id: \xff\n",
        "nothing": "",
        "more than the limit": f"{good}# {'x' * 70_000}\n",
        "deeper than the limit": f"{good}x: {'[' * 40}{']' * 40}\n",
    }
    for subject, bad in bads.items():
        t.w.put(f"lists/harbour/twitter/br/{one}.yaml", bad)
        t.commit(f"broken: a record that is {subject}")
    t.w.put(f"lists/harbour/twitter/br/{one}.yaml", good)
    t.commit("broken: mended")
    t.w.observe(one, t.today)
    seen = t.w.files[t.w.path(one)]
    t.w.put(t.w.path(one), "id: [")
    t.w.observe(two, t.today)
    t.commit("broken: once more, and another observed", {two: "observed"})
    t.w.put(t.w.path(one), seen)
    t.commit("broken: mended to something else", {one: "observed"})
    t.w.put(t.w.path(one), "id: [")
    t.commit("broken: for good")
    t.w.withhold(one, t.today, "unreadable")
    t.commit("broken: and withheld", {one: "withheld"})
    t.w.remove(t.w.path(one))
    t.commit("broken: and deleted, still withheld")
    t.w.release(one)
    t.commit("broken: and released", {one: "withdrawn"})
    t.w.put(f"lists/harbour/twitter/br/{one}.yaml", "id: [")
    t.commit("broken: back as it was, with nothing before it")
    t.w.put(t.w.path(one), good)
    t.commit("broken: and readable", {one: "published"})
    t.w.put(f"lists/harbour/twitter/br/{three}.yaml", "handle: no_id\n")
    t.commit("broken: from the start")
    t.w.add(three, "harbour_broken_three")
    t.w.review(three, t.today, A, B)
    t.commit("broken: and mended", {three: "published"})
    t.w.put(t.w.path(three), str(t.w.files[t.w.path(three)]).replace(three, one))
    t.commit("broken: the id of another record is no id for this file")
    t.w.add(three, "harbour_broken_three")
    t.commit("broken: the right id")


def broken_rules(t: Teller) -> None:
    one, two = rid("br4"), rid("br5")
    t.w.add(one, "harbour_rules")
    t.w.review(one, t.today, A, B)
    t.w.add(two, "harbour_rules_two")
    t.w.review(two, t.today, B)
    t.commit("broken rules: two records", {one: "published"})
    kept = t.w.files[HARBOUR_LIST]
    t.w.put(
        HARBOUR_LIST, str(kept).replace("quorum: 2", "quorum: many").replace("quorum: '2'", "quorum: many")
    )
    assert t.w.files[HARBOUR_LIST] != kept
    t.commit("broken rules: a list.yaml")
    t.w.observe(one, t.today)
    t.commit("broken rules: under which records change", {one: "observed"})
    t.w.put(HARBOUR_LIST, kept)
    t.commit("broken rules: mended list.yaml")
    roster = t.w.files[ROSTER]
    t.w.put(ROSTER, "reviewer-a: {lists: harbour}\n")
    t.w.review(two, t.today, A)
    t.commit("broken rules: a roster, and a review by it", {two: "published"})
    t.w.put(ROSTER, roster)
    t.commit("broken rules: mended roster")
    t.w.withhold(one, t.today)
    t.commit("broken rules: one is withheld", {one: "withheld"})
    t.w.release(one)
    t.commit("broken rules: released", {one: "published"})
    shard = t.w.files[SHARD]
    t.w.put(SHARD, f"{one}: []]\n")
    t.commit("broken rules: a file of reviews")
    t.w.remove(SHARD)
    gone = dict.fromkeys((rid("br1"), rid("br2"), rid("br3"), one, two), "withdrawn")
    t.commit("broken rules: which is deleted", gone)
    t.w.put(SHARD, "no reviews\n")
    t.commit("broken rules: and cannot be read")
    t.w.put(SHARD, shard)
    t.commit("broken rules: mended reviews", dict.fromkeys(gone, "published"))
    instance = t.w.read(INSTANCE)
    t.w.policy("harbour", quorum="1")
    t.w.put(INSTANCE, b"\x00")
    t.commit("broken rules: lower quorum (#40)", {})
    t.w.policy("harbour", quorum="2")
    t.w.put(INSTANCE, written({**instance, "source_public": "perhaps"}))
    t.commit("broken rules: and back (#41)", {})
    t.w.write(INSTANCE, instance)
    t.commit("broken rules: mended instance.yaml")


_SAFETY: Final = "{since: 2026-01-01, by: desk, reason: safety}\n"
_UNREADABLE: Final[tuple[Content, ...]] = (
    *("", "true\n", "reason: safety\n", "{since: 2026-01-01, by: desk, reason: Two Words}\n", "since: ["),
    *(b"\xff", "{since: 2026-01-01, reason: [safety]}\n", f"{{since: 2026-01-01, reason: {'a' * 65}}}\n"),
    *(Link("x"), Link("a" * 40, submodule=True)),
)
"""What a withholding may be that gives no reason."""
_BEGINNING: Final = ("", ".yaml", ".0a1b2c.yaml~", "0.0a1b2c.yaml", "/note", ".ABCDEF.yaml", ".0a1b2c.yaml/x")
"""What a name may go on with after the id, so that it withholds and is not read."""


def broken_withholdings(t: Teller) -> None:
    one = rid("br4")
    t.w.withhold(one, t.today, "safety")
    t.commit("broken withholdings: one is withheld", {one: "withheld"})
    for number, content in enumerate(_UNREADABLE):
        t.w.put(withholding(one), content)
        t.commit(f"broken withholdings: by what cannot be read, {number}", {one: "changed"})
        t.w.withhold(one, t.today, "safety")
        t.commit(f"broken withholdings: mended, {number}", {one: "changed"})
    t.w.release(one)
    t.commit("broken withholdings: released", {one: "published"})
    for number, end in enumerate(_BEGINNING):
        t.w.put(f"lists/withheld/{one}{end}", _SAFETY)
        t.commit(f"broken withholdings: the name begins with the id, {number}", {one: "withheld"})
        t.w.release(one)
        t.commit(f"broken withholdings: it is gone, {number}", {one: "published"})
    others = (one[:11], one.upper(), f"x{one}.0a1b2c.yaml", f"folder/{one}.0a1b2c.yaml", f"{one}/.gitkeep")
    for name in others:
        t.w.put(f"lists/withheld/{name}", _SAFETY)
    t.commit("broken withholdings: what does not begin with an id withholds nobody")
    t.w.remove(*(f"lists/withheld/{name}" for name in others))
    t.commit("broken withholdings: and is gone")


def deleted(t: Teller) -> None:
    one, two, three = rid("de1"), rid("de2"), rid("de3")
    for record in (one, two, three):
        t.w.add(record, f"harbour_{record[:3]}")
        t.w.review(record, t.today, A, B)
    t.commit("deleted: three records", dict.fromkeys((one, two, three), "published"))
    kept = t.w.files[t.w.path(one)]
    t.w.remove(t.w.path(one))
    t.commit("deleted: a public record", {one: "withdrawn"})
    t.w.withhold(one, t.today, "legal-order")
    t.commit("deleted: which is withheld", {one: "withheld"})
    t.w.withhold(one, t.today, "under-review")
    t.commit("deleted: for another reason", {one: "changed"})
    t.w.put(f"lists/harbour/twitter/de/{one}.yaml", kept)
    t.commit("deleted: it returns, withheld")
    t.w.release(one)
    t.commit("deleted: it returns", {one: "published"})
    t.w.edit(one, summary="Sold tickets to nowhere.")
    t.commit("deleted: it is edited", {one: "withdrawn"})
    t.w.remove(t.w.path(one))
    t.commit("deleted: it is withdrawn and goes", {one: "changed"})
    t.w.retract(two, t.today, "personal-data", public_handle="true")
    t.commit("deleted: a retracted one that is named", {two: "retracted"})
    kept = t.w.files[t.w.path(two)]
    t.w.remove(t.w.path(two))
    t.commit("deleted: goes without its name", {two: "changed"})
    t.w.withhold(two, t.today, "safety")
    t.commit("deleted: and stays retracted")
    t.w.put(f"lists/harbour/twitter/de/{two}.yaml", kept)
    t.commit("deleted: comes back with its name", {two: "changed"})
    t.w.release(two)
    t.w.unretract(two)
    t.commit("deleted: its retraction taken out, and its name with it", {two: "changed"})
    t.w.remove(t.w.path(two))
    t.commit("deleted: and deleted")
    t.w.remove(*[path for path in t.w.files if "/reviews/reviewer-b/de" in path])
    t.commit("deleted: reviews, in the course of it", {three: "withdrawn"})
    t.w.review(three, t.today, B)
    t.commit("deleted: reviewed again", {three: "published"})


def moved(t: Teller) -> None:
    one, two, three = rid("mv1"), rid("mv2"), rid("mv3")
    for record in (one, two, three):
        t.w.add(record, f"harbour_{record[:3]}")
        t.w.review(record, t.today, A, B)
    t.commit("moved: three records", dict.fromkeys((one, two, three), "published"))
    t.w.move(one, QUAY)
    t.commit("moved: to another list without reviews", {one: "withdrawn"})
    t.w.review(one, t.today, A, B)
    t.commit("moved: reviewed there", {one: "published"})
    t.w.move(two, QUAY)
    t.w.review(two, t.today, A, B)
    t.commit("moved: with reviews", {two: "changed"})
    t.w.put(f"lists/harbour/elsewhere/{three}.yaml", t.w.files.pop(t.w.path(three)))
    t.commit("moved: inside its list, as git renames it")
    t.w.put(f"lists/harbour/twitter/mv/{three}.yaml", t.w.files.pop(t.w.path(three)))
    t.commit("moved: back")
    t.w.copy(three, QUAY)
    t.commit("moved: one id twice, the first path counts")
    t.w.remove(f"lists/harbour/twitter/mv/{three}.yaml")
    t.commit("moved: the first one gone", {three: "withdrawn"})
    t.w.review(three, t.today, A, B)
    t.commit("moved: the second one reviewed", {three: "published"})
    t.w.copy(three, "harbour")
    t.commit("moved: twice again", {three: "changed"})
    t.w.remove(f"lists/{QUAY}/twitter/mv/{three}.yaml")
    t.commit("moved: once again")
    t.w.put(f"lists/harbour/a/{three}.yaml", "id: [")
    t.commit("moved: an earlier path that was never readable is not the first")
    t.w.put(f"lists/aft/twitter/{three}.yaml", t.w.files[f"lists/harbour/twitter/mv/{three}.yaml"])
    t.commit("moved: nor is one of a list without a list.yaml")
    t.w.remove(f"lists/harbour/a/{three}.yaml", f"lists/aft/twitter/{three}.yaml")
    t.commit("moved: once, for good")
    t.w.retract(one, t.today, public_handle="true")
    t.commit("moved: a retraction on the second list", {one: "retracted"})
    t.w.unretract(one)
    t.w.move(one, "harbour")
    t.commit("moved: its name goes, its tombstone stays where it was", {one: "changed"})
    t.wait(1)
    t.w.review(one, t.today, A, B, C)
    t.commit("moved: and it is not public on the first list")


def list_gone(t: Teller) -> None:
    one, two, three, four = rid("p01"), rid("p02"), rid("mv2"), rid("qy1")
    t.w.add(four, "quay_three", to=QUAY)
    t.w.add(rid("qy2"), "quay_four", to=QUAY)
    t.w.review(rid("qy2"), t.today, A, B)
    t.w.retract(rid("qy2"), t.today, "duplicate", public_handle="true")
    t.commit("list gone: never public on it, so no word of it")
    t.w.review(four, t.today, A, B)
    t.commit("list gone: one more", {four: "published"})
    t.w.retract(four, t.today, "duplicate", public_handle="true")
    t.commit("list gone: retracted and named", {four: "retracted"})
    kept = dict(t.w.files)
    t.w.remove(QUAY_LIST)
    here = (one, two, three)
    t.commit("list gone: its list.yaml", dict.fromkeys(here, "withdrawn") | {four: "changed"})
    t.w.remove(*[path for path in t.w.files if path.startswith(f"lists/{QUAY}/")])
    t.commit("list gone: all of it")
    t.w.withhold(one, t.today)
    t.commit("list gone: one of it withheld", {one: "withheld"})
    t.w.release(one)
    t.commit("list gone: and not", {one: "withdrawn"})
    t.w.files = dict(kept)
    t.commit("list gone: back", dict.fromkeys(here, "published") | {four: "changed"})
    t.w.put(QUAY_LIST, Link("../harbour/list.yaml"))
    t.commit("list gone: a link is nothing to read")
    t.w.put(QUAY_LIST, kept[QUAY_LIST])
    t.commit("list gone: a file again")


def no_files(t: Teller) -> None:
    one = rid("sy1")
    t.w.add(one, "harbour_link")
    t.w.review(one, t.today, A, B)
    t.commit("no files: a record", {one: "published"})
    path = t.w.path(one)
    kept, roster = t.w.files[path], t.w.files[ROSTER]
    t.w.put(path, Link(f"../7k/{TICKETS}.yaml"))
    t.commit("no files: a symbolic link in its place")
    t.w.put(path, Link("/etc/passwd"))
    t.commit("no files: a link out of the tree")
    t.w.put(path, Link("1" * 40, submodule=True))
    t.commit("no files: a submodule")
    t.w.remove(path)
    t.w.put(f"{path}/inside", "text\n")
    t.commit("no files: a folder", {one: "withdrawn"})
    t.w.remove(f"{path}/inside")
    t.w.put(path, Link("nowhere"))
    t.commit("no files: a link after nothing")
    t.w.put(path, kept)
    t.commit("no files: a record again", {one: "published"})
    shard = "lists/harbour/reviews/reviewer-a/sy.yaml"
    reviews = t.w.files[shard]
    t.w.put(shard, Link("ad.yaml"))
    t.commit("no files: a link in the place of reviews")
    t.w.put(ROSTER, Link("harbour/list.yaml"))
    t.w.observe(one, t.today)
    t.commit("no files: and of the roster", {one: "observed"})
    t.w.put(ROSTER, roster)
    t.w.put(shard, reviews)
    t.commit("no files: files again")


def platforms(t: Teller) -> None:
    one = rid("pf1")
    t.w.add(one, "Gang.Way", platform="gangway")
    t.w.review(one, t.today, A, B)
    t.commit("platforms: one that nobody knows", {one: "published"})
    gangway = {
        "name": "Gangway",
        "handle": {
            "pattern": "[A-Za-z0-9.]{1,30}",
            "syntax": "letters, digits and dots",
            "examples": ["gang.way"],
            "not_handles": ["gang way"],
        },
    }
    t.w.write(PLATFORMS, {"gangway": gangway})
    t.commit("platforms: known, every character counts")
    gangway["handle"] |= {"fold": ["lower"]}  # type: ignore[operator]  # a mapping
    t.w.write(PLATFORMS, {"gangway": gangway})
    t.commit("platforms: case does not count", {one: "changed"})
    gangway["handle"] |= {"fold": ["lower", "drop-dots"]}  # type: ignore[operator]  # a mapping
    t.w.write(PLATFORMS, {"gangway": gangway})
    t.commit("platforms: nor do dots", {one: "changed"})
    t.w.write(PLATFORMS, {"gangway": "text"})
    t.commit("platforms: cannot be read")
    t.w.write(PLATFORMS, {"gangway": gangway, "twitter": gangway})
    t.commit("platforms: ours are not theirs to change")
    t.w.remove(PLATFORMS)
    t.commit("platforms: gone", {one: "changed"})


def merges(t: Teller) -> None:
    """Merges as they land; what happened on the branch counts once."""
    one, two = rid("mg1"), rid("mg2")
    start = t.stream.tips[BRANCH]
    t.w.add(one, "harbour_branch")
    tip = t.aside("on a branch: a record", start)
    t.w.review(one, t.today, A, B)
    tip = t.aside("on a branch: its reviews (#50)", tip)
    t.w.observe(REFUNDS, t.today)
    t.commit(
        "Merge pull request #51 from contributor/branch", {one: "published", REFUNDS: "observed"}, merging=tip
    )
    t.w.add(two, "harbour_squashed")
    t.w.review(two, t.today, A, B)
    t.commit("merges: squashed (#52)", {two: "published"})
    t.w.observe(two, t.today)
    t.commit("merges: a number (#53) in the middle", {two: "observed"})
    t.w.observe(two, t.on(-1))
    t.commit("Merge pull request #54 of contributor/branch", {two: "observed"})
    t.w.observe(two, t.on(-2))
    t.commit("merges: a body\n\nCloses it (#55)", {two: "observed"})
    t.w.observe(two, t.on(-3))
    t.commit("merges: a subject\non two lines (#56)", {two: "observed"})


FORGES: Final = {
    "gitlab": (
        ("Merge branch 'topic' into 'main'\n\nforges: (#3)\n\nCloses #4\n\nSee merge request a/b!70", 70),
        ("forges: a squash by GitLab (#3)", None),
        ("forges: squashed, and merged\n\nSee merge request a/b!71\n", 71),
        ("forges: taken elsewhere\n\nSee merge request a/b!3\n(cherry picked from commit 01)", None),
        ("Merge pull request #3 from contributor/gitlab", None),
        ("See merge request a/b!3", None),
    ),
    "forgejo": (
        ("Merge pull request 'x' (#3) from a into main' (#72) from b/c:d into main\n\nReviewed-on: x/3", 72),
        ("Merge pull request 'forges: other issues' (!73) from topic into main", 73),
        ("forges: squashed by Forgejo (#3) (#74)\n\nReviewed-on: https://forge.example/a/b/pulls/74\n", 74),
        ("forges: rebased by Forgejo\n\nSee merge request a/b!3", None),
    ),
    "github": (
        ("Merge pull request #75 from contributor/topic\n\nforges: (#3)", 75),
        ('Revert "forges: squashed by GitHub (#3)" (#76)\r\n\r\nThis reverts (#3)', 76),
        ("Merge pull request #3 from contributor/squashed (#77)", 77),
        ("forges: \u2028 no end of a line (#3)\r either", None),
        ("forges: up to a NUL (#78)\0 (#3)", 78),
        ("forges: too many for a number (#1234567890)", None),
    ),
    "sourcehut": (("forges: another kind (#3)", None),),
    "": (("forges: no kind (#3)", None),),
}
"""By kind, messages as forges write them and as people do, and the pull request that each names."""


def forges(t: Teller) -> None:
    """Each kind of forge in turn, and a `forge` that is not a mapping."""
    one = rid("fg1")
    t.w.add(one, "harbour_forge")
    t.w.review(one, t.today, A, B)
    t.commit("forges: a record (#69)", {one: "published"})
    instance = t.w.read(INSTANCE)
    for kind, messages in FORGES.items():
        t.w.write(INSTANCE, {**instance, "forge": {"kind": kind}})
        for message, _ in messages:
            tip = None
            if message.startswith("Merge "):
                tip = t.aside("on a branch: nothing yet (#3)", t.stream.tips[BRANCH])
            t.w.observe(one, t.today)
            t.commit(message, {one: "observed"}, merging=tip)
            t.wait(1)
    t.w.write(INSTANCE, {**instance, "forge": ["github"]})
    t.w.observe(one, t.today)
    t.commit("forges: a list (#3)", {one: "observed"})
    t.w.write(INSTANCE, instance)
    t.commit("forges: as it was")
