"""The parts of a check that can be held apart: the atlas before, scope, paths, window, digest of a set."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from site_builder.check.breaker import Turned
from site_builder.check.fields import Effect, Finding
from site_builder.check.files import check_shape
from site_builder.check.policy import Weakening
from site_builder.check.revision import before as atlas_before
from site_builder.check.revision import scope_of
from site_builder.check.side import Pair
from site_builder.git import Blob, PathChange
from site_builder.load.atlas import Atlas
from site_builder.settings import LIMITS
from tests.instance import withholding

_BLOB = Blob("100644", "a" * 40)
_RECORD = "lists/quay/twitter/7k/7k3f9q2m4d1p.yaml"
_DRAFT = "lists/quay/drafts/one.yaml"
_SHARD = "lists/quay/reviews/reviewer-a/7k.yaml"


def _change(path: str, *, before: bool = False, after: bool = True, mode: str = "100644") -> PathChange:
    new = Blob(mode, "b" * 40) if after else None
    return PathChange(path, path.startswith("../"), _BLOB if before else None, new)


@pytest.mark.parametrize(
    ("before", "changes"),
    [
        ((_RECORD, _SHARD), (_change(_DRAFT),)),
        ((_RECORD, _SHARD), (_change(_RECORD, before=True, after=False),)),
        ((), (_change(_RECORD), _change("lists/quay/list.yaml"))),
        ((_RECORD,), (_change(_RECORD, before=True), _change("../x"), _change("README.md"))),
        ((_RECORD,), (_change(_RECORD, before=True, after=False), _change(_RECORD.replace("quay", "pier")))),
    ],
)
def test_the_atlas_before_a_change_is_that_of_the_files_before_it(
    before: tuple[str, ...], changes: tuple[PathChange, ...]
) -> None:
    files = dict.fromkeys(before, _BLOB)
    for change in changes:
        if change.path.startswith("lists/"):
            files.pop(change.path, None)
            if change.after is not None:
                files[change.path] = change.after
    old, made = Atlas.of(dict.fromkeys(before, _BLOB)), atlas_before(Atlas.of(files), changes)
    assert (dict(made.files), dict(made.records), made.common) == (
        dict(old.files),
        dict(old.records),
        old.common,
    )


def test_a_scope_sorts_paths_by_what_they_are_for() -> None:
    paths = [_RECORD, _SHARD, "lists/quay/list.yaml", "lists/reviewers.yaml", withholding("7k3f9q2m4d1p")]
    paths += ["lists/quay/.gitattributes", "lists/decisions/5d0e8f7a6c1b.yaml", "lists/quay/sources.yaml"]
    paths += ["schemas/a.json", "../LICENSE"]
    scope = scope_of(_change(path) for path in paths)
    assert [item.path for item in scope.data] == [_RECORD, _SHARD]
    assert [item.path for item in scope.rules] == ["lists/quay/list.yaml", "lists/reviewers.yaml"]
    assert [item.path for item in scope.outside] == [
        "lists/quay/.gitattributes",
        "schemas/a.json",
        "../LICENSE",
    ]
    assert [item.path for item in scope.withheld] == [withholding("7k3f9q2m4d1p")]
    assert [item.path for item in scope.decisions] == ["lists/decisions/5d0e8f7a6c1b.yaml"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("lists/../x", "change-path"),
        ("lists/quay/.GIT/config", "change-path"),
        ("lists/quay/git~1/config", "change-path"),
        ("lists/quay/a\\b.yaml", "change-path"),
        ("lists/quay/c:.yaml", "change-path"),
        ("lists/quay/end. /a.yaml", "change-path"),
        ("lists/quay/\u00e9.yaml", "change-path"),
        ("lists/quay/\u202e.yaml", "change-path"),
        ("docs/\u202e.md", "change-path"),
        ("docs/\u00e9.md", None),
        (_RECORD, None),
    ],
)
def test_a_path_is_safe_everywhere(path: str, code: str | None) -> None:
    assert [item.code for item in check_shape(scope_of((_change(path),)))] == ([code] if code else [])


def test_the_size_of_a_change_is_bounded() -> None:
    many = [_change(f"lists/quay/twitter/00/{number:012}.yaml") for number in range(LIMITS.change_files + 1)]
    assert [item.code for item in check_shape(scope_of(many))] == ["change-size"]
    assert [item.code for item in check_shape(scope_of(many[1:]))] == []


def test_a_window_holds_both_its_ends() -> None:
    pair: Any = SimpleNamespace(
        before=SimpleNamespace(today="2026-06-01"), after=SimpleNamespace(today="2026-06-03")
    )
    days = ("2026-05-01", "2026-05-02", "2026-06-03", "2026-06-04")
    assert [Pair.misdated(pair, day) is None for day in days] == [False, True, True, False]


def test_the_digest_names_exactly_one_set() -> None:
    def digest(*published: str, removed: tuple[str, ...] = (), claim: str = "c", weak: str = "2") -> str:
        found = Finding("/policy/quorum", "3", weak, Effect.WEAKENING, "fewer people publish")
        weakened = (Weakening("lists/quay/list.yaml", found),)
        return Turned(
            tuple((name, "quay", claim) for name in published),
            tuple((name, "quay", claim) for name in removed),
            weakened,
        ).digest

    assert digest("a", "b") == digest("a", "b")
    others = {
        digest("a"),
        digest("a", removed=("b",)),
        digest("a", "b", claim="d"),
        digest("a", "b", weak="1"),
    }
    assert len(others | {digest("a", "b")}) == 5
    # As the reference page says it is made.
    assert digest() == "7288ef3188796beed4d932d48f05c2e0443c13047213a7cfb1124fd5d8aa9c19"
