"""What the history costs, counted in work: twice the commits take about twice of everything, never four times."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.history import review_files, step
from site_builder.load import parsed
from site_builder.load.parsed import claim_digest
from site_builder.load.strict_yaml import load
from tests.instance import BASE, VERIFIED
from tests.unit.history.story import Story

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = (BASE / VERIFIED).read_text()
REVIEWERS = ("reviewer-a", "reviewer-b")


def reviewed_one_by_one(count: int) -> Story:
    """Tell of records that all begin alike and become public by a commit each: one file grows at every commit."""
    texts = {f"zz{number:010}": TEXT.replace("7k3f9q2m4d1p", f"zz{number:010}") for number in range(count)}
    blocks = {}
    for name, text in texts.items():
        value: Any = parsed.Contents().parsed(text.encode()).value
        claim = claim_digest("harbour", name, value)
        blocks[name] = (
            f"{name}:\n  - claim: {claim}\n    date: 2026-01-20\n    verdict: confirm\n    number: 1\n"
        )
    story = Story().base()
    first = {f"lists/harbour/twitter/zz/{name}.yaml": text for name, text in texts.items()}
    path = "lists/harbour/reviews/{}/zz.yaml"
    story.commit("2026-05-02", files={**first, path.format(REVIEWERS[0]): "".join(blocks.values())})
    grown = ""
    for block in blocks.values():
        grown += block
        story.commit("2026-05-03", files={path.format(REVIEWERS[1]): grown})
    return story


def work(count: int) -> Counter[str]:
    """Walk the story of `count` records; return what was done, by kind."""
    story = reviewed_one_by_one(count)
    done: Counter[str] = Counter()

    def counted(kind: str, act: Callable[..., Any], size: Callable[..., int]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            done[kind] += size(*arguments)
            return act(*arguments, **named)

        return call

    def bytes_of(data: bytes, *_: object) -> int:
        return len(data)

    def one(*_: object) -> int:
        return 1

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(review_files, "_LARGE", 4096)
        patch.setattr(parsed, "load", counted("bytes parsed", load, bytes_of))
        for module in (parsed, review_files):
            patch.setattr(module, "cut", counted("bytes cut", parsed.cut, bytes_of))
        patch.setattr(step, "entry", counted("rows drawn", step.entry, one))
        patch.setattr(step, "replace", counted("parts of states", replace, one))
        events = story.walk().events
    assert sum(event.kind == "published" for event in events) == count + 2
    return done


def test_twice_the_reviews_one_by_one_take_at_most_2_3_times_the_work() -> None:
    few, many = work(150), work(300)
    assert {kind: round(many[kind] / few[kind], 2) for kind in few if many[kind] > 2.3 * few[kind]} == {}
    assert few.keys() == {"bytes parsed", "bytes cut", "rows drawn", "parts of states"}
