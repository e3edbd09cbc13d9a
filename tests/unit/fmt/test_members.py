"""Many records with members in common are written as each by itself would be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from site_builder.fmt.emitter import emit
from site_builder.fmt.members import MemberEmitter
from site_builder.load.layout import FileKind

TEXT = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=90)
    .map(str.strip)
    .filter(bool)
)
EVIDENCE = st.fixed_dictionaries(
    {"id": st.sampled_from(["e1", "e2"]), "summary": TEXT},
    optional={
        "origin": st.fixed_dictionaries(
            {"file": TEXT, "line": st.integers(1, 10**6)}, optional={"sheet": TEXT}
        )
    },
)
RECORD = st.fixed_dictionaries(
    {"platform": st.just("twitter"), "handle": TEXT},
    optional={
        "account_id": st.from_regex("[1-9][0-9]{3,12}", fullmatch=True),
        "summary": TEXT,
        "categories": st.lists(st.sampled_from(["fraud", "impersonation"]), min_size=1),
        "evidence": st.lists(EVIDENCE, min_size=1, max_size=3),
        "profile": st.fixed_dictionaries({"created": st.just("2020-01-01")}),
    },
)


@given(st.lists(RECORD, min_size=1, max_size=4))
def test_the_bytes_are_those_of_each_record(
    records: list[dict[str, object]],
) -> None:
    writer = MemberEmitter()
    for record in records:
        assert writer.emit(record) == emit(FileKind.RECORD, record)
