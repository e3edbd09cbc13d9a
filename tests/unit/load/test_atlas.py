"""Which files concern a record, by their paths alone."""

from __future__ import annotations

from site_builder.load.atlas import Atlas

_RECORD = "lists/quay/twitter/7k/7k3f9q2m4d1p.yaml"
_DRAFT = "lists/quay/drafts/one.yaml"
_SHARD = "lists/quay/reviews/reviewer-a/7k.yaml"


def _atlas(*paths: str) -> Atlas[None]:
    return Atlas.of(dict.fromkeys(paths))


def test_an_atlas_knows_by_paths_alone_where_things_stand() -> None:
    atlas = _atlas(
        _RECORD, _DRAFT, _SHARD, "lists/instance.yaml", "lists/quay/list.yaml", "lists/protected/a.yaml"
    )
    assert dict(atlas.records) == {"7k3f9q2m4d1p": (_RECORD,)}
    assert atlas.reviews == {"quay": {"reviewer-a": [_SHARD]}}
    assert atlas.common == {"lists/instance.yaml", "lists/quay/list.yaml", "lists/protected/a.yaml"}
    assert atlas.strays == {_DRAFT}
    assert list(atlas.of_record("7k3f9q2m4d1p")) == [_RECORD, _SHARD]
    assert list(atlas.of_record("000000000000")) == []
    assert atlas.concerning(("7k3f9q2m4d1p",)) == {*atlas.common, _DRAFT, _RECORD, _SHARD}


def test_what_is_not_where_its_id_puts_it_is_always_read() -> None:
    misplaced = _RECORD.replace("/7k/", "/9m/")
    deep, flat = _RECORD.replace("/twitter/", "/twitter/more/"), "lists/quay/7k3f9q2m4d1p.yaml"
    short = "lists/quay/a/b.yaml"
    atlas = _atlas(misplaced, deep, flat, short, "lists/quay/reviews/reviewer-a/7k/x.yaml", "lists/a/b/c")
    assert atlas.concerning(()) == {misplaced, deep, flat, short}
    assert atlas.records["7k3f9q2m4d1p"] == (misplaced, deep)
