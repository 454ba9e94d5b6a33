"""The quick reading of errata files: either as the YAML parser reads them, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from overlay.errata_file import tree
from overlay.errata_file.nodes import Node
from overlay.errata_file.plain_lines import plain_tree
from overlay.errors import Fault

FILE = """\
# A release.
issuer: Metropolitan Police Service
reference: "01.FOI.24.038993"
documents:
  - file: report.pdf
    errata:
    - for: eight
      read: 'fifteen ''(15)'''

      # No reason.
    -   delete: a b:c d#e
style:
  language: en
"""

PIECES = st.sampled_from(
    ["a", "for", "read", ": ", ":", "- ", "-", " ", "  ", "    ", "#", " #", "'", "''", '"', "x y", "\u00e9", "\u00a0",
     "[", "]", "{", "}", ",", "&", "*", "!", "|", ">", "%", "@", "`", "?", "? ", "---", "...", "\\", "\t", "1", "null"]
)  # fmt: skip
NAMES, TEXTS = st.sampled_from(["a", "b", "for", "read_2"]), st.lists(PIECES, max_size=5).map("".join)
LINES = st.builds(
    "{}{}{}:{}{}".format,
    st.sampled_from(["", "  ", "    ", "      "]),
    st.sampled_from(["", "- ", "-   "]),
    NAMES,
    st.sampled_from([" ", "", "  "]),
    st.one_of(st.just(""), st.sampled_from(["eight", "'8'", '"8"', "8 # eight", "8: 9", "8#9"]), TEXTS),
)


def by_yaml(text: str) -> tuple[Node | None, list[Fault]]:
    """What the YAML parser makes of it."""
    quick, tree.plain_tree = tree.plain_tree, lambda _: None  # type: ignore[assignment]
    try:
        return tree.parse(text)
    finally:
        tree.plain_tree = quick  # type: ignore[assignment]


def test_a_plain_file_is_read_quickly() -> None:
    found = plain_tree(FILE)
    assert found is not None
    assert (found, []) == by_yaml(FILE)
    assert found.plain["documents"][0]["errata"] == [
        {"for": "eight", "read": "fifteen '(15)'"},
        {"delete": "a b:c d#e"},
    ]


@settings(max_examples=1_500, deadline=None)
@given(st.lists(st.one_of(LINES, LINES, LINES, TEXTS, st.just("")), max_size=8).map("\n".join))
@example("a: b\n  c: d")
@example("a:\n- b: c\nd: e")
@example("a:\n  - b:\n      c: d\n    e: f")
@example("- a: b")
@example("a: 'b' c")
@example("a:\n    - b: c\n  - d: e")
@example("  a: b\nc: d")
@example("---\na: b")
@example("a: b\n---\na: b")
def test_what_is_read_quickly_is_what_yaml_says(text: str) -> None:
    found = plain_tree(text)
    if found is not None:
        assert (found, []) == by_yaml(text)


@settings(max_examples=400, deadline=None)
@given(st.integers(0, len(FILE)), st.integers(0, 3), PIECES)
def test_so_is_a_file_with_a_slip_in_it(at: int, left_out: int, put_in: str) -> None:
    text = FILE[:at] + put_in + FILE[at + left_out :]
    found = plain_tree(text)
    if found is not None:
        assert (found, []) == by_yaml(text)


@pytest.mark.parametrize(
    "text",
    ["a: [1, 2]", "a: |\n  b", "a: b\n c", "a: b # c", 'a: "\\u0041"', "a: &b c", "a: *b", "a: !c d", "a: b\na: c",
     "{a: b}", "a:\tb", "? a", "- a", "a: - b", "", "a: %b", "a: ''b", "b: '", "<<: a", "a: b:", "a:", "a:\nb: c", "a:\n- b:\n- c: d"],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_yaml(text: str) -> None:
    assert plain_tree(text) is None


def test_a_file_longer_than_any_is_left_to_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(f"a{number}: b" for number in range(20))
    assert plain_tree(text) is not None
    monkeypatch.setattr("overlay.errata_file.plain_lines.MOST_NODES", 40)
    assert plain_tree(text) is None
    deep = "\n".join(f"{' ' * number}a:" for number in range(14))
    assert plain_tree(deep) is None
