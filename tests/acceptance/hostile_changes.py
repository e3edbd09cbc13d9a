"""The corpus of sequences that somebody who means harm might propose, each change by itself.

The modules of `chains` enter theirs when they are imported, numbered by what they are after:

1 an old claim comes back; 2 a cleared account is listed again; 3 a retraction names somebody else; 4 what a claim
refers to is rewritten; 5 a verdict is revived, reordered or cannot be taken back; 6 rules weaken in silence; 7 one
unsigned change puts something back; 8 a next claim is left lying as insurance; 9 withholdings and duplicates take a
record off, or put it back; 10 the gate is shut, or the history is told what never was; 11 a new epoch is an amnesty; 12
trees and keys are odd.
"""

from __future__ import annotations

from typing import Final

from tests.acceptance.chains import (
    claims,
    cleared,
    context,
    elsewhere,
    epoch,
    gate,
    line,
    people,
    removals,
    rules,
    stops,
    trees,
    words,
)
from tests.acceptance.chains.chain import CHAINS

ENTERED: Final = (
    claims,
    cleared,
    context,
    elsewhere,
    epoch,
    gate,
    line,
    people,
    removals,
    rules,
    stops,
    trees,
    words,
)
KINDS: Final = {number: [name for name in CHAINS if CHAINS[name].number == number] for number in range(1, 13)}
