"""Fields: every field of every rules file, and what a change of it is: harmless, a weakening, or forbidden, and why.

A weakening takes the stewards' override. What is in no row weakens. The table is the whole of it: a field of the
schemas that no row names makes a test red.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from site_builder.load.layout import FileKind
from site_builder.model import HANDLE_DAYS
from site_builder.problems import escape_pointer
from site_builder.signatures.decision import OVERRIDE_QUORUM


class Effect(Enum):
    """What a change of a field is."""

    HARMLESS = "harmless"
    WEAKENING = "weakening"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges a value before and after; None is that of a field that is not there."""

    words: str
    """The same in words, for the reference."""
    effect: Callable[[Any, Any], Effect]


def _always(effect: Effect) -> Judge:
    return Judge(effect.value, lambda _old, _new: effect)


def _weakening_if(words: str, test: Callable[[Any, Any], bool]) -> Judge:
    return Judge(words, lambda old, new: Effect.WEAKENING if test(old, new) else Effect.HARMLESS)


def _forbidden_unless(
    words: str, test: Callable[[Any, Any], bool], otherwise: Effect = Effect.WEAKENING
) -> Judge:
    return Judge(words, lambda old, new: otherwise if test(old, new) else Effect.FORBIDDEN)


_free: Final = _always(Effect.HARMLESS)
_any: Final = _always(Effect.WEAKENING)
_never: Final = _always(Effect.FORBIDDEN)
_lower: Final = _weakening_if("weakening if lower or `false`", lambda old, new: new < old)
_higher: Final = _weakening_if("weakening if higher", lambda old, new: new > old)
_more: Final = _weakening_if(
    "weakening if anything is added", lambda old, new: bool(set(new or ()) - set(old or ()))
)
_true: Final = _weakening_if("weakening if true", lambda _, new: bool(new))
_names: Final = _weakening_if("weakening unless it becomes `count`", lambda _, new: new != "count")
_vouches: Final = _weakening_if("weakening unless removed", lambda _, new: new is not None)
_removed: Final = _weakening_if("weakening if removed", lambda _, new: new is None)
# Of a quorum of one a single rejection is enough: a higher one puts back what was rejected.
_quorum: Final = _weakening_if(
    "weakening if lower, or raised from 1", lambda old, new: new < old or min(new, 2) > min(old, 2)
)
_grows: Final = _forbidden_unless("weakening if added, forbidden if removed", lambda old, _: old is None)
_raised: Final = _forbidden_unless("weakening if higher, forbidden if lower", lambda old, new: new > old)
_marked: Final = _forbidden_unless("weakening if true, forbidden if taken back", lambda _, new: bool(new))
_ends: Final = _forbidden_unless(
    "forbidden if later or removed",
    lambda old, new: new is not None and (old is None or new <= old),
    Effect.HARMLESS,
)


@dataclass(frozen=True, slots=True)
class Field:
    """One row: fields of a kind of file (JSON pointer, `*` for any one name or place), and what a change of them is."""

    kind: FileKind
    pointer: str
    judge: Judge
    why: str
    default: Any = None
    """The value that it has where it is not there."""


_DAYS: Final = "listings would count for longer, or all lapse at once"
_TELLS: Final = "it says who answers for the list, and on what basis"
_ACCUSES: Final = "it is shown with every listing, and no signature covers it"
_REACHED: Final = "who wants to be taken off a list, or tells in confidence, is sent there"
_VOUCHED: Final = "what a reviewed record refers to never changes, which a rule of its own says"
_TWIN: Final = "a platform decides which accounts are the same, and so who is protected and who was cleared"
_MADE: Final = "it decides whose words count"
_SHOWN: Final = "it shows more than before"
_WORDS: Final = "it is shown, and decides nothing"
_READ: Final = "pages say that somebody vouches for the translation, and no longer that nobody has read it"
_HOST: Final = "it limits the site's own size"

