"""Upkeep: what goes on all the time in the demonstration, whatever happens to single listings."""

from site_builder.days import shifted
from site_builder.errors import quantity
from site_builder.world.agenda import Story
from site_builder.world.dice import Die
from site_builder.world.listing import followers
from site_builder.world.stage import KEEPERS, Stage

_SESSION = 18
"""Listings that one reviewer confirms again in one sitting."""


def kept_up(stage: Stage, list_id: str) -> Story:
    """Confirm again what is about to lapse, for ever; some listings nobody thinks of, or only late."""
    die = Die(stage.seed, "kept up", list_id)
    policy = stage.script.lists[list_id]["policy"]
    while True:
        yield die.between(8, 20)
        soon = [
            item
            for item in stage.listings
            if item.list_id == list_id and item.public and not item.busy
            if item.lapses(policy) <= shifted(stage.today, 45)
            and (not item.neglected or (stage.has_lapsed(item) and die.chance(4)))
        ]
        for reviewer in die.sample(stage.people.there("reviewer"), 2):
            able = [item for item in soon if reviewer not in item.writers][:_SESSION]
            soon = [item for item in soon if item not in able]
            for item in able:
                stage.confirm(item, reviewer)
            if able:
                stage.commit(reviewer, f"Confirm {quantity(len(able), 'listing')} again")


def watched(stage: Stage) -> Story:
    """Look at accounts from time to time, for ever, and write down what the platform shows."""
    die = Die(stage.seed, "watched")
    while True:
        yield die.between(6, 18)
        able = [item for item in stage.listings if item.public and not item.busy]
        news = [item for item in able if item.account.shown(stage.today) != item.seen]
        chosen = news[:6] or die.sample(able, min(3, len(able) // 12))
        for item in chosen:
            item.seen = item.account.shown(stage.today)
            size = followers(die) if item.seen in ("active", "protected") else {}
            stage.moves.append(item.path, "observations", {"date": stage.today, "state": item.seen, **size})
        if chosen:
            stage.commit(
                stage.people.one("contributor", die), f"Look at {quantity(len(chosen), 'account')} again"
            )


def manned(stage: Stage, action: str, name: str) -> Story:
    """Let somebody join the roster, take another key, or leave; stewards sign for what takes that."""
    roster = stage.moves.value("lists/reviewers.yaml")
    stage.people.change(roster, action, name)
    stage.moves.write("lists/reviewers.yaml", roster)
    stage.override(apart=name)
    what = {"joins": f"Welcome {name}", "leaves": f"Thank {name}, who leaves"}.get(
        action, f"A new key for {name}"
    )
    stage.commit(KEEPERS, what)
    yield from ()
