"""The command line: parse, call one function, report. A command to a module.

Exit status: 0 good, 1 problems found in the data, 2 wrong use or environment. No traceback reaches a user.
"""

from __future__ import annotations

import importlib
import io
import sys
from typing import Final

import click

from site_builder import __version__
from site_builder.errors import HandlelistsError
from site_builder.report.escape import visible

ENVIRONMENT: Final = 2
INTERRUPTED: Final = 130

_COMMANDS: Final = (
    "add",
    "appeal",
    "build",
    "check",
    "fmt",
    "retract",
    "review",
    "serve",
    "status",
    "sync",
    "tick",
    "validate",
    "withhold",
)


class _Commands(click.Group):
    """Imports a command's module only when the command is run or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"site_builder.cli.{cmd_name}")
        command: click.Command = module.command
        return command


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 good, 1 problems found in the data, 2 wrong use or environment.",
)
@click.version_option(__version__, prog_name="handlelists")
def cli() -> None:
    """Publish verified lists of social-media accounts: reviewed YAML in git to public pages and JSON feeds."""


def main() -> None:
    """Run the command line and exit."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character gets its code point, never a traceback.
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit status; never raises for what a user can cause.

    Where the reader of the output goes away (`| head`), click ends the process quietly with status 1.
    """
    try:
        result = cli.main(arguments, prog_name="handlelists", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return ENVIRONMENT
    except (click.Abort, KeyboardInterrupt):
        click.echo("handlelists: interrupted", err=True)
        return INTERRUPTED
    except HandlelistsError as error:
        click.echo(f"handlelists: {visible(str(error))}", err=True)
        if error.hint:
            click.echo(f"  {visible(error.hint)}", err=True)
        return ENVIRONMENT
    except OSError as error:
        what = f"{error.filename}: " if error.filename else ""
        click.echo(f"handlelists: {visible(f'{what}{error.strerror or error}')}", err=True)
        return ENVIRONMENT
    return result if isinstance(result, int) else 0
