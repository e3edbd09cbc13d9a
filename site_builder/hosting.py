"""Hosting: what a site weighs, and whether the host that `instance.yaml` names takes it.

Limits are those of `max_site_bytes` and `max_files`, else what is known of `hosting`: docs/guides/maintainers.md says
where each figure comes from. Sizes are bytes, a GB is a thousand million of them; folders do not count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from site_builder.errors import OutputError, file_size, quantity
from site_builder.model import InstanceData

_GB: Final = 1_000_000_000
_NEAR: Final = 80
"""Per cent of a limit from which on a build warns."""


class Weight(NamedTuple):
    """What a site weighs."""

    bytes: int
    files: int

    def __str__(self) -> str:
        """Return the weight in words."""
        return f"{file_size(self.bytes)} in {quantity(self.files, 'file')}"


_KNOWN: Final[Mapping[str, Mapping[str, int]]] = {
    "cloudflare-pages": {"files": 20_000},
    "github-pages": {"bytes": _GB},
    "gitlab-pages": {"bytes": _GB},  # and 200,000 files and folders, which come long after that
}


@dataclass(frozen=True, slots=True)
class HostLimits:
    """What a host takes; None where no limit is known."""

    bytes: int | None
    files: int | None
    says: tuple[str, str]
    """Who sets them, for messages."""

    @classmethod
    def of(cls, instance: InstanceData) -> "HostLimits":
        """Return the limits of an instance: its own, else those of its host."""
        host = instance.get("hosting", "")
        known = _KNOWN.get(host, {})
        size, files = instance.get("max_site_bytes"), instance.get("max_files")
        own = (("max_site_bytes", size), ("max_files", files))
        says = [f"that {name} allows" if limit else f"that {host} takes" for name, limit in own]
        return cls(size or known.get("bytes"), files or known.get("files"), (says[0], says[1]))

    def __bool__(self) -> bool:
        """Whether there is any."""
        return (self.bytes, self.files) != (None, None)

    def excess(self, weight: Weight) -> Weight:
        """Return by how much a site is above them, 0 where it is not."""
        size, files = self.bytes or weight.bytes, self.files or weight.files
        return Weight(max(0, weight.bytes - size), max(0, weight.files - files))

    def near(self, weight: Weight) -> Iterator[str]:
        """Yield a sentence for each limit that a site has reached, or nearly."""
        in_words = (file_size, lambda number: quantity(number, "file"))
        for has, most, said, by in zip(weight, (self.bytes, self.files), in_words, self.says, strict=True):
            if most is not None and 100 * has >= _NEAR * most:
                yield f"the new site has {said(has)}, {100 * has // most} % of the {said(most)} {by}"


class TooHeavyError(OutputError):
    """The site is larger than its host takes; `trimmed` are the files without which it fits, None where it cannot."""

    def __init__(self, limits: HostLimits, weight: Weight, trimmed: frozenset[str] | None) -> None:
        trim = "Build it with --trim, which leaves out files that say the same as others"
        way = trim if trimmed is not None else "Nothing that can be left out makes it fit"
        hint = f"{way}; else move to a host that takes more. The site stays as it was."
        super().__init__("; ".join(limits.near(weight)), hint=hint)
        self.trimmed = trimmed


def smallest_cut(sizes: Mapping[str, int], excess: Weight) -> frozenset[str] | None:
    """Return which files to leave out to save as much as `excess`: the largest first, of one size by path.

    `sizes` are those of the files that can be left out. None where all of them are not enough.
    """
    ordered = sorted(sizes, key=lambda path: (-sizes[path], path))
    for number in range(len(ordered) + 1):
        cut = ordered[:number]
        if number >= excess.files and sum(sizes[path] for path in cut) >= excess.bytes:
            return frozenset(cut)
    return None
