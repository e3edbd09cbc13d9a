"""Endings: whatever ends a run, its exit status and one sentence on standard error.

A command's answers are 0, 1 and what it documents besides (`sync`). Every other status comes from here, so a script
that knows the answers and stops at the rest never takes a fault for an answer.
"""

import contextlib
import errno
import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import Final

import click

from site_builder import __version__
from site_builder.errors import REPORT, DefectError, HandlelistsError
from site_builder.report.escape import visible
from site_builder.resources import PACKAGE
from site_builder.write.atomic import known_as

ENVIRONMENT: Final = 2
_SIGNALLED: Final = 128
_READER_GONE: Final = _SIGNALLED + 13
"""What SIGPIPE, as after `| head`, makes of other programs."""
_DEBUG: Final = "HANDLELISTS_DEBUG"


class Stopped(KeyboardInterrupt):
    """A signal, named by its number, asked the process to end; what cleans up after Ctrl-C cleans up after it, too."""


def prepare() -> None:
    """Make a process ready for a run: its streams can be used, and SIGTERM and SIGHUP end it as Ctrl-C does."""
    for name, errors in (("stdin", "strict"), ("stdout", "backslashreplace"), ("stderr", "backslashreplace")):
        if getattr(sys, name) is None:  # the caller closed it, and no other file may take its number
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), "r" if name == "stdin" else "w"))
        # A terminal that cannot show a character gets its code point.
        getattr(sys, name).reconfigure(errors=errors)
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]

    def stop(number: int, _frame: FrameType | None) -> None:
        for one in numbers:  # the cleaning up is not stopped
            signal.signal(one, signal.SIG_IGN)
        raise Stopped(number)

    for number in numbers:
        if signal.getsignal(number) is signal.SIG_DFL:  # under nohup it stays ignored
            signal.signal(number, stop)


def ended(error: BaseException) -> int:
    """Say why a run ended without an answer, and return its exit status."""
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.Abort | KeyboardInterrupt):
        cause = error if isinstance(error, KeyboardInterrupt) else error.__cause__ or error.__context__
        number = cause.args[0] if isinstance(cause, Stopped) else signal.SIGINT
        _say("interrupted" if number == signal.SIGINT else "stopped")
        return _SIGNALLED + number
    if isinstance(error, HandlelistsError):
        _say(visible(str(error)), visible(error.hint or ""))
        return error.exit_status if isinstance(error, DefectError) else ENVIRONMENT
    if isinstance(error, click.UsageError):
        with contextlib.suppress(OSError):
            error.show()
    elif isinstance(error, click.ClickException):
        _say(visible(error.format_message()))
    elif isinstance(error, SystemExit):  # click's way out where nobody reads the output any more
        return _READER_GONE
    elif isinstance(error, OSError):
        # Whatever writes a file names it.
        where = error.filename or ("standard output" if error.errno in (errno.ENOSPC, errno.EIO) else "")
        _say(visible(": ".join(filter(None, (known_as(str(where)), error.strerror or str(error))))))
    elif isinstance(error, MemoryError):
        _say("there is not enough memory")
    else:
        return _fault(error)
    return ENVIRONMENT


def closed(status: int) -> int:
    """Write out what is left of the output and return the exit status: lost output is not success."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            # Else Python would try once more, and end with a status of its own.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
            status = max(status, ENVIRONMENT)
    return status


def _fault(error: BaseException) -> int:
    """Name kind and place, and no value: the log of a job may be public, and records are not always."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if PACKAGE in Path(frame.filename).parents]
    place = f" in {Path(own[-1].filename).relative_to(PACKAGE.parent)}, line {own[-1].lineno}" if own else ""
    shown = traceback.format_exception(error) if os.environ.get(_DEBUG) else []
    hint = REPORT if shown else f"{REPORT}, and add what is printed with {_DEBUG}=1"
    steps = map(visible, "".join(shown).splitlines())
    _say(f"{type(error).__name__}{place}, version {__version__}", hint, *steps)
    return DefectError.exit_status


def _say(sentence: str, hint: str = "", *more: str) -> None:
    for line in (f"handlelists: {sentence}", *([f"  {hint}"] if hint else []), *more):
        with contextlib.suppress(OSError):  # what cannot be said does not change how the run ended
            click.echo(line, err=True)
