"""The ledger: what is planned keeps its state, what changed is done again, and a full disk tears nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from overlay.batches.job import Result, State
from overlay.batches.jobs import Declared
from overlay.batches.ledger import Ledger
from overlay.batches.lock import locked
from overlay.batches.store import HaltError
from overlay.errors import FileError, OutputExistsError, UsageError


def item(number: int, text: str = "{}") -> Declared:
    return Declared(f"e.yaml#{number}.pdf", f"{number}.pdf", f"/in/{number}.pdf", f"{number}.corrected.pdf", text)


def plan(ledger: Ledger, *items: Declared, sha256: str = "1") -> None:
    with ledger.together():
        ledger.begin_planning()
        if not ledger.knows("e.yaml", sha256):
            ledger.plan("e.yaml", sha256, [(each, f"hash of {each.text}", True) for each in items])
        ledger.end_planning()


def interrupted(ledger: Ledger) -> None:
    ledger.set_fact("x", "y")
    raise KeyError


def states(ledger: Ledger) -> dict[str, str]:
    return {item.document: str(item.state) for item in ledger.items()}


def test_items_keep_their_state_until_their_errata_change(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        plan(ledger, item(1), item(2), item(3))
        ledger.record([Result(item(n).key, State.CORRECTED, output_sha256="ab") for n in (1, 2, 3)])
        plan(ledger, item(1), item(2, "{changed}"), item(4), sha256="2")
        assert states(ledger) == {"1.pdf": "corrected", "2.pdf": "waiting", "4.pdf": "waiting"}
        (two, _) = ledger.waiting("/out/")
        assert (two.target, two.ours) == ("/out/2.corrected.pdf", "ab")


def test_an_origin_that_is_gone_takes_its_items_along(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        plan(ledger, item(1))
        with ledger.together():
            ledger.begin_planning()
            ledger.end_planning()
        assert states(ledger) == {}


def test_what_is_not_committed_was_never_there(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        plan(ledger, item(1))
        with pytest.raises(KeyError), ledger.together():
            interrupted(ledger)
        assert ledger.fact("x") == ""


def test_many_items_are_read_a_window_at_a_time(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        plan(ledger, *(item(number) for number in range(700)))
        keys = [job.key for job in ledger.waiting("/out/")]
        assert len(set(keys)) == len(keys) == ledger.count_waiting() == 700


def test_a_full_disk_halts_and_leaves_what_was_committed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger(path) as ledger:
        plan(ledger, *(item(number) for number in range(50)))
        pages = ledger._db.execute("PRAGMA page_count").fetchone()[0]
        ledger._db.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(HaltError, match="full"):
            ledger.record([Result(item(n).key, State.FAILED, message="x" * 5000) for n in range(50)])
    with Ledger(path) as ledger:
        assert set(states(ledger).values()) == {"waiting"}
    assert not list(tmp_path.glob("*-journal"))


def test_what_is_no_ledger_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database, but long enough to be taken for one" * 40)
    with pytest.raises(UsageError):
        Ledger(tmp_path / "text")
    with Ledger(tmp_path / "old") as ledger:
        ledger.set_fact("format", "0")
    with pytest.raises(UsageError, match="another version"):
        Ledger(tmp_path / "old")
    with pytest.raises(FileError):
        Ledger(tmp_path / "missing", read_only=True)


def test_two_runs_do_not_share_a_ledger(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = "import sys; from pathlib import Path; from overlay.batches.lock import locked\nwith locked(Path(sys.argv[1])): pass"
    with locked(tmp_path / "ledger.lock"):
        other = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "ledger.lock")], capture_output=True, text=True
        )
        assert OutputExistsError.__name__ in other.stderr
    assert not (tmp_path / "ledger.lock").exists()
    with locked(tmp_path / "ledger.lock"):
        pass


def test_a_ledger_of_others_making_runs_no_code(tmp_path: Path) -> None:
    """What lies in a shared folder is data: nothing in the ledger is unpickled."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        plan(ledger, item(1))
    with sqlite3.connect(tmp_path / "ledger.sqlite") as raw:
        kinds = {type(value) for row in raw.execute("SELECT * FROM items") for value in row}
    assert kinds == {int, str}
