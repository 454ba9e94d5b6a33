"""Honest copies for the table of unseen kinds, small and made once: by the pipeline, from the samples."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf

from overlay.erratum import Caveat, Citation, Document, Erratum, NoteForm, Quote, Release, Scope, Style, Substitution
from overlay.pipeline import Corrected, Options, correct

GALLERY = Path(__file__).resolve().parents[2] / "samples" / "gallery"

_CLUB = (
    Erratum("1", Substitution("Thirty-one", "Twenty-one"), Citation(), Quote("Thirty-one young people come.")),
    Erratum("2", Substitution("year", "month"), Citation(), Quote("a year ago everyone would have looked at her.")),
)
_BANK = (
    Erratum("1", Substitution("6.50", "7.50"), Citation(), Quote("A day’s ticket costs 6.50")),
    Erratum("2", Caveat("The rules of the year before applied until the end of July.", Scope.FIRST_PAGE)),
)


def _club() -> bytes:
    return (GALLERY / "a5.pdf").read_bytes()


def _saved(data: bytes, **how: object) -> bytes:
    written = BytesIO()
    with pikepdf.open(BytesIO(data)) as opened:
        opened.save(written, **how)
    return written.getvalue()


def _with_stream() -> bytes:
    return _saved(_club(), object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)


def _encrypted() -> bytes:
    protection = pikepdf.Encryption(owner="owner", user="", R=6)
    return _saved(_club(), encryption=protection, object_stream_mode=pikepdf.ObjectStreamMode.disable)


def _revised() -> bytes:
    """An original of two revisions, of which the second gives the document another title."""
    data = _club()
    info = re.findall(rb"/Info (\d+) 0 R", data)[-1]
    root = re.findall(rb"/Root (\d+) 0 R", data)[-1]
    size = re.findall(rb"/Size (\d+)", data)[-1]
    prev = re.findall(rb"startxref\s+(\d+)", data)[-1]
    identity = re.findall(rb"/ID\s*(\[.*?\])", data)[-1]
    object_at, body = len(data), b"%b 0 obj\n<</Title (Club, revised)>>\nendobj\n" % info
    section = b"xref\n%b 1\n%010d 00000 n \ntrailer\n<</Size %b/Root %b 0 R/Info %b 0 R/Prev %b/ID %b>>\n" % (
        info, object_at, size, root, info, prev, identity,
    )  # fmt: skip
    return data + body + section + b"startxref\n%d\n%%%%EOF\n" % (object_at + len(body))


@cache
def honest_copy(name: str) -> tuple[bytes, int]:
    """A release copy, and its original's length.

    `sheet`: table of cross-references, wording on an errata sheet. `stream`: stream of cross-references. `tagged`: with a
    structure tree. `encrypted`: AES-256 with an empty user password. `revised`: the original has two revisions.
    """
    original, errata, style = {
        "sheet": lambda: (_club(), _CLUB, Style(note=NoteForm.SHEET)),
        "stream": lambda: (_with_stream(), _CLUB, Style()),
        "tagged": lambda: ((GALLERY / "tagged.pdf").read_bytes(), _BANK, Style()),
        "encrypted": lambda: (_encrypted(), _CLUB, Style()),
        "revised": lambda: (_revised(), _CLUB, Style()),
    }[name]()
    document = Document("report.pdf", errata)
    release = Release("Metropolitan Police Service", "01.FOI.24.038993", "2024-11-12", (document,), style=style)
    made = correct(original, document, release, Options(self_check=False))
    assert isinstance(made, Corrected), made
    return made.data, len(original)
