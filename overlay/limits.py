"""Runs a piece of work in a process that can be killed, within limits of time and memory.

Hostile PDFs make parsers loop, swallow memory or abort. None of that may hang or take down the command: the work
runs in a child, and what becomes of the child is a result or a typed error.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pickle import PickleError
from typing import TYPE_CHECKING, Any, TypeVar

from overlay.errors import ExitCode, LimitError, OverlayError, unexpected

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Result = TypeVar("Result")

MEBIBYTE = 1024 * 1024

_DIE_WITH_PARENT = 1
"""prctl's PR_SET_PDEATHSIG."""

NO_ROOM_FOR_LIBRARY = "failed to map segment"
"""What the system's loader says of a library that the memory allowed has no room for."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost. 0 means no limit.

    `stream_bytes` and `document_bytes` are of decoded content: of one stream, and of all that is read of one document.
    `page_characters` are of one page; `render_side` is in pixels: a larger page is rendered coarser, not refused.
    """

    wall_seconds: float = 60.0
    cpu_seconds: int = 45
    memory_mib: int = 2048
    pages: int = 5_000
    stream_bytes: int = 75_000_000
    document_bytes: int = 300_000_000
    page_characters: int = 100_000
    render_side: int = 3_000


USUAL = Limits()


class Allowance:
    """How much decoded content of one document may still be read."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._read = 0

    def take(self, count: int) -> None:
        """Count a decoded stream. Raises LimitError where it, or the document as a whole, is beyond its limit."""
        if self.limits.stream_bytes and count > self.limits.stream_bytes:
            raise self.stream_too_large()
        self._read += count
        if self.limits.document_bytes and self._read > self.limits.document_bytes:
            raise LimitError(
                f"The document's content is more than {self.limits.document_bytes:,} bytes"
                " (limit: decoded bytes of a document).",
                remedy="It may be hostile. Raise the limit with --max-document if you trust it.",
            )

    def stream_too_large(self) -> LimitError:
        """The error of a stream that is beyond the limit, found before all of it was decoded."""
        return LimitError(
            f"A stream of the document grows beyond {self.limits.stream_bytes:,} bytes when it is decoded"
            " (limit: decoded bytes of a stream).",
            remedy="It may be hostile. Raise the limit with --max-stream if you trust it.",
        )


def run_limited(work: Callable[..., Result], *args: Any, limits: Limits) -> Result:
    """What `work(*args)` returns, computed in a child process.

    Raises what `work` raises (it must pickle), LimitError where a limit ended it (the message names the limit), and
    OverlayError with exit code 70 where the child died of anything else.
    """
    import multiprocessing

    # A fork of this small process starts in a millisecond; elsewhere fork is not safe or not there.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(  # type: ignore[attr-defined]
        target=_work_within, args=(theirs, work, args, limits)
    )
    child.start()
    theirs.close()  # so that the child's end is seen
    try:
        outcome = ours.recv() if ours.poll(limits.wall_seconds or None) else out_of_time(limits)
    except (EOFError, OSError):
        child.join()
        outcome = death(child.exitcode, limits)
    finally:
        child.kill()
        child.join()
        ours.close()
    if isinstance(outcome, _Returned):
        result: Result = outcome.value
        return result
    raise _limit_in_words(outcome, limits)


@dataclass(frozen=True, slots=True)
class _Returned:
    """What the work returned, told apart from what it raised."""

    value: Any


def _work_within(answer: Connection, work: Callable[..., Any], args: tuple[Any, ...], limits: Limits) -> None:
    end_with_parent()
    confine(limits)
    ration(limits)
    outcome: _Returned | BaseException
    try:
        outcome = _Returned(work(*args))
    except MemoryError:  # the one that was raised may hold on to all that filled the memory
        outcome = MemoryError()
    except (Exception, KeyboardInterrupt) as error:
        outcome = error.with_traceback(None)
    try:
        answer.send(outcome)
    except MemoryError:
        raise SystemExit(ExitCode.LIMIT) from None  # not even room to say so
    except (TypeError, AttributeError, PickleError):  # an exception that does not pickle
        assert isinstance(outcome, Exception)
        answer.send(unexpected(outcome))


def _limit_in_words(error: BaseException, limits: Limits) -> BaseException:
    unloaded = isinstance(error, ImportError) and NO_ROOM_FOR_LIBRARY in str(error)
    unread = isinstance(error, OSError) and error.errno == errno.ENOMEM
    if isinstance(error, MemoryError) or unloaded or unread:
        return out_of_memory(limits)
    if isinstance(error, RecursionError | SystemError):  # the second where recursion ran out within C code
        return LimitError("The document is nested too deeply (limit: nesting).", remedy="It may be hostile.")
    return error


def end_with_parent(parent: int | None = None) -> None:
    """Have this process ended with the one that started it (Linux; elsewhere it ends after its work).

    A child that outlived a killed run would work for nobody, or write where the next run does. `parent`: the process id of
    the one that started it, where that is known, so that it is noticed if that one has ended already.
    """
    if sys.platform == "linux":
        import ctypes

        expected = os.getppid() if parent is None else parent
        ctypes.CDLL(None, use_errno=True).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != expected:
            os._exit(int(ExitCode.INTERRUPTED))


def confine(limits: Limits) -> None:
    """Keep this process within the limit of memory for good, and let it write no core file."""
    try:
        import resource
    except ImportError:  # Windows has no such limits: the wall time still holds
        return
    if limits.memory_mib:
        room = limits.memory_mib * MEBIBYTE
        resource.setrlimit(resource.RLIMIT_AS, (room, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def ration(limits: Limits) -> None:
    """Give this process the limit of CPU time anew, counted from now; the system ends it where that is used up."""
    try:
        import resource
    except ImportError:
        return
    if limits.cpu_seconds:
        spent = round(time.process_time())
        resource.setrlimit(
            resource.RLIMIT_CPU, (spent + limits.cpu_seconds, resource.getrlimit(resource.RLIMIT_CPU)[1])
        )


def out_of_time(limits: Limits) -> LimitError:
    """The error of a document that took too long."""
    return LimitError(
        f"The document took longer than {limits.wall_seconds:g} seconds (limit: wall time).",
        remedy="It may be hostile or damaged. Raise the limit with --max-seconds if you trust it.",
    )


def out_of_memory(limits: Limits) -> LimitError:
    """The error of a document that took too much memory."""
    return LimitError(
        f"The document needs more than {limits.memory_mib} MiB (limit: memory).",
        remedy="It may be hostile or damaged. Raise the limit with --max-memory if you trust it.",
    )


def death(exit_code: int | None, limits: Limits) -> OverlayError:
    """The error of a document whose process ended with `exit_code` (negative: by that signal)."""
    if exit_code == ExitCode.LIMIT:
        return out_of_memory(limits)
    killed_by = -exit_code if exit_code is not None and exit_code < 0 else 0
    if killed_by == getattr(signal, "SIGXCPU", None):
        return LimitError(
            f"The document took more than {limits.cpu_seconds} seconds of computing (limit: CPU time).",
            remedy="It may be hostile or damaged. Raise the limit with --max-cpu if you trust it.",
        )
    if killed_by in (signal.SIGABRT, getattr(signal, "SIGTRAP", 0), getattr(signal, "SIGKILL", 0), signal.SIGSEGV):
        name = signal.Signals(killed_by).name
        return LimitError(
            f"Reading the document ended in a crash ({name}), most likely for want of memory (limit: {limits.memory_mib} MiB).",
            remedy="It may be hostile or damaged. Raise the limit with --max-memory if you trust it.",
        )
    return OverlayError(f"The process that read the document ended unexpectedly (exit code {exit_code}).")
