"""Stories: the pages whose commands are run, each in its world and with what its placeholders stand for there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

World = Literal["lists", "harbour", "nothing"]
"""A clone of this repository's lists; one of the minimal instance; a folder in which nothing is."""

_RECORD: Final = "7k3f9q2m4d1p"
_OTHER: Final = "lists/harbour/mastodon/0a/0a1b2c3d4e5f.yaml"
_FILES_BELOW: Final = "lists/harbour/reviews/*/7k.yaml"


@dataclass(frozen=True)
class Story:
    """The blocks of a page from the one whose first line is `first` to the next story's, run in order in one shell."""

    page: str
    first: str
    world: World
    words: Mapping[str, str] = field(default_factory=dict)
    """What is put in place of the page's placeholders."""
    before: Mapping[str, str] = field(default_factory=dict)
    """Commands before a block, by its first line: what the reader of the page has done by then, or what broke."""
    fails: Mapping[str, int] = field(default_factory=dict)
    """The beginnings of commands that end with another status than 0, as their page says."""
    after: str = "true"
    """A command that holds once all is done."""


_KEY: Final = 'ssh-keygen -t ed25519 -C "" -f ~/.ssh/handlelists'
_NO_PASSPHRASE: Final = {'-C ""': '-q -C "" -N ""'}
_FEED: Final = (
    "jq '.lists[] | {id, public: .counts.public, actionable: .counts.actionable}' site/feeds/v1/index.json"
)
_COPY: Final = "cp -r \"$(python -c 'from site_builder.resources import schemas_path as s; print(s())')\" ."
_PROPOSAL: Final = "lists/northwind/drafts/ferry-offers.yaml"
_PUBLISH: Final = "git push -q origin +HEAD:refs/handlelists/published"
_BREAK: Final = (
    "echo 'x: [' > lists/x.yaml && git add lists && git commit -qm Break && git push -q origin HEAD:main"
)
_EMERGENCY: Final = "git fetch origin main +refs/handlelists/published:refs/handlelists/published"
_LEFT: Final = "curl --silent --show-error --output left.json https://lists.example/lists/harbour/7k3f9q2m4d1p/record.json"
_RETRACTED: Final = f"""\
git add lists && git commit -qm 'Retract {_RECORD}' && git push -q && {_PUBLISH} && {_BREAK} && {_EMERGENCY}
handlelists withhold --from-published 9m2x0r5t8v4w --by desk && git push -q && handlelists build --site-dir "$BEFORE"
cp "$BEFORE/lists/harbour/7k3f9q2m4d1p/record.json" left.json"""
_EPOCH: Final = f"""\
git rm -q {_FILES_BELOW}
printf 'epoch: 1\\n' >> lists/instance.yaml
handlelists fmt && git add lists && git commit -qm 'Begin a new epoch'"""
_OVERRIDE_EPOCH: Final = (
    "handlelists decide override --base refs/handlelists/before --rewritten --as steward-a --key ~/.ssh/handlelists "
    '--reason "An erasure by law."'
)

_OVERRIDE: Final = (
    "handlelists decide override --base main --as steward-a --key ~/.ssh/handlelists "
    '--reason "The annex of a judgment names all of them."'
)
_STEWARDS: Final = """\
for name in a b; do
  file=~/.ssh/$([ $name = a ] && echo handlelists || echo steward-b)
  ssh-keygen -q -t ed25519 -C "" -N "" -f $file
  printf 'steward-%s:\\n  lists: [harbour]\\n  active: [{from: 2026-01-01}]\\n' $name >> lists/reviewers.yaml
  printf '  keys: [{key: %s, from: 2026-01-01}]\\n' "$(cut -d' ' -f1,2 $file.pub)" >> lists/reviewers.yaml
  printf '  steward: true\\n' >> lists/reviewers.yaml
done
handlelists fmt && git commit -qm Stewards -- lists/reviewers.yaml"""
_IMPORT: Final = (
    "handlelists import accounts.csv --list northwind --source dataset-2023 --category covert-influence "
    "--submitted-by contributor-a --dry-run"
)
_WEAKER: Final = f"""\
{_STEWARDS}
git checkout -q -b weaker && sed -i 's/quorum: 2/quorum: 1/' lists/harbour/list.yaml && git commit -qam Weaker"""
_ERASE: Final = (
    'handlelists retract RECORD_ID --reason personal-data --why "It shows a private person." --as steward-a '
    "--key ~/.ssh/handlelists"
)
_RETRACT: Final = (
    'handlelists retract RECORD_ID --reason mistaken-identity --why "Another person\'s account." --as steward-a '
    "--key ~/.ssh/handlelists"
)

