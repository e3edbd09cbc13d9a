"""Invented values for the formatter's laws: nested, with the texts that YAML readers stumble over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from site_builder.load.layout import FileKind

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

AMBIGUOUS: Final = (
    *("no", "No", "YES", "y", "N", "on", "Off", "true", "False", "null", "NULL", "~", "<<", "="),
    *(
        "0",
        "-1",
        "+7",
        "0123",
        "08",
        "1_000",
        "0x1f",
        "0X1F",
        "0o17",
        "0b101",
        "1e3",
        "1E+3",
        "1.",
        ".5",
        "-.5",
    ),
    *(
        "1.5e-3",
        "._1",
        ".",
        "..",
        "...",
        "1.2.3",
        ".inf",
        "-.INF",
        ".nan",
        "12:30:45",
        "1:20",
        "190:20:30.15",
    ),
    *("2018-02-16", "2018-2-6", "2018-02-30", "0000-01-01", "2018-02-16T10:00:00Z", "2018-02-16 10:00:00"),
    *("123456789012", "1e3456789012", "0x1234567890", "2018", "2018-02"),
)
AWKWARD: Final = (
    *(
        "",
        " ",
        "  ",
        " x",
        "x ",
        "-",
        "- x",
        "-x",
        "? x",
        "?",
        ":",
        ": x",
        "x:",
        "x: y",
        "x:y",
        "x #y",
        "x#y",
    ),
    *(
        "#",
        "# x",
        "[",
        "[a]",
        "a, b",
        "{a: b}",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "%a",
        "@a",
        "`a",
        "'",
        "''",
        '"',
        '""',
    ),
    *(
        "it's",
        'a "b"',
        "'a'",
        '"a"',
        "a\\b",
        "a\\",
        "\\n",
        "---",
        "--- a",
        "... a",
        "a\nb",
        "a\nb\n",
        "\n",
        "a\n\n",
    ),
    *(
        "\na",
        "a\n b",
        " a\nb",
        "a \nb",
        "a\n\nb",
        "a\r\nb",
        "a\tb",
        "\ta",
        "a\n\tb",
        "# a\n# b\n",
        "a\n---\nb",
    ),
    *(
        "\x00",
        "\x07",
        "\x1b[31m",
        "\x7f",
        "\x85",
        "a\x85b",
        "\xa0",
        "\xad",
        "\u200b",
        "\u200c",
        "\u202e",
        "\u2028",
    ),
    *(
        "\u2066a\u2069",
        "\ufeff",
        "\ufeffa",
        "\ufffe",
        "\uffff",
        "\ue000",
        "\ufe0f",
        "\u2693\ufe0f",
        "\U0001f600",
    ),
    *(
        "\U000e0041",
        "\U0010ffff",
        "\u3000",
        "\u0301a",
        "\u05d0\u05d1",
        "\u0627\u0644",
        "\u65e5\u672c",
        "é",
        "Ünïcode",
    ),
    *(
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "=SUM(A1)",
        "https://a.example/x#y",
        "https://a.example/?a=b: c",
    ),
)
_PROSE: Final = st.one_of(
    st.sampled_from(
        ("word", "Sentence.", "", "", "#", "a:", "- b", "No.", "(so!)", "https://a.example/x", "x" * 120)
    ),
    st.text("ab.:#'\"é\u65e5", min_size=1, max_size=12),
)
_WORDS: Final = st.one_of(
    _PROSE, st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1, max_size=12)
)
LONG: Final = st.one_of(
    *(st.lists(words, min_size=12, max_size=40).map(" ".join) for words in (_PROSE, _WORDS))
)
TEXTS: Final = st.one_of(
    st.sampled_from(AMBIGUOUS + AWKWARD),
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.text("ab \n#:-'\"\\,[]{}", max_size=30),
    st.tuples(st.sampled_from(AWKWARD), st.sampled_from(AWKWARD)).map("".join),
    LONG,
)
KEYS: Final = st.one_of(
    st.sampled_from(("id", "handle", "evidence", "sources", "observations", "date", "followers", "summary")),
    TEXTS,
    st.just("k" * 1100),
)
KINDS: Final = st.sampled_from([kind for kind in FileKind if kind is not FileKind.PROSE])


def values(texts: SearchStrategy[str] = TEXTS, keys: SearchStrategy[str] = KEYS) -> SearchStrategy[Any]:
    """Return values as the strict loader gives them."""
    return st.recursive(
        texts,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4), st.lists(texts, max_size=6)
        ),
        max_leaves=12,
    )


VALUES: Final = values()
TAME: Final = values(
    st.one_of(
        st.sampled_from(("a", "no", "x y", "it's: x", "#", "2018-02-16", "")), st.text("ab#:", max_size=5)
    ),
    st.sampled_from(("id", "handle", "evidence", "summary", "zeta", "alpha", "kind", "a b")),
)
"""Values whose canonical form has no block scalars, so that comments may be put between any two lines."""
