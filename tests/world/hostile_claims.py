"""What the hostile do to claims and words: records that seem to be others, captures, carriers, a friend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from site_builder.days import shifted
from site_builder.load.layout import FileKind
from site_builder.world.repository import WorkFiles
from tests.world.base import KINDS_OF_CLAIMS, LISTS, fields
from tests.world.grip import some_account
from tests.world.reading import names_of
from tests.world.town import HONEST, Town
from tests.world.truth import FRIEND

if TYPE_CHECKING:
    from site_builder.world.dice import Die


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
    held, other = moves.value(path), some_account(town, files, die)
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
    moves, account = town.moves(files), some_account(town, files, die)
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
