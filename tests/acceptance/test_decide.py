"""`handlelists decide`: what stewards decide is shown, signed, filed and accepted; real keys, real ssh-keygen."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.cli.ledgers import Signer
from site_builder.errors import SigningError
from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind, decision_path
from site_builder.signatures.decision import judge_signatures
from tests.acceptance.signed_world import (
    CONFIRMED_ONCE,
    DAY,
    DECISION,
    INSTANCE,
    LIST,
    LIST_DATA,
    NOW,
    RETRACTED,
    VERIFIED,
    WITHHELD,
    World,
    build_world,
    day,
    ordinary,
    roster,
)
from tests.acceptance.support import git, handlelists
from tests.acceptance.terminal import Terminal
from tests.history.actual import actual
from tests.instance import withholding
from tests.keys import key
from tests.unit.signatures import oracle

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from site_builder.model import Decision

pytestmark = oracle.needed
_WHY = ("--reason", "The annex of a judgment.")
_LIST = f"lists/{LIST}/list.yaml"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(tmp_path_factory.mktemp("base") / "repository")


class Stewards:
    """A copy of the world, and people with keys who run the command in it."""

    def __init__(self, world: World, keys: Path) -> None:
        self.world, self._keys = world, keys

    def decide(
        self,
        *arguments: str,
        by: str | None = "steward-a",
        signer: str = "",
        now: str = f"{day(1)}T12:00:00Z",
    ) -> subprocess.CompletedProcess[str]:
        command = () if arguments[0] in {"retract", "appeal"} else ("decide",)
        who = () if by is None else self.who(by, signer)
        return handlelists(*command, *arguments, *who, "--now", now, root=self.world.root)

    def who(self, by: str, signer: str = "") -> tuple[str, ...]:
        """Return the options that say who signs, and with which key."""
        file = key(signer or by).private_file(self._keys, signer or by)
        return ("--as", by, "--key", str(file))

    def made(self, *arguments: str, **options: Any) -> str:
        """Make a decision, commit what the command says, and return the decision's id."""
        done = self.decide(*arguments, **options)
        assert done.returncode == 0, done.stdout + done.stderr
        (path,) = re.findall(r"^wrote lists/decisions/(\S+)[.]yaml$", done.stdout, flags=re.MULTILINE)
        self.world.commit("Decide", at=day(1))
        return str(path)

    def held(self, name: str) -> dict[str, Any]:
        held: dict[str, Any] = self.world.read(decision_path(name))
        return held

    def refused(self, *arguments: str, **options: Any) -> str:
        """Return what is said where nothing is decided; nothing is shown as if it were, and nothing is written."""
        done = self.decide(*arguments, **options)
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        assert self.world.git("status", "--porcelain") == ""
        return done.stderr


@pytest.fixture
def stewards(base: World, tmp_path: Path) -> Stewards:
    return Stewards(base.copy(tmp_path / "repository"), tmp_path)


def _weaker(world: World, days: str = "700") -> None:
    world.put(FileKind.LIST, _LIST, ("policy", "recheck_after_days"), int(days))
    world.commit("Ask less often")


