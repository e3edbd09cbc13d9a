"""`python -m tools.mutants [WORD...]`: edits of the rules that decide what may be published, each of which turns a test red.

An edit that no test notices is a rule that could go unnoticed. Every mutant is applied to a copy of the files that git
knows, and the tests that are named beside it run there until the first one fails. It takes some minutes; the suite only
holds that each edit still fits the code. With words, only edits of files whose names hold one of them are made.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
_CHECK: Final = (
    "tests/unit/check/test_fields.py",
    "tests/acceptance/test_check_hostile.py",
    "tests/acceptance/test_hostile_changes.py",
)
_HONEST: Final = ("tests/acceptance/test_check_honest.py",)
_DERIVE: Final = ("tests/unit/derive", "tests/property/test_verified_laws.py")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One edit: in which file, what text, and what takes its place."""

    file: str
    old: str
    new: str
    tests: tuple[str, ...] = _CHECK


def _in(folder: str, *edits: tuple[str, str, str], tests: tuple[str, ...] = _CHECK) -> tuple[Mutant, ...]:
    return tuple(Mutant(f"site_builder/{folder}/{file}.py", old, new, tests) for file, old, new in edits)


MUTANTS: Final = (
    *_in(
        "check",
        ("records", 'if old.id in reviewed and new.data.get("replaces") != old.claim:', "if False:"),
        ("records", " or held(pair.before, old.id):\n", ":\n"),
        ("records", "for item in waiting if new.claim == item.claim]", "for item in waiting if False]"),
        ("records", "    if len(derived.confirms) >= derived.needed and not derived.rejects:\n        return\n", "    return\n"),
        ("records", "        if new.id in public:\n", "        if before.derived.public:\n"),
        ("records", "        if retraction_in_force(old.data) is not None or retraction_in_force(new.data) is not None:\n", "        if False:\n"),
        ("records", '    if name in side.tree.withheld:\n        return "withheld"\n', ""),
        ("records", "        if not same:\n", "        if False:\n"),
        ("records", "        if last != new.claim:\n", "        if False:\n"),
        ("records", "    yield from _acted_on_again(pair)\n", ""),
        ("records", "        if then and not now:\n", '        if then and not now and before.derived.state == "verified":\n'),
        ("cleared", "new or pair.rises(item.record.id)", "new"),
        ("cleared", "    days += [purged", "    [purged"),
        ("cleared", 'any(item["reason"] == "changed-hands" for item in other.record.data.get("retractions", ()))', 'retraction is not None and retraction["reason"] == "changed-hands"'),
        ("files", 'in {".gitattributes", ".gitignore"}', 'in {".gitattributes"}'),
        ("files", 'and ".yaml/" in path.lower()', "and False"),
        ("run", "hard = unread or (", "hard = ("),
        ("stopped", "if name in atlas.records and name not in retracted", "if name in atlas.records and False"),
        ("cleared", "if days and newest <= max(days):", "if False:"),
        ("cleared", 'other.derived.state == "withheld"\n', "False\n"),
        ("likeness", "enumerate(names.looks(platform) if platform and names else ())", "enumerate(names.looks(platform)[:1] if platform and names else ())"),
        ("likeness", "    return items[: same + _MOST]\n", "    return items[:_MOST]\n"),
        ("demands", "        if item.after is None and record is not None and record not in pair.after.tree.purged:\n", "        if False:\n"),
        ("decisions", "if deciders or may_be_unsigned(pair):", "if part or may_be_unsigned(pair):"),
        ("decisions", "                del left[file]\n                if", "                if"),
        ("decisions", "    return pair.before.loading.all_waived and pair.after.loading.all_waived\n", "    return pair.after.loading.all_waived\n"),
        ("breaker", "len({item[0] for item in (*turns, *earlier) if item[1] == name})", "len({item[0] for item in turns if item[1] == name})"),
        ("breaker", "    if pair.scope.rules and change.published:\n", "    if False:\n"),
        ("side", "        return 2 if is_actionable(item, self.after.tree.vocabulary) else 1\n", "        return 1\n"),
        ("fields", '(FileKind.REVIEWERS, "/*/keys/*", _grows, _MADE)', '(FileKind.REVIEWERS, "/*/keys/*", _free, _MADE)'),
        ("fields", '(FileKind.PROTECTED, "/accounts/*/*", _any,', '(FileKind.PROTECTED, "/accounts/*/*", _free,'),
        ("fields", '(FileKind.LIST, "/publish_profile", _more, _SHOWN)', '(FileKind.LIST, "/publish_profile", _free, _SHOWN)'),
        ("fields", "new < old or min(new, 2) > min(old, 2)", "new < old"),
        ("policy", "    return not now or entry_digest(kind, was) != entry_digest(kind, now) or", "    return not now or"),
        ("policy", "        if able < needed:\n", "        if False:\n"),
        ("policy", "if today <= day <= last}", "if False}"),
        ("reviews", "        if file not in changed:\n            continue\n", "        if file not in changed or record not in pair.after.items:\n            continue\n"),
        ("removals", "        if item.before is not None and item.after is not None:\n", "        if False:\n"),
        ("run", "            yield item.hardened() if hard else item\n", "            yield item\n"),
        ("stopped", 'word.get("verdict") in {"reject", "withdraw"}', 'word.get("verdict") == "reject"'),
        ("stopped", 'for field in ("appeals", "retractions"))', 'for field in ("appeals",))'),
        ("run", "(item.softened or not before[subject])", "True"),
        ("reviews", "any(other.claim == claim for other in self.earlier)", "False"),
        ("side", "(*asked, *more)", "tuple(more)"),
        ("demands", '"ground": now["ground"], ', ""),
    ),
    *_in("check", ("emergency", "if fits and blob", "if blob"), tests=("tests/unit/check/test_emergency.py",)),
    Mutant("site_builder/record.py", "    if dropped:\n", "    if False:\n"),
    *_in("load", ("withholdings", '"withheld" in terms.get(reason, {}).get("used_by", ())', "True"), tests=("tests/unit/history",)),
    *_in("load", ("names", 'said = counts == (handle is not None, account_id is not None) and', "said =")),
    *_in(
        "check",
        ("gate", "accepted = accepted if refused else commit", "accepted = commit"),
        ("gate", "        if commit in skipped and refused:\n", "        if commit in skipped:\n"),
        ("gate", "        if not (refused and commit in skipped):\n", "        if True:\n"),
        ("gate", "        refused = bool(known[key].problems.errors)\n", "        refused |= bool(known[key].problems.errors)\n"),
        ("gate", "        with contextlib.suppress(Exception):\n", "        with contextlib.nullcontext():\n"),
        ("run", "        between = replace(between, times=between.times[:1])\n", "        pass\n"),
        ("run", "(base, *repository.passed_over(head))", "(base,)"),
        ("files", "        if record and record not in pair.after.tree.withheld:\n", "        if False:\n"),
        ("files", "passed_over(after) == [*passed_over(before), *between]", "True"),
        ("files", "(item.before is None and withheld_record(item.path))", "withheld_record(item.path)"),
        tests=("tests/acceptance/test_gate.py",),
    ),
    *_in(
        "check",
        ("rewritten", "    if new <= old:\n", "    if False:\n"),
        ("rewritten", 'differ(was, now) <= {"epoch"}', "True"),
        ("rewritten", "return item.after is None and gone(", "return gone("),
        ("rewritten", "return all(name not in now and gone(name) for name in differ(was, now))", "return True"),
        ("rewritten", "        return not (held(side, record) or any(word.stops for word in words if word.record == record))\n", "        return True\n"),
        ("rewritten", "        if was != new and", "        if False and"),
        ("rewritten", "        if right != now.get(name):\n", "        if False:\n"),
        ("rewritten", "        if was.standing != new.standing:\n", "        if False:\n"),
        ("rewritten", "    if time is not None:\n", "    if False:\n"),
        tests=("tests/acceptance/test_rewritten.py",),
    ),
    *_in(
        "check",
        ("emergency", '                kept.setdefault(path, Blob("100644", blob.object))\n', "                pass\n"),
        ("emergency", "        time = max(now, repository.as_of(last))\n", "        time = now\n"),
        tests=("tests/acceptance/test_emergency.py",),
    ),
    *_in(
        "derive",
        ("reviews", "        elif word.number >= highest:\n", "        elif word.number > highest:\n"),
        ("reviews", "review.number > stopped.get(review.reviewer, 0)", "True"),
        ("reviews", "(confirms and review.reviewer in record.data", "(False and review.reviewer in record.data"),
        ("state", "+ (1 if record.data.get(\"relists\") else 0)", ""),
        tests=_DERIVE,
    ),
    *_in(
        "git",
        ("trees", "        if name in names:\n", "        if False:\n"),
        ("trees", "for mode, name, tree in before if mode == _FOLDER", "for mode, name, tree in before"),
        ("trees", "        if place < last:\n", "        if False:\n"),
        ("revisions", "line[-1].split()[1:2] == [base]", "True"),
        ("revisions", "    line = [item for item in line if item[0] not in skipped]\n", ""),
        tests=("tests/unit/git/test_malformed.py", *_HONEST, "tests/acceptance/test_passed_over.py"),
    ),
    *_in(
        "signatures",
        ("key_secret", "gcd(one[1], other[1]) != 1", "False"),
        ("key_secret", "made.public_numbers().x", "made.public_numbers().y"),
        ("key_secret", "times_eight(made.public_bytes_raw())", 'int.from_bytes(made.public_bytes_raw()[:31], "little")'),
        ("key_secret", "_POWERS * (modulus - 1)", "_POWERS"),
        ("key_secret", "_POWERS * (modulus - 1)", "modulus - 1"),
        ("word", '    if is_stolen(keys[0]["key"], entry):\n', '    if any(known.get("stolen") for known in keys):\n'),
        tests=("tests/unit/signatures/test_key_secret.py",),
    ),
)  # fmt: skip


def main() -> int:
    """Run all mutants; print each that no test noticed, and return 1 where there is one."""
    alive, words = 0, sys.argv[1:]
    chosen = [mutant for mutant in MUTANTS if not words or any(word in mutant.file for word in words)]
    with tempfile.TemporaryDirectory(prefix="handlelists-mutants-") as folder:
        root = copied(Path(folder) / "tree")
        for number, mutant in enumerate(chosen, start=1):
            path = root / mutant.file
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
            seen = _is_red(root, mutant)
            path.write_text(text, encoding="utf-8")
            alive += not seen
            sys.stdout.write(
                f"{number}/{len(chosen)} {'red' if seen else 'NOT NOTICED'}: {mutant.file}: {mutant.old.strip()}\n"
            )
            sys.stdout.flush()
    return min(alive, 1)


def copied(root: Path) -> Path:
    """Copy the files that git knows, as they are now, into a new folder; return it."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=True
    ).stdout
    for name in filter(None, listed.decode().split("\0")):
        if not (ROOT / name).is_file():
            continue
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    return root


def _is_red(root: Path, mutant: Mutant) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *mutant.tests]
    return subprocess.run(command, cwd=root, capture_output=True, check=False).returncode == 1


if __name__ == "__main__":
    sys.exit(main())