FIELDS: Final = tuple(
    Field(kind, pointer, judge, why, *default)
    for kind, pointer, judge, why, *default in (
        (FileKind.LIST, "", _grows, "what is on the list is judged by it"),
        (FileKind.LIST, "/title", _any, _ACCUSES),
        (FileKind.LIST, "/scope", _any, "it says who belongs on the list"),
        (FileKind.LIST, "/example", _any, "examples are not acted upon, and may waive signatures", False),
        (FileKind.LIST, "/categories/*", _free, _VOUCHED),
        (FileKind.LIST, "/categories/*/title", _any, "it is shown at every listing, and no signature covers it"),
        (FileKind.LIST, "/categories/*/meaning", _free, _VOUCHED),
        (FileKind.LIST, "/categories/*/harm", _free, _VOUCHED),
        (FileKind.LIST, "/policy/quorum", _quorum, "fewer people publish, or more have to reject"),
        (FileKind.LIST, "/policy/signatures", _any, "it decides which words count"),
        (FileKind.LIST, "/policy/min_evidence", _lower, "less evidence is enough"),
        (FileKind.LIST, "/policy/require_archive", _lower, "less evidence is enough"),
        (FileKind.LIST, "/policy/require_account_id", _lower, "handles pass to innocent people"),
        (FileKind.LIST, "/policy/recheck_after_days", _any, _DAYS),
        (FileKind.LIST, "/policy/handle_days", _any, _DAYS, HANDLE_DAYS),
        (FileKind.LIST, "/policy/appeal_days", _higher, "an appeal waits longer"),
        (FileKind.LIST, "/policy/withhold_on", _any, "it decides which appeals withhold at once"),
        (FileKind.LIST, "/policy/max_change_percent", _any, "it decides how much may change at once"),
        (FileKind.LIST, "/publish_profile", _more, _SHOWN),
        (FileKind.LIST, "/contacts", _any, _REACHED),
        (FileKind.LIST, "/controller", _any, _TELLS),
        (FileKind.LIST, "/legal_basis", _any, _TELLS),
        (FileKind.LIST, "/retention", _free, _WORDS),
        (FileKind.LIST, "/notification", _free, _WORDS),
        (FileKind.LIST, "/license", _free, _WORDS),
        (FileKind.REVIEWERS, "", _grows, _MADE),
        (FileKind.REVIEWERS, "/*", _grows, _MADE),
        (FileKind.REVIEWERS, "/*/lists", _any, "it decides which words count, also those against a listing"),
        (FileKind.REVIEWERS, "/*/active/*", _grows, _MADE),
        (FileKind.REVIEWERS, "/*/active/*/from", _never, "words of other days would count"),
        (FileKind.REVIEWERS, "/*/active/*/until", _ends, "an end comes at once, and is never put off"),
        (FileKind.REVIEWERS, "/*/keys/*", _grows, _MADE),
        (FileKind.REVIEWERS, "/*/keys/*/key", _never, "words would lose their signature"),
        (FileKind.REVIEWERS, "/*/keys/*/from", _never, "words of other days would count"),
        (FileKind.REVIEWERS, "/*/keys/*/until", _ends, "an end comes at once, and is never put off"),
        (FileKind.REVIEWERS, "/*/keys/*/stolen", _marked, "it silences all words of the key", False),
        (FileKind.REVIEWERS, "/*/steward", _any, "stewards decide what puts a listing back", False),
        (FileKind.INSTANCE, "", _grows, "every signature names the instance"),
        (FileKind.INSTANCE, "/id", _never, "every signature names it"),
        (FileKind.INSTANCE, "/title", _any, _ACCUSES),
        (FileKind.INSTANCE, "/description", _any, _ACCUSES),
        (FileKind.INSTANCE, "/site_url", _any, "it is where consumers look"),
        (FileKind.INSTANCE, "/contacts", _any, _REACHED),
        (FileKind.INSTANCE, "/forge", _any, "readers are sent there to propose and to report"),
        (FileKind.INSTANCE, "/source_public", _any, "it decides what every event tells"),
        (FileKind.INSTANCE, "/show_reviewers", _names, "reviewers would be named"),
        (FileKind.INSTANCE, "/indexable", _true, _SHOWN, False),
        (FileKind.INSTANCE, "/publish_protected", _true, _SHOWN, False),
        (FileKind.INSTANCE, "/epoch", _raised, "it begins another history, which need not go on from this one", 0),
        (FileKind.INSTANCE, "/refresh_days", _any, "it decides how long consumers rely on what they have", 30),
        (FileKind.INSTANCE, "/hosting", _free, _HOST),
        (FileKind.INSTANCE, "/max_site_bytes", _free, _HOST),
        (FileKind.INSTANCE, "/max_files", _free, _HOST),
        (FileKind.INSTANCE, "/override_quorum", _any, "it decides how many have to sign", OVERRIDE_QUORUM),
        (FileKind.INSTANCE, "/languages/*", _vouches, _READ),
        (FileKind.PLATFORMS, "", _any, _TWIN),
        (FileKind.PLATFORMS, "/*", _any, _TWIN),
        (FileKind.PROTECTED, "/title", _free, _WORDS),
        (FileKind.PROTECTED, "/description", _free, _WORDS),
        (FileKind.PROTECTED, "/accounts/*", _removed, "the account could be listed again"),
        (FileKind.PROTECTED, "/accounts/*/*", _any, "the account could be listed again"),
        (FileKind.SOURCES, "", _free, _VOUCHED),
        (FileKind.SOURCES, "/sources/*", _free, _VOUCHED),
        (FileKind.SOURCES, "/affiliations/*", _free, _VOUCHED),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One field that a change weakens, or may not change."""

    pointer: str
    before: str
    after: str
    effect: Effect
    why: str


def judge(kind: FileKind, old: Any, new: Any) -> Iterator[Finding]:
    """Yield the fields of a file, given as its schema types it (None where it is not there), that are not harmless.

    What is there on one side alone is judged whole where a row names it, else by what it holds.
    """
    yield from _judged(_rows(kind), old, new, ())


def _rows(kind: FileKind) -> Mapping[tuple[str, ...], Field]:
    return {tuple(row.pointer.split("/")[1:]): row for row in FIELDS if row.kind is kind}


def _fits(key: tuple[str, ...], where: tuple[str, ...]) -> bool:
    return len(key) == len(where) and all(
        wanted in {"*", token} for wanted, token in zip(key, where, strict=True)
    )


def _judged(
    rows: Mapping[tuple[str, ...], Field], old: Any, new: Any, where: tuple[str, ...]
) -> Iterator[Finding]:
    row = next((rows[key] for key in rows if _fits(key, where)), None)
    below = any(len(key) > len(where) and _fits(key[: len(where)], where) for key in rows)
    whole = row is not None and (not below or old is None or new is None)
    if whole or not below:
        was, now = (row.default if value is None and row is not None else value for value in (old, new))
        if was == now:
            return
        effect = row.judge.effect(was, now) if row is not None else Effect.WEAKENING
        if effect is not Effect.HARMLESS:
            pointer = "".join(f"/{escape_pointer(token)}" for token in where)
            why = row.why if row is not None else "nothing says that it is harmless"
            yield Finding(pointer, said(was), said(now), effect, why)
        return
    was, now = _parts(old), _parts(new)
    for name in sorted(was.keys() | now.keys()):
        yield from _judged(rows, was.get(name), now.get(name), (*where, name))


def _parts(value: Any) -> Mapping[str, Any]:
    """Return the parts of a value by name, those of a sequence by place, or by `id` where each has one."""
    if isinstance(value, Mapping):
        return value
    items = value or ()
    named = all(isinstance(item, Mapping) and "id" in item for item in items)
    return {item["id"] if named else str(place): item for place, item in enumerate(items)}


_LONG: Final = 80


def said(value: Any) -> str:
    """Return a value in a few words, on one line."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        text = ", ".join(f"{name}: {said(part)}" for name, part in sorted(value.items()))
    elif isinstance(value, list | tuple):
        text = ", ".join(map(said, value)) or "nothing"
    else:
        text = str(value).lower() if isinstance(value, bool) else " ".join(str(value).split())
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"
