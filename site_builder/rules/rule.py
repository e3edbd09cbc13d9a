"""One rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from site_builder.problems import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """A code that a problem can carry.

    `meaning` is what the rule's page and SARIF say about the rule as such; `message` is a `str.format` template over
    a problem's parameters. The rule's page is `docs/reference/rules/<code>.md`.
    """

    code: str
    severity: Severity
    meaning: str
    message: str
