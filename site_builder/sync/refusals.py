"""Why a run stops without touching the mirror. Codes and exit statuses are API; wording is not."""

from __future__ import annotations

from typing import Final, NamedTuple

from site_builder.errors import HandlelistsError

UNAVAILABLE: Final = 2
"""Exit status: the server cannot be reached, or something is wrong on this side."""
CANNOT_TRUST: Final = 4
"""Exit status: what the server gave is not what it should be."""
NEEDS_HUMAN: Final = 5
"""Exit status: everything is proved, and more changes than the limits allow."""


class _Refusal(NamedTuple):
    exit_status: int
    hint: str


_ASK: Final = "If it stays so, tell the publisher; index.json names the contact."
_AGAIN: Final = "If you know why, accept it once with --allow-rollback: the mirror then starts again."

REFUSALS: Final = {
    "busy": _Refusal(UNAVAILABLE, "Wait until the other run has ended."),
    "certificate": _Refusal(CANNOT_TRUST, "Check the address, this machine's clock and its certificates."),
    "encoded": _Refusal(CANNOT_TRUST, "The server must send the files as they are. Tell the publisher."),
    "future": _Refusal(CANNOT_TRUST, f"Check this machine's clock. {_ASK}"),
    "malformed": _Refusal(CANNOT_TRUST, _ASK),
    "mixed": _Refusal(CANNOT_TRUST, f"Try again in a few minutes. {_ASK}"),
    "no-history": _Refusal(CANNOT_TRUST, "This site was built without its history. Tell the publisher."),
    "older": _Refusal(CANNOT_TRUST, _AGAIN),
    "other-instance": _Refusal(
        CANNOT_TRUST, "Check the address. For another publisher's lists take another folder."
    ),
    "pending": _Refusal(CANNOT_TRUST, "This site was built from uncommitted work. Tell the publisher."),
    "proxy": _Refusal(UNAVAILABLE, "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY in the environment."),
    "redirect": _Refusal(
        CANNOT_TRUST, "If the publisher says that the site has moved, give its new address."
    ),
    "rewritten": _Refusal(CANNOT_TRUST, _AGAIN),
    "state": _Refusal(UNAVAILABLE, "Move the folder away and sync into an empty one."),
    "too-large": _Refusal(CANNOT_TRUST, _ASK),
    "too-many": _Refusal(NEEDS_HUMAN, "Look at what changed, then accept it once with --accept."),
    "unavailable": _Refusal(UNAVAILABLE, "Check the address and the network, and try again."),
    "unproved": _Refusal(CANNOT_TRUST, _ASK),
}
"""Every code with its exit status and with what a user can do."""


class SyncRefused(HandlelistsError):  # noqa: N818 - a decision, not a defect; callers read "except SyncRefused"
    """A run stopped, and the mirror is as it was.

    `code` is one of `REFUSALS`, `exit_status` what the command returns for it. The message may quote the server:
    escape it where you show it.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message, hint=REFUSALS[code].hint)
        self.code = code
        self.exit_status = REFUSALS[code].exit_status


class Torn(Exception):  # noqa: N818 - a condition that a run reacts to, no error that reaches a user
    """A file is not there or is not the one that its hash names: perhaps the server changed builds meanwhile."""
