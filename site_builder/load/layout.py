"""Layout: what a path under `lists/` means, and where a record belongs."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from site_builder.ids import (
    END_LENGTH,
    RECORD_ID,
    RECORD_ID_ALPHABET,
    RECORD_ID_LENGTH,
    is_record_id,
    is_slug,
)
from site_builder.load.files import ignored
from site_builder.settings import LIMITS

_SAFE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# Names that Windows takes for devices, whatever their extension (Naming Files, Paths, and Namespaces).
_DEVICE: Final = re.compile(r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")
# Backups and swap files of editors (Vim, Emacs, Kate, LibreOffice), of merges, and what Windows puts into folders.
_LEFTOVER: Final = re.compile(
    r"(?i:.+~|#.+#|\.#.+|\.~.+|\..+\.sw[a-p]|.+\.(?:bak|orig|rej|tmp|kate-swp)|thumbs\.db|desktop\.ini)"
)
_TOP_FILE_COUNT: Final = 2
_LIST_FILE_COUNT: Final = 3
_REVIEW_FILE_COUNT: Final = 3

# What carries signatures of its own and is read by what publishes it.
_SIGNED: Final = re.compile(rf"lists/(?:trust/[1-9][0-9]{{0,8}}|audits/{RECORD_ID})\.json")
_END: Final = rf"[{RECORD_ID_ALPHABET}]{{{END_LENGTH}}}"
WITHHELD_FOLDER: Final = "lists/withheld"
_WITHHOLDING: Final = re.compile(rf"{WITHHELD_FOLDER}/{RECORD_ID}\.{_END}\.yaml")
NEXT_CLAIM: Final = ".next-"
"""What is between the record's id and the random characters of a next claim's name."""
_NEXT_CLAIM: Final = re.compile(rf"({RECORD_ID}){re.escape(NEXT_CLAIM)}{_END}\.yaml")


class FileKind(Enum):
    """What a source file holds."""

    INSTANCE = "instance"
    REVIEWERS = "reviewers"
    WITHHELD = "withheld"
    DECISION = "decision"
    PASSED_OVER = "passed-over"
    PURGED = "purged"
    PLATFORMS = "platforms"
    PROTECTED = "protected"
    LIST = "list"
    SOURCES = "sources"
    REVIEWS = "reviews"
    RECORD = "record"
    NEXT_CLAIM = "next-claim"
    PROSE = "prose"

    @property
    def schema(self) -> str:
        """Return the name of its schema: a next claim has that of the record whose file it is to become."""
        return "record" if self is FileKind.NEXT_CLAIM else self.value

    @property
    def is_laid_out(self) -> bool:
        """Return whether `fmt` lays it out: not prose, nor what never changes once it is there."""
        return self not in (FileKind.PROSE, FileKind.WITHHELD, FileKind.DECISION)

    @property
    def most_bytes(self) -> int:
        """Return how many bytes a file of this kind may have."""
        return LIMITS.record_bytes if self.schema == "record" else LIMITS.file_bytes


@dataclass(frozen=True, slots=True)
class Spot:
    """What a path means: its kind, its list where it has one, its reviewer where it holds reviews."""

    kind: FileKind
    list: str = ""
    reviewer: str = ""


_TOP: Final = {
    "instance.yaml": FileKind.INSTANCE,
    "reviewers.yaml": FileKind.REVIEWERS,
    "passed-over.yaml": FileKind.PASSED_OVER,
    "platforms.yaml": FileKind.PLATFORMS,
    "purged.yaml": FileKind.PURGED,
}
_LIST: Final = {"list.yaml": FileKind.LIST, "sources.yaml": FileKind.SOURCES}


_NAMED: Final = "a withholding is named <record number>.<6 random characters>.yaml"
_NEXT: Final = f"a next claim is named <record number>{NEXT_CLAIM}<{END_LENGTH} of {RECORD_ID_ALPHABET}>.yaml"
_FOLDERS: Final = {
    "audits": (None, "audits are named lists/audits/<id>.json"),
    "decisions": (FileKind.DECISION, "decisions belong in lists/decisions/<id>.yaml"),
    "protected": (FileKind.PROTECTED, "protected accounts belong in lists/protected/<name>.yaml"),
    "trust": (None, "versions of the trust file are named lists/trust/<number>.json"),
    "withheld": (None, f"it withholds nobody, since its name begins with no record number; {_NAMED}"),
}
"""The instance's own folders: what a .yaml file in one is, and where else it would belong."""


