"""Hostile people: whatever a contributor can put into a change, with one reviewer for a friend and one stolen key.

They have every file and every signature that ever was. They cannot sign for anybody else.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from site_builder.days import shifted
from site_builder.load.layout import FileKind, Spot, decision_path, spot
from site_builder.world.repository import WorkFiles
from tests.acceptance.signed_world import LIST_DATA
from tests.keys import key
from tests.world import honest
from tests.world.base import KINDS_OF_CLAIMS, LISTS, fields
from tests.world.reading import names_of
from tests.world.town import HONEST, Town
from tests.world.truth import FRIEND, STEALABLE

if TYPE_CHECKING:
    from site_builder.world.dice import Die

Act = Callable[[Town, WorkFiles, "Die"], bool]


# Old files and old signatures


def old_file(town: Town, files: WorkFiles, die: Die) -> bool:
    """Put a file back to what it was in some commit, accepted or not, or take it away where it was not there."""
    there = town.files(die.pick(town.past))
    paths = [path for path in {*files, *there} if files.get(path) != there.get(path)]
    kinds = sorted({_kind(path) for path in paths})
    if not kinds:
        return False
    kind = die.pick(kinds)
    take(files, die.pick(sorted(path for path in paths if _kind(path) == kind)), there)
    return True


def revert(town: Town, files: WorkFiles, die: Die) -> bool:
    """Undo a commit: each file that it changed is as it was before."""
    name = die.pick(town.past)
    commit = town.repository.commits[name]
    if not commit.parents:
        return False
    before, after = town.files(commit.parents[0]), town.files(name)
    changed = [path for path in {*before, *after} if before.get(path) != after.get(path)]
    for path in sorted(changed):
        take(files, path, before)
    return bool(changed)


def old_word(town: Town, files: WorkFiles, die: Die) -> bool:
    """File a word that somebody gave at some time, as it is."""
    if town.words:
        town.moves(files).file_word(die.pick(town.words[-12:] if die.chance(70) else town.words))
    return bool(town.words)


def old_decision(town: Town, files: WorkFiles, die: Die) -> bool:
    """File a decision of some commit again, under its own name or another."""
    there = town.files(die.pick(town.past))
    paths = town.paths(there, FileKind.DECISION)
    if not paths:
        return False
    path = die.pick(paths)
    files[path if die.chance(50) else decision_path(town.fresh())] = there[path]
    return True


def delete(_town: Town, files: WorkFiles, die: Die) -> bool:
    """Take away a file of any kind."""
    kinds = sorted({_kind(path) for path in files})
    kind = die.pick(kinds)
    del files[die.pick([path for path in files if _kind(path) == kind])]
    return True


def broken(_town: Town, files: WorkFiles, die: Die) -> bool:
    """Write what nobody can read into a file of any kind."""
    files[die.pick([*files])] = die.pick((b"\xff\n", b"a: [", b"a: &b c\n", b"", b"- x\n", b"a: b\na: c\n"))
    return True


# Claims


def edit(town: Town, files: WorkFiles, die: Die) -> bool:
    """Change a record or next claim, so that its context and its predecessor fit, or not."""
    moves, path = town.moves(files), town.some(files, die, *KINDS_OF_CLAIMS)
    was = moves.claim(path)
    if not _edited(town, files, die, path):
        return False
    if die.chance(70):
        moves.complete(path)
    if die.chance(50):
        moves.change(path, replaces=was)
    return True


def _edited(town: Town, files: WorkFiles, die: Die, path: str) -> bool:
    moves = town.moves(files)
    held, other = moves.value(path), _some_account(town, files, die)
    first = held["evidence"][0]
    options: list[dict[str, Any]] = [
        {"summary": "Robbed passengers at gunpoint."},
        {"summary": moves.value(town.some(files, die, *KINDS_OF_CLAIMS))["summary"]},
        {"categories": ["spare"]},
        {"sources": ["spare-report"]},
        {"affiliations": None},
        {"handle": other.get("handle", "harbour_news")},
        {"handle": "harbour_news"},
        {"account_id": other.get("account_id")},
        {"account_id": "900000000000000009"},
        {"account_id": None},
        {"previous_handles": [{"handle": other.get("handle", "harbour_news")}]},
        {"submitted_by": ["contributor-b"]},
        {"submitted_by": [*held["submitted_by"], "contributor-b"]},
        {"relists": None},
        {"salt": "0" * 26},
        {"evidence": [first | {"archived": "https://archive.example/7"}, *held["evidence"][1:]]},
        {"evidence": [first | {"captured": town.day}]},
    ]
    chosen = die.pick(options)
    if chosen == {name: held.get(name) for name in chosen}:
        return False
    moves.change(path, **chosen)
    return True


def outside(town: Town, files: WorkFiles, die: Die) -> bool:
    """Change what is outside the claim: where captures are, what was observed, appeals, retractions."""
    moves, path = town.moves(files), town.some(files, die, *KINDS_OF_CLAIMS)
    held = moves.value(path)
    *rest, last = held["evidence"]
    observed = {"date": shifted(town.day, -1), "state": "active", "evidence": "e2"}
    options: tuple[dict[str, Any], ...] = (
        {"evidence": [*rest, last | {"archived": f"https://archive.example/{die.below(9)}"}]},
        {"evidence": [*rest, last | {"archived": f"https://archive.example/{die.below(9)}"}]},
        {"observations": None},
        {"observations": [observed]},
        {"appeals": None},
        {"retractions": None},
    )
    chosen = die.pick(options)
    moves.change(path, **chosen)
    return chosen != {name: held.get(name) for name in chosen}


def record(town: Town, files: WorkFiles, die: Die) -> bool:
    """Propose a record of an account that is there already, so that it may seem another one."""
    moves, account = town.moves(files), _some_account(town, files, die)
    given = _disguised(
        {name: account[name] for name in ("handle", "account_id", "platform") if name in account}, die
    )
    if account.get("retractions") and die.chance(30):
        given["relists"] = [account["id"]]
    made = fields(town.fresh(), **given)
    if die.chance(50):
        made["evidence"] = [made["evidence"][0] | {"captured": town.day}]
    if not {"handle", "account_id"} & made.keys():
        return False
    moves.propose(die.pick(LISTS), made)
    return True


def _disguised(given: dict[str, Any], die: Die) -> dict[str, Any]:
    """Return other names of an account, or fewer, or some that nobody has beside one of its own."""
    handle, known = given.get("handle", ""), given.get("account_id", "")
    earlier = {"platform": given["platform"], "previous_handles": [{"handle": handle}]}
    forms: list[dict[str, Any]] = [given, given | {"account_id": "900000000000000009"}]
    if handle:
        forms += [given | {"handle": handle.upper()}, given | {"account_id": None}]
        forms += [
            earlier if given["platform"] == "twitter" else earlier | {"handle": "other", "account_id": None}
        ]
    if known:
        forms.append({name: part for name, part in given.items() if name != "handle"})
    if known.startswith("-100"):
        forms += [given | {"account_id": known.removeprefix("-100")}] * 2
    if "@" in handle:
        user, _, host = handle.partition("@")
        forms += [given | {"handle": None, "account_id": f"https://{host}/users/{user.title()}"}] * 2
    return die.pick(forms)


def quiet(town: Town, files: WorkFiles, die: Die) -> bool:
    """Correct a record so that it does not say any more what its account was called, with as many as that takes."""
    moves, path = town.moves(files), town.some(files, die, FileKind.RECORD)
    held = moves.value(path)
    if "handle" not in held or "account_id" not in held or held.get("retractions"):
        return False
    other = {"handle": f"q_quiet_{die.below(9)}"} if held["platform"] == "twitter" and die.chance(70) else {}
    new = moves.next_claim(path, town.end(), previous_handles=None, **other)
    town.confirm(files, new, (*die.sample(HONEST, 2), FRIEND)[die.below(2) :])
    moves.promote(new)
    return True


def as_it_was_called(town: Town, files: WorkFiles, die: Die) -> bool:
    """Propose an account again under any name that the public ever knew it by, and no more."""
    reading = town.reading(files)
    called = {
        name for record, names in town.truth.called.items() if record in reading.records
        for name in names - names_of(reading.value(reading.records[record])) if ":id:" not in name
    }  # fmt: skip
    platform, _, name = die.pick(sorted(called)).partition(":")
    made = fields(town.fresh(), platform=platform, handle=name, account_id=None)
    town.confirm(files, town.moves(files).propose(die.pick(LISTS), made), (die.pick(HONEST), FRIEND))
    return True


def copy(town: Town, files: WorkFiles, die: Die) -> bool:
    """Copy or move a file of a record: to another list, or beside itself under another id."""
    path = town.some(files, die, FileKind.RECORD)
    value, (_, list_id, *rest) = town.moves(files).value(path), path.split("/")
    if die.chance(50):
        other = LISTS[list_id == LISTS[0]]
        files["/".join(("lists", other, *rest))] = files[path]
    else:
        new = town.fresh()
        town.moves(files).propose(list_id, value | {"id": new})
    if die.chance(40):
        del files[path]
    return True


def put_in_place(town: Town, files: WorkFiles, die: Die) -> bool:
    """Put a next claim in place by hand, with all, some or none of what is outside the claim."""
    moves, path = town.moves(files), town.some(files, die, FileKind.NEXT_CLAIM)
    lost = die.pick(("", "", "appeals", "observations", "retractions"))
    target = moves.promote(path)
    if lost in moves.value(target):
        moves.change(target, **{lost: None})
    return True


# Words


def friend(town: Town, files: WorkFiles, die: Die) -> bool:
    """Let the friend say anything about anything, under any number, on nearly any day."""
    path = town.some(files, die, *KINDS_OF_CLAIMS)
    other: dict[str, Any] = {"day": shifted(town.day, -die.pick((0, 0, 0, 5, 20, 40)))}
    if die.chance(20):
        other["number"] = die.pick((1, 2, 5, 90, 180))
    verdict = die.pick(("confirm", "confirm", "confirm", "reject", "withdraw"))
    town.moves(files).file_word(town.say(files, FRIEND, path, verdict, **other))
    return True


def ask(town: Town, files: WorkFiles, die: Die) -> bool:
    """Show honest reviewers a claim as it is in this change, by packet, and carry what they answer, or keep it."""
    path = town.some(files, die, *KINDS_OF_CLAIMS)
    for person in die.sample(HONEST, die.between(1, 2)):
        word = town.say(files, person, path, die.pick(("confirm", "confirm", "reject", "withdraw")))
        if die.chance(60):
            town.moves(files).file_word(word)
    return True


def words(town: Town, files: WorkFiles, die: Die) -> bool:
    """Take words out of a file of reviews, change their order, or alter one."""
    moves, path = town.moves(files), town.some(files, die, FileKind.REVIEWS)
    value = moves.value(path)
    name = die.pick(sorted(value))
    said, what = value[name], die.below(5)
    if what == 0:
        said.pop(die.below(len(said)))
    elif what == 1:
        said.reverse()
    elif what == 2:
        said[-1]["verdict"] = "confirm"
    elif what == 3:
        said[-1]["number"] = str(int(said[-1]["number"]) + 1)
    else:
        said[-1]["date"] = town.day
    left = {record: items for record, items in value.items() if record != name} | (
        {name: said} if said else {}
    )
    if left:
        moves.write(path, left)
    else:
        del files[path]
    return True


# What needs a steward


def unsigned(town: Town, files: WorkFiles, die: Die) -> bool:
    """Release, decide, retract or name an account without a decision, or take such a thing back."""
    moves, day = town.moves(files), town.day
    held = town.paths(files, FileKind.WITHHELD)
    path, what = town.some(files, die, FileKind.RECORD), die.below(7)
    value = moves.value(path)
    if what == 0 and held:
        del files[die.pick(held)]
    elif what == 1 and held:
        moves.change(die.pick(held), reason="safety")
    elif what == 2 and value.get("appeals"):
        closed = {"status": "dismissed", "decided": day, "decided_by": "steward-a", "reason": "No."}
        moves.change(path, appeals=[*value["appeals"][:-1], value["appeals"][-1] | closed])
    elif what == 3:
        moves.append(path, "retractions", {"date": day, "reason": "mistaken-identity"})
    elif what == 4 and value.get("retractions"):
        moves.change(path, retractions=[value["retractions"][-1] | {"public_handle": True}])
    elif what == 5 and value.get("retractions"):
        moves.change(path, retractions=[value["retractions"][-1] | {"reason": "duplicate"}])
    elif what == 6 and held:
        old = die.pick(held)
        new = die.pick(
            (
                old.replace(old[15:27], value["id"]),
                old.replace(".yaml", ".txt"),
                f"{old[:27]}.{town.end()}.yaml",
            )
        )
        files[new] = files.pop(old)
    else:
        return False
    return True


def stolen(town: Town, files: WorkFiles, die: Die) -> bool:
    """Decide something alone by the stolen key."""
    act = die.pick((honest.release, honest.decide, honest.retract, _name_shown))
    return act(town, files, die, STEALABLE)


def two_for_one(town: Town, files: WorkFiles, die: Die) -> bool:
    """Do a thing twice that needs a decision, and file one: the other was never signed."""
    act = die.pick((honest.release, honest.decide, honest.retract, _name_shown))
    if not act(town, files, die, STEALABLE):
        return False
    count = len(town.truth.ruled)
    if act(town, files, die, STEALABLE):
        del files[decision_path(town.truth.ruled[-1].id)]
        del town.truth.ruled[count:]
    return True


def _name_shown(town: Town, files: WorkFiles, die: Die, steward: str) -> bool:
    moves = town.moves(files)
    paths = [path for path in town.paths(files, FileKind.RECORD) if moves.value(path).get("retractions")]
    if paths:
        by = town.rule(steward)
        moves.show_name(die.pick(paths), by)
        town.ruled(files, by)
    return bool(paths)


# Rules and what records refer to


def rules(town: Town, files: WorkFiles, die: Die) -> bool:
    """Weaken a rule, one of many ways."""
    moves, list_path = town.moves(files), f"lists/{die.pick(LISTS)}/list.yaml"
    roster, instance = "lists/reviewers.yaml", "lists/instance.yaml"
    policy, person = moves.value(list_path)["policy"], die.pick((*HONEST, FRIEND, STEALABLE))
    mallory: dict[str, Any] = {
        "lists": [*LISTS],
        "active": [{"from": "2026-01-01"}],
        "keys": [{"key": key("mallory").public, "from": "2026-01-01"}],
    }
    protected = moves.value("lists/protected/press.yaml")["accounts"]
    entry = moves.value(roster)[person]
    options: list[tuple[str, tuple[str | int, ...], Any]] = [
        (list_path, ("policy", "quorum"), max(int(policy["quorum"]) - 1, 1)),
        (list_path, ("policy", "quorum"), int(policy["quorum"]) + 1),
        (list_path, ("policy", "recheck_after_days"), 1),
        (list_path, ("policy", "max_change_percent"), 100),
        (list_path, ("policy", "withhold_on"), ["safety"]),
        (list_path, ("policy", "min_evidence"), 0),
        (list_path, ("example",), True),
        (list_path, ("scope",), "Everybody."),
        (list_path, ("publish_profile",), ["display_name"]),
        (list_path, ("categories", "fraud", "meaning"), "Robs passengers."),
        (list_path, ("categories", "spare", "harm"), "fraud"),
        (list_path, ("categories", "fraud", "title"), "Robbery"),
        (instance, ("override_quorum",), 1),
        (instance, ("epoch",), 1),
        (instance, ("site_url",), "https://elsewhere.example/"),
        (instance, ("id",), "0b9bb5e4-6f1c-4c0a-9c1e-7d2f3a4b5c6e"),
        (roster, ("mallory",), mallory),
        (roster, (person, "keys"), entry["keys"] + mallory["keys"]),
        (roster, (person, "active"), [{"from": "2025-01-01"}]),
        (roster, (person, "steward"), True),
        (roster, (person, "lists"), [*LISTS]),
        (roster, (person, "lists"), ["pier"]),
        (roster, (person,), None),
        (roster, (person, "active", 0, "until"), die.pick((town.day, "2026-04-15", "2029-01-01"))),
        (roster, (person, "keys", 0, "until"), die.pick((town.day, "2026-04-15", "2029-01-01"))),
        (roster, (person, "keys", 0, "stolen"), True),
        ("lists/protected/press.yaml", ("accounts",), protected[:-1] or [protected[0] | {"handle": "other_news"}]),
        ("lists/protected/press.yaml", ("accounts", 0, "platform"), "mastodon"),
        ("lists/platforms.yaml", ("birdsite",), _TWIN),
        ("lists/dock/list.yaml", ("title",), "Dock"),
    ]  # fmt: skip
    path, way, value = die.pick(options)
    if path.startswith("lists/dock/"):
        waived = {**LIST_DATA["policy"], "signatures": "waived", "quorum": 1}
        moves.write(path, {**LIST_DATA, "policy": waived, "example": True})
        return True
    moves.put(path, way, value)
    return True


_TWIN: Final = {
    "name": "Birdsite",
    "handle": {"examples": ["a_b"], "not_handles": ["@"], "pattern": "[a-z_]{1,20}", "syntax": "letters"},
}
"""A platform on which the accounts of another could be listed again."""


def sources(town: Town, files: WorkFiles, die: Die) -> bool:
    """Rewrite or take out what records refer to."""
    moves, path = town.moves(files), f"lists/{die.pick(LISTS)}/sources.yaml"
    options: tuple[tuple[tuple[str, ...], Any], ...] = (
        (("sources", "ferry-report", "title"), "Ferries that were robbed"),
        (("sources", "spare-report", "title"), "Another title"),
        (("sources", "ferry-report", "archived"), f"https://archive.example/{die.below(9)}"),
        (("affiliations", "ticket-desk", "meaning"), "Robs."),
        (("affiliations", "ticket-desk", "source"), "spare-report"),
        (("sources", "spare-report"), None),
    )
    way, value = die.pick(options)
    holder = moves.value(path)
    for step in way[:-1]:
        holder = holder.get(step, {})
    if value is None and way[-1] not in holder:
        return False
    moves.put(path, way, value)
    return True


def said_to_be_history(town: Town, files: WorkFiles, die: Die) -> bool:
    """Write what only an emergency or a rewriting writes."""
    moves = town.moves(files)
    if die.chance(50):
        moves.write("lists/passed-over.yaml", {"commits": [die.pick(town.past)]})
    else:
        record = _id(town.some(files, die, FileKind.RECORD))
        row = town.published(town.accepted).rows.get(record)
        if row is None or "evidence" in row:
            return False
        kept = ("effect", "example", "first_public", "list", "reason", "removed", "state")
        moves.write(
            "lists/purged.yaml", {record: {name: row[name] for name in kept} | {"status": row["state"]}}
        )
    return True


def occupied(_town: Town, files: WorkFiles, die: Die) -> bool:
    """Put a file that nobody reads where another has to be some day: below its name, or in another case."""
    name = die.pick(
        ("passed-over.yaml", "Passed-over.yaml", "purged.yaml", "withheld", "Withheld", "decisions")
    )
    files[f"lists/{name}/{die.pick(('README.md', '.gitkeep', '.gitignore'))}"] = b"*\n"
    return True


def in_own_words(town: Town, files: WorkFiles, die: Die) -> bool:
    """Withhold a record for what its account is called."""
    path = town.some(files, die, FileKind.RECORD)
    held = town.moves(files).value(path)
    reason = held.get("account_id", held.get("handle", "")).lower()
    town.moves(files).withhold(_id(path), town.end(), town.day, reason=reason)
    return True


def override_alone(town: Town, files: WorkFiles, _die: Die) -> bool:
    """Sign an override of this change by the stolen key alone."""
    if files.tree == town.files().tree:
        return False
    town.override(files, (STEALABLE,))
    return True


ACTS: Final[tuple[Act, ...]] = (
    *(
        old_file,
        old_file,
        old_file,
        revert,
        old_word,
        old_word,
        old_decision,
        delete,
        edit,
        edit,
        edit,
        outside,
    ),
    *(
        record,
        record,
        copy,
        put_in_place,
        put_in_place,
        friend,
        friend,
        ask,
        ask,
        words,
        unsigned,
        unsigned,
        stolen,
        two_for_one,
    ),
    *(rules, rules, sources, said_to_be_history, override_alone),
    *(quiet, as_it_was_called, occupied, in_own_words),
)


def some(town: Town, files: WorkFiles, die: Die) -> str:
    """Do one to three things, hostile or not, to a working copy; return what was done."""
    done = []
    for _ in range(die.pick((1, 1, 1, 2, 2, 3))):
        act = die.pick(ACTS if die.chance(75) else honest.ACTS)
        # A tree from which somebody took a thing may lack what an act needs.
        with contextlib.suppress(LookupError, StopIteration):
            if act(town, files, die):
                done.append(act.__name__)
    return " and ".join(done)


def take(files: WorkFiles, path: str, there: WorkFiles) -> None:
    """Make a path what it is in another working copy."""
    if path in there:
        files[path] = there[path]
    elif path in files:
        del files[path]


def _kind(path: str) -> str:
    where = spot(path)
    return where.kind.value if isinstance(where, Spot) else "other"


def _some_account(town: Town, files: WorkFiles, die: Die) -> Any:
    return town.moves(files).value(town.some(files, die, FileKind.RECORD))


def _id(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".yaml")
