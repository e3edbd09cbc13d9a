"""The command line: parse, call one function, report. A command to a module.

Exit status: 0 good, 1 problems found in the data, 2 wrong use or environment, 70 a fault of the builder. No traceback
reaches a user who has not asked for one.
"""

import importlib
import os
import sys
from typing import Final

import click

from site_builder import __version__
from site_builder.cli import ending
from site_builder.cli.options import TEXT

_COMMANDS: Final = (
    "add",
    "appeal",
    "build",
    "capture",
    "check",
    "decide",
    "demo",
    "fmt",
    "import",
    "observe",
    "promote",
    "retract",
    "review",
    "serve",
    "similar",
    "status",
    "sync",
    "tick",
    "validate",
    "withhold",
)
_MODULES: Final = {"import": "importing"}
"""Modules of commands whose names no module can have."""


class _Commands(click.Group):
    """Imports a command's module only when the command is run or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"site_builder.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        _take_text(command)
        return command


def _take_text(command: click.Command) -> None:
    """Let every argument and option that takes any text refuse what is not text."""
    for parameter in command.params:
        if parameter.type is click.STRING:
            parameter.type = TEXT
    for part in getattr(command, "commands", {}).values():
        _take_text(part)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 good, 1 problems found in the data, 2 wrong use or environment, 70 a fault of handlelists.",
)
@click.version_option(__version__, prog_name="handlelists")
def cli() -> None:
    """Publish verified lists of social-media accounts: reviewed YAML in git to public pages and JSON feeds."""


def main() -> None:
    """Run the command line and exit."""
    if sys.getfilesystemencoding() == "ascii" and os.environ.get("PYTHONUTF8") != "1":
        # By LC_ALL=C and PYTHONUTF8=0; arguments and the names of files are UTF-8 all the same.
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, (sys.executable, *sys.orig_argv[1:]))  # noqa: S606 - the same command again
    ending.prepare()
    sys.exit(ending.closed(run(sys.argv[1:])))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit status, whatever happens."""
    try:
        result = cli.main(arguments, prog_name="handlelists", standalone_mode=False)
    except BaseException as error:  # noqa: BLE001 - the last place that can say what went wrong
        return ending.ended(error)
    return result if isinstance(result, int) else 0
