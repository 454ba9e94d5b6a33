"""What runs in a worker: one job in, one result out, whatever the document does short of ending the process."""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import hashlib
import os
import signal
from pathlib import Path

from overlay.batches.declared import from_text
from overlay.batches.details import details_of, picture_of
from overlay.batches.job import Job, Result, Settings, State
from overlay.batches.store import HaltError, Input, is_url, put_new, read, write_part
from overlay.erratum import Document, Release
from overlay.errors import ExitCode, LimitError, OverlayError
from overlay.garbage import collect_rarely
from overlay.limits import confine, end_with_parent, ration
from overlay.pipeline import Checked, Corrected, Refused, check, correct

OUT_OF_MEMORY = 77
"""The exit code by which a worker says that memory ran out: what is left of it is not to be trusted with another document."""

_settings = Settings()


def prepare(settings: Settings) -> None:
    """Make this process a worker: end with its parent, leave Ctrl-C to the parent, keep within the limits of memory."""
    global _settings
    _settings = settings
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    _import_all()
    collect_rarely()
    confine(settings.limits)


def _import_all() -> None:
    """What the first document would otherwise pay for, before memory is limited."""
    import overlay.preview  # noqa: F401


def work(job: Job) -> Result:
    """What becomes of one job. Never raises; ends the process where memory runs out."""
    ration(_settings.limits)
    try:
        return outcome(job, _settings)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    finally:
        gc.collect()  # what a document leaves behind would be taken off the memory for the next


def outcome(job: Job, settings: Settings) -> Result:
    """The same in this process, and raising MemoryError."""
    given: Input | None = None
    try:
        given = read(job.place)
        release = from_text(job.declared)
        result = _made(job, settings, given.data, release.documents[0], release)
    except HaltError as error:
        return failure(job.key, error, halts=True)
    except OverlayError as error:
        result = failure(job.key, error)
    except RecursionError:
        result = failure(job.key, LimitError("The document is nested too deeply (limit: nesting)."))
    except MemoryError:
        raise
    except Exception as error:
        result = failure(job.key, OverlayError(f"Something went wrong inside overlay ({type(error).__name__})."))
    return _with_input(result, given)


def _made(job: Job, settings: Settings, data: bytes, document: Document, release: Release) -> Result:
    done: Checked | Refused
    if settings.check_only:
        # Placing is what is asked for: proving a copy that nobody gets would take as long again.
        done = check(data, document, release, dataclasses.replace(settings.options, self_check=False))
    else:
        done = correct(data, document, release, settings.options)
    if isinstance(done, Refused):
        first = done.unanchored[0]
        picture = picture_of(data, done, password=settings.options.password)
        return Result(
            job.key, State.REFUSED, int(first.exit_code), str(first.cause), first.message, first.remedy,
            details_of(done), picture=picture,
        )  # fmt: skip
    warned = any(anchor.remarks for anchor in done.anchors)
    code = ExitCode.DONE_WITH_WARNINGS if warned else ExitCode.DONE
    if not isinstance(done, Corrected):
        return Result(job.key, State.PLACED, int(code), details=details_of(done))
    copy = done.data
    sha256 = hashlib.sha256(copy).hexdigest()
    part = ""
    if is_url(job.target):
        put_new(copy, job.target, sha256=sha256, may_replace=job.ours, force=settings.force)
    else:
        part = write_part(copy, Path(job.target), tag=settings.tag)
    return Result(job.key, State.CORRECTED, int(code), details=details_of(done), output_sha256=sha256, part=part)


def failure(key: str, error: OverlayError, *, halts: bool = False) -> Result:
    """The result of a job that an error ended."""
    return Result(key, State.FAILED, int(error.exit_code), _cause(error), error.message, error.remedy, halts=halts)


def _cause(error: OverlayError) -> str:
    return CAUSES.get(error.exit_code, "fault in overlay")


CAUSES = {
    ExitCode.USAGE: "not the file declared",
    ExitCode.DAMAGED: "damaged",
    ExitCode.PASSWORD_NEEDED: "password needed",
    ExitCode.ENCRYPTION_KEPT: "encrypted",
    ExitCode.SIGNED: "signed",
    ExitCode.LIMIT: "limit exceeded",
    ExitCode.UNSUPPORTED: "not supported",
    ExitCode.EXISTS: "output exists",
    ExitCode.IO: "reading or writing failed",
    ExitCode.SELF_CHECK: "self-check failed",
}


def _with_input(result: Result, given: Input | None) -> Result:
    if given is None:
        return result
    return dataclasses.replace(result, input_sha256=hashlib.sha256(given.data).hexdigest(), stamp=given.stamp)
