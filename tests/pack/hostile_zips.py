"""Packs as zips, each put together wrongly in one way."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

from overlay.pack.findings import Trouble
from tests.pack.packing import entries_of, zip_of

Forge = Callable[[bytes], bytes]
ROOT = "FOI-24-1"
END = 22


def entry(name: str, data: bytes = b"x", *, mode: int = 0o100644, kind: int = zipfile.ZIP_STORED) -> Forge:
    """One entry more at the end."""

    def forge(pack: bytes) -> bytes:
        info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        info.create_system, info.external_attr, info.compress_type = 3, mode << 16, kind
        return zip_of([*entries_of(pack), (info, data)])

    return forge


def renamed(old: str, new: str) -> Forge:
    """A name changed in both places, to one of the same length."""
    assert len(old) == len(new)
    return lambda pack: pack.replace(old.encode(), new.encode())


def central(field: int, size: int, value: int, *, at: int = 0) -> Forge:
    """A number of the directory's entry `at` changed; its local header is left as it was."""

    def forge(pack: bytes) -> bytes:
        place = directory(pack)
        for _ in range(at):
            place += 46 + sum(struct.unpack_from("<3H", pack, place + 28))
        return spliced(pack, place + field, value.to_bytes(size, "little"))

    return forge


def local(field: int, size: int, value: int) -> Forge:
    """A number of the first local header changed."""
    return lambda pack: spliced(pack, field, value.to_bytes(size, "little"))


def twice(field_central: int, field_local: int, size: int, value: int) -> Forge:
    """A number changed in the first entry's local header and in the directory alike."""
    return lambda pack: local(field_local, size, value)(central(field_central, size, value)(pack))


def end(field: int, size: int, value: int) -> Forge:
    return lambda pack: spliced(pack, len(pack) - END + field, value.to_bytes(size, "little"))


def directory(pack: bytes) -> int:
    return int(struct.unpack_from("<L", pack, len(pack) - END + 16)[0])


def spliced(data: bytes, at: int, part: bytes) -> bytes:
    return data[:at] + part + data[at + len(part) :]


def prepended(more: bytes, *, adjusted: bool) -> Forge:
    def forge(pack: bytes) -> bytes:
        if not adjusted:
            return more + pack
        buffer = io.BytesIO()
        buffer.write(more)
        with zipfile.ZipFile(buffer, "a") as archive:
            for info, data in entries_of(pack):
                archive.writestr(info, data)
        return buffer.getvalue()

    return forge


def with_gap(pack: bytes) -> bytes:
    """Bytes between the last content and the directory, the end record told of them."""
    start = directory(pack)
    gapped = pack[:start] + b"hidden" + pack[start:]
    return spliced(gapped, len(gapped) - END + 16, (start + 6).to_bytes(4, "little"))


def with_zip64(pack: bytes) -> bytes:
    """The end record of large files, and its locator, before the usual one."""
    count, length, start = struct.unpack_from("<HLL", pack, len(pack) - END + 10)
    large = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(pack) - END, 1)
    return pack[:-END] + large + locator + pack[-END:]


def overlapping(pack: bytes) -> bytes:
    """A second name for the first content: the directory's last entry is given the first one's place."""
    place = directory(pack)
    offset = place
    while True:
        following = offset + 46 + sum(struct.unpack_from("<3H", pack, offset + 28))
        if following >= len(pack) - END:
            return spliced(pack, offset + 42, (0).to_bytes(4, "little"))
        offset = following


def duplicated(pack: bytes) -> bytes:
    entries = entries_of(pack)
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return zip_of([*entries, entries_of(pack)[0]])


