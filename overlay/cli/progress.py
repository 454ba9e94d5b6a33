"""How far a batch is: one line that is drawn over on a terminal, a line now and then elsewhere. On stderr."""

from __future__ import annotations

import shutil
import time
from types import TracebackType
from typing import TYPE_CHECKING

from overlay.cli.terminal import put

if TYPE_CHECKING:
    from overlay.batches.run import Progress

REDRAW_SECONDS = 0.2
LINE_SECONDS = 30.0
BAR_WIDTH = 24
RATE_SECONDS = 60.0
"""The rate is that of the last minute: documents are of very different sizes."""


class Lines:
    """A line every half minute, and one at the end."""

    every = LINE_SECONDS

    def __init__(self) -> None:
        self._began = self._told = time.monotonic()
        self._marks: list[tuple[float, int]] = []
        self._last: Progress | None = None

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        if self._last is not None and self._last.total:
            self._show(self._last, time.monotonic())
        self._finish()

    def update(self, progress: Progress) -> None:
        """Take note, and show it when it is time."""
        now = time.monotonic()
        self._last = progress
        if now - self._told >= self.every:
            self._told = now
            self._show(progress, now)

    def _show(self, progress: Progress, now: float) -> None:
        put(self._sentence(progress, now) + "\n", err=True)

    def _finish(self) -> None:
        pass

    def _sentence(self, progress: Progress, now: float) -> str:
        rate = self._rate(progress.done, now)
        parts = [f"{progress.done:,} of {progress.total:,}"]
        if progress.troubled:
            parts.append(f"{progress.troubled:,} need a person")
        if rate > 0:
            parts.append(f"{rate:.1f} a second")
            if progress.done < progress.total:
                parts.append(f"{_duration((progress.total - progress.done) / rate)} left")
        return ", ".join(parts)

    def _rate(self, done: int, now: float) -> float:
        self._marks.append((now, done))
        while len(self._marks) > 1 and now - self._marks[1][0] > RATE_SECONDS:
            self._marks.pop(0)
        since, before = self._marks[0] if len(self._marks) > 1 else (self._began, 0)
        return (done - before) / (now - since) if now > since else 0.0


class Bar(Lines):
    """One line, drawn over."""

    every = REDRAW_SECONDS

    def _show(self, progress: Progress, now: float) -> None:
        filled = BAR_WIDTH * progress.done // max(progress.total, 1)
        line = f"[{'#' * filled}{'-' * (BAR_WIDTH - filled)}] {self._sentence(progress, now)}"
        width = shutil.get_terminal_size().columns - 1
        put(f"\r{line[:width].ljust(width)}", err=True)

    def _finish(self) -> None:
        put("\n", err=True)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
