"""Packs as folders, each wrong in one way: what is changed, and the kind of finding that must come of it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

from overlay.pack.findings import Trouble
from tests.pack.packing import PDFS, a_pdf

Change = Callable[[Path], object]

ORIGINAL = "data/original/report.pdf"
COPY = "data/corrected/report.corrected.pdf"
PROOF = "data/proof/report.html"


def put(path: str, data: bytes = b"x") -> Change:
    def change(pack: Path) -> None:
        target = pack / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    return change


def without(path: str) -> Change:
    return lambda pack: (pack / path).unlink()


def edited(path: str, old: bytes, new: bytes) -> Change:
    def change(pack: Path) -> None:
        data = (pack / path).read_bytes()
        assert old in data, (path, old)
        (pack / path).write_bytes(data.replace(old, new, 1))

    return change


def appended(path: str, more: bytes) -> Change:
    return lambda pack: (pack / path).write_bytes((pack / path).read_bytes() + more)


def linked(path: str, target: str) -> Change:
    def change(pack: Path) -> None:
        if (pack / path).is_dir():
            os.rename(pack / path, pack.parent / "moved")
        elif (pack / path).exists():
            (pack / path).unlink()
        os.symlink(target, pack / path)

    return change


def told(change: Callable[[dict], object]) -> Change:  # type: ignore[type-arg]
    """errata.json with a change, in the form in which it is written."""

    def changed(pack: Path) -> None:
        path = pack / "data/errata.json"
        facts = json.loads(path.read_text(encoding="utf-8"))
        change(facts)
        text = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        path.write_text(text, encoding="utf-8")

    return changed


def both(*changes: Change) -> Change:
    def change(pack: Path) -> None:
        for each in changes:
            each(pack)

    return change


def replaced(path: str, data: bytes, *, key: str) -> Change:
    """A document's file and its facts replaced together."""
    import hashlib

    facts = {"sha256": hashlib.sha256(data).hexdigest(), "length": len(data)}
    return both(put(path, data), told(lambda told: told["documents"][0][key].update(facts)))


def a_socket(pack: Path) -> None:
    here = os.getcwd()
    os.chdir(pack)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("data/s")
    finally:
        os.chdir(here)


def reordered(pack: Path) -> None:
    path = pack / "manifest-sha256.txt"
    path.write_text("".join(reversed(path.read_text().splitlines(keepends=True))))


FOREIGN = a_pdf("Another document altogether.")

