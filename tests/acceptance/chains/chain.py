"""Chains: changes each of which is innocent alone, until the last one.

A chain is a generator over the world of `signed_world`. At each `yield` what it did is committed, unless it committed
itself, and has to be accepted by `check` against the commit before. What it does after its last `yield` is refused. A
`yield` may name the day of its commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind
from site_builder.record import OUTSIDE_CLAIM
from tests.acceptance.signed_world import LIST, World, day, ordinary

Steps = Iterator[str | None]
Move = Callable[[World], Steps]
Aim = Callable[[World], bool]
ACTED: Final = day(1)
"""The day of a change that names no other."""


@dataclass(frozen=True, slots=True)
class Chain:
    """One sequence: its number among the kinds, what is done, and how its last change is refused."""

    number: int
    move: Move
    codes: frozenset[str]
    says: str
    """A few words of a message, by which it says what was tried."""
    hidden: tuple[str, ...]
    """Records that are not public where the last change was refused."""
    changed: tuple[str, ...]
    """Files of rules that the accepted changes may touch; all others are as they were."""
    aim: Aim
    """Whether something else is as it should be there."""
    options: dict[str, Any]


CHAINS: Final[dict[str, Chain]] = {}


def chain(
    number: int,
    *codes: str,
    says: str,
    hidden: tuple[str, ...] = (),
    changed: tuple[str, ...] = (),
    aim: Aim = lambda _: True,
    **options: Any,
) -> Callable[[Move], Move]:
    """Enter a chain of a kind, refused with exactly these codes."""

    def enter(move: Move) -> Move:
        name = f"{number:02}-{move.__name__.replace('_', '-')}"
        assert name not in CHAINS
        CHAINS[name] = Chain(number, move, frozenset(codes), says, hidden, changed, aim, options)
        return move

    return enter


def put_in_place(world: World, path: str, record: str) -> None:
    """Make a next claim that of its record, by hand, and keep what is outside it, as a promotion does."""
    held = world.read(world.path(record))
    world.write(world.path(record), (world.root / path).read_bytes())
    (world.root / path).unlink()
    for name in sorted(OUTSIDE_CLAIM & held.keys()):
        world.edit(record, name, value=held[name])


def again(world: World, record: str, of: str, **fields: Any) -> None:
    """Write a record of the account of another one; `fields` replace parts of it."""
    account = {name: ordinary(of)[name] for name in ("handle", "account_id")}
    world.record(record, **(account | fields))


def on_pier(world: World, record: str) -> str:
    """Move a record that was just written to another list; return its path there."""
    source, path = world.root / world.path(record), world.path(record).replace(f"/{LIST}/", "/pier/")
    world.write(path, source.read_bytes())
    source.unlink()
    return path


def evidence(*captured: str) -> list[dict[str, str]]:
    """Return pieces of evidence, captured on these days."""
    return [
        {
            "id": f"e{number}",
            "kind": "report",
            "sensitivity": "none",
            "url": f"https://reports.example/{number}",
            "captured": on,
            "summary": "Names the account.",
        }
        for number, on in enumerate(captured, 1)
    ]


def protect(world: World, handle: str, name: str = "quay-times") -> None:
    """Add a protected account."""
    account = {"id": name, "platform": "twitter", "handle": handle, "name": "Quay Times"}
    world.add(FileKind.PROTECTED, PRESS, ("accounts",), account)


PRESS: Final = "lists/protected/press.yaml"


def policy(world: World, path: str, **fields: Any) -> None:
    """Change parts of a list's policy."""
    held = world.read(path)
    world.write(path, emit(FileKind.LIST, held | {"policy": held["policy"] | fields}))


def branch(world: World, name: str, start: str = "HEAD") -> None:
    """Begin a branch."""
    world.git("checkout", "-q", "-b", name, start)


def merge(world: World, name: str, *options: str, at: str = ACTED) -> None:
    """Merge a branch into main, whatever is said of it."""
    world.git("checkout", "-q", "main")
    world.git("merge", "-q", "--no-ff", *options, "-m", f"Merge {name}", name, at=at)
