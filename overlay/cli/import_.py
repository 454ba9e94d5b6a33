"""`overlay import`: an errata file from the records of a publisher."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import click

from overlay.cli.terminal import put_file, say, say_json
from overlay.errata_file import dump, load
from overlay.errata_file.rfc_editor import Imported, import_records
from overlay.errors import ExitCode
from overlay.publish import publish, read_input, refuse_existing


@click.command(name="import")
@click.argument("records", type=click.Path(path_type=Path))
@click.option("--document", type=click.Path(path_type=Path), required=True, help="The PDF that the records correct.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The errata file to write; - prints it."
)
@click.option("--all", "every_status", is_flag=True, help="Take reported and rejected records too.")
@click.option("--force", is_flag=True, help="Replace the errata file if it is there already.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object about what was done.")
def command(*, records: Path, document: Path, output: Path, every_status: bool, force: bool, as_json: bool) -> ExitCode:
    """Make an errata file from RECORDS, a JSON file of the RFC Editor's errata.

    Takes the records that are verified or held for document update. The errata file pins the PDF by its SHA-256.
    """
    to_stdout = str(output) == "-"
    if not to_stdout:
        refuse_existing(output, force=force, inputs=(records, document))
    folder = Path() if to_stdout else output.parent
    imported = import_records(
        read_input(records),
        document=_seen_from(folder, document),
        file_name=str(records),
        every_status=every_status,
        sha256=hashlib.sha256(read_input(document)).hexdigest(),
    )
    text = dump(imported.release)
    load(text, file_name=str(output))  # what cannot be read back is not written
    if not to_stdout:
        publish(text.encode("utf-8"), output, force=force, inputs=(records, document))
    code = ExitCode.DONE_WITH_WARNINGS if imported.skipped else ExitCode.DONE
    if as_json:
        say_json("import", code, _as_json(imported, text if to_stdout else "", output))
    else:
        _tell(imported, text if to_stdout else "", output)
    return code


def _seen_from(folder: Path, document: Path) -> str:
    """The document's path for an errata file in `folder`, with "/" on every system."""
    try:
        return Path(os.path.relpath(document, folder)).as_posix()
    except ValueError:  # on another drive of Windows
        return document.resolve().as_posix()


def _tell(imported: Imported, text: str, output: Path) -> None:
    if text:
        put_file(text.encode("utf-8"))
    for skipped in imported.skipped:
        say(f"erratum {skipped.id}: left out, for {skipped.cause}.", err=True)
    if imported.other_status:
        say(f"Left out as reported or rejected: {imported.other_status} (--all takes them).", err=True)
    if not text:
        say(f"{output}: {len(imported.release.documents[0].errata)} errata to {imported.release.documents[0].file}")


def _as_json(imported: Imported, text: str, output: Path) -> dict[str, object]:
    return {
        "output": str(output),
        "document": imported.release.documents[0].file,
        "errata": [erratum.id for erratum in imported.release.documents[0].errata],
        "skipped": [{"id": skipped.id, "cause": skipped.cause} for skipped in imported.skipped],
        "other_status": imported.other_status,
        **({"errata_file": text} if text else {}),
    }