RAW: dict[str, tuple[Change, Trouble]] = {
    "backslash": (put("data/..\\evil.txt"), Trouble.NAME),
    "drive": (put("data/c:evil"), Trouble.NAME),
    "trailing dot": (put("data/notice.pdf."), Trouble.NAME),
    "trailing space": (put("data/notice.pdf "), Trouble.NAME),
    "device": (put("data/con.txt"), Trouble.NAME),
    "device without ending": (put("data/LPT1"), Trouble.NAME),
    "control character": (put("data/a\x1b[2Jb"), Trouble.NAME),
    "line feed": (put("data/a\nb"), Trouble.NAME),
    "bidirectional override": (put("data/a\u202efdp.exe"), Trouble.NAME),
    "zero width": (put("data/notice\u200b.pdf"), Trouble.NAME),
    "decomposed": (put("data/cafe\u0301.pdf"), Trouble.NAME),
    "too deep": (put("data/a/b/c/d/e"), Trouble.NAME),
    "not Unicode": (lambda pack: os.close(os.open(os.fsencode(pack) + b"/data/\xff", os.O_CREAT)), Trouble.NAME),
    "case clash": (put("data/NOTICE.pdf"), Trouble.CLASH),
    "compatibility clash": (put("data/not\uff49ce.pdf"), Trouble.CLASH),
    "folder clash": (put("data/Proof/x.html"), Trouble.CLASH),
    "sharp s clash": (both(put("data/stra\u00dfe"), put("data/STRASSE")), Trouble.CLASH),
    "link to a file outside": (linked("bag-info.txt", "/etc/passwd"), Trouble.LINK),
    "link to a folder outside": (linked("data/original", "../../moved"), Trouble.LINK),
    "link to itself": (linked("data/loop", "loop"), Trouble.LINK),
    "link to nothing": (linked("data/gone", "nowhere"), Trouble.LINK),
    "link to a file inside": (linked("data/notice2.pdf", "notice.pdf"), Trouble.LINK),
    "pipe": (lambda pack: os.mkfifo(pack / "data/pipe"), Trouble.SPECIAL),
    "pipe for a file": (
        both(without("data/notice.pdf"), lambda pack: os.mkfifo(pack / "data/notice.pdf")),
        Trouble.SPECIAL,
    ),
    "socket": (a_socket, Trouble.SPECIAL),
    "empty folder": (lambda pack: (pack / "data/empty").mkdir(), Trouble.UNEXPECTED),
    "no declaration": (without("bagit.txt"), Trouble.MISSING),
    "no particulars": (without("bag-info.txt"), Trouble.MISSING),
    "no manifest": (without("manifest-sha256.txt"), Trouble.MISSING),
    "no second manifest": (without("manifest-sha512.txt"), Trouble.MISSING),
    "no tag manifest": (without("tagmanifest-sha256.txt"), Trouble.MISSING),
    "no errata.json": (without("data/errata.json"), Trouble.MISSING),
    "listed and missing": (without(ORIGINAL), Trouble.MISSING),
    "there and not listed": (put("data/original/more.pdf"), Trouble.UNEXPECTED),
    "another tag file": (put("README.txt"), Trouble.UNEXPECTED),
    "fetch.txt": (put("fetch.txt", b"http://x - data/x\n"), Trouble.UNEXPECTED),
    "another manifest": (put("manifest-md5.txt", b""), Trouble.UNEXPECTED),
    "hidden file": (put("data/.DS_Store"), Trouble.UNEXPECTED),
    "byte changed": (edited(ORIGINAL, b"/Page", b"/Pgae"), Trouble.HASH),
    "cut short": (lambda pack: os.truncate(pack / COPY, 100), Trouble.HASH),
    "made longer": (appended("data/index.html", b" "), Trouble.HASH),
    "emptied": (put("data/errata.csv", b""), Trouble.HASH),
    "hash of another": (edited("manifest-sha256.txt", b"0", b"1"), Trouble.HASH),
    "one of two hashes": (edited("manifest-sha512.txt", b"0", b"1"), Trouble.HASH),
    "tag file changed": (appended("bag-info.txt", b"Contact-Name: x\n"), Trouble.HASH),
    "tag manifest changed": (edited("tagmanifest-sha512.txt", b"0", b"1"), Trouble.HASH),
    "manifest leads outside": (appended("manifest-sha256.txt", b"0" * 64 + b"  ../../etc/passwd\n"), Trouble.BAG),
    "manifest names the root": (appended("manifest-sha256.txt", b"0" * 64 + b"  /etc/passwd\n"), Trouble.BAG),
    "manifest out of order": (reordered, Trouble.BAG),
    "manifest with CR": (edited("manifest-sha256.txt", b"\n", b"\r\n"), Trouble.BAG),
    "manifest in capitals": (
        lambda pack: (pack / "manifest-sha256.txt").write_bytes((pack / "manifest-sha256.txt").read_bytes().upper()),
        Trouble.BAG,
    ),
    "manifest with a percent sign": (edited("manifest-sha256.txt", b"data/errata", b"data%2Ferrata"), Trouble.BAG),
    "manifest without its last end": (edited("tagmanifest-sha256.txt", b"sha512.txt\n", b"sha512.txt"), Trouble.BAG),
    "manifest not UTF-8": (appended("manifest-sha256.txt", b"\xff\n"), Trouble.BAG),
    "a star for binary": (edited("manifest-sha256.txt", b"  data", b" *data"), Trouble.BAG),
}
"""Changed, and the manifests left as they were."""

