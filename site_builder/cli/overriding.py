"""Overriding: a change as `check` reads it, and what an override of it lets through."""

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from site_builder import git
from site_builder.check.breaker import Turned, turned
from site_builder.check.decisions import override_subject, rules_files
from site_builder.check.side import Between, Pair, read_pair
from site_builder.cli.progress import progress_bar
from site_builder.days import shifted
from site_builder.errors import UsageError
from site_builder.load.layout import decision_path
from site_builder.load.parsed import claim
from site_builder.model import Decision
from site_builder.reviewing.override import Override
from site_builder.settings import LIMITS


@contextlib.contextmanager
def read_change(root: Path, base: str, head: str) -> Iterator[tuple[Pair, Turned]]:
    """Give a change as `check` reads it. Raises `UsageError` where the base is not in it."""
    git.refuse_unusable(root)
    start, tip = git.resolve(root, base), git.resolve(root, head)
    if not git.is_ancestor(root, start, tip):
        raise UsageError(f"{base} is not an ancestor of {head}", hint="merge it or rebase onto it")
    with git.Blobs(root) as blobs, progress_bar() as tell:
        pair = read_pair(root, Between.of(root, start, tip), blobs, tell)
        yield pair, turned(pair)


def override_of(pair: Pair, change: Turned) -> dict[str, Any]:
    """Return the override of a change, whole, and what of it is signed (`words`) and what not (`notes`)."""
    claims, rules, texts = [], {}, set()
    for when, side, turns in (
        ("before", pair.before, change.removed),
        ("after", pair.after, change.published),
    ):
        documents = {item.file: item.parsed.value for item in side.loading.documents.good} if turns else {}
        items = ((name, list_id, side.items[name].record.file) for name, list_id, _ in turns)
        claims += [claim(list_id, name, documents[file]) for name, list_id, file in items]
        files = rules_files(side)
        rules[when] = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
        texts |= {files[item.path] for item in pair.scope.rules if item.path in files}
    readable = []
    for data in sorted(texts):
        with contextlib.suppress(UnicodeDecodeError):  # it is said then that the text is not there
            readable.append(data.decode())
    made = Override(change.named, tuple(claims), rules, tuple(readable))
    note = f"It is the change from {pair.before.commit[:12]} to {pair.after.commit[:12]}."
    return {"override": made, "words": tuple(made.words()), "notes": (note,)}


def refuse_stray(name: str, decision: Decision, pair: Pair, change: Turned) -> None:
    """Raise `UsageError` for an override that does not count for a change, whoever signs it."""
    base, day = pair.before.commit[:12], decision["date"]
    error = ""
    if decision_path(name) in pair.before.atlas.files:
        error = f"{name} is in {base} already, and counts only in the change that added it"
    elif decision["subject"] != override_subject(pair, change):
        error = f"{name} is an override of another change, or of other rules files"
    elif day < shifted(pair.before.today, -LIMITS.filing_days):
        error = f"{name} is dated {day}, more than {LIMITS.filing_days} days before {base}"
    if error:
        raise UsageError(error, hint="look at the change, and decide again")
