"""A large pack measured: seconds, size against the sum of its parts, memory; and whether other tools accept it.

    python -m benchmarks.pack.measure [documents] [folder]

Makes that many documents (100), packs them as a folder and as a zip, checks both, and runs bagit, sha256sum and veraPDF
(notice and signed notice) over the result. Prints one line a fact. A command's own process is the one that
holds the pack together; documents are worked on in processes of theirs.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from tests import verapdf

PAGES, ERRATA_EACH = 20, 3
KIBIBYTE = 1024
POLL_SECONDS = 0.1
FIRST = 70_000  # figures that no document's number has
OVERLAY = [sys.executable, "-c", "from overlay.cli import main; main()"]


def main() -> None:
    """Everything, one after the other."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp(prefix="overlay-pack-"))
    folder.mkdir(parents=True, exist_ok=True)
    errata = release(folder, count)
    key = folder / "key.p12"
    os.environ["OVERLAY_SIGN_PASSWORD"] = "try-out"
    timed("keygen", "keygen", "-o", key, "--name", "Try-out", "--force")
    timed("pack, zip", "pack", errata, "-o", folder / "pack.zip", "--force")
    timed("verify, zip", "verify", folder / "pack.zip")
    timed("pack, folder", "pack", errata, "-o", folder / "pack", "--force")
    timed("pack again, zip", "pack", errata, "-o", folder / "again.zip", "--force")
    timed("pack, signed", "pack", errata, "-o", folder / "signed", "--force", "--sign-with", key)
    for name in ("pack", "signed"):
        timed(f"verify {name}", "verify", folder / name)
    same = (folder / "pack.zip").read_bytes() == (folder / "again.zip").read_bytes()
    print(f"made twice, the same bytes: {same}")
    parts = sum(path.stat().st_size for path in (folder / "pack").rglob("*") if path.is_file())
    print(f"parts: {parts:,} bytes; zip: {(folder / 'pack.zip').stat().st_size:,} bytes")
    for kind in ("original", "corrected", "proof"):
        size = sum(path.stat().st_size for path in (folder / "pack/data" / kind).iterdir())
        print(f"  of them {kind}: {size:,} bytes")
    accepted(folder)


def release(folder: Path, count: int) -> Path:
    """Documents of twenty pages with three errata each, and their errata file."""
    lines = ["issuer: The Issuer", "reference: FOI/24/100", "date: 2024-11-12", "documents:"]
    for document in range(1, count + 1):
        name = f"report-{document:04d}.pdf"
        canvas = Canvas(str(folder / name), pagesize=(595, 842), invariant=1)
        for at in range(1, PAGES + 1):
            canvas.setFont("Helvetica", 11)
            for line in range(30):
                canvas.drawString(
                    90,
                    760 - 22 * line,
                    f"Line {line + 1} of page {at} of report {document} has {FIRST + at * line} cases.",
                )
            canvas.drawCentredString(297, 40, str(at))
            canvas.showPage()
        canvas.save()
        lines += [f"  - file: {name}", "    errata:"]
        for erratum in range(ERRATA_EACH):
            at, line = 3 + 5 * erratum, 12
            quote = f"Line {line + 1} of page {at} of report {document} has {FIRST + at * line} cases"
            lines.append(
                f'      - {{page: {at}, quote: "{quote}", for: "{FIRST + at * line}", read: "{FIRST + at * line + 1}"}}'
            )
    path = folder / "errata.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def timed(what: str, *words: object) -> None:
    """Runs a command; prints its seconds, its computing time, and the peak memory of its own process (Linux only)."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    watched = subprocess.Popen([*OVERLAY, *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    own = 0
    while watched.poll() is None:
        own = max(own, peak_of(watched.pid))
        time.sleep(POLL_SECONDS)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    computed = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{what}: {time.perf_counter() - began:.1f} s, of computing {computed:.1f} s, exit {watched.returncode}, "
        f"own process {own // KIBIBYTE} MiB, largest process so far {after.ru_maxrss // KIBIBYTE} MiB",
        flush=True,
    )
    if watched.returncode and watched.stderr is not None:
        print(watched.stderr.read().decode(errors="replace")[-2000:])


def peak_of(process: int) -> int:
    """The peak of a process's resident memory so far, in KiB; 0 where the system does not tell."""
    try:
        told = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in told.splitlines() if line.startswith("VmHWM")), 0)


def accepted(folder: Path) -> None:
    """What bagit, sha256sum, sha512sum, openssl and veraPDF say."""
    for name in ("pack", "signed"):
        done = subprocess.run([sys.executable, "-m", "bagit", "--validate", "--quiet", str(folder / name)], check=False)
        print(f"bagit --validate {name}: exit {done.returncode}")
        for algorithm in ("sha256", "sha512"):
            for kind in ("manifest", "tagmanifest"):
                command = [f"{algorithm}sum", "-c", "--quiet", "--strict", f"{kind}-{algorithm}.txt"]
                print(
                    f"{' '.join(command)} in {name}: exit {subprocess.run(command, cwd=folder / name, check=False).returncode}"
                )
    unpacked = folder / "unpacked"
    shutil.rmtree(unpacked, ignore_errors=True)
    shutil.unpack_archive(folder / "pack.zip", unpacked)
    (bag,) = unpacked.iterdir()
    done = subprocess.run([sys.executable, "-m", "bagit", "--validate", "--quiet", str(bag)], check=False)
    print(f"bagit --validate of the unpacked zip: exit {done.returncode}")
    if verapdf.missing():
        print(f"veraPDF cannot run: {verapdf.missing()}")
        return
    notices = [folder / name / "data/notice.pdf" for name in ("pack", "signed")]
    for path, verdicts in verapdf.validate(notices).items():
        print(f"veraPDF, {path.parts[-3]}: {[(verdict.flavour, verdict.passed) for verdict in verdicts]}")


if __name__ == "__main__":
    main()
