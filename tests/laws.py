"""Laws about one kind of value, tried together on the same examples: to draw these takes most of the time.

A law is a function with a sentence for a name. The one that is broken is in the traceback, with the smallest example.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value")


class Laws(Generic[Value]):
    """Functions that fail where a value breaks a law."""

    def __init__(self) -> None:
        self._laws: list[Callable[[Value], None]] = []

    def law(self, check: Callable[[Value], None]) -> Callable[[Value], None]:
        """Add a law: a decorator."""
        self._laws.append(check)
        return check

    def hold(self, value: Value) -> None:
        """Fail where a law does not hold for the value."""
        assert self._laws
        for check in self._laws:
            check(value)