STORIES: Final = (
    Story(
        "README.md",
        "handlelists status @TEN_GOP",
        "lists",
        before={_FEED: "handlelists build"},
        after="test -s lists/withheld/7k3f9q2m4d1p.*.yaml",
    ),
    Story(
        "docs/guides/contributors.md",
        "handlelists status @nwx_weather",
        "lists",
        before={
            _IMPORT: "printf 'url\\nhttps://x.com/nwx_desk_one\\n' > accounts.csv",
            "handlelists fmt": f'mkdir lists/northwind/drafts && cp "$PROPOSAL" {_PROPOSAL}',
        },
        after=f"test ! -e {_PROPOSAL}",
    ),
    Story("docs/guides/editor.md", _COPY, "lists", after="test -f schemas/record.schema.json"),
    Story(
        "docs/guides/forge.md",
        "handlelists withhold RECORD_ID --by duty-officer --reason mistaken-identity",
        "harbour",
        words={"RECORD_ID": _RECORD, "CHANGE": "change"},
        before={_EMERGENCY: f"{_PUBLISH} && {_BREAK}"},
        after='grep -i observed summary.md && git -C "$ORIGIN" ls-tree main:lists/withheld/ | grep 7k3f9q2m4d1p',
    ),
    Story(
        "docs/guides/maintainers.md",
        "git init --initial-branch=main my-lists",
        "nothing",
        words={"ADDRESS-OF-THE-BUILDER": '"$BUILDER"', "COMMIT": "HEAD"},
        after='test -z "$(git status --porcelain)" && test -f lists/freight-fraud/list.yaml',
    ),
    Story(
        "docs/guides/maintainers.md",
        "git status --short",
        "harbour",
        words={"RECORD_ID": _RECORD, "@handle": "@Harbour_Tickets"},
        before={
            _EMERGENCY: f"{_PUBLISH} && {_BREAK}",
            "handlelists withhold --invalid --by duty-officer": f"echo 'x: y' >> {_OTHER}",
            "handlelists appeal open RECORD_ID --ground mistaken-identity": f"git checkout -q HEAD {_OTHER}",
            _RETRACT: _STEWARDS,
        },
        after=f"grep retractions lists/harbour/twitter/7k/{_RECORD}.yaml && test -f site/index.html",
    ),
    Story(
        "docs/guides/private-source.md",
        "git config user.name contributor-x",
        "harbour",
        words={"LAST-PUBLISHED": "HEAD~1", "COMMIT": "HEAD", "--previous": '--previous="$BEFORE"'},
        before={"handlelists check --since LAST-PUBLISHED": 'handlelists build --site-dir "$BEFORE"'},
        after='git -C "$ORIGIN" rev-parse refs/handlelists/published',
    ),
    Story(
        "docs/guides/purge.md",
        _ERASE,
        "harbour",
        words={
            "RECORD_ID": _RECORD,
            "https://forge.example/lists.git": '"$ORIGIN"',
            "HANDLE": "Harbour_Tickets",
            "--previous": '--previous="$BEFORE"',
            "DECISION_ID": '$(basename "$(git ls-files --others lists/decisions)" .yaml)',
            "steward-b --key ~/.ssh/handlelists": "steward-b --key ~/.ssh/steward-b",
            _LEFT: "true",
        },
        before={_ERASE: _STEWARDS, _LEFT: _RETRACTED, _OVERRIDE_EPOCH: _EPOCH},
        fails={"git -C purge.git log": 1},
        after=f'! {{ git -C "$ORIGIN" log --all -p | grep Harbour_Tickets '
        f'|| git -C "$ORIGIN" log --all --format=%B | grep {_RECORD}; }} || exit 9',
    ),
    Story(
        "docs/guides/reviewers.md",
        _KEY,
        "lists",
        words=_NO_PASSPHRASE,
        after="test -f ~/.ssh/handlelists.pub",
    ),
    Story("docs/reference/signatures.md", _KEY, "nothing", words=_NO_PASSPHRASE),
    Story(
        "docs/reference/check.md",
        "handlelists check --base main                       # a change on a branch, against the protected branch",
        "harbour",
        words={"$BASE": "main", "$MERGE": "HEAD", "$LOGIN": "contributor-a", "$PUBLISHED": "main"},
        before={
            "handlelists check --base main                       # a change on a branch, against the protected "
            "branch": "git checkout -q -b change origin/change"
        },
        after="grep -i observed summary.md",
    ),
    Story(
        "docs/reference/check.md",
        _OVERRIDE,
        "harbour",
        words={
            "5d0e8f7a6c1b": "$(basename lists/decisions/*.yaml .yaml)",
            "steward-b --key ~/.ssh/handlelists": "steward-b --key ~/.ssh/steward-b",
        },
        before={_OVERRIDE: _WEAKER},
        after="git add -A && git commit -qm Decision && handlelists check --base main",
    ),
    Story(
        "docs/reference/commands.md",
        "handlelists add https://x.com/nwx_ferries --list northwind --category advance-fee-fraud \\",
        "lists",
        before={"status=0": "git add -A && git commit -qm Propose"},
    ),
)
