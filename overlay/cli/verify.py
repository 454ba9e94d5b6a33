"""`overlay verify`: is the only difference between this copy and its original the declared corrections?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from overlay.cli.inputs import STDIN, read_pdf
from overlay.cli.options import (
    json_option,
    limits_from,
    limits_options,
    password_from,
    password_option,
    reading_limits_options,
)

if TYPE_CHECKING:
    from overlay.limits import Limits
    from overlay.verify import Proof

IN_WORDS = {
    "verified": "verified: the corrections are the only difference to the original.",
    "differs": "DIFFERS: this is not an untouched release copy.",
    "undecided": "cannot decide.",
}

NO_COPY = "not a release copy, so there is nothing to prove."


@click.command("verify")
@click.argument("copy", type=click.Path(path_type=Path))
@click.option(
    "--original",
    type=click.Path(path_type=Path),
    metavar="PDF",
    help="The original from elsewhere, to compare with the one inside.",
)
@click.option(
    "--errata", type=click.Path(path_type=Path), metavar="FILE", help="The errata file that the copy should show."
)
@click.option(
    "--report", type=click.Path(path_type=Path), metavar="HTML", help="Write what was found as one HTML page."
)
@click.option("--force", is_flag=True, help="Replace a report that is there already.")
@password_option
@limits_options
@reading_limits_options
@json_option
def command(copy: Path, original: Path | None, errata: Path | None, report: Path | None, **choices: Any) -> int:
    """Prove that COPY differs from its original by the declared corrections alone ("-" reads it from stdin).

    Two ways must agree: rules over everything that was added, and making the copy again, byte for byte. A folder or a
    zip is a release pack: all in it is proved, in place. Exit code 0: verified; 50: it differs; 51: it cannot be decided.
    """
    from overlay.errors import UsageError
    from overlay.limits import run_limited
    from overlay.publish import publish, read_input, refuse_existing

    if copy.is_dir() or copy.suffix.lower() == ".zip":
        if original is not None or errata is not None or report is not None:
            raise UsageError("A pack is checked as it is: these options are for a single copy.")
        from overlay.cli.verify_pack import verify_pack

        return verify_pack(copy, choices)
    if str(copy) == STDIN and original is not None and str(original) == STDIN:
        raise UsageError("Only one of the two files can come from standard input.")
    data, name = read_pdf(copy)
    given = read_input(original) if original is not None else None
    inputs = [path for path in (copy, original, errata) if path is not None]
    if report is not None:
        refuse_existing(report, force=choices["force"], inputs=inputs)
    limits = limits_from(choices)
    password = password_from(choices["password_file"])
    asked = (name, report is not None, limits)
    proof, page = run_limited(_checked, data, given, errata, password, asked, limits=limits)
    if report is not None and page is not None:
        publish(page, report, force=choices["force"], inputs=inputs)
    _tell(name, proof, as_json=choices["as_json"], report=report)
    return int(proof.exit_code)


def _checked(
    data: bytes,
    original: bytes | None,
    errata: Path | None,
    password: str | None,
    asked: tuple[str, bool, Limits],
) -> tuple[Proof, bytes | None]:
    from overlay import errata_file
    from overlay.pack.signed_proof import prove
    from overlay.pipeline import rebuilder
    from overlay.verify.report import report_html

    called, with_report, limits = asked
    declared = errata_file.read(errata) if errata is not None else None
    proved = prove(
        data,
        name=called,
        original=original,
        declared=declared,
        rebuild=rebuilder(password, limits=limits),
        password=password,
    )
    if not with_report:
        return proved.proof, None
    return proved.proof, report_html(proved.inside, proved.proof, name=called, password=password)


def _tell(name: str, proof: Proof, *, as_json: bool, report: Path | None) -> None:
    from overlay.cli.terminal import say, say_json
    from overlay.verify.claims import remark
    from overlay.verify.opening import NO_RECORD

    if as_json:
        say_json("verify", proof.exit_code, {"file": name, **in_fields(proof)})
        return
    say(f"{name}: {NO_COPY if proof.findings == (NO_RECORD,) else IN_WORDS[proof.verdict.value]}")
    for finding in proof.findings:
        place = f"page {finding.page_number}: " if finding.page_number else ""
        said = f" (object {finding.object})" if finding.object is not None else ""
        say(f"  {place}{finding.message}{said}")
    if proof.rebuild is not None:
        say(f"  Rebuild: {proof.rebuild.message}")
    for rule in proof.rules:
        if rule.remark:
            say(f"  {rule.remark}")
    if proof.claimed:
        say(f"  {remark(proof.claimed)}")
    if proof.original_sha256:
        say(f"  Original inside: {proof.original_length:,} bytes, SHA-256 {proof.original_sha256}")
    say(f"  This copy: SHA-256 {proof.copy_sha256}")
    if report is not None:
        say(f"  Report written to {report}")


def in_fields(proof: Proof) -> dict[str, object]:
    """The proof as plain fields for JSON."""
    from dataclasses import asdict

    rebuilt = proof.rebuild
    return {
        "verdict": proof.verdict.value,
        "policy": proof.policy.value,
        "rebuild": {"verdict": rebuilt.verdict.value, "message": rebuilt.message} if rebuilt else None,
        "copy_sha256": proof.copy_sha256,
        "original": {"sha256": proof.original_sha256, "length": proof.original_length},
        "findings": [asdict(finding) for finding in proof.findings],
        "rules": [asdict(rule) for rule in proof.rules],
        "objects": [asdict(note) for note in proof.objects],
        "claimed": list(proof.claimed),
    }
