"""Honest and careless people: what they do in the ordinary course, as the guides say, and mostly well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from site_builder.days import shifted
from site_builder.load.layout import FileKind
from site_builder.world.repository import WorkFiles
from tests.world.base import KINDS_OF_CLAIMS, LISTS, fields
from tests.world.grip import Act, id_of
from tests.world.town import HONEST, STEWARDS, Proposal, Town

if TYPE_CHECKING:
    from site_builder.world.dice import Die


def propose(town: Town, files: WorkFiles, die: Die) -> bool:
    """Propose an account that nobody knows yet."""
    given = {"account_id": None} if die.chance(30) else {}
    town.moves(files).propose(die.pick(LISTS), fields(town.fresh(), **given))
    return True


def review(town: Town, files: WorkFiles, die: Die) -> bool:
    """Give an honest word on a claim that is in the tree: most often yes."""
    paths = town.paths(files, *KINDS_OF_CLAIMS)
    if not paths:
        return False
    person, verdict = die.pick(HONEST), die.pick(("confirm", "confirm", "confirm", "reject", "withdraw"))
    town.moves(files).file_word(town.say(files, person, die.pick(paths), verdict))
    return True


def confirm_enough(town: Town, files: WorkFiles, die: Die) -> bool:
    """Let two or three people confirm one claim."""
    paths = [path for path in town.paths(files, *KINDS_OF_CLAIMS) if _is_open(town, files, path)]
    if paths:
        town.confirm(files, die.pick(paths), die.sample(HONEST, die.between(2, 3)))
    return bool(paths)


def _is_open(town: Town, files: WorkFiles, path: str) -> bool:
    return not town.moves(files).value(path).get("retractions")


def next_claim(town: Town, files: WorkFiles, die: Die) -> bool:
    """Propose a correction of a record: other words, another handle beside its id, one more piece of evidence."""
    path = _record(town, files, die)
    if path is None:
        return False
    moves = town.moves(files)
    held = moves.value(path)
    options: list[dict[str, Any]] = [{"summary": f"Sold tickets, as report {die.below(9)} says."}]
    if "account_id" in held and "handle" in held:
        options.append({"handle": f"q_new_{die.below(99)}", "previous_handles": [{"handle": held["handle"]}]})
    moves.next_claim(path, town.end(), **die.pick(options))
    return True


def promote(town: Town, files: WorkFiles, die: Die) -> bool:
    """Put a next claim in its record's place."""
    paths = town.paths(files, FileKind.NEXT_CLAIM)
    if paths:
        town.moves(files).promote(die.pick(paths))
    return bool(paths)


def withhold(town: Town, files: WorkFiles, die: Die) -> bool:
    """Withhold a record."""
    path = _record(town, files, die)
    if path is not None:
        town.moves(files).withhold(
            id_of(path), town.end(), town.day, reason=die.pick(("under-review", "safety"))
        )
    return path is not None


def release(town: Town, files: WorkFiles, die: Die, steward: str | None = None) -> bool:
    """Release a record that is withheld, by a steward's decision."""
    paths = town.paths(files, FileKind.WITHHELD)
    if paths:
        by = town.rule(steward or die.pick(STEWARDS))
        town.moves(files).release(die.pick(paths), by)
        town.ruled(files, by)
    return bool(paths)


def appeal(town: Town, files: WorkFiles, die: Die) -> bool:
    """Enter an appeal against a record."""
    path = _record(town, files, die)
    if path is None:
        return False
    ground = die.pick(("mistaken-identity", "legal-order", "insufficient-evidence"))
    town.moves(files).appeal(path, ground, town.day, shifted(town.day, 14))
    return True


def decide(town: Town, files: WorkFiles, die: Die, steward: str | None = None) -> bool:
    """Decide an open appeal, by a steward's decision."""
    moves = town.moves(files)
    paths = [path for path in town.paths(files, FileKind.RECORD) if _open_appeal(moves.value(path))]
    if paths:
        by = town.rule(steward or die.pick(STEWARDS))
        moves.decide_appeal(die.pick(paths), die.pick(("upheld", "dismissed")), by, "As it was found.")
        town.ruled(files, by)
    return bool(paths)


def retract(town: Town, files: WorkFiles, die: Die, steward: str | None = None) -> bool:
    """Retract a record, by a steward's decision."""
    path = _record(town, files, die)
    if path is None:
        return False
    by = town.rule(steward or die.pick(STEWARDS))
    reason = die.pick(("mistaken-identity", "mistaken-identity", "personal-data", "changed-hands"))
    town.moves(files).retract(path, reason, by, ["q_covered"] if die.chance(20) else ())
    town.ruled(files, by)
    return True


