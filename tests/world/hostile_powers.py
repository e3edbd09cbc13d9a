"""What the hostile do that is for stewards, to the rules, and to what only an emergency or a purge writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from site_builder.load.layout import FileKind, decision_path
from site_builder.world.repository import WorkFiles
from tests.acceptance.signed_world import LIST_DATA
from tests.keys import key
from tests.world import honest
from tests.world.base import LISTS
from tests.world.grip import id_of
from tests.world.town import HONEST, Town
from tests.world.truth import FRIEND, STEALABLE

if TYPE_CHECKING:
    from site_builder.world.dice import Die


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
        record = id_of(town.some(files, die, FileKind.RECORD))
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
    town.moves(files).withhold(id_of(path), town.end(), town.day, reason=reason)
    return True


def override_alone(town: Town, files: WorkFiles, _die: Die) -> bool:
    """Sign an override of this change by the stolen key alone."""
    if files.tree == town.files().tree:
        return False
    town.override(files, (STEALABLE,))
    return True
