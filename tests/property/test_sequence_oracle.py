"""The oracle sees each break, where the gate lets everything through; and a world in memory is judged as one in git."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.check.run import check_change
from site_builder.git import GitRepository
from site_builder.problems import Severity
from site_builder.world.dice import Die
from tests.acceptance.support import git
from tests.world import branch
from tests.world.base import APPEALED, HALF, HANDLED, RETRACTED, VERIFIED, WITHHELD, built, fields
from tests.world.machine import act
from tests.world.openings import EDITS, RECORD, STEPS, opened
from tests.world.town import HONEST, BrokenLawError, Proposal, Town
from tests.world.truth import FRIEND, STEALABLE
from tools.mutants import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from site_builder.world.moves import Moves
    from site_builder.world.repository import WorkFiles

    Attack = Callable[[Town, WorkFiles, Moves], object]


def set_(path: str, way: tuple[str | int, ...], value: Any) -> Attack:
    return lambda _town, _files, moves: moves.put(path, way, value)


def gone(path: str) -> Attack:
    return lambda _town, files, _moves: files.pop(next(item for item in files if path in item))


def edited(record: str, **members: Any) -> Attack:
    return lambda _town, _files, moves: moves.change(moves.find(record), **members)


TAKEN_BACK: Final = {"date": "2026-05-11", "reason": "duplicate"}
TWO_KEYS: Final = [{"key": "x", "from": "2026-01-01"}] * 2
SOURCES_FILE: Final = "lists/quay/sources.yaml"


def again(**members: Any) -> Attack:
    """Return the listing of a cleared account under a plain quorum."""

    def attack(town: Town, files: WorkFiles, moves: Moves) -> None:
        account = {name: moves.value(moves.find(RETRACTED))[name] for name in ("handle", "account_id")}
        town.confirm(files, moves.propose("quay", fields(town.fresh(), **(account | members))), HONEST[:2])

    return attack


def twin(of: str) -> Attack:
    """Return the listing on another list of an account that is held."""

    def attack(town: Town, files: WorkFiles, moves: Moves) -> None:
        account = {name: moves.value(moves.find(of))[name] for name in ("handle", "account_id")}
        town.confirm(files, moves.propose("pier", fields(town.fresh(), **account)), HONEST[:2])

    return attack


def put_back(town: Town, files: WorkFiles, moves: Moves) -> None:
    path = moves.find(RECORD)
    files[path] = town.files(town.past[1])[path]


def shown(town: Town, _files: WorkFiles, moves: Moves) -> None:
    moves.change(moves.find(RETRACTED), handle="harbour_news")
    by = town.rule(STEALABLE)
    moves.show_name(moves.find(RETRACTED), by)
    town.ruled(_files, by)


def half_and_own(town: Town, files: WorkFiles, moves: Moves) -> None:
    """Confirm by a friend what the friend wrote, under somebody else's name."""
    path = moves.propose("quay", fields(town.fresh()))
    town.truth.wrote[town.reading(files).meaning(path)] = FRIEND
    town.confirm(files, path, (HONEST[0], FRIEND))


def taken_over(town: Town, _files: WorkFiles, moves: Moves) -> None:
    town.truth.gone[HANDLED] = "2026-05-20"
    moves.change(moves.find(HANDLED), observations=[{"date": "2026-03-01", "state": "active"}])


def from_another(town: Town, _files: WorkFiles, moves: Moves) -> None:
    """File a word that its reviewer never gave."""
    moves.review(HONEST[1], moves.find(HALF), "confirm", town.day)


def renamed(town: Town, files: WorkFiles, moves: Moves) -> None:
    """Rename a listing so that it does not say what it was called, and list that elsewhere as the listing is held."""
    path = moves.find(VERIFIED[1])
    handle = moves.value(path)["handle"]
    moves.change(path, handle="q_new", replaces=moves.claim(path))
    town.confirm(files, path, HONEST[:2])
    moves.withhold(VERIFIED[1], "000001", town.day)
    town.confirm(
        files, moves.propose("pier", fields(town.fresh(), handle=handle, account_id=None)), HONEST[:2]
    )


ATTACKS: Final[dict[str, tuple[str, Attack]]] = {
    "a word that was not given": ("only ['reviewer-a']", from_another),
    "a word of who wrote it": ("only ['reviewer-a']", half_and_own),
    "a cleared account": ("does not say so", again()),
    "a withheld account on another list": ("is held as", twin(WITHHELD)),
    "an account under appeal on another list": ("is held as", twin(APPEALED)),
    "a release": ("release of wthhxxxx0001", gone("withheld/")),
    "a retraction": ("retraction of veryxxxx0000", edited(VERIFIED[0], retractions=[TAKEN_BACK])),
    "a retraction that goes": ("lost retractions", edited(RETRACTED, retractions=None)),
    "an appeal that goes": ("lost appeals", edited(APPEALED, appeals=None)),
    "a name that was not public": ("which was not public", shown),
    "an earlier name that is kept quiet": ("is held as very", renamed),
    "a name that was given up": ("acted on by its name", taken_over),
    "a quorum": ("quorum fell", set_("lists/pier/list.yaml", ("policy", "quorum"), 1)),
    "a key": ("keys of reviewer-a grew", set_("lists/reviewers.yaml", ("reviewer-a", "keys"), TWO_KEYS)),
    "a protected account": ("is protected no more", gone("protected/")),
    "an example": ("example changed", set_("lists/quay/list.yaml", ("example",), "true")),
}
"""What somebody does, and a part of what the oracle says of it."""
UNSEEN: Final[dict[str, tuple[str, Attack]]] = {
    "other words": ("only []", edited(VERIFIED[0], summary="Robbed passengers.")),
    "another meaning": ("only []", set_("lists/quay/list.yaml", ("categories", "fraud", "meaning"), "Robs.")),
    "another source": ("only []", set_(SOURCES_FILE, ("sources", "ferry-report", "title"), "Robbery")),
    "another salt": ("only []", edited(VERIFIED[1], salt="0" * 26)),
    "no file": ("has no file", gone("very")),
    "a withholding": (
        "is public, and withheld",
        lambda town, _, moves: moves.withhold(HALF, "000001", town.day),
    ),
}
"""What a build that looked at nothing would go on publishing."""


