"""The command line. One file a command; nothing else imports this package.

A command's module is imported only when it is run, so that `overlay --help` stays quick.
"""

from __future__ import annotations

import importlib
import sys

import click

from overlay import __version__
from overlay.cli.terminal import closing, fail, output_trouble, require_streams
from overlay.errors import ExitCode, OverlayError, unexpected
from overlay.garbage import collect_no_more, collect_rarely

COMMANDS = {
    "correct": "Make corrected release copies from an errata file.",
    "batch": "Correct thousands of documents, losing none.",
    "check": "Find and place every erratum of a file; write nothing.",
    "find": "Show where words stand in a PDF.",
    "verify": "Prove that a release copy changes nothing but its errata.",
    "show": "Print the errata that a release copy carries.",
    "diff": "Compare two release copies, or one and its original.",
    "pack": "Make the release pack: originals, corrected copies, notice, log, proofs.",
    "log": "Write the disclosure log of some packs as one table.",
    "keygen": "Make a key to try signing out with.",
    "revert": "Take the original out of a release copy.",
    "import": "Make an errata file from RFC Editor records.",
    "schema": "Print the JSON Schema of the errata file.",
}
"""Name and one line of help, here so that the list of commands costs no import."""


class LazyGroup(click.Group):
    """Lists its commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        import logging

        # What libraries log about a PDF is no news to a user: what matters is told as an error or a remark.
        logging.getLogger().addHandler(logging.NullHandler())
        module_name = "import_" if cmd_name == "import" else cmd_name
        command = importlib.import_module(f"overlay.cli.{module_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="overlay")
def overlay() -> None:
    """Put published corrections into the PDFs that are wrong, at the line that is wrong, and change nothing else."""


def main() -> None:
    """Run the command line and exit with one of `ExitCode`: errors become one message on stderr, never a traceback."""
    code = closing(_run())
    collect_no_more()
    sys.exit(code)


def _run() -> int:
    collect_rarely()
    as_json = "--json" in sys.argv
    command = next((word for word in sys.argv[1:] if word in COMMANDS), "")
    try:
        require_streams()
        result = overlay.main(standalone_mode=False)
        return int(result) if isinstance(result, int) else int(ExitCode.DONE)
    except OverlayError as error:
        return fail(error, command=command, as_json=as_json)
    except click.exceptions.Exit as stop:
        return int(stop.exit_code)
    except SystemExit:  # how click takes it that nobody reads the help
        return int(ExitCode.DONE)
    except click.ClickException as error:
        usage = OverlayError(error.format_message(), remedy=f"Try: overlay {command} --help".replace("  ", " "))
        usage.exit_code = ExitCode.USAGE
        return fail(usage, command=command, as_json=as_json)
    except (click.Abort, KeyboardInterrupt):
        return fail(_interrupted(), command=command, as_json=as_json)
    except Exception as error:
        return fail(output_trouble(error) or unexpected(error), command=command, as_json=as_json)


def _interrupted() -> OverlayError:
    error = OverlayError("Interrupted: nothing half-made was left behind.")
    error.exit_code = ExitCode.INTERRUPTED
    return error