def relist(town: Town, files: WorkFiles, die: Die) -> bool:
    """List a cleared account again as it has to be: saying so, on newer evidence, with one confirmation more."""
    moves = town.moves(files)
    cleared = [path for path in town.paths(files, FileKind.RECORD) if moves.value(path).get("retractions")]
    if not cleared:
        return False
    held = moves.value(die.pick(cleared))
    account = {name: held[name] for name in ("handle", "account_id") if name in held}
    made = fields(town.fresh(), **account, relists=[held["id"]])
    made["evidence"] = [made["evidence"][0] | {"captured": town.day}]
    town.time += 86400
    town.confirm(files, moves.propose(die.pick(LISTS), made), HONEST)
    return True


def observe(town: Town, files: WorkFiles, die: Die) -> bool:
    """Say what a platform shows of an account today."""
    path = _record(town, files, die)
    if path is not None:
        state = die.pick(("active", "suspended", "renamed"))
        town.moves(files).append(path, "observations", {"date": town.day, "state": state, "evidence": "e2"})
    return path is not None


def stricter(town: Town, files: WorkFiles, die: Die) -> bool:
    """Make a rule stricter, which needs nobody: one account more is protected, a quorum rises, somebody leaves."""
    moves, what = town.moves(files), die.below(3)
    if what == 0:
        account = {
            "id": f"press-{town.fresh()}",
            "platform": "twitter",
            "handle": f"q_press_{town.names}",
            "name": "Press",
        }
        moves.append("lists/protected/press.yaml", "accounts", account)
    elif what == 1:
        path = f"lists/{die.pick(LISTS)}/list.yaml"
        moves.put(path, ("policy", "quorum"), min(int(moves.value(path)["policy"]["quorum"]) + 1, 3))
    else:
        moves.put("lists/reviewers.yaml", (die.pick(HONEST), "active", 0, "until"), town.day)
    return True


def agreed(town: Town, files: WorkFiles, die: Die) -> bool:
    """Change a rule as two stewards agree: somebody joins, a word of the scope, a longer time."""
    moves, what = town.moves(files), die.below(3)
    path = f"lists/{die.pick(LISTS)}/list.yaml"
    if what == 0:
        person = f"reviewer-{town.fresh()}"
        keys = [{"key": town.moves(files).key(person).public, "from": town.day}]
        entry = {"lists": [*LISTS], "active": [{"from": town.day}], "keys": keys}
        moves.change("lists/reviewers.yaml", **{person: entry})
    elif what == 1:
        moves.change(path, scope=f"Accounts that sell tickets, edition {die.below(99)}.")
    else:
        moves.put(path, ("policy", "recheck_after_days"), die.between(200, 400))
    town.override(files)
    return True


def source(town: Town, files: WorkFiles, die: Die) -> bool:
    """Add a source that nobody uses yet."""
    path = f"lists/{die.pick(LISTS)}/sources.yaml"
    town.moves(files).put(path, ("sources", f"report-{town.fresh()}"), {"title": "One more report"})
    return True


def nothing(_town: Town, _files: WorkFiles, _die: Die) -> bool:
    """Let time go by: the empty commit that a clock makes."""
    return True


def delete(town: Town, files: WorkFiles, die: Die) -> bool:
    """Take out a proposal or a next claim that nobody wants."""
    paths = town.paths(files, *KINDS_OF_CLAIMS)
    if paths:
        del files[die.pick(paths)]
    return bool(paths)


ACTS: Final[tuple[Act, ...]] = (
    *(
        propose,
        review,
        review,
        confirm_enough,
        confirm_enough,
        next_claim,
        promote,
        withhold,
        release,
        appeal,
    ),
    *(decide, retract, relist, observe, stricter, agreed, source, nothing, delete),
)


def proposal(town: Town, die: Die) -> Proposal | None:
    """Return what somebody honest proposes next; None where there is nothing to do."""
    act, files = die.pick(ACTS), town.files()
    return Proposal(files, act.__name__, "contributor-a") if act(town, files, die) else None


def _record(town: Town, files: WorkFiles, die: Die) -> str | None:
    path = town.some(files, die, FileKind.RECORD)
    return path if _is_open(town, files, path) else None


def _open_appeal(value: Any) -> bool:
    return bool(value.get("appeals")) and value["appeals"][-1]["status"] == "open"
