"""The command `callback`: the app when no verb is given, and the one place where things that go wrong end."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import click

from crm import __version__
from crm.book.clock import ClockError
from crm.book.errors import Ambiguous, BookError
from crm.cli.lazy import LazyGroup, examples
from crm.cli.output import tell
from crm.cli.state import State
from crm.cli.verbs import VERBS
from crm.domain.text import clean_line

EXIT_USAGE = 2
EXIT_BUG = 70  # EX_SOFTWARE of sysexits.h
EXIT_INTERRUPTED = 130
EXIT_PIPE = 141


@click.group(
    cls=LazyGroup,
    table=VERBS,
    invoke_without_command=True,
    subcommand_metavar="[VERB] [ARGUMENTS]...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples(
        "callback                                     open the app",
        "callback demo                                look around in a sample search",
        "callback import people.yaml                  bring people in",
        'callback log dana --note "asked for news"    log a call',
        "callback queue                               who is next",
    )
    + (
        "\n\n\b\nWHO is a uid, an e-mail address or part of a name.\n"
        "DATE is 2026-12-01, “1 dec”, “next tue”, “in 2 weeks”, “+10d”, “end of month”.\n"
        "Quote what has spaces.\n"
        "Exit: 0 done, 1 nothing found or declined, 2 cannot be understood or read,\n"
        "3 some records had problems (the rest is done)."
    ),
)
@click.option(
    "--book",
    "chosen",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The book to use. A missing one is made only by add, import and the app.",
)
@click.version_option(__version__, message="callback %(version)s")
@click.pass_context
def cli(ctx: click.Context, chosen: Path | None) -> None:
    """Keeps you in touch after the no, until the chair comes free. Without a verb it opens the app."""
    if chosen is not None and not str(chosen).strip():
        raise click.UsageError("--book needs the name of a file.")
    ctx.obj = State(chosen.expanduser() if chosen else None)
    if ctx.invoked_subcommand is None:
        from crm.cli.app import open_app

        open_app(ctx.obj)


def run(args: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code; says on stderr, in a sentence, what went wrong."""
    _prepare_streams()
    try:
        # Not `cli.main`: that has ends of its own for a closed pipe and for Ctrl+C.
        with cli.make_context("callback", list(sys.argv[1:] if args is None else args)) as context:
            cli.invoke(context)
        _flush()
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.UsageError as error:
        return _usage(error)
    except click.ClickException as error:
        tell(error.format_message())
        return EXIT_USAGE
    except click.Abort as error:
        # Ctrl+C is an interruption; the end of the input in front of a question is a no.
        return EXIT_INTERRUPTED if isinstance(error.__context__, KeyboardInterrupt) else 1
    except Ambiguous as error:
        tell(str(error))
        for line in error.candidates:
            tell(f"  {line}")
        return error.exit_code
    except BookError as error:
        tell(str(error))
        return error.exit_code
    except ClockError as error:
        tell(str(error))
        return EXIT_USAGE
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Whoever read has heard enough.
        _drop_output()
        return EXIT_PIPE
    except OSError as error:
        tell(_os_sentence(error))
        if error.filename is None:
            _drop_output()
        return EXIT_USAGE
    except Exception as error:
        tell(_bug_sentence(error))
        return EXIT_BUG
    return 0


def main(args: Sequence[str] | None = None) -> NoReturn:
    """The console command: runs and leaves the process with the exit code."""
    sys.exit(run(args))


def _prepare_streams() -> None:
    # A terminal or a file in latin-1 shows an escape instead of ending the command.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            with suppress(ValueError, OSError):
                reconfigure(errors="backslashreplace")


def _flush() -> None:
    # Here, where a closed pipe or a full disk can still be told, and not while Python shuts down.
    if sys.stdout is not None and not sys.stdout.closed:
        sys.stdout.flush()


def _usage(error: click.UsageError) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return EXIT_USAGE
    message = clean_line(error.format_message())
    verb = error.ctx.command_path if error.ctx else "callback"
    if "unexpected extra argument" in message:
        message = f"{message.rstrip('.')}. Put a name or a date with spaces in quotes."
    tell(message)
    tell(f"`{verb} --help` has examples.")
    return EXIT_USAGE


def _drop_output() -> None:
    # What is still buffered goes nowhere, or Python would complain of it once more while it shuts down.
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _os_sentence(error: OSError) -> str:
    what = error.strerror or type(error).__name__
    if error.filename is None:
        return f"The output could not be written: {what}."
    return f"{os.fsdecode(error.filename)}: {what}."


def _bug_sentence(error: BaseException) -> str:
    # The type and the place only: a traceback or a message may hold somebody's name.
    place = "an unknown place"
    trace = error.__traceback__
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "?")
        if module.startswith("crm.") or place == "an unknown place":
            place = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return (
        f"Callback stumbled over a fault of its own ({type(error).__name__} at {place}); "
        "nothing half-done was written. Please report this line."
    )