def test_two_stewards_let_a_change_through(stewards: Stewards) -> None:
    world = stewards.world
    for record in CONFIRMED_ONCE:
        world.review("reviewer-b", record)
    world.commit("Many at once")
    done = handlelists("check", "--base", "HEAD~1", "--now", NOW, root=world.root)
    base = world.git("rev-parse", "HEAD~1")
    assert done.returncode == 1
    assert (
        f"handlelists decide override --base {base[:12]} --as STEWARD --key FILE --reason TEXT" in done.stdout
    )
    done = stewards.decide("override", "--base", base, *_WHY)
    for record in CONFIRMED_ONCE:
        line = (
            f"  becomes public or one to act upon: {record}, twitter {ordinary(record)['handle']}, of {LIST}"
        )
        assert line in done.stdout.splitlines()
    (name,) = re.findall(r"decide sign (\w+) --base", done.stdout)
    assert "Signed by 1 of 2 stewards so far. Another steward signs it:" in done.stdout
    world.commit("Decided by one")
    (code, *_) = sorted(item.code for item in world.check(base).problems)
    assert code == "breaker-publish"
    done = handlelists("check", "--base", base, "--now", NOW, root=world.root)
    assert "decide override --base" not in done.stdout
    done = stewards.decide("sign", name, "--base", base, by="steward-b")
    assert done.returncode == 0, done.stderr
    assert "becomes public" in done.stdout
    assert "so far" not in done.stdout
    world.commit("Decided by two")
    done = handlelists("check", "--base", base, "--now", NOW, root=world.root)
    assert done.returncode == 0, done.stdout
    assert "An override is used" in done.stdout
    told = " ".join(done.stdout.split())
    assert (
        f"{decision_path(name)}: override; signed by steward-a, steward-b; The annex of a judgment." in told
    )


def test_a_weaker_rule_is_shown_before_it_is_signed(stewards: Stewards) -> None:
    _weaker(stewards.world)
    done = stewards.decide("override", "--base", "HEAD~1", *_WHY)
    told = done.stdout.splitlines()
    assert f"  weaker: {_LIST}, /policy/recheck_after_days: 365 to 700" in told
    at = told.index(f"  rules file {_LIST}, changed:")
    assert told[at + 4 : at + 6] == ["    -   recheck_after_days: 365", "    +   recheck_after_days: 700"]
    base, head = (stewards.world.git("rev-parse", revision)[:12] for revision in ("HEAD~1", "HEAD"))
    assert told[told.index("Not signed:") + 1 :][:2] == [
        f"  - It is the change from {base} to {head}.",
        "  - Why: The annex of a judgment.",
    ]


