"""A fixed set of problems for the golden files, and Hypothesis strategies for hostile ones."""

from __future__ import annotations

from string import Formatter
from types import MappingProxyType
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st

from site_builder.problems import Place, Problem, Problems
from site_builder.report import ReportContext
from site_builder.rules import RULES, problem

_RECORD: Final = "lists/harbour/twitter/7k/7k3f9q2m4d1p.yaml"
_WIDE: Final = "lists/harbour/twitter/9m/9m2x0r5t8v4w.yaml"
_STRANGE: Final = "lists/harbour/a,b:c%|`@d\n::error::\u202e\udc80.yaml"

_SOURCES: Final = MappingProxyType(
    {
        (_RECORD, 2): "handle: harbour news",
        (_RECORD, 4): "categories: [fraud, frauds, " + ", ".join(["x" * 30] * 6) + "]",
        (_WIDE, 3): "summary: 漢字とかな и e\u0301 then \u202eelpmaxe",
        (_WIDE, 7): "\turl: x",
    },
)


def source_line(file: str, line: int) -> str | None:
    return _SOURCES.get((file, line))


SAMPLE: Final = Problems.of(
    [
        problem("file-size", Place("lists/harbour/list.yaml"), size=2_000_000, limit=1_048_576),
        problem(
            "handle-syntax",
            Place(_RECORD, 2, 9, "/handle"),
            handle="harbour news",
            platform="twitter",
            syntax="1 to 15 letters, digits and underscores",
        ),
        problem(
            "category-unknown",
            Place(_RECORD, 4, 21, "/categories/1"),
            category="frauds",
            known=("fraud", "impersonation"),
        ),
        problem(
            "protected-similar",
            Place(_RECORD, 2, 9, "/handle"),
            handle="harbour news",
            distance=1,
            protected="harbour-news",
            name="Harbour News",
            protected_handle="harbour_news",
        ),
        problem("text-bidi", Place(_WIDE, 3, 27, "/summary"), character="\u202e"),
        problem("yaml-tab", Place(_WIDE, 7, 1)),
        problem(
            "url-unsafe", Place(_STRANGE, 5, 3, "/evidence/0/url"), why="`|` [x](javascript:alert(1)) {0}"
        ),
        problem("withheld-unknown", Place("lists/withheld/0aaaaaaaaaaa.0a1b2c.yaml"), record="0aaaaaaaaaaa"),
    ],
)


def context(*, color: bool = False, checked: int = 140) -> ReportContext:
    return ReportContext(
        checked=checked,
        builder_version="0.0.0",
        color=color,
        sources=source_line,
        title="handlelists validate",
    )


GOLDEN_CASES: Final = {
    "text.txt": ("text", SAMPLE, context()),
    "text-color.txt": ("text", SAMPLE, context(color=True)),
    "text-none.txt": ("text", Problems(), context()),
    "problems.json": ("json", SAMPLE, context()),
    "none.json": ("json", Problems(), context()),
    "github.txt": ("github", SAMPLE, context()),
    "github-none.txt": ("github", Problems(), context(checked=1)),
    "problems.sarif": ("sarif", SAMPLE, context()),
    "none.sarif": ("sarif", Problems(), context()),
    "problems.md": ("markdown", SAMPLE, context()),
    "none.md": ("markdown", Problems(), context()),
}


# A slow machine is no fault of the code under test.
no_deadline: Final = settings(deadline=None)

_TOKENS: Final = (
    "\x1b[31m", "\x9b", "\u202e", "\u2066", "\u200b", "\u00a0", "\ufe0f", "\u3164", "\u2028", "\udc80",
    "\ud83d", "\r", "\n", "\r\n", "\t", "\0", "::error::", "::stop-commands::x", "##[error]", "%0A", "%", ":",
    ",", "=", "`", "``", "|", "\\", "\\|", "\\`", "@org/team", "#1", "GH-1", "<b>", "<!--", "&#64;",
    "[x](ftp:1)", "![x](y)", "http://e.example", "www.e.example", "a@e.example", "{0}", "{", "}", "/", "//",
    "..", "漢", "e\u0301", "и", "م", "😀", " ", "  ",
)  # fmt: skip
hostile_text = st.lists(
    st.one_of(st.sampled_from(_TOKENS), st.characters(), st.characters(categories=["Cc", "Cf", "Cs"])),
    max_size=12,
).map("".join)


def _problem_of(code: str) -> st.SearchStrategy[Problem]:
    names = [name for _, name, _, _ in Formatter().parse(RULES[code].message) if name]
    value = st.one_of(hostile_text, st.integers(0, 99), st.tuples(hostile_text, hostile_text))
    places = st.builds(
        Place,
        file=hostile_text,
        line=st.integers(1, 30),
        column=st.integers(1, 300),
        pointer=hostile_text,
    )
    params = st.fixed_dictionaries(dict.fromkeys(names, value))
    return st.builds(Problem, st.just(code), st.just(RULES[code].severity), places, params)


hostile_problems = st.lists(st.sampled_from(sorted(RULES)).flatmap(_problem_of), max_size=6).map(Problems.of)
