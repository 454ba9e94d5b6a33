"""Makes the README's picture: corrects the sample and renders printed page 21 of the release copy."""

from __future__ import annotations

import tempfile
from pathlib import Path

from rendering import ROOT, corrected, picture, save

SHEET_INDEX = 22  # printed page 21: two sheets of front matter stand before page 1
LONGEST = 1270  # pixels: sharp on a web page, and small


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        corrected(ROOT / "samples" / "kcpo" / "errata.yaml", Path(folder))
        page = picture(Path(folder) / "kcpo-qualitative.corrected.pdf", SHEET_INDEX, longest=LONGEST)
    save(page, ROOT / "docs" / "kcpo-page-21.png")


if __name__ == "__main__":
    main()
