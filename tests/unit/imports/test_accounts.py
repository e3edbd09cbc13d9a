"""Which rows are about one account: equal ids, else equal folded handles; in whatever order they come."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from site_builder.imports.accounts import grouped
from site_builder.imports.entries import ImportEntry, RowPlace
from site_builder.load.source_tree import platforms_with

PLATFORMS = platforms_with(None)[0]


def entry(line: int, handle: str | None = None, account_id: str | None = None, day: str = "") -> ImportEntry:
    facts = {"date": day} if day else {}
    return ImportEntry(RowPlace(0, "", line), "twitter", handle, account_id, facts)


def test_a_handle_joins_the_id_that_has_it_and_two_ids_stay_apart() -> None:
    rows = [
        entry(1, "desk_one"),
        entry(2, "Desk_One", "1001"),
        entry(3, "desk_two", "1002"),
        entry(4, None, "1001"),
    ]
    accounts, refused = grouped(PLATFORMS, rows)
    found = [(one.account_id, [row.place.line for row in one.entries]) for one in accounts]
    assert found == [("1001", [1, 2, 4]), ("1002", [3])]
    assert refused == ()


def test_a_handle_that_two_ids_have_says_of_neither_which_it_is() -> None:
    rows = [entry(1, "desk_one"), entry(2, "desk_one", "1001"), entry(3, "desk_one", "1002")]
    accounts, refused = grouped(PLATFORMS, rows)
    assert [one.account_id for one in accounts] == ["1001", "1002"]
    assert [(one.place.line, one.reason) for one in refused] == [(1, "handle-of-several")]


def test_of_several_handles_of_an_id_the_one_seen_last_is_its_handle() -> None:
    rows = [entry(1, "old_desk", "1001", "2025-01-01"), entry(2, "new_desk", "1001", "2026-01-01")]
    (account,), _ = grouped(PLATFORMS, rows)
    assert account.handles == ("new_desk", "old_desk")
    assert account.seen("OLD_desk") == "2025-01-01"


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a_desk", "A_Desk", "b_desk", None]), st.sampled_from(["1001", "1002", None])
    ).filter(any),
    max_size=8,
)


@given(ROWS, st.randoms())
def test_the_order_of_rows_changes_nothing(rows: list[tuple[str | None, str | None]], random: object) -> None:
    every = [entry(at, *row) for at, row in enumerate(rows)]
    mixed = list(every)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = grouped(PLATFORMS, every), grouped(PLATFORMS, mixed)
    assert one == other
    # Every row is somewhere, once.
    lines = [row.place.line for account in one[0] for row in account.entries] + [
        row.place.line for row in one[1]
    ]
    assert sorted(lines) == list(range(len(rows)))
