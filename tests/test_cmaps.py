"""ToUnicode CMaps: what is read here is what pdfminer reads, and what is not plain is left to it."""

from __future__ import annotations

from io import BytesIO
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfminer.cmapdb import CMapParser, FileUnicodeMap

from overlay.pagetext.cmaps import meanings


def of_pdfminer(data: bytes) -> dict[int, str]:
    found = FileUnicodeMap()
    CMapParser(found, BytesIO(data)).run()
    return found.cid2unichr


def cmap(*sections: str) -> bytes:
    head = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n"
    return (head + "\n".join(sections) + "\nendcmap CMapName currentdict /CMap defineresource pop end end").encode()


@pytest.mark.parametrize(
    "section",
    [
        "2 beginbfchar <01> <0041> <02> <00660069> endbfchar",
        "beginbfchar <0041><D83DDE00>\n<0042>< 00 42 > endbfchar",
        "1 beginbfchar <03> <> endbfchar",
        "2 beginbfrange <20> <7E> <0020> <A0> <A1> <00A0> endbfrange",
        "beginbfrange <01> <03> [<0041> <00420043> <0044>] endbfrange",
        "beginbfrange <01> <05> [<0041>] <07> <07> [] endbfrange",
        "beginbfrange <0000> <FFFF> <0000> endbfrange",
        "beginbfrange <00> <05> <FFFD> endbfrange",
        "beginbfrange <00> <05> <D83DDE00> endbfrange",
        "beginbfrange <00> <0005> <0041> <05> <01> <0041> endbfrange",
        "beginbfchar <01> <0020> endbfchar beginbfchar <01> <00A0> <02> <00A0> endbfchar",
        "beginbfchar endbfchar",
        "",
    ],
)
def test_plain_maps_are_read_as_pdfminer_reads_them(section: str) -> None:
    assert meanings(cmap(section)) == of_pdfminer(cmap(section))


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 0xFFFF)), max_size=8))
def test_any_ranges_are_read_as_pdfminer_reads_them(ranges: list[tuple[int, int, int]]) -> None:
    listed = " ".join(f"<{low:02x}> <{high:02X}> <{first:04x}>" for low, high, first in ranges)
    data = cmap(f"beginbfrange {listed} endbfrange")
    assert meanings(data) == of_pdfminer(data)


@pytest.mark.parametrize(
    "section",
    [
        "beginbfchar <1> <0041> endbfchar",
        "beginbfchar <01> /space endbfchar",
        "beginbfchar <01> (A) endbfchar",
        "beginbfchar <01> <0041> % so\n endbfchar",
        "beginbfchar <01> <0041>",
        "beginbfrange <01> <02> <> endbfrange",
        "begincidchar <01> 5 endcidchar",
        "endcmap begincmap beginbfchar <01> <0041> endbfchar",
        "% beginbfchar <01> <0041> endbfchar",
        "(beginbfchar <01> <0041> endbfchar)",
        "xbeginbfchar <01> <0041> endbfchar",
        "<01> <0041> endbfchar",
        "<01> <0041> endbfchar beginbfchar <02> <0042> endbfchar",
    ],
)
def test_what_is_not_plain_is_left_to_pdfminer(section: str) -> None:
    assert meanings(cmap(section)) is None


def test_no_range_is_without_bounds() -> None:
    found = meanings(cmap("beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange"))
    assert found is not None
    assert len(found) == 65_536


@pytest.mark.parametrize("data", [b"beginbfchar " * 8_000 + b"endbfrange " * 8_000, b"endcmap " * 30_000])
def test_sections_without_an_end_cost_no_time(data: bytes) -> None:
    begun = process_time()
    assert not meanings(data)
    assert process_time() - begun < 1