@pytest.mark.parametrize("name", ATTACKS)
def test_the_oracle_sees_what_a_gate_that_is_open_lets_through(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Town, "judged", lambda *_: [])
    says, attack = ATTACKS[name]
    town = built()
    files = town.files()
    attack(town, files, town.moves(files))
    with pytest.raises(BrokenLawError) as caught:
        town.propose(Proposal(files, name))
    assert says in str(caught.value)


@pytest.mark.parametrize("name", UNSEEN)
def test_the_oracle_sees_what_a_build_does_not(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    says, attack = UNSEEN[name]
    town = built()
    rows = town.published(town.accepted)
    listed = (
        replace(rows, rows={**rows.rows, HALF: rows.rows[VERIFIED[0]]}) if name == "a withholding" else rows
    )
    monkeypatch.setattr(Town, "judged", lambda *_: [])
    monkeypatch.setattr(Town, "published", lambda *_: listed)
    files = town.files()
    attack(town, files, town.moves(files))
    with pytest.raises(BrokenLawError) as caught:
        town.propose(Proposal(files, name))
    assert says in str(caught.value)


def test_the_oracle_sees_that_an_old_claim_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    town = opened(built(), 1)
    monkeypatch.setattr(Town, "judged", lambda *_: [])
    files = town.files()
    put_back(town, files, town.moves(files))
    with pytest.raises(BrokenLawError, match="does not replace what it said"):
        town.propose(Proposal(files, "put back"))


def test_the_oracle_sees_a_reason_in_anybodys_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    town = built()
    shown = town.published(town.accepted)
    told = {**shown.rows, RETRACTED: {**shown.rows[RETRACTED], "reason": "lives-at-the-quay"}}
    monkeypatch.setattr(Town, "published", lambda *_: replace(shown, rows=told))
    with pytest.raises(BrokenLawError, match="own words: lives-at-the-quay"):
        town.propose(Proposal(town.files(), "Time goes by"))


def test_a_withholding_that_cannot_be_published_breaks_a_law(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Town, "judged", lambda *_: ["change-mixed"])
    with pytest.raises(BrokenLawError, match=r"13: .* could not be withheld"):
        branch.emergency(built(), Die("an emergency"))


@pytest.mark.parametrize("number", STEPS)
def test_each_opening_is_accepted_and_each_rule_is_there(number: int) -> None:
    file, old, _ = EDITS[number]
    assert (ROOT / "site_builder" / file).read_text(encoding="utf-8").count(old) == 1
    assert opened(built(), number).told[-1]


def test_honest_people_and_others_are_judged_alike_in_memory_and_in_git(tmp_path: Path) -> None:
    town, die, judged = built(), Die("alike"), []

    class Noting(Town):
        def judged(self, head: str, proposal: Proposal) -> list[str]:
            codes = super().judged(head, proposal)
            if proposal.way == "change" and not proposal.parents:
                judged.append((self.accepted, head, self.now, proposal.actor, codes))
            return codes

    noting = Noting(**vars(town))
    for _ in range(14):
        act(noting, die)
    assert any(item[-1] for item in judged)
    assert not all(item[-1] for item in judged)
    git(tmp_path, "init", "-q", "-b", "main")
    for number, (base, head, now, actor, codes) in enumerate(judged):
        ref = f"refs/heads/b{number}"
        given = b"".join(noting.repository.fast_import(head, ref))
        subprocess.run(("git", "-C", tmp_path, "fast-import", "--quiet"), input=given, check=True)
        assert git(tmp_path, "rev-parse", ref).strip() == head
        found = check_change(GitRepository(tmp_path), base, head, now, actor).problems
        assert (
            sorted({item.code for item in found if item.severity is Severity.ERROR} - {"address-nowhere"})
            == codes
        )


def test_the_oracle_sees_that_words_against_a_proposal_were_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = built()
    files, there = town.files(), town.files()
    files["lists/quay/list.yaml"] = b"a: ["
    for person in HONEST[1:]:
        town.moves(files).file_word(town.say(there, person, town.moves(there).find(HALF), "reject"))
    tip = town.commit(Proposal(files, "pushed past the gate"))
    monkeypatch.setattr(Town, "judged", lambda *_: [])
    monkeypatch.setattr(branch, "pushed", lambda *_: tip)
    monkeypatch.setattr("site_builder.check.emergency.stopped", lambda *_: {})
    branch.emergency(town, Die("an emergency"))
    files = town.files()
    town.confirm(files, town.moves(files).find(HALF), (FRIEND,))
    with pytest.raises(BrokenLawError, match="reject it"):
        town.propose(Proposal(files, "confirmed"))
