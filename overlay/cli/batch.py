"""`overlay batch`: many documents, one outcome each, none lost."""

from __future__ import annotations

import logging
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from overlay.cli.options import (
    json_option,
    limits_from,
    limits_options,
    ocr_from,
    password_from,
    password_option,
    reading_limits_options,
    reading_options,
)
from overlay.errors import ExitCode, OverlayError, UsageError
from overlay.readers import Reader

if TYPE_CHECKING:
    from overlay.batches.order import Order
    from overlay.batches.summary import Summary


@click.command("batch")
@click.argument("jobs", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    help="The folder for copies, reports and ledger; with the part [remote] also an s3://, gs:// or az:// URL.",
)
@click.option("--check", "check_only", is_flag=True, help="Find and place every erratum; make no copies.")
@click.option("--jobs", "processes", type=click.IntRange(min=1), metavar="N", help="Documents at a time; one a core.")
@click.option("--resume", is_flag=True, help="Go on with the run in OUT: do what is new, changed or not yet done.")
@click.option("--force", is_flag=True, help="Begin anew where OUT holds a run, and replace copies that are there.")
@click.option(
    "--status", "status_of", type=click.Path(path_type=Path), metavar="OUT", help="Tell how the run in OUT stands."
)
@click.option("--shard", metavar="I/N", help="Do the I-th of N parts only, for example 3/10 in an array job.")
@click.option(
    "--merge", "merge_in", type=click.Path(path_type=Path), metavar="OUT", help="Merge the ledgers of all parts in OUT."
)
@click.option(
    "--on", "scheduler", metavar="tcp://HOST:PORT", help="Work on the dask cluster of this scheduler (part [cluster])."
)
@click.option(
    "--documents-a-task",
    type=click.IntRange(min=1, max=200),
    default=100,
    show_default=True,
    metavar="N",
    help="With --on: documents handed out together.",
)
@click.option(
    "--records",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where ledger and reports go, when not into OUT; needed when OUT is a URL.",
)
@click.option(
    "--style",
    "style_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A style to use instead of the errata files'.",
)
@click.option("--accept-moved", is_flag=True, help="Take a quote that stands once, on another page than cited.")
@click.option(
    "--append-after-signature", is_flag=True, help="Correct signed documents where their certification allows."
)
@click.option("--no-self-check", is_flag=True, help="Publish without checking first; run overlay verify later.")
@click.option("--repair", is_flag=True, help="Have a damaged document rewritten first, and say so in its copy.")
@click.option("--quiet", is_flag=True, help="Print nothing but what went wrong with the run itself.")
@reading_options
@password_option
@limits_options
@reading_limits_options
@json_option
def command(jobs: Path | None, status_of: Path | None, merge_in: Path | None, **choices: Any) -> int:
    """Correct the documents of many errata files, in processes that can be killed, and lose none.

    JOBS is a folder of errata files (its tree is mirrored in OUT), one errata file, or a CSV or JSON Lines table with
    one erratum a row. A document that cannot be corrected costs nothing but itself; report.html, report.csv and
    report.jsonl in OUT say what became of each.
    """
    from overlay.batches.merge import merge, status

    if sum(chosen is not None for chosen in (jobs, status_of, merge_in)) != 1:
        raise UsageError(
            "Name JOBS, or a folder with --status or --merge, and one of them only.",
            remedy="For example: overlay batch errata/ -o release/",
        )
    if status_of is not None:
        summary, title = status(status_of), "status"
    elif merge_in is not None:
        summary, title = merge(merge_in), "merge"
    else:
        assert jobs is not None
        summary, title = _run(_order(jobs, choices), quiet=choices["quiet"] or choices["as_json"]), "batch"
    return _told(summary, title, choices)


def _order(jobs: Path, choices: dict[str, Any]) -> Order:
    from overlay import errata_file
    from overlay.batches.order import Order, Shard
    from overlay.pipeline import Options

    limits = limits_from(choices)
    if not choices["output"]:
        raise UsageError("Say where the copies go, with -o OUT.")
    return Order(
        jobs,
        choices["output"],
        records=choices["records"],
        check_only=choices["check_only"],
        processes=choices["processes"] or 0,
        resume=choices["resume"],
        force=choices["force"],
        shard=Shard.of(choices["shard"]) if choices["shard"] else None,
        style=errata_file.style_at(choices["style_file"]) if choices["style_file"] else None,
        scheduler=choices["scheduler"] or "",
        documents_a_task=choices["documents_a_task"],
        options=Options(
            accept_moved=choices["accept_moved"],
            append_after_signature=choices["append_after_signature"],
            password=password_from(choices["password_file"]),
            self_check=not choices["no_self_check"],
            repair=choices["repair"],
            limits=limits,
            ocr=ocr_from(choices),
            reader=Reader(choices["reader"]),
        ),
        limits=limits,
    )


def _run(order: Order, *, quiet: bool) -> Summary:
    from overlay.batches.run import run
    from overlay.cli.progress import Bar, Lines

    # Schedulers end a job that is over its time with SIGTERM: that is treated like Ctrl-C.
    signal.signal(signal.SIGTERM, _interrupt)
    if order.scheduler:
        logging.disable(logging.CRITICAL)  # dask logs what the outcomes tell; no document is read in this process
    try:
        if quiet:
            return run(order)
        with Bar() if sys.stderr.isatty() else Lines() as shown:
            return run(order, progress=shown.update)
    except KeyboardInterrupt:
        stopped = OverlayError(
            "Interrupted: what was done is kept, and nothing half-made was left behind.",
            remedy="Go on with the same command and --resume.",
        )
        stopped.exit_code = ExitCode.INTERRUPTED
        raise stopped from None


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


COUNTED = ("corrected", "placed", "refused", "failed", "waiting")


def _told(summary: Summary, title: str, choices: dict[str, Any]) -> int:
    """Print the counts and the reasons, and return the exit code."""
    from overlay.cli.terminal import say, say_json

    if choices["as_json"]:
        fields = {
            "folder": str(summary.folder),
            "total": summary.total,
            **{name: getattr(summary, name) for name in COUNTED},
            "with_warnings": summary.warned,
            "reasons": [
                {"outcome": str(r.state), "reason": r.cause, "exit_code": int(r.exit_code), "count": r.count}
                for r in summary.reasons
            ],
        }
        say_json(f"batch {title}" if title != "batch" else "batch", summary.exit_code, fields)
    elif not choices["quiet"]:
        counts = [f"{getattr(summary, name):,} {name}" for name in COUNTED if getattr(summary, name)]
        say(f"{summary.total:,} document{'s' * (summary.total != 1)}: {', '.join(counts) or 'none'}.")
        for reason in summary.reasons:
            say(f"  {reason.count:,} {reason.state}: {reason.cause} (code {int(reason.exit_code)})")
        if title != "status":
            say(f"The reports and the ledger are in {summary.folder}.")
    return int(summary.exit_code)