def described(pack: bytes) -> bytes:
    """Written to a stream that cannot be wound back: sizes follow the contents."""

    class OneWay(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    stream = OneWay()
    with zipfile.ZipFile(stream, "w") as archive:
        for info, data in entries_of(pack):
            archive.writestr(info, data)
    return stream.getvalue()


def extra(pack: bytes) -> bytes:
    entries = entries_of(pack)
    entries[0][0].extra = struct.pack("<HHL", 0x5455, 4, 0)
    return zip_of(entries)


def commented(pack: bytes) -> bytes:
    entries = entries_of(pack)
    entries[0][0].comment = b"psst"
    return zip_of(entries)


def renamed_in_local(pack: bytes) -> bytes:
    """The local header has another name than the directory."""
    return pack.replace(b"bag-info.txt", b"bag-info.exe", 1)


KINDS: dict[str, tuple[Forge, Trouble]] = {
    "nothing": (lambda pack: b"", Trouble.ZIP),
    "no zip": (lambda pack: b"%PDF-1.7 this is not a zip at all, but long enough", Trouble.ZIP),
    "end record only": (lambda pack: b"PK\x05\x06" + bytes(18), Trouble.ZIP),
    "cut short": (lambda pack: pack[:-1], Trouble.ZIP),
    "half": (lambda pack: pack[: len(pack) // 2], Trouble.ZIP),
    "beginning cut off": (lambda pack: pack[100:], Trouble.ZIP),
    "something before": (prepended(b"#!/bin/sh\nexit\n", adjusted=False), Trouble.ZIP),
    "something before, told of": (prepended(b"#!/bin/sh\nexit\n", adjusted=True), Trouble.ZIP),
    "something after": (lambda pack: pack + b"more", Trouble.ZIP),
    "something between": (with_gap, Trouble.ZIP),
    "a comment": (lambda pack: zip_of(entries_of(pack), comment=b"hello"), Trouble.ZIP),
    "an entry's comment": (commented, Trouble.ZIP),
    "extra fields": (extra, Trouble.ZIP),
    "a bomb": (entry(f"{ROOT}/data/bomb", bytes(20_000_000), kind=zipfile.ZIP_DEFLATED), Trouble.ZIP),
    "compressed": (entry(f"{ROOT}/data/x", b"x" * 100, kind=zipfile.ZIP_DEFLATED), Trouble.ZIP),
    "compressed by bzip2": (entry(f"{ROOT}/data/x", b"x" * 100, kind=zipfile.ZIP_BZIP2), Trouble.ZIP),
    "an unknown method": (twice(10, 8, 2, 99), Trouble.ZIP),
    "encrypted": (twice(8, 6, 2, 1), Trouble.ZIP),
    "strongly encrypted": (twice(8, 6, 2, 0x41), Trouble.ZIP),
    "sizes after the contents": (described, Trouble.ZIP),
    "a patch": (twice(8, 6, 2, 0x20), Trouble.ZIP),
    "zip64": (with_zip64, Trouble.ZIP),
    "zip64 offset": (end(16, 4, 0xFFFFFFFF), Trouble.ZIP),
    "zip64 size": (twice(24, 22, 4, 0xFFFFFFFF), Trouble.ZIP),
    "length only in the directory": (central(24, 4, 1), Trouble.ZIP),
    "lengths in the directory": (lambda pack: central(20, 4, 1)(central(24, 4, 1)(pack)), Trouble.ZIP),
    "length in the header": (local(22, 4, 1), Trouble.ZIP),
    "a length beyond the end": (
        lambda pack: twice(24, 22, 4, 0x7FFFFFFF)(twice(20, 18, 4, 0x7FFFFFFF)(pack)),
        Trouble.ZIP,
    ),
    "checksum in the directory": (central(16, 4, 1), Trouble.ZIP),
    "checksum in both": (twice(16, 14, 4, 1), Trouble.HASH),
    "time in the header": (local(10, 2, 7), Trouble.ZIP),
    "name in the header": (renamed_in_local, Trouble.ZIP),
    "offset": (central(42, 4, 1), Trouble.ZIP),
    "overlapping": (overlapping, Trouble.ZIP),
    "one entry twice": (duplicated, Trouble.DUPLICATE),
    "an entry less than there is": (lambda pack: end(8, 2, 3)(end(10, 2, 3)(pack)), Trouble.ZIP),
    "more entries than there are": (lambda pack: end(8, 2, 999)(end(10, 2, 999)(pack)), Trouble.ZIP),
    "counts that differ": (end(8, 2, 1), Trouble.ZIP),
    "of several disks": (end(4, 2, 1), Trouble.ZIP),
    "an entry on another disk": (central(34, 2, 1), Trouble.ZIP),
    "directory length": (end(12, 4, 1), Trouble.ZIP),
    "directory place": (end(16, 4, 1), Trouble.ZIP),
    "leads outside": (entry(f"{ROOT}/../../evil"), Trouble.NAME),
    "leads outside, with backslashes": (entry(f"{ROOT}/..\\..\\evil"), Trouble.NAME),
    "absolute": (entry("/etc/passwd"), Trouble.ZIP),
    "drive": (entry("C:/evil"), Trouble.ZIP),
    "root leads outside": (lambda pack: renamed("FOI-24-1/", "../../../")(pack), Trouble.NAME),
    "root is a dot": (lambda pack: renamed("FOI-24-1/", "./......./"[:9])(pack), Trouble.NAME),
    "two folders": (entry("other/file"), Trouble.ZIP),
    "no folder": (entry("file"), Trouble.ZIP),
    "a folder's entry": (entry(f"{ROOT}/data/", b""), Trouble.SPECIAL),
    "a link": (entry(f"{ROOT}/data/link", b"/etc/passwd", mode=0o120777), Trouble.LINK),
    "a pipe": (entry(f"{ROOT}/data/pipe", b"", mode=0o010644), Trouble.SPECIAL),
    "a device": (entry(f"{ROOT}/data/device", b"", mode=0o060644), Trouble.SPECIAL),
    "case clash": (entry(f"{ROOT}/data/NOTICE.pdf"), Trouble.CLASH),
    "compatibility clash": (entry(f"{ROOT}/data/not\uff49ce.pdf"), Trouble.CLASH),
    "decomposed": (entry(f"{ROOT}/data/cafe\u0301"), Trouble.NAME),
    "file and folder": (entry(f"{ROOT}/data"), Trouble.CLASH),
    "empty part": (entry(f"{ROOT}/data//x"), Trouble.NAME),
    "zero byte": (lambda pack: renamed("notice.pdf", "notice\0pdf")(pack), Trouble.NAME),
    "name not UTF-8": (lambda pack: pack.replace(b"notice.pdf", b"notic\xff.pdf"), Trouble.NAME),
    "unlisted": (entry(f"{ROOT}/data/more"), Trouble.UNEXPECTED),
    "another tag file": (entry(f"{ROOT}/more.txt"), Trouble.UNEXPECTED),
    "content changed": (
        lambda pack: zip_of([(i, d.replace(b"eight", b"seven")) for i, d in entries_of(pack)]),
        Trouble.HASH,
    ),
    "one file less": (
        lambda pack: zip_of([(i, d) for i, d in entries_of(pack) if not i.filename.endswith("notice.pdf")]),
        Trouble.MISSING,
    ),
}