FORGED: dict[str, tuple[Change, Trouble]] = {
    "another version of bags": (edited("bagit.txt", b"1.0", b"0.97"), Trouble.BAG),
    "byte order mark": (
        lambda pack: put("bagit.txt", b"\xef\xbb\xbf" + (pack / "bagit.txt").read_bytes())(pack),
        Trouble.BAG,
    ),
    "another organisation": (edited("bag-info.txt", b"The Issuer", b"An Issuer"), Trouble.BAG),
    "another date": (edited("bag-info.txt", b"2024-11-12", b"2024-11-13"), Trouble.BAG),
    "more particulars": (appended("bag-info.txt", b"Contact-Name: x\n"), Trouble.BAG),
    "one payload file more": (put("data/original/more.pdf"), Trouble.UNEXPECTED),
    "a picture more": (put("data/proof/report.9.after.png"), Trouble.UNEXPECTED),
    "an original less": (without("data/original/plain.pdf"), Trouble.MISSING),
    "a copy less": (both(without(COPY), lambda pack: (pack / COPY).parent.rmdir()), Trouble.MISSING),
    "a proof less": (without(PROOF), Trouble.MISSING),
    "no notice": (without("data/notice.pdf"), Trouble.MISSING),
    "another original": (put(ORIGINAL, FOREIGN), Trouble.HASH),
    "another original, told of": (replaced(ORIGINAL, FOREIGN, key="original"), Trouble.ORIGINAL),
    "the original for a copy": (replaced(COPY, PDFS["report.pdf"], key="corrected"), Trouble.COPY),
    "a copy with more": (
        lambda pack: replaced(COPY, (pack / COPY).read_bytes() + b"% more\n", key="corrected")(pack),
        Trouble.COPY,
    ),
    "a copy that says otherwise": (
        lambda pack: (
            replaced(COPY, (pack / COPY).read_bytes().replace(b"(Comment", b"(Komment"), key="corrected")(pack)
            if b"(Comment" in (pack / COPY).read_bytes()
            else replaced(COPY, (pack / COPY).read_bytes()[:-3], key="corrected")(pack)
        ),
        Trouble.COPY,
    ),
    "no PDF for a copy": (replaced(COPY, b"no PDF", key="corrected"), Trouble.COPY),
    "another notice": (put("data/notice.pdf", FOREIGN), Trouble.NOTICE),
    "no PDF for a notice": (put("data/notice.pdf", b"no PDF"), Trouble.NOTICE),
    "a notice with more": (appended("data/notice.pdf", b"\n% more\n"), Trouble.NOTICE),
    "another index page": (edited("data/index.html", b"fifteen", b"sixteen"), Trouble.INDEX),
    "a script in the index page": (edited("data/index.html", b"</body>", b"<script>1</script></body>"), Trouble.INDEX),
    "another log": (edited("data/errata.csv", b"fifteen", b"sixteen"), Trouble.LOG),
    "a formula in the log": (edited("data/errata.csv", b"eight", b"=1+1"), Trouble.LOG),
    "another proof": (edited(PROOF, b"Verified", b"Certified"), Trouble.PROOF),
    "another picture": (put("data/proof/report.1.before.png", b"\x89PNG"), Trouble.PROOF),
    "errata.json is none": (put("data/errata.json", b"[]"), Trouble.FACTS),
    "errata.json is no JSON": (put("data/errata.json", b"{"), Trouble.FACTS),
    "errata.json is very deep": (put("data/errata.json", b"[" * 200_000), Trouble.FACTS),
    "errata.json with a key twice": (
        edited("data/errata.json", b'"date"', b'"date": "2020-01-01",\n "date"'),
        Trouble.FACTS,
    ),
    "errata.json laid out otherwise": (appended("data/errata.json", b"\n"), Trouble.FACTS),
    "errata.json with more": (told(lambda told: told.update(more=1)), Trouble.FACTS),
    "errata.json without a number": (
        told(lambda told: told["documents"][0]["original"].update(length=float("inf"))),
        Trouble.FACTS,
    ),
    "errata.json of another version": (told(lambda told: told.update(version=2)), Trouble.FACTS),
    "another status": (
        both(told(lambda told: told.update(status="withdrawn")), edited("bag-info.txt", b"issued", b"withdrawn")),
        Trouble.FACTS,
    ),
    "another issuer": (
        both(told(lambda told: told.update(issuer="X")), edited("bag-info.txt", b"The Issuer & Co", b"X")),
        Trouble.FACTS,
    ),
    "a document twice": (told(lambda told: told["documents"].append(told["documents"][1])), Trouble.FACTS),
    "a document that leads outside": (
        told(lambda told: told["documents"][1]["original"].update(path="../x.pdf")),
        Trouble.MISSING,
    ),
    "a letter that leads outside": (
        both(
            put("data/x.exe"),
            told(
                lambda told: told.update(
                    letter={
                        "path": "data/x.exe",
                        "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
                        "length": 1,
                    }
                )
            ),
        ),
        Trouble.FACTS,
    ),
    "a record left out": (told(lambda told: told["documents"][0].update(record=None)), Trouble.FACTS),
    "a record of other words": (told(lambda told: json_words(told)), Trouble.FACTS),
    "a picture not told of": (told(lambda told: told["documents"][0].update(pictured=[1])), Trouble.UNEXPECTED),
    "not the manifest's signature": (put("tagmanifest-sha256.txt.p7s", b"junk"), Trouble.SIGNATURE),
}
"""Changed, with manifests that fit, as somebody would do who knows what a bag is."""


def json_words(facts: dict) -> None:  # type: ignore[type-arg]
    """The record in errata.json says another correction than the copy does."""
    text = json.dumps(facts["documents"][0]["record"]).replace("fifteen (15)", "sixteen (16)")
    facts["documents"][0]["record"] = json.loads(text)