def spot(path: str) -> Spot | str:
    """Return what a file's path means, or the reason why it is not part of the layout."""
    parts = path.split("/")
    if _SIGNED.fullmatch(path) or (parts[-1] == "README.md" and len(parts) <= _LIST_FILE_COUNT):
        return Spot(FileKind.PROSE)
    if withheld_record(path):
        return Spot(FileKind.WITHHELD)
    if is_leftover(parts[-1]) or not parts[-1].endswith(".yaml"):
        return _stranger(parts[-1])
    if len(parts) == _TOP_FILE_COUNT:
        kind = _TOP.get(parts[1])
        return Spot(kind) if kind else f"lists/ itself may hold only {', '.join(sorted(_TOP))}"
    return _in_folder(parts[1], parts[2:])


def _in_folder(folder: str, rest: list[str]) -> Spot | str:
    """Return what a .yaml file in a folder of `lists/` means, as `spot` does."""
    if folder in _FOLDERS:
        kind, place = _FOLDERS[folder]
        is_name = is_record_id if kind is FileKind.DECISION else is_slug
        return Spot(kind) if kind and len(rest) == 1 and is_name(rest[0].removesuffix(".yaml")) else place
    if not is_slug(folder):
        return "a list's folder is named in lower-case letters, digits and single hyphens"
    if len(rest) == 1 and rest[0] in _LIST:
        return Spot(_LIST[rest[0]], folder)
    if rest[0] == "reviews":
        good = len(rest) == _REVIEW_FILE_COUNT and is_slug(rest[1])
        place = "reviews belong in lists/<list>/reviews/<reviewer>/<first two characters of the id>.yaml"
        return Spot(FileKind.REVIEWS, folder, rest[1]) if good else place
    if next_claim_of(rest[-1]):
        return Spot(FileKind.NEXT_CLAIM, folder)
    return _NEXT if NEXT_CLAIM in rest[-1] else Spot(FileKind.RECORD, folder)


def withheld_record(path: str) -> str | None:
    """Return the record that an entry of `lists/withheld/` withholds, by its name alone, whatever it is or holds."""
    folder, _, name = path.partition(f"{WITHHELD_FOLDER}/")
    record = name[:RECORD_ID_LENGTH]
    return record if not folder and is_record_id(record) and not ignored(path.rpartition("/")[2]) else None


def misnamed(path: str) -> str | None:
    """Return what is wrong with the name of a withholding: it is not read then, but withholds all the same."""
    if withheld_record(path) is None or _WITHHOLDING.fullmatch(path):
        return None
    return f"it withholds the record, but is not read; {_NAMED}"


def is_leftover(name: str) -> bool:
    """Return whether a file's name is one that an editor, a system or a merge leaves behind."""
    return _LEFTOVER.fullmatch(name) is not None


def _stranger(name: str) -> str:
    """Return why no file of this name belongs among the sources, and what to do."""
    if is_leftover(name):
        return "an editor, a system or a merge left it behind; delete it"
    lower = name.lower()
    for ending in (".yml", ".yaml", ".yaml.txt", ".yml.txt"):
        if lower.endswith(ending):
            return f"rename it to {name[: -len(ending)]}.yaml"
    return "only .yaml files (and README.md) belong here; move it elsewhere or delete it"


def unsafe_name(path: str) -> str | None:
    """Return why a path cannot be checked out everywhere, or None where it can."""
    if not path.isascii():
        return "use only plain ASCII characters"
    if len(path) > LIMITS.path_bytes:
        return f"longer than {LIMITS.path_bytes} characters"
    for part in path.split("/"):
        if not _SAFE_NAME.fullmatch(part) or part.endswith("."):
            return "use only letters, digits, hyphens, underscores and inner dots"
        if _DEVICE.fullmatch(part):
            return f"{part} is the name of a device on some systems"
    return None


def record_path(list_id: str, platform: str, record_id: str) -> str:
    """Return the path below the root at which a record belongs."""
    return f"lists/{list_id}/{platform}/{record_id[:2]}/{record_id}.yaml"


def next_claim_of(path: str) -> str | None:
    """Return the record that a file's name makes it a next claim of, wherever it is."""
    found = _NEXT_CLAIM.fullmatch(path.rpartition("/")[2])
    return found[1] if found is not None else None


def review_path(list_id: str, reviewer: str, record_id: str) -> str:
    """Return the path below the root of the file that holds a reviewer's reviews of a record."""
    return f"lists/{list_id}/reviews/{reviewer}/{record_id[:2]}.yaml"


def decision_path(name: str) -> str:
    """Return the path below the root of the decision with an id."""
    return f"lists/decisions/{name}.yaml"


def named_record(path: str) -> str | None:
    """Return the record id that a file's name gives, whatever the file holds."""
    name = path.rpartition("/")[2].removesuffix(".yaml")
    return name if is_record_id(name) else None
