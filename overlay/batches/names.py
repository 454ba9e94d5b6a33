"""Names of outputs: the jobs' tree, mirrored below the output folder by names that are safe anywhere."""

from __future__ import annotations

import posixpath
import unicodedata

from overlay.publish import output_name

PDF_ENDING = ".corrected.pdf"
MOST_FOLDERS = 30


def safe_path(path: str, *, ending: str) -> str:
    """A relative path with "/", each part made safe: `north/2024/report.pdf` gives `north/2024/report.corrected.pdf`.

    Whatever leads out ("..", a leading "/", a drive) is left away, so that no name from outside leaves the folder.
    """
    parts = [part for part in posixpath.normpath(path).split("/") if part not in ("", ".", "..")]
    folders, last = parts[:-1][-MOST_FOLDERS:], parts[-1] if parts else "_"
    return "/".join([*(_folder(part) for part in folders), output_name(last, ending)])


def _folder(part: str) -> str:
    # A folder is named like a file, but keeps an ending such as ".pdf".
    return output_name(part.removesuffix(":") + ".pdf", "")


def same_file_key(output: str) -> str:
    """Two names with one key may be one file on some file system: Windows and macOS take no note of case or composition."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", output).casefold())
