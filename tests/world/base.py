"""The base of every sequence: a small instance in which there is one record of each kind that somebody could want."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from site_builder.load.layout import FileKind
from site_builder.world.repository import WorldRepository
from tests.acceptance.signed_world import INSTANCE, LIST_DATA, SOURCES, name, ordinary
from tests.keys import key
from tests.world.town import HONEST, STEWARDS, Proposal, Town, timestamp
from tests.world.truth import FRIEND, STEALABLE

LISTS: Final = ("quay", "pier")
START: Final = "2026-04-01"
VERIFIED: Final = tuple(name("very", number) for number in range(3))
ELSEWHERE: Final = name("pier", 1)
HALF: Final = name("half", 1)
PROPOSED: Final = name("prop", 1)
RETRACTED: Final = name("retr", 1)
WITHHELD: Final = name("wthh", 1)
APPEALED: Final = name("appe", 1)
HANDLED: Final = name("hand", 1)
"""A record that is public and names its account by its handle alone."""
CHANNEL: Final = name("tele", 1)
ACTOR: Final = name("fed1", 1)
OTHERS: Final[dict[str, dict[str, Any]]] = {
    HANDLED: {"account_id": None},
    VERIFIED[0]: {"observations": [{"date": START, "state": "active", "evidence": "e2"}]},
    CHANNEL: {"platform": "telegram", "handle": "quay_channel", "account_id": "-1009000000000017"},
    ACTOR: {
        "platform": "mastodon",
        "handle": "desk@social.quay.example",
        "account_id": "https://social.quay.example/users/desk",
    },
}
"""What is other than usual in some records: accounts that have more than one name for the same thing."""
PUBLIC: Final = (*VERIFIED, CHANNEL, ACTOR, HANDLED, RETRACTED, WITHHELD, APPEALED)


def roster() -> dict[str, Any]:
    """Return the roster: three honest reviewers, one who is a friend of the hostile, three stewards."""
    made: dict[str, Any] = {}
    for person in (*HONEST, FRIEND, *STEWARDS, STEALABLE):
        entry: dict[str, Any] = {"lists": [*LISTS]} if "reviewer" in person else {"lists": ["pier"]}
        entry |= {
            "active": [{"from": "2026-01-01"}],
            "keys": [{"key": key(person).public, "from": "2026-01-01"}],
        }
        made[person] = entry | ({} if "reviewer" in person else {"steward": True})
    return made


def fields(record: str, **other: Any) -> dict[str, Any]:
    """Return the fields of an ordinary record; `other` replaces some, None leaves one out."""
    whole = {key: part for key, part in ordinary(record).items() if key != "context"} | other
    return {key: part for key, part in whole.items() if part is not None}


@cache
def _built() -> Town:
    town = Town(WorldRepository(), time=timestamp(START))
    files = town.files()
    moves = town.moves(files)
    instance = INSTANCE | {"override_quorum": 2}
    moves.write("lists/instance.yaml", instance)
    moves.write("lists/reviewers.yaml", roster())
    press = {"id": "harbour-news", "platform": "twitter", "handle": "harbour_news", "name": "Harbour News"}
    moves.write("lists/protected/press.yaml", {"title": "Press", "accounts": [press]})
    for list_id in LISTS:
        moves.write(f"lists/{list_id}/list.yaml", LIST_DATA)
        moves.write(f"lists/{list_id}/sources.yaml", SOURCES)
    _landed(town, files, "An empty instance")
    files = town.files()
    moves = town.moves(files)
    for record in PUBLIC:
        path = moves.propose("quay", fields(record, **OTHERS.get(record, {})))
        town.confirm(files, path, HONEST[:2])
    path = moves.propose("pier", fields(ELSEWHERE))
    town.confirm(files, path, HONEST[1:])
    _landed(town, files, "Records that are public")
    files = town.files()
    moves = town.moves(files)
    town.time += 40 * 86400
    path = moves.propose("quay", fields(HALF))
    town.confirm(files, path, HONEST[:1])
    moves.propose("quay", fields(PROPOSED))
    moves.withhold(WITHHELD, town.end(), town.day)
    moves.appeal(moves.find(APPEALED), "mistaken-identity", town.day, "2026-07-01")
    by = town.rule("steward-a")
    moves.retract(moves.find(RETRACTED), "mistaken-identity", by)
    town.ruled(files, by)
    _landed(town, files, "Removals and proposals")
    return town


def _landed(town: Town, files: Any, what: str) -> None:
    """Publish what nobody judges: the first publication is the instance's own."""
    proposal = Proposal(files, what, "contributor-a")
    if town.accepted:
        town.note(proposal)
    town.publish(town.commit(proposal), what)


def built() -> Town:
    """Return a town of one's own."""
    return _built().copy()


KINDS_OF_CLAIMS: Final = (FileKind.RECORD, FileKind.NEXT_CLAIM)
