"""What page content leaves open, on content as producers and attackers write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.release.content import OpenState, open_state


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", OpenState()),
        (b"q 1 0 0 1 0 0 cm Q", OpenState()),
        (b"q q BT /F1 12 Tf", OpenState(saved=2, text=True)),
        (b"/Artifact BMC /P <</MCID 0>> BDC EMC", OpenState(marked=1)),
        (b"q Q Q", OpenState(wrappable=False)),
        (b"(q ( q) \\) Q) Tj q", OpenState(saved=1)),
        (b"<71 51> Tj", OpenState()),
        (b"% q q q\nq", OpenState(saved=1)),
        (b"% q q q\rq", OpenState(saved=1)),
        (b"/q /Q gs", OpenState()),
        (b"q\nBI /W 1 /H 1 /BPC 8 /CS /G ID q Q\nEI Q", OpenState()),
        (b"q BI /W 1 /L 6 ID Q Q EI\nEI Q", OpenState()),
        (b"(never closed q", OpenState(wrappable=False)),
        (b"BI /W 1 ID no end of it", OpenState(wrappable=False)),
        (b"[(q)-20(Q)]TJ q", OpenState(saved=1)),
        (b"quit Quit BTx", OpenState()),
    ],
)
def test_open_state(content: bytes, expected: OpenState) -> None:
    assert open_state(content) == expected


@given(
    st.lists(st.sampled_from([b"q", b"BT", b"ET", b"/Span BMC", b"EMC", b"(Q q)Tj", b"<5171>Tj", b"%Q\n"]), max_size=30)
)
def test_closing_leaves_nothing_open(operators: list[bytes]) -> None:
    content = b"\n".join(operators) + b"\n"
    state = open_state(content)
    assert state.wrappable
    assert open_state(b"q\n" + content + state.closing + b"Q\n") == OpenState()


@given(st.binary(max_size=400))
def test_any_bytes_are_read_to_their_end(content: bytes) -> None:
    open_state(content)
