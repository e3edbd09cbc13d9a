"""Upkeep: what goes on all the time in the demonstration, whatever happens to single listings."""

from site_builder.days import shifted
from site_builder.errors import quantity
from site_builder.world import stories
from site_builder.world.agenda import Story
from site_builder.world.dice import Die
from site_builder.world.listing import Listing
from site_builder.world.stage import KEEPERS, Stage

_SESSION = 18
"""Listings that one reviewer confirms again in one sitting."""


def kept_up(stage: Stage, list_id: str) -> Story:
    """Confirm again what is about to lapse, for ever; what was forgotten is confirmed late, or somebody gives it up."""
    die = Die(stage.seed, "kept up", list_id)
    while True:
        yield die.between(8, 20)
        soon = [
            item
            for item in stage.listings
            if item.list_id == list_id and item.public and not item.busy
            if stage.lapses(item) <= shifted(stage.today, 45)
        ]
        late = [item for item in soon if stage.lapses(item) < stage.today]
        for item in late:
            if die.chance(2 if _is_known(item) else 20):
                stories.give_up(stage, item)
        due = [item for item in soon if _is_known(item) and item.public]
        due = [item for item in due if not item.neglected or (item in late and die.chance(25))]
        for reviewer in die.sample(stage.people.there("reviewer"), 2):
            able = [item for item in due if reviewer not in item.writers][:_SESSION]
            due = [item for item in due if item not in able]
            for item in able:
                stage.confirm(item, reviewer)
                item.neglected = False
            if able:
                stage.commit(reviewer, f"Confirm {quantity(len(able), 'listing')} again")


def _is_known(listing: Listing) -> bool:
    """Return whether nobody else can be meant, who took over its name."""
    return bool(listing.account.account_id) or listing.seen == "active"


def watched(stage: Stage) -> Story:
    """Look at accounts from time to time, for ever, and write down what the platform shows."""
    die = Die(stage.seed, "watched")
    while True:
        yield die.between(6, 18)
        able = [item for item in stage.listings if item.public and not item.busy]
        news = [item for item in able if item.account.shown(stage.today) != item.seen]
        chosen = news[:6] or die.sample(able, min(3, len(able) // 12))
        for item in chosen:
            was = item.seen
            stage.look(item)
            if was == "suspended" and item.seen == "active":
                item.busy = True
                stage.agenda.enter(stage.agenda.today, stories.returned(stage, die, item))
        if chosen:
            author = stage.people.one("contributor", die)
            stage.commit(author, f"Look at {quantity(len(chosen), 'account')} again")


def manned(stage: Stage, action: str, name: str) -> Story:
    """Let somebody join the roster, take another key, or leave; stewards sign for what takes that."""
    roster = stage.moves.value("lists/reviewers.yaml")
    stage.people.change(roster, action, name)
    stage.moves.write("lists/reviewers.yaml", roster)
    stage.override(apart=name)
    said = {"joins": "Welcome {}", "leaves": "Thank {}, who leaves", "new_key": "A new key for {}"}
    stage.commit(KEEPERS, said[action].format(name))
    yield from ()
