"""Which accounts of many another is like: what comparing it with each would say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.handles import LooksIndex, Platforms, likeness, looks
from site_builder.load.source_tree import packaged
from tests.unit.handles.handles_samples import no_deadline

PLATFORMS = Platforms.build(packaged("platforms"), None)[0]
_TWITTER = PLATFORMS["twitter"]
_handles = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "the_real_"]),
    st.text("a0Oo1lI", max_size=5),
    st.sampled_from(["", "_news24"]),
)
_ids = st.sampled_from(["1", "2"])
_accounts = st.builds(looks, st.just(_TWITTER), _handles, st.none() | _ids) | st.builds(
    looks, st.just(_TWITTER), st.none(), _ids
)


@pytest.mark.parametrize("least", [0, 17])
@given(data=st.data())
@no_deadline
def test_an_index_says_what_comparing_each_says(least: int, data: st.DataObject) -> None:
    accounts = dict(enumerate(data.draw(st.lists(_accounts, min_size=least, max_size=30))))
    other = data.draw(_accounts)
    found = LooksIndex.build((str(key), item) for key, item in accounts.items()).like(other)
    said = {str(key): likeness(item, other) for key, item in accounts.items()}
    assert found == {key: reason for key, reason in said.items() if reason is not None}


def test_an_account_without_a_handle_is_like_none_but_that_with_its_id() -> None:
    nameless = looks(_TWITTER, None, "1")
    assert likeness(nameless, looks(_TWITTER, "a", "1")) == "the same account id"
    for other in (looks(_TWITTER, "a"), looks(_TWITTER, "", "2"), looks(_TWITTER, None, "2")):
        assert likeness(nameless, other) is likeness(other, nameless) is None


ONE = ("press@northwind.example", None)


@pytest.mark.parametrize(
    ("platform", "first", "second"),
    [
        ("mastodon", ONE, (None, "https://northwind.example/users/press")),
        ("mastodon", ONE, (None, "https://northwind.example/users/Press/")),
        ("mastodon", ONE, (None, "https://northwind.example/@press?x=1")),
        ("mastodon", ONE, (None, "https://northwind.example/u/press")),
        (
            "mastodon",
            (None, "https://northwind.example/users/press"),
            (None, "https://northwind.example/@press"),
        ),
        ("bluesky", ("press.northwind.example", None), (None, "did:web:press.northwind.example")),
        ("telegram", (None, "1009000001"), (None, "-1001009000001")),
        ("twitter", ("900000000000000009", None), (None, "900000000000000009")),
    ],
)
def test_an_account_is_one_under_every_form_of_its_id(
    platform: str, first: tuple[str | None, str | None], second: tuple[str | None, str | None]
) -> None:
    looked = [looks(PLATFORMS[platform], *names) for names in (first, second)]
    assert likeness(*looked) == likeness(*reversed(looked)) == "the same account id"


@pytest.mark.parametrize(
    ("platform", "first", "second"),
    [
        ("mastodon", ONE, (None, "https://northwind.example/c/press")),
        ("mastodon", ONE, (None, "https://northwind.example/video-channels/press")),
        ("mastodon", ONE, (None, "https://elsewhere.example/users/press")),
        (
            "mastodon",
            (None, "https://northwind.example/ap/actors/17"),
            (None, "https://northwind.example/users/17"),
        ),
        ("vk", (None, "-9000000001"), (None, "9000000001")),
        ("telegram", (None, "-1001009000001"), (None, "1009000002")),
    ],
)
def test_what_only_looks_like_another_form_is_another_account(
    platform: str, first: tuple[str | None, str | None], second: tuple[str | None, str | None]
) -> None:
    looked = [looks(PLATFORMS[platform], *names) for names in (first, second)]
    assert likeness(*looked) is None
