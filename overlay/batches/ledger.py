"""The ledger's contents: every item's state, what it was made from and what was made. Nothing in it depends on the clock."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from overlay.batches.database import Database
from overlay.batches.job import Job, Result, State
from overlay.batches.jobs import Declared
from overlay.batches.names import same_file_key

WINDOW = 256
"""Rows read at a time: however many items there are, no more of them are in memory."""

MOST_PICTURES = 200
"""Kept for the report: who has more refusals than this reads the table."""


@dataclass(frozen=True, slots=True)
class Item:
    """A row as the report tells it; `details` is JSON, one object an erratum. `finished`: how often it was worked through."""

    key: str
    document: str
    output: str
    state: State
    code: int
    cause: str
    message: str
    remedy: str
    details: str
    input_sha256: str
    output_sha256: str
    finished: int


_ITEM = "key, document, output, state, code, cause, message, remedy, details, input_sha256, output_sha256, finished"


class Ledger(Database):
    """An open ledger. Every method raises HaltError or FileError where the disk says no, UsageError for what is no ledger."""

    # --- planning

    def begin_planning(self) -> None:
        """Forget which origins are still there; what is not seen again is dropped by `end_planning`."""
        with self._told():
            self._db.execute("UPDATE origins SET seen = 0")

    def knows(self, origin: str, sha256: str) -> bool:
        """Whether this very origin was planned before; then its items stand as they are."""
        with self._told():
            done = self._db.execute(
                "UPDATE origins SET seen = 1 WHERE name = ? AND sha256 = ?", (origin, sha256)
            ).rowcount
        return bool(done)

    def plan(self, origin: str, sha256: str, items: Iterable[tuple[Declared, str, bool]]) -> None:
        """Take an origin's items in: each with the hash of all that its copy depends on but the PDF, and whether it is
        this shard's. An item of which that hash is the same keeps its state."""
        with self._told():
            keys = []
            for item, declared_sha256, mine in items:
                keys.append(item.key)
                self._plan_one(origin, item, declared_sha256, mine)
            old = self._db.execute("SELECT key FROM items WHERE origin = ?", (origin,)).fetchall()
            gone = {key for (key,) in old} - set(keys)
            self._db.executemany("DELETE FROM items WHERE key = ?", [(key,) for key in sorted(gone)])
            self._db.execute("INSERT OR REPLACE INTO origins VALUES (?, ?, 1)", (origin, sha256))

    def _plan_one(self, origin: str, item: Declared, declared_sha256: str, mine: bool) -> None:
        values = (
            item.key,
            origin,
            item.document,
            item.place,
            item.output,
            same_file_key(item.output),
            item.text,
            declared_sha256,
            int(mine),
            State.FAILED if item.fault else State.WAITING,
            2 if item.fault else 0,
            "errata file" if item.fault else "",
            item.fault,
        )
        self._db.execute(
            "INSERT INTO items (key, origin, document, place, output, same_file, declared, declared_sha256, mine, state,"
            " code, cause, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
            " origin = excluded.origin, document = excluded.document, place = excluded.place, output = excluded.output,"
            " same_file = excluded.same_file, declared = excluded.declared, declared_sha256 = excluded.declared_sha256,"
            " mine = excluded.mine, state = excluded.state, code = excluded.code, cause = excluded.cause,"
            " message = excluded.message, remedy = '', details = '[]'"
            " WHERE declared_sha256 != excluded.declared_sha256 OR place != excluded.place OR output != excluded.output"
            " OR mine != excluded.mine OR message != excluded.message AND excluded.state = 'failed'",
            values,
        )

    def end_planning(self) -> None:
        """Drop the items of origins that are no longer there; their copies stay where they are."""
        with self._told():
            self._db.execute("DELETE FROM items WHERE origin IN (SELECT name FROM origins WHERE seen = 0)")
            self._db.execute("DELETE FROM origins WHERE seen = 0")
            self._db.execute("DELETE FROM pictures WHERE key NOT IN (SELECT key FROM items WHERE state = 'refused')")

    def forget_origins(self) -> None:
        """Make the next planning read every origin again."""
        with self._told():
            self._db.execute("DELETE FROM origins")

    def collisions(self) -> list[tuple[str, str, str]]:
        """Output names that two items would share: (one key, the other key, the name)."""
        with self._told():
            return self._db.execute(
                "SELECT a.key, b.key, b.output FROM items a JOIN items b"
                " ON a.same_file = b.same_file AND a.id < b.id AND a.output != '' ORDER BY a.id, b.id LIMIT 20"
            ).fetchall()

    def places(self) -> Iterator[str]:
        """Where the PDFs are, each once."""
        with self._told():
            yield from (row[0] for row in self._db.execute("SELECT DISTINCT place FROM items WHERE place != ''"))

    def writes(self, output: str) -> bool:
        """Whether some item's copy has that name."""
        with self._told():
            found = self._db.execute("SELECT 1 FROM items WHERE same_file = ?", (same_file_key(output),)).fetchone()
        return found is not None

    # --- working

    def finals(self) -> Iterator[tuple[Item, str, str]]:
        """This shard's items that are not waiting, each with its place and its stamp."""
        last = 0
        while True:
            with self._told():
                rows = self._db.execute(
                    f"SELECT {_ITEM}, place, stamp, id FROM items WHERE mine = 1 AND state != 'waiting' AND id > ?"
                    " ORDER BY id LIMIT ?",
                    (last, WINDOW),
                ).fetchall()
            if not rows:
                return
            last = rows[-1][-1]
            for *row, place, stamp, _ in rows:
                yield _item(tuple(row)), place, stamp

    def reopen(self, keys: Iterable[str]) -> None:
        """Put items back to waiting; what they made is remembered, so that it may be replaced."""
        with self._told():
            self._db.executemany(
                "UPDATE items SET state = 'waiting', code = 0, cause = '', message = '', remedy = '', details = '[]'"
                " WHERE key = ?",
                [(key,) for key in keys],
            )

    def waiting(self, outputs: str) -> Iterator[Job]:
        """This shard's waiting items as jobs, in the order of planning. `outputs` is what an output's name is put after.

        An item that is put back to waiting meanwhile is not met again.
        """
        last = 0
        while True:
            with self._told():
                rows = self._db.execute(
                    "SELECT id, key, document, place, output, declared, output_sha256 FROM items"
                    " WHERE mine = 1 AND state = 'waiting' AND id > ? ORDER BY id LIMIT ?",
                    (last, WINDOW),
                ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            for _, key, document, place, output, text, ours in rows:
                yield Job(key, document, place, outputs + output, text, ours)

    def job(self, key: str, outputs: str) -> Job:
        """One item as a job."""
        with self._told():
            _, document, place, output, text, ours = self._db.execute(
                "SELECT key, document, place, output, declared, output_sha256 FROM items WHERE key = ?", (key,)
            ).fetchone()
        return Job(key, document, place, outputs + output, text, ours)

    def count_waiting(self) -> int:
        """How many of this shard's items are to be done."""
        with self._told():
            row = self._db.execute("SELECT count(*) FROM items WHERE mine = 1 AND state = 'waiting'").fetchone()
        return int(row[0])

    def output_folders(self) -> list[str]:
        """The folders, within the output folder, that items are written to; "" is the output folder itself."""
        with self._told():
            rows = self._db.execute("SELECT output FROM items WHERE output != ''")
            return sorted({name.rpartition("/")[0] for (name,) in rows})

    def record(self, results: Iterable[Result]) -> None:
        """Write down what became of items: together, and on the disk when this returns."""
        with self.together(), self._told():
            for result in results:
                self._db.execute(
                    "UPDATE items SET state = ?, code = ?, cause = ?, message = ?, remedy = ?, details = ?,"
                    " input_sha256 = ?, stamp = ?, finished = finished + 1,"
                    " output_sha256 = CASE WHEN ? != '' THEN ? ELSE output_sha256 END WHERE key = ?",
                    (
                        result.state, result.code, result.cause, result.message, result.remedy, result.details,
                        result.input_sha256, result.stamp, result.output_sha256, result.output_sha256, result.key,
                    ),
                )  # fmt: skip
                if result.picture:
                    self._db.execute(
                        "INSERT OR REPLACE INTO pictures SELECT ?, ? WHERE (SELECT count(*) FROM pictures) < ?",
                        (result.key, result.picture, MOST_PICTURES),
                    )

    # --- telling

    def counts(self) -> dict[tuple[State, str, int], int]:
        """How many of this shard's items there are by state, cause and exit code, in a fixed order."""
        with self._told():
            rows = self._db.execute(
                "SELECT state, cause, code, count(*) FROM items WHERE mine = 1 GROUP BY state, cause, code"
                " ORDER BY state, cause, code"
            ).fetchall()
        return {(State(state), cause, code): count for state, cause, code, count in rows}

    def items(self, *, state: State | None = None) -> Iterator[Item]:
        """This shard's items in the order of their keys."""
        last = ""
        chosen = "" if state is None else " AND state = :state"
        while True:
            with self._told():
                rows = self._db.execute(
                    f"SELECT {_ITEM} FROM items WHERE mine = 1 AND key > :last{chosen} ORDER BY key LIMIT :most",
                    {"last": last, "most": WINDOW, "state": state},
                ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield from map(_item, rows)

    def items_because(self, state: State, cause: str, code: int) -> Iterator[Item]:
        """This shard's items of one outcome and reason, in the order of their keys."""
        last = ""
        while True:
            with self._told():
                rows = self._db.execute(
                    f"SELECT {_ITEM} FROM items WHERE mine = 1 AND state = ? AND cause = ? AND code = ? AND key > ?"
                    " ORDER BY key LIMIT ?",
                    (state, cause, code, last, WINDOW),
                ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield from map(_item, rows)

    def picture(self, key: str) -> bytes:
        """The picture kept for an item, b"" for none."""
        with self._told():
            row = self._db.execute("SELECT png FROM pictures WHERE key = ?", (key,)).fetchone()
        return row[0] if row else b""

    def take_in(self, other: Path) -> None:
        """Take over the items that are another ledger's own, with all that is known of them."""
        with self._told():
            self._db.execute("ATTACH ? AS other", (str(other),))
        try:
            with self.together(), self._told():
                columns = [row[1] for row in self._db.execute("PRAGMA table_info(items)") if row[1] != "id"]
                listed = ", ".join(columns)
                self._db.execute(
                    f"INSERT OR REPLACE INTO items ({listed}) SELECT {listed} FROM other.items WHERE mine = 1 ORDER BY id"
                )
                self._db.execute("INSERT OR REPLACE INTO origins SELECT * FROM other.origins")
                self._db.execute(
                    "INSERT OR IGNORE INTO pictures SELECT * FROM other.pictures ORDER BY key LIMIT ?", (MOST_PICTURES,)
                )
        finally:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("DETACH other")


def _item(row: tuple[object, ...]) -> Item:
    values = dict(zip(Item.__slots__, row, strict=True))
    return Item(**{**values, "state": State(str(values["state"]))})  # type: ignore[arg-type]