def test_an_override_names_the_rules_files_before_and_after(stewards: Stewards) -> None:
    world = stewards.world
    world.write("lists/platforms.yaml", "skiff: {name: Skiff, also: [dinghy]}\n")
    _weaker(world)
    name = stewards.made("override", "--base", "HEAD~1", *_WHY)
    files = ["lists/instance.yaml", "lists/pier/list.yaml", "lists/protected/press.yaml", _LIST]
    files.append("lists/reviewers.yaml")

    def digest(commit: str, *more: str) -> str:
        held = {
            path: hashlib.sha256(git(world.root, "show", f"{commit}:{path}").encode()).hexdigest()
            for path in (*files, *more)
        }
        told = json.dumps(held, separators=(",", ":"), sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()

    rules = {"before": digest("HEAD~2"), "after": digest("HEAD~1", "lists/platforms.yaml")}
    assert stewards.held(name)["subject"]["rules"] == rules


def test_who_cannot_decide_is_refused(stewards: Stewards) -> None:
    _weaker(stewards.world)
    make = ("override", "--base", "HEAD~1", *_WHY)
    assert "reviewer-a cannot decide: not a steward" in stewards.refused(*make, by="reviewer-a")
    assert "mole cannot decide: not on the roster" in stewards.refused(*make, by="mole")
    assert "key that is not on the roster" in stewards.refused(*make, signer="mole")
    assert "key of another reviewer (steward-b)" in stewards.refused(*make, signer="steward-b")
    assert "no steward was given" in stewards.refused(*make, by=None)
    assert "--unsigned cannot be used with --key" in stewards.refused(*make, "--unsigned")
    assert "--unsigned cannot be used with --as" in stewards.refused(
        *make, "--unsigned", "--as", "steward-a", by=None
    )
    said = stewards.refused("override", "--base", "HEAD", "--head", "HEAD~1", *_WHY)
    assert ("not an ancestor" in said, "add --rewritten" in said) == (True, True)


def test_of_a_rewritten_history_every_next_step_says_so(stewards: Stewards, tmp_path: Path) -> None:
    """Without the option the next step is refused, with the advice to merge what was purged."""
    world = stewards.world
    base = world.git("rev-parse", "HEAD")
    world.git("commit", "-q", "--amend", "-m", "The same, rewritten")
    with (world.root / "lists/instance.yaml").open("a", encoding="utf-8") as file:
        file.write("epoch: 1\n")
    world.commit("Begin a new epoch")
    change = f"--base {base[:12]} --rewritten"
    done = handlelists("check", "--since", base, "--rewritten", "--now", NOW, root=world.root)
    assert f"handlelists decide override {change} --as" in done.stdout
    given = ("--base", base, "--rewritten")
    done = stewards.decide("override", *given, *_WHY)
    (name,) = re.findall(rf"decide sign (\w+) {change} --as", done.stdout)
    packet, answer = (str(tmp_path / file) for file in ("packet.json", "answer.json"))
    done = handlelists(
        *("decide", "sign", name, *given, "--as", "steward-b", "--export", packet, "--now", NOW),
        root=world.root,
    )
    assert f"handlelists decide sign --apply answer.json {change}\n" in done.stdout
    done = stewards.decide("sign", "--packet", packet, "--out", answer, by="steward-b")
    assert done.returncode == 0, done.stderr
    done = stewards.decide("sign", "--apply", answer, *given, by=None)
    assert done.returncode == 0, done.stderr
    assert "decide sign" not in done.stdout


@pytest.mark.parametrize(("answer", "status"), [("n", 2), ("y", 0)])
def test_at_a_terminal_it_is_asked_before_anything_is_signed(
    stewards: Stewards, tmp_path: Path, answer: str, status: int
) -> None:
    file = str(key("steward-a").private_file(tmp_path))
    arguments = ("decide", "release", WITHHELD, *_WHY, "--as", "steward-a", "--key", file, "--now", NOW)
    with Terminal(*arguments, cwd=stewards.world.root) as terminal:
        assert "the record is withheld, not public." in terminal.expect("Sign this as steward-a?")
        terminal.enter(answer)
        assert terminal.end() == status
    assert bool(stewards.world.git("status", "--porcelain")) is (status == 0)


def test_a_signature_that_would_not_count_is_not_written(tmp_path: Path) -> None:
    # Of a key with a passphrase it is only known afterwards whose it is.
    signer = Signer("steward-a", DAY, key("steward-b").private_file(tmp_path))
    decision: Decision = {"kind": "release", "date": DAY, "subject": {"withholding": "x"}, "reason": "x"}
    with pytest.raises(SigningError, match="would not count: the signature was made with the key of another"):
        signer.decision(DECISION, decision, roster(), INSTANCE["id"], DAY)


def test_a_change_that_needs_no_override_gets_none(stewards: Stewards) -> None:
    world = stewards.world
    world.review("reviewer-b", CONFIRMED_ONCE[0])
    world.commit("One becomes public")
    assert "needs no override" in stewards.refused("override", "--base", "HEAD~1", *_WHY)


def test_the_key_that_git_signs_with_is_used_where_none_is_named(stewards: Stewards, tmp_path: Path) -> None:
    file = key("steward-a").private_file(tmp_path)
    stewards.world.git("config", "gpg.format", "ssh")
    stewards.world.git("config", "user.signingkey", str(file))
    name = stewards.made("release", WITHHELD, *_WHY, "--as", "steward-a", by=None)
    assert [item["steward"] for item in stewards.held(name)["signatures"]] == ["steward-a"]


def test_a_steward_whom_the_change_adds_cannot_decide_on_it(stewards: Stewards) -> None:
    world = stewards.world
    entry = roster()["steward-b"] | {"keys": [{"key": key("steward-c").public, "from": "2025-01-01"}]}
    world.put(FileKind.REVIEWERS, "lists/reviewers.yaml", ("steward-c",), entry)
    _weaker(world)
    said = stewards.refused("override", "--base", "HEAD~1", *_WHY, by="steward-c")
    assert "steward-c cannot decide: not on the roster" in said
    release = ("release", WITHHELD, *_WHY)
    assert stewards.decide(*release, by="steward-c").returncode == 0  # of the folder as it is


def test_what_would_not_count_is_not_signed(stewards: Stewards) -> None:
    world = stewards.world
    _weaker(world)
    name = stewards.made("override", "--base", "HEAD~1", *_WHY)
    sign = ("sign", name, "--base", "HEAD~2")
    assert f"steward-a signed {name} already" in stewards.refused(*sign)
    assert "for a change" in stewards.refused("sign", name, by="steward-b")
    assert "counts only in the change that added it" in stewards.refused(
        "sign", name, "--base", "HEAD", by="steward-b"
    )
    assert "lists/decisions/ has no decision" in stewards.refused("sign", DECISION, by="steward-b")
    world.put(FileKind.LIST, _LIST, ("title",), "Another title")
    world.commit("After it was signed")
    assert "of another change, or of other rules files" in stewards.refused(
        "sign", name, "--base", "HEAD~3", by="steward-b"
    )


def test_an_old_decision_is_not_signed(stewards: Stewards) -> None:
    path = stewards.made("release", WITHHELD, *_WHY, "--unsigned", by=None)
    said = stewards.refused("sign", path, now=f"{day(32)}T12:00:00Z")
    assert f"is dated {day(1)}, more than 30 days before {day(32)}" in said
    assert stewards.decide("sign", path, now=f"{day(31)}T12:00:00Z").returncode == 0


def test_an_old_override_is_not_signed(stewards: Stewards) -> None:
    world = stewards.world
    world.put(FileKind.LIST, _LIST, ("policy", "recheck_after_days"), 700)
    world.override((), date=day(-31))
    world.commit("Decided long ago")
    said = stewards.refused("sign", DECISION, "--base", "HEAD~1")
    assert "more than 30 days before" in said


def test_examples_that_waive_signatures_decide_unsigned(stewards: Stewards) -> None:
    world = stewards.world
    policy = LIST_DATA["policy"] | {"signatures": "waived"}
    for name in (LIST, "pier"):
        made = emit(FileKind.LIST, LIST_DATA | {"policy": policy, "example": True})
        world.write(f"lists/{name}/list.yaml", made)
    world.commit("Examples", at=DAY)
    _weaker(world)
    name = stewards.made("override", "--base", "HEAD~1", *_WHY, "--unsigned", by=None)
    assert "signatures" not in stewards.held(name)
    assert world.check("HEAD~2").problems.items == ()


_OPENED: Final[dict[str, Any]] = {
    "opened": DAY,
    "ground": "mistaken-identity",
    "due": day(14),
    "status": "open",
}
_RETRACT: Final = (
    *("retract", VERIFIED, "--reason", "mistaken-identity", "--covers", "quay_second"),
    *("--why", "The annex of a judgment."),
)
_DECIDE: Final = ("appeal", "decide", VERIFIED, "--outcome", "dismissed", *_WHY)
_NAME: Final = ("retract", RETRACTED, "--public-handle", "--why", "The annex of a judgment.")
_KINDS: Final[dict[str, tuple[tuple[str, ...], dict[str, Any], str]]] = {
    "release": (
        ("release", WITHHELD, *_WHY),
        {"withholding": withholding(WITHHELD).rpartition("/")[2]},
        "Withheld since 2026-05-20 by maintainer-a, for under-review. A doubt about the listing",
    ),
    "retraction": (
        _RETRACT,
        {
            "record": VERIFIED,
            "retraction": day(1),
            "removal": "mistaken-identity",
            "covers": ["quay_second"],
        },
        f"taken back on {day(1)}, for mistaken-identity. It covers quay_second, too. The account belonged",
    ),
    "name-shown": (
        _NAME,
        {"record": RETRACTED, "retraction": "2026-05-20"},
        "names the account as cleared, by the retraction of 2026-05-20.",
    ),
    "appeal": (
        _DECIDE,
        {"record": VERIFIED, "appeal": DAY, "ground": "mistaken-identity", "outcome": "dismissed"},
        "The appeal's ground: mistaken-identity. The account belongs to somebody other",
    ),
}
"""Of each kind a command that decides so, the subject of its decision, and what a steward is told of it."""


@pytest.fixture
def appealed(stewards: Stewards) -> Stewards:
    stewards.world.edit(VERIFIED, "appeals", value=[_OPENED])
    stewards.world.commit("An appeal", at=DAY)
    return stewards


def told(kind: str, subject: dict[str, str], words: str, text: str) -> bool:
    """Tell whether a text says whose account is decided about, and what."""
    account = ordinary(WITHHELD if kind == "release" else subject["record"])["handle"]
    return f"of {LIST}: {account} on twitter" in text and words in text


@pytest.mark.parametrize("kind", _KINDS)
def test_each_kind_is_decided_in_one_go_signed_and_accepted(appealed: Stewards, kind: str) -> None:
    arguments, subject, words = _KINDS[kind]
    world = appealed.world
    done = appealed.decide(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    assert told(kind, subject, words, done.stdout)
    assert "so far" not in done.stdout
    (name,) = re.findall(r"^wrote lists/decisions/(\S+)[.]yaml$", done.stdout, flags=re.MULTILINE)
    world.commit("Decided, and done", at=day(1))
    held = appealed.held(name)
    if "record" in subject:
        subject = subject | {"claim": world.claim(subject["record"])}
    assert (held["kind"], held["date"], held["subject"]) == (kind, day(1), subject)
    assert held["reason"] == "The annex of a judgment."
    if kind == "appeal":
        (decided,) = world.read(world.path(VERIFIED))["appeals"]
        assert (decided["status"], decided["decided_by"]) == ("dismissed", "steward-a")
    done = appealed.decide("sign", name, by="steward-b")
    assert done.returncode == 0, done.stderr
    assert told(kind, subject, words, done.stdout)
    world.commit("Signed by another, too")
    assert world.check("HEAD~2").problems.items == ()
    decision: Decision = appealed.held(name)  # type: ignore[assignment]
    judged = judge_signatures(name, decision, roster(), INSTANCE["id"], DAY)
    assert [(item.steward, item.fault) for item in judged] == [("steward-a", None), ("steward-b", None)]


@pytest.mark.parametrize("kind", _KINDS)
def test_each_kind_may_be_signed_later(appealed: Stewards, kind: str) -> None:
    arguments, subject, words = _KINDS[kind]
    who = ("--as", "steward-b") if kind == "appeal" else ()
    done = appealed.decide(*arguments, "--unsigned", *who, by=None)
    assert done.returncode == 0, done.stdout + done.stderr
    said = "Signed by 0 of 1 steward so far. A steward who had no part in the listing signs it:"
    assert said in done.stdout
    (name,) = re.findall(r"^  handlelists decide sign (\w+) --as \S+ --key FILE$", done.stdout, re.MULTILINE)
    assert "signatures" not in appealed.held(name)
    appealed.world.commit("Decided by somebody", at=day(1))
    done = appealed.decide("sign", name, by="steward-b")
    assert done.returncode == 0, done.stderr
    assert told(kind, subject, words, done.stdout)
    assert "so far" not in done.stdout
    appealed.world.commit("Signed", at=day(1))
    assert appealed.world.check("HEAD~2").problems.items == ()


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("part", ["wrote", "wrote its correction", "confirmed"])
def test_a_steward_who_has_a_part_in_the_listing_does_not_decide(
    appealed: Stewards, kind: str, part: str
) -> None:
    arguments, subject, _ = _KINDS[kind]
    world, record = appealed.world, WITHHELD if kind == "release" else subject.get("record", "")
    name = "steward-a"
    if part == "wrote its correction":
        part = "wrote"
        world.next_claim(record, "submitted_by", value=["contributor-a", name])
    elif part == "wrote":
        world.edit(record, "submitted_by", value=["contributor-a", name])
        world.confirm(record, at=DAY)
    else:
        world.put(FileKind.REVIEWERS, "lists/reviewers.yaml", (name, "lists"), [LIST])
        world.review(name, record, at=DAY)
    world.commit("A part in it", at=DAY)
    assert f"{name} {part} the listing" in appealed.refused(*arguments)
    who = ("--as", "steward-b") if kind == "appeal" else ()
    done = appealed.decide(*arguments, "--unsigned", *who, by=None)
    assert done.returncode == 0, done.stderr
    (decision,) = re.findall(r"decide sign (\w+) --as", done.stdout)
    world.commit("Decided by somebody", at=day(1))
    assert f"{name} {part} the listing" in appealed.refused("sign", decision)
    packet = ("sign", decision, "--as", name, "--export", str(world.root.parent / "packet.json"))
    assert f"{name} {part} the listing" in appealed.refused(*packet, by=None)
    assert appealed.decide("sign", decision, by="steward-b").returncode == 0


def test_two_decisions_of_one_edit_are_signed_together(stewards: Stewards) -> None:
    done = stewards.decide(*_RETRACT, "--public-handle", "--unsigned", by=None)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(f"Record {VERIFIED} of {LIST}") == 1
    (names,) = re.findall(r"decide sign (\w+ \w+) --as", done.stdout)
    done = stewards.decide("sign", *names.split(), by="steward-b")
    assert done.returncode == 0, done.stderr
    assert "2 decisions" in done.stdout
    stewards.world.commit("Taken back, and named")
    assert stewards.world.check().problems.items == ()


def test_a_decision_about_another_claim_is_not_signed(stewards: Stewards) -> None:
    world = stewards.world
    stewards.decide(*_RETRACT, "--unsigned", by=None)
    (name,) = (path.stem for path in (world.root / "lists/decisions").iterdir())
    world.edit(VERIFIED, "summary", value="Sold tickets for another ferry.")
    world.commit("Decided, and edited")
    assert f"the claim of record {VERIFIED} is another by now" in stewards.refused("sign", name)
    assert "--base is only for an override" in stewards.refused(
        "sign", name, "--base", "HEAD", by="steward-b"
    )


def test_the_history_says_nothing_of_decisions(stewards: Stewards) -> None:
    world = stewards.world
    world.decision(
        kind="retraction",
        subject={"record": VERIFIED, "claim": "0" * 64, "retraction": DAY, "removal": "duplicate"},
    )
    before = actual(world.root)
    world.commit("A decision")
    assert actual(world.root) == before
    world.put(FileKind.DECISION, decision_path(DECISION), ("reason",), "Another.")
    world.commit("Which the gate would refuse")
    (world.root / decision_path(DECISION)).unlink()
    world.commit("And this")
    assert actual(world.root) == before
    world.release(WITHHELD)
    world.commit("What it was about")
    assert actual(world.root) != before


def test_what_is_not_there_is_not_decided(stewards: Stewards) -> None:
    assert "no open appeal" in stewards.refused(*_DECIDE)
    assert "was never retracted" in stewards.refused("retract", VERIFIED, "--public-handle", "--why", "x")
    assert "is not withheld by a file" in stewards.refused("release", VERIFIED, *_WHY)
    assert "no decision was named" in stewards.refused("sign")
    assert "no steward was given" in stewards.refused("sign", DECISION, by=None)


def test_a_decision_that_does_not_fit_is_not_written(stewards: Stewards) -> None:
    done = stewards.decide("release", WITHHELD, "--reason", " ")
    assert (done.returncode, stewards.world.git("status", "--porcelain")) == (1, "")
    assert "schema-value" in done.stdout
    assert "Nothing was changed." in done.stderr


def test_a_decision_that_is_dated_ahead_is_said_once(stewards: Stewards) -> None:
    world = stewards.world
    world.decision(
        kind="release", date=day(2), subject={"withholding": withholding(WITHHELD).rpartition("/")[2]}
    )
    world.decide("steward-a")
    world.commit("Ahead")
    assert [item.code for item in world.check().problems] == ["decision-date"]
