"""Errata files made from RFC Editor records."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from overlay.cli.import_ import command
from overlay.errata_file import dump, load, read
from overlay.errata_file.rfc_editor import LONGEST_REASON, Imported, import_records
from overlay.erratum import Caveat, Citation, Deletion, Insertion, Quote, Scope, Side, Substitution
from overlay.errors import ErrataFileError, OutputExistsError

SHARED = Path(os.environ.get("OVERLAY_SHARED", Path(__file__).parents[2] / "shared")) / "rfc-errata"


def record(**changes: Any) -> dict[str, Any]:
    usual = {
        "errata_id": "17",
        "doc-id": "RFC0793",
        "errata_status_code": "Verified",
        "section": "3.9",
        "orig_text": "sent to  eight\r\nyoung men.\r\n",
        "correct_text": "sent to fifteen\r\nyoung men.\r\n",
        "notes": "It was fifteen.\n --VERIFIER NOTES-- \nAgreed.",
        "submit_date": "2019-01-02",
        "update_date": "2020-03-04 05:06:07",
    }
    return {**usual, **changes}


def imported(*records: dict[str, Any], every_status: bool = False) -> Imported:
    made = import_records(json.dumps(records), document="rfc793.pdf", file_name="r.json", every_status=every_status)
    assert load(dump(made.release), file_name="e.yaml") == made.release
    return made


def test_a_record_becomes_an_erratum() -> None:
    release = imported(record()).release
    (erratum,) = release.documents[0].errata
    assert (release.issuer, release.reference, release.date) == ("RFC Editor", "RFC 793 errata", "2020-03-04")
    assert release.documents[0].file == "rfc793.pdf"
    assert erratum.id == "17"
    assert erratum.quote == Quote("sent to eight young men.")
    assert erratum.change == Substitution("eight", "fifteen")
    assert erratum.citation == Citation(section="3.9")
    assert erratum.reason == "It was fifteen."


@pytest.mark.parametrize(
    ("orig", "correct", "change"),
    [
        ("a b c", "a b x c", Insertion("b", Side.AFTER, "x")),
        ("a b c", "a c", Deletion("b")),
        ("a b c", "", Caveat("It was fifteen.", Scope.PASSAGE)),
        (
            "one\r\nPostel        [Page 12]\r\n\fRFC 793     Transmission Control Protocol    September 1981\r\ntwo",
            "one 2",
            Substitution("two", "2"),
        ),
        ("...\n\na wrong word\n...", "...\n\na right word\n...", Substitution("wrong", "right")),
        ("a wrong word", "a right word\n  ^^^^^", Substitution("wrong", "right")),
    ],
)
def test_texts(orig: str, correct: str, change: object) -> None:
    (erratum,) = imported(record(orig_text=orig, correct_text=correct)).release.documents[0].errata
    assert erratum.change == change
    assert erratum.quote is not None
    assert "[Page" not in erratum.quote.exact
    assert not erratum.quote.exact.startswith(".")


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("4.3.2, B.3.2", "4.3.2"),
        ("2.2.", "2.2"),
        ("1.3 Terminology", "1.3"),
        ("In Section 3.7, page 43, it says:", "3.7"),
        ("Appendix A", "Appendix A"),
        ("B.3.2", "B.3.2"),
        ("GLOBAL", None),
        ("A number of details were corrected in RFC 1122.", None),
        ("Page 74", None),
        ("", None),
        (None, None),
    ],
)
def test_sections(text: str | None, section: str | None) -> None:
    assert imported(record(section=text)).release.documents[0].errata[0].citation.section == section


BELOW = "     If the ACK bit is on, then eight segments are sent at once\n     and each of them is acknowledged."


@pytest.mark.parametrize(
    ("above", "told"),
    [
        ("SEGMENT ARRIVES\nSYN-SENT STATE", "SEGMENT ARRIVES, SYN-SENT STATE"),
        ("  SEGMENT ARRIVES\n  Otherwise (Other States)\n  p71", "SEGMENT ARRIVES, Otherwise (Other States), p71"),
        ("Page 12\nthe second check", "Page 12, the second check"),
        ("SEGMENT ARRIVES", ""),  # printed more often than not
        ("p. 71", ""),
        ("In 2019\nthe charity", ""),
        ("THE CHARITY\nhelped, in 2019,", ""),
        ("THE CHARITY\nhelped men.", ""),
        ("SEGMENT ARRIVES\nand the sender of it has not yet been told", ""),
        ("Segment arrives\nsecond check", ""),
        ("RFC 793\nSEGMENT ARRIVES", ""),
    ],
)
def test_lines_above_the_passage_that_tell_its_place(above: str, told: str) -> None:
    corrected = BELOW.replace("eight", "nine")
    made = imported(record(orig_text=f"{above}\n\n{BELOW}", correct_text=f"{above}\n\n{corrected}"))
    (erratum,) = made.release.documents[0].errata
    assert erratum.quote == Quote(" ".join((BELOW if told else f"{above} {BELOW}").split()))
    assert erratum.reason == (f"Reported under: {told}. It was fifteen." if told else "It was fifteen.")
    assert erratum.change == Substitution("eight", "nine")


def test_lines_that_only_one_of_the_texts_has_are_part_of_the_passage() -> None:
    above = "SEGMENT ARRIVES\nSYN-SENT STATE\n\n"
    made = imported(record(orig_text=above + BELOW, correct_text=BELOW))
    assert made.release.documents[0].errata[0].quote == Quote(" ".join((above + BELOW).split()))


WORD = st.sampled_from(
    ["SEGMENT", "ARRIVES", "p71", "page", "9", "2019", "the", "Charity", "helped", "eight", "men.", "(x)"]
)
ROW = st.lists(WORD, max_size=8).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(ROW, max_size=6), st.lists(ROW, min_size=1, max_size=6))
def test_no_word_of_a_sentence_is_dropped(above: list[str], below: list[str]) -> None:
    """What is not in the quote is told, line by line, and each of its lines is a page pointer or without figures and stops."""
    text = "\n".join([*above, "", *below])
    made = imported(record(orig_text=f"{text} eight", correct_text=f"{text} nine"))
    (erratum,) = made.release.documents[0].errata
    told = erratum.reason.removesuffix("It was fifteen.").strip().removeprefix("Reported under: ").removesuffix(".")
    lines = told.split(", ") if told else []
    assert erratum.quote is not None
    assert " ".join([*lines, erratum.quote.exact]).split() == f"{text} eight".split()
    assert len(lines) != 1
    assert all(line.startswith("p") or not any(c.isdigit() or c in ".,;:" for c in line) for line in lines)


def test_what_cannot_be_used_is_told_of() -> None:
    made = imported(
        record(),
        record(errata_id="18", orig_text=None),
        record(errata_id="19", orig_text="...\n"),
        record(errata_id="20", correct_text="sent to eight young men."),
        record(errata_id="21", correct_text="", notes=""),
        record(errata_id="22", orig_text="x " * 20_000),
        record(),
        record(errata_id="23", errata_status_code="Rejected"),
    )
    assert [erratum.id for erratum in made.release.documents[0].errata] == ["17"]
    assert [skipped.id for skipped in made.skipped] == ["18", "19", "20", "21", "22", "17"]
    assert all(skipped.cause for skipped in made.skipped)
    assert made.other_status == 1


def test_every_status() -> None:
    made = imported(record(), record(errata_id="23", errata_status_code="Rejected"), every_status=True)
    assert [erratum.id for erratum in made.release.documents[0].errata] == ["17", "23"]


def test_long_notes_are_cut_at_a_sentence() -> None:
    (erratum,) = imported(record(notes="First of all. " * 40)).release.documents[0].errata
    assert LONGEST_REASON / 2 < len(erratum.reason) <= LONGEST_REASON
    assert erratum.reason.endswith("First of all.")
    (erratum,) = imported(record(notes="and so on " * 40)).release.documents[0].errata
    assert len(erratum.reason) <= LONGEST_REASON
    assert erratum.reason.endswith("…")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"[1]",
        b'"a"',
        b"\xff",
        b"[" * 100_000,
        json.dumps([{"errata_id": "1"}]).encode(),
        json.dumps([record(), record(**{"errata_id": "2", "doc-id": "RFC1"})]).encode(),
        json.dumps([record(**{"doc-id": "ISO 1"})]).encode(),
        json.dumps([record(update_date="soon", submit_date=None)]).encode(),
        json.dumps([record(errata_status_code="Rejected")]).encode(),
    ],
)
def test_what_is_no_such_file(content: bytes) -> None:
    with pytest.raises(ErrataFileError):
        import_records(content, document="a.pdf", file_name="r.json")


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the RFC errata are not at {SHARED} (set OVERLAY_SHARED)")
@pytest.mark.parametrize(("number", "errata"), [(793, 34), (1035, 27), (2616, 11), (4627, 1), (5545, 26), (8446, 35)])
def test_real_records(number: int, errata: int) -> None:
    """All that are verified or held; the few that are left out have the same words on both sides, or no text."""
    made = imported(*json.loads((SHARED / f"rfc{number}.json").read_text()))
    assert len(made.release.documents[0].errata) == errata
    assert len(made.skipped) <= 1


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    source, pdf, output = tmp_path / "records" / "r.json", tmp_path / "a.pdf", tmp_path / "out" / "errata.yaml"
    source.write_text(json.dumps([record()]))
    pdf.write_bytes(b"%PDF-1.4")
    arguments = [str(source), "--document", str(pdf), "-o", str(output)]
    run = CliRunner().invoke(command, arguments, standalone_mode=False)
    assert run.return_value == 0, run.output
    release = read(output)
    assert release.documents[0].file == "../a.pdf"
    assert release.documents[0].sha256 is not None
    before = output.read_bytes()
    assert isinstance(CliRunner().invoke(command, arguments, standalone_mode=False).exception, OutputExistsError)
    assert output.read_bytes() == before
    source.write_text(json.dumps([record(), record(errata_id="9", orig_text="")]))
    run = CliRunner().invoke(command, [*arguments, "--force", "--json"], standalone_mode=False)
    assert run.return_value == 3
    assert json.loads(run.output)["skipped"] == [{"id": "9", "cause": "it quotes no original text"}]


def test_the_command_prints(tmp_path: Path) -> None:
    source, pdf = tmp_path / "r.json", tmp_path / "a.pdf"
    source.write_text(json.dumps([record()]))
    pdf.write_bytes(b"%PDF-1.4")
    run = CliRunner().invoke(command, [str(source), "--document", str(pdf), "-o", "-"], standalone_mode=False)
    assert load(run.stdout, file_name="-").documents[0].errata[0].id == "17"
