"""A scanned page read by machine (ocrmypdf and tesseract, the [ocr] extra): only to find where its words stand.

Nothing of what is recognised goes into a release copy but the words that an erratum quotes anyway.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import tempfile
from pathlib import Path

from overlay.errors import DamagedError, UnsupportedError
from overlay.source import Source

NOT_INSTALLED = "Reading scans needs ocrmypdf and tesseract, which are not installed."
HOW_TO_INSTALL = "Install them: pip install 'erratum-overlay[ocr]' and, on Debian or Ubuntu, apt install tesseract-ocr."


def recognised(source: Source, page_index: int, *, languages: tuple[str, ...] = ("eng",)) -> bytes:
    """A one-page PDF: the page as it is, in the same user space, with a layer of recognised text beneath.

    `languages` are tesseract's names. Raises UnsupportedError where the extra or a language is not installed,
    DamagedError where the page cannot be read.
    """
    try:
        import ocrmypdf
        import pikepdf
    except ImportError as error:
        raise UnsupportedError(NOT_INSTALLED, remedy=HOW_TO_INSTALL) from error
    if shutil.which("tesseract") is None:
        raise UnsupportedError(NOT_INSTALLED, remedy=HOW_TO_INSTALL)
    with tempfile.TemporaryDirectory(prefix="overlay-ocr-") as folder:
        given, read = Path(folder, "page.pdf"), Path(folder, "read.pdf")
        try:
            with (
                pikepdf.open(io.BytesIO(source.data), password=source.password or "") as document,
                pikepdf.new() as alone,
            ):
                alone.pages.append(document.pages[page_index])
                alone.save(given)
            # ocrmypdf reports to stdout and stderr, which belong to the command.
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                ocrmypdf.ocr(
                    given,
                    read,
                    language=list(languages),
                    output_type="pdf",
                    optimize=0,
                    jobs=1,
                    use_threads=True,
                    progress_bar=False,
                )
        except ocrmypdf.exceptions.MissingDependencyError as error:
            raise UnsupportedError(f"The scan could not be read: {error}", remedy=HOW_TO_INSTALL) from error
        except Exception as error:  # whatever a page makes of two programs and their libraries
            raise DamagedError(
                f"{source.name}: sheet {page_index + 1} could not be read as a scan ({type(error).__name__})."
            ) from error
        return read.read_bytes()
