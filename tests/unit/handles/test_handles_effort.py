"""A pattern that some text would keep an engine busy with is refused; what is accepted is matched in few steps."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.handles.effort import MAX_STEPS, PatternPart, TooCostlyError, steps
from site_builder.handles.platform import MAX_WORK, Platforms
from site_builder.handles.syntax import judged, pattern_fault
from tests.unit.handles.handles_samples import no_deadline, platform_data, shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LABEL: Final = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"

EVIL: Final = [
    # The same text in two ways, again and again
    "(?:a|a){1,60}b",
    "(?:a|aa){1,60}b",
    "(?:ab|a|b){1,60}c",
    r"(?:\u0061|a){1,60}b",
    "(?:[a-c]|[c-e]){1,60}!",
    "(?:[^a]|[^b]){1,60}a",
    "(?:a(?=b)|a){1,60}c",
    r"(?:[^\u0000-z]|[^\u0000-y]){1,60}b",
    "(?:a|b){0,40}a" + "[ab]" * 9 + "(?:c|c){1,60}b",
    "(?:[ab]{0,1}[^a]|a{2,2}[^a]{1,2}a{0,1}){0,40}",
    "(?:é|[à-ü]){1,60}!",
    "(?:(?:a|b)|[ab]){1,60}c",
    # A repeat in a repeat
    "(?:a{1,30}){1,30}b",
    "(?:a{1,2}){1,99}b",
    "(?:[a-z]{1,3}){1,99}",
    "(?:(?:a{1,9}){1,9}){1,9}b",
    "(?:a?b?){1,60}d",
    "(?:[a-z]{1,20}[a-z0-9]{0,20}){1,20}",
    f"(?:{_LABEL}){{1,126}}",
    "(?:a{9}|a{10}){1,99}b",
    # No repeat at all, or one of nothing
    "a?" * 60 + "b",
    "(?:a|a)" * 40 + "b",
    "(?:|)" * 40 + "b",
    "(?:a?){60}a{60}",
    "(?:(?:(?:){999}){999}){999}",
    "(?:(?:|a){1,60}){1,60}b",
    "(?:(?:a{0}){999}){999}b",
    # Many repeats side by side
    "[a-z]{1,90}" * 4,
    "(?:a{0,200}b?){1,9}c",
    # In an assertion, and one assertion in another
    "(?=(?:a|a){1,40}b)a",
    "(?!(?:a|a){1,40}b)a",
    "(?=a{0,400}(?=a{0,400}(?=a{0,400}b)))a",
    # More than anybody can read
    "(?:" * 300 + "a" + ")" * 300,
    "(?:[0-9]{1,4}[.-]?){1,40}",
    "ab" * 300,
]
GOOD: Final = [
    "a",
    "(?:a|b){1,60}c",
    "(?:(?:a?)?)?b",
    "(?:ab|a)(?:c|bcd)",
    "@?[a-z]{2,30}",
    "[a-z]{1,10}[a-z0-9]{0,10}",
    "[a-z]{0,61}[a-z0-9]{1,200}",
    "[0-9]{1,4}-?[0-9]{1,4}-?[0-9]{1,4}-?[0-9]{1,4}",
    "[A-Za-z0-9]{1,20}(?:[._-][A-Za-z0-9]{1,20}){0,9}",
    "(?:user|club|public|event)[0-9]{1,12}|[a-z][a-z0-9_.]{3,30}",
    "(?:[0-9a-f]{2}:){5}[0-9a-f]{2}",
    "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    rf"https://(?:{_LABEL}\.){{1,30}}{_LABEL}/[a-z/]{{1,200}}",
    "(?!admin)(?=[a-z]{1,9}[0-9])[a-z0-9]{3,20}",
    "(?=[a-z0-9._-]{3,60})[a-z0-9]{1,60}(?:[._-][a-z0-9]{1,60}){0,9}",
    "[0-9]{1,999}",
    "(?:[a-z]{2,11}|[0-9][0-9]?){1,2}",
    "(?:[a-z]{2,10}[._-]?){1,3}",
    "(?:a|b){0,20}a" + "[ab]" * 20,
]


@pytest.mark.parametrize("pattern", EVIL)
def test_a_pattern_that_takes_too_long_is_refused_with_a_reason(pattern: str) -> None:
    assert str(pattern_fault(pattern)).startswith("the pattern ")


@pytest.mark.parametrize("pattern", GOOD)
def test_a_pattern_that_people_write_is_accepted(pattern: str) -> None:
    assert pattern_fault(pattern) is None


def test_every_shipped_pattern_is_matched_in_a_fifth_of_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("site_builder.handles.effort.MAX_STEPS", MAX_STEPS // 5)
    for platform in shipped():
        for syntax in filter(None, (platform.handle, platform.account_id)):
            assert pattern_fault(syntax.pattern) is None, platform.id


def test_a_platform_with_such_a_pattern_is_a_fault_and_matches_nothing_by_it() -> None:
    data = platform_data(handle={"pattern": "(?:a|a){1,60}b"})
    platforms, (fault,) = Platforms.build({}, {"harbour": data})
    assert (fault.platform, fault.path, fault.extra) == ("harbour", ("handle", "pattern"), True)
    assert platforms["harbour"].valid_handle("a" * 60)  # the pattern is left open, and not tried


SLOW: Final = [
    # What is much work to judge: many atoms in a row, large groups in groups, many assertions, many characters
    "".join(f"{character}{{1,500}}" for character in "一丁" * 42),
    "(?:" * 11 + "|".join("a" * 480) + "){1,2}" * 11,
    "(?:" * 11 + "|".join(map(chr, range(0x4E00, 0x4E00 + 290))) + "){1,5}" * 11,
    "(?:" * 10 + "(?!a)" * 150 + "b" + "){1,2}" * 10,
    "(?:" * 10 + "(?!a{1,9}b)" * 70 + ")" * 10,
    "(?:" + "|".join(f"[{chr(0x4E00 + 2 * n)}-{chr(0x4E01 + 2 * n)}]" for n in range(180)) + "){1,60}",
    "".join(f"[{''.join(chr(0x4E00 + 9 * n + m) for m in range(4))}]" for n in range(280)),
    "(?:|)" * 390,
    "(?=[a-z]{1,9}[0-9])" * 100,
]


def _calls(judge: Callable[[], object]) -> int:
    """Return how many functions are called, Python's own included."""
    count = 0

    def hear(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(hear)
    try:
        judge()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("pattern", SLOW)
def test_what_a_pattern_takes_to_judge_is_counted_before_it_is_done(pattern: str) -> None:
    assert _calls(lambda: judged.__wrapped__(pattern)) < 600_000
    assert judged(pattern)[1] < 300_000


def test_a_file_of_patterns_that_take_long_to_judge_is_not_judged_to_its_end() -> None:
    extra = {
        f"p{n}": platform_data(
            also=[f"q{n}"], profile={"hosts": [f"p{n}.example"]}, handle={"pattern": pattern + str(n)}
        )
        for n, pattern in enumerate(SLOW * 30)
    }
    judged.cache_clear()
    _, faults = Platforms.build({}, extra)
    assert judged.cache_info().misses < 60
    assert "take too long to judge" in faults[-1].why
    assert len({fault.platform for fault in faults}) == len(extra)
    judged.cache_clear()
    platforms, faults = Platforms.build({}, extra, judge=False)
    assert not faults
    assert judged.cache_info().misses == 0
    assert platforms["p1"].valid_handle("anything")


def test_examples_count_as_work_as_the_pattern_does() -> None:
    pattern = "[a-z]{0,61}[a-z0-9]{1,200}"
    many = 1 + MAX_WORK // judged(pattern)[2]
    examples = [f"a{n}" for n in range(many)]
    _, (fault, _) = Platforms.build(
        {}, {"p": platform_data(handle={"pattern": pattern, "examples": examples})}
    )
    assert "take too long to judge" in fault.why


class _Engine:
    """A backtracking engine of the plainest kind, which counts the characters that it tries, for all readings."""

    def __init__(self, text: str, most: int) -> None:
        self.steps = 0
        self._text, self._most = text, most

    def run(self, alternatives: list[list[PatternPart]]) -> int:
        for _ in self._either(alternatives, 0):
            self._step()  # is this the end of the text?
        return self.steps

    def _either(self, alternatives: list[list[PatternPart]], at: int) -> Iterator[int]:
        for sequence in alternatives:
            yield from self._sequence(sequence, at)

    def _sequence(self, sequence: list[PatternPart], at: int) -> Iterator[int]:
        if not sequence:
            yield at
            return
        for end in self._repeated(sequence[0], at, 0):
            yield from self._sequence(sequence[1:], end)

    def _repeated(self, part: PatternPart, at: int, count: int) -> Iterator[int]:
        if count < part.high:
            for end in self._once(part, at):
                yield from self._repeated(part, end, count + 1)
        if count >= part.low:
            yield at

    def _once(self, part: PatternPart, at: int) -> Iterator[int]:
        if part.kind == ":":
            yield from self._either(part.alternatives, at)
        elif part.kind:
            if (next(self._either(part.alternatives, at), None) is not None) == (part.kind == "="):
                yield at
        else:
            self._step()
            if at < len(self._text) and re.fullmatch(part.text, self._text[at]):
                yield at + 1

    def _step(self) -> None:
        self.steps += 1
        assert self.steps <= self._most


def _written(part: PatternPart) -> str:
    body = part.text or f"(?{part.kind}{'|'.join(''.join(map(_written, s)) for s in part.alternatives)})"
    return body if part.low == part.high == 1 else f"{body}{{{part.low},{part.high}}}"


def _groups(children: st.SearchStrategy[PatternPart]) -> st.SearchStrategy[PatternPart]:
    alternatives = st.lists(st.lists(children, max_size=3), min_size=1, max_size=2)
    return st.builds(
        lambda kind, alternatives, low, more: PatternPart(
            "", kind, alternatives, *((low, max(1, low + more)) if kind == ":" else (1, 1))
        ),
        st.sampled_from(":::=!"),
        alternatives,
        st.sampled_from([0, 1, 1, 1, 2]),
        st.sampled_from([0, 0, 1, 40]),
    )


_ATOMS: Final = st.builds(
    lambda text, low, more: PatternPart(text, low=low, high=max(1, low + more)),
    st.sampled_from(["a", "b", "[ab]", "[^a]", r"\u0061"]),
    st.sampled_from([0, 1, 1, 1, 2]),
    st.sampled_from([0, 0, 0, 1, 9]),
)
_TEXTS: Final = st.builds(
    lambda text, times, end: text * times + end,
    st.text("ab", min_size=1, max_size=3),
    st.integers(0, 12),
    st.sampled_from(["", "!"]),
)


@given(
    st.lists(st.recursive(_ATOMS, _groups, max_leaves=6), min_size=1, max_size=4),
    st.lists(_TEXTS, max_size=4),
)
@no_deadline
def test_no_text_costs_more_steps_than_were_counted(parts: list[PatternPart], texts: list[str]) -> None:
    try:
        most = steps([parts])
    except TooCostlyError:
        most = None
    pattern = "".join(map(_written, parts))
    assert (pattern_fault(pattern) is None) == (most is not None)
    for text in texts if most is not None else ():
        _Engine(text, most or 0).run([parts])


def test_the_engine_of_this_test_needs_as_long_as_one_fears() -> None:
    parts = [PatternPart("", ":", [[PatternPart("a")], [PatternPart("a")]], 1, 60), PatternPart("b")]
    assert _written(parts[0]) + _written(parts[1]) == "(?:a|a){1,60}b"
    with pytest.raises(AssertionError):
        _Engine("a" * 16, MAX_STEPS).run([parts])
