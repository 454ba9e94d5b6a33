"""The ledger's file: one SQLite database, opened, flushed and put right after a kill.

Its journal is SQLite's classic one (DELETE), flushed on every commit: a kill or a power cut at any moment leaves the
last commit, and unlike a write-ahead log it needs no memory shared between processes, which network drives do not have.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from overlay.batches.store import HaltError, trouble
from overlay.errors import FileError, UsageError

FORMAT = "1"
"""Raised when a ledger of an older tool can no longer be read."""

BUSY_SECONDS = 30

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS origins (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, seen INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS items (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL,
    document TEXT NOT NULL,
    place TEXT NOT NULL,
    output TEXT NOT NULL,
    same_file TEXT NOT NULL,
    declared TEXT NOT NULL,
    declared_sha256 TEXT NOT NULL,
    mine INTEGER NOT NULL,
    state TEXT NOT NULL,
    code INTEGER NOT NULL DEFAULT 0,
    cause TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '',
    remedy TEXT NOT NULL DEFAULT '',
    details TEXT NOT NULL DEFAULT '[]',
    input_sha256 TEXT NOT NULL DEFAULT '',
    stamp TEXT NOT NULL DEFAULT '',
    output_sha256 TEXT NOT NULL DEFAULT '',
    finished INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS items_by_state ON items (mine, state, id);
CREATE INDEX IF NOT EXISTS items_by_file ON items (same_file);
CREATE INDEX IF NOT EXISTS items_by_origin ON items (origin);
CREATE TABLE IF NOT EXISTS pictures (key TEXT PRIMARY KEY, png BLOB NOT NULL);
"""


class Database:
    """An open ledger: its file, its transactions, and facts of the whole run."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        try:
            if read_only:
                # Rolling back what a killed run left half-written needs write access, where there is any.
                mode = "rw" if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) else "ro"
                self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._db = sqlite3.connect(path, timeout=BUSY_SECONDS)
        except (sqlite3.Error, OSError) as error:
            raise FileError(f"{path}: the ledger could not be opened.", remedy="Check the folder.") from error
        self._db.isolation_level = None
        with self._told():
            if not read_only:
                self._db.execute("PRAGMA journal_mode=DELETE")
                self._db.execute("PRAGMA synchronous=FULL")
                with self.together():
                    for statement in _SCHEMA.split(";"):
                        self._db.execute(statement)
                    self._db.execute("INSERT OR IGNORE INTO facts VALUES ('format', ?)", (FORMAT,))
            found = self._db.execute("SELECT value FROM facts WHERE name = 'format'").fetchone()
        if found is None or found[0] != FORMAT:
            raise UsageError(f"{path}: this ledger was written by another version of overlay.", remedy="Begin anew.")

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", "")
            if name in ("SQLITE_FULL", "SQLITE_READONLY") or name.startswith("SQLITE_IOERR"):
                raise HaltError(
                    f"{self.path}: the ledger could not be written ({error}).",
                    remedy="Check the space left and the permissions; then go on with --resume.",
                ) from error
            if isinstance(error, sqlite3.DatabaseError) and name in ("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_ERROR"):
                raise UsageError(f"{self.path}: is no ledger of overlay, or damaged ({error}).") from error
            raise FileError(f"{self.path}: the ledger could not be used ({error}).") from error
        except OSError as error:
            raise trouble(self.path, error) from error

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """What is written inside is on the disk afterwards, all of it or nothing."""
        with self._told():
            self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            with self._told():
                self._db.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise

    def fact(self, name: str) -> str:
        """A fact of the whole run; "" where it is not known."""
        with self._told():
            row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""

    def set_fact(self, name: str, value: str) -> None:
        with self._told():
            self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))
