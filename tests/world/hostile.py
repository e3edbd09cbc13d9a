"""Hostile people: whatever a contributor can put into a change, with one reviewer for a friend and one stolen key.

They have every file and every signature that ever was. They cannot sign for anybody else.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from tests.world import honest
from tests.world import hostile_claims as claims
from tests.world import hostile_past as past
from tests.world import hostile_powers as powers
from tests.world.grip import Act

if TYPE_CHECKING:
    from site_builder.world.dice import Die
    from site_builder.world.repository import WorkFiles
    from tests.world.town import Town

ACTS: Final[tuple[Act, ...]] = (
    *(
        past.old_file,
        past.old_file,
        past.old_file,
        past.revert,
        past.old_word,
        past.old_word,
        past.old_decision,
        past.delete,
        claims.edit,
        claims.edit,
        claims.edit,
        claims.outside,
    ),
    *(
        claims.record,
        claims.record,
        claims.copy,
        claims.put_in_place,
        claims.put_in_place,
        claims.friend,
        claims.friend,
        claims.ask,
        claims.ask,
        claims.words,
        powers.unsigned,
        powers.unsigned,
        powers.stolen,
        powers.two_for_one,
    ),
    *(powers.rules, powers.rules, powers.sources, powers.said_to_be_history, powers.override_alone),
    *(claims.quiet, claims.as_it_was_called, powers.occupied, powers.in_own_words),
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
