"""A stored zip read so that every byte of it is accounted for (APPNOTE 6.3.10).

The entries stand one after the other from the first byte; each local header says what the directory at the end says;
the directory is followed by its end record, and that by nothing. So there is nothing to hide in and nothing to unpack:
no compression, no encryption, no zip64, no data descriptors, no extra fields, no comments, no folders, no links.
"""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from overlay.pack.findings import NoPackError, PackFinding, Trouble
from overlay.pack.stored_zip import MOST_FILES, REGULAR, UNIX

CHUNK = 1 << 20
END = struct.Struct("<4s4H2LH")
CENTRAL = struct.Struct("<4s6H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")
END_SIGN, CENTRAL_SIGN, LOCAL_SIGN = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
UTF8 = 0x800  # flag: the name is UTF-8
ENCRYPTED = 0x41  # flags: encrypted, strongly encrypted
DESCRIPTOR = 0x8  # flag: sizes follow the content
STORED = 0
LARGEST_DIRECTORY = 32 * 1024 * 1024  # bytes: 65,534 names of common length
LONGEST_NAME = 4096
FIRST_DAY = 0x21  # 1 January 1980, as MS-DOS counts
VERSION = 20  # what plain entries need
AS_WRITTEN = (UNIX << 8 | VERSION, VERSION, 0, FIRST_DAY, 0, REGULAR << 16)
"""Of every entry: who made it, the version needed, time, date, inner and outer attributes (see `stored_zip`)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the zip: where its content starts, its length and CRC-32."""

    start: int
    length: int
    crc: int


class ZipEntries:
    """The files of a zip, by their paths within the one folder that holds them all."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Raises NoPackError for a zip of any other build."""
        self._stream = stream
        self._size = stream.seek(0, 2)
        start, directory, count = self._end()
        entries = self._entries(start, directory, count)
        self.root, self._entries_by_path = _without_root(entries)

    @property
    def sizes(self) -> dict[str, int]:
        return {path: entry.length for path, entry in self._entries_by_path.items()}

    def chunks(self, path: str) -> Iterator[bytes]:
        """A file's content. Raises NoPackError where it is not what its checksum says."""
        entry = self._entries_by_path[path]
        at, left, crc = entry.start, entry.length, 0
        while left:
            chunk = self._at(at, min(left, CHUNK))
            crc = zlib.crc32(chunk, crc)
            at, left = at + len(chunk), left - len(chunk)
            yield chunk
        if crc != entry.crc:
            raise NoPackError(
                PackFinding(Trouble.HASH, f"{path} is damaged: its checksum in the zip is another.", path)
            )

    def _at(self, start: int, length: int) -> bytes:
        self._stream.seek(start)
        found = self._stream.read(length)
        if len(found) != length:
            raise _broken("it ends too early")
        return found

    def _end(self) -> tuple[int, bytes, int]:
        """Where the directory starts, its bytes, and how many entries it lists."""
        if self._size < END.size:
            raise _broken("it is too short to be one")
        sign, disk, first, here, count, length, start, comment = END.unpack(self._at(self._size - END.size, END.size))
        if sign != END_SIGN or comment:
            raise _broken("it does not end with its directory, or has a comment")
        if disk or first or here != count:
            raise _broken("it is one part of several")
        if count > MOST_FILES or 0xFFFFFFFF in (length, start):
            raise _broken("it is of the kind for very large files (zip64), or has too many of them")
        if start + length + END.size != self._size or length > LARGEST_DIRECTORY:
            raise _broken("there is something before, between or after its parts")
        return start, self._at(start, length), count

    def _entries(self, start: int, directory: bytes, count: int) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        at = place = 0
        for _ in range(count):
            if at + CENTRAL.size > len(directory):
                raise _broken("its directory is cut short")
            fields = CENTRAL.unpack_from(directory, at)
            sign, made_by, needed, flags, method, time, date, crc, stored, length = fields[:10]
            name_length, extra, comment, disk, internal, attributes, offset = fields[10:]
            raw = directory[at + CENTRAL.size : at + CENTRAL.size + name_length]
            if sign != CENTRAL_SIGN or len(raw) != name_length:
                raise _broken("its directory is not in order")
            at += CENTRAL.size + name_length
            name = _name(raw, flags)
            _require_plain(name, flags, method, (stored, length), (extra, comment, disk))
            _require_file(name, attributes)
            if (made_by, needed, time, date, internal, attributes) != AS_WRITTEN:
                raise _broken(f"what it says of {name!r} is not as packs are written")
            if offset != place:
                raise _broken(f"the content of {name!r} overlaps another's, or something stands before it")
            header = LOCAL.pack(LOCAL_SIGN, needed, flags, method, time, date, crc, stored, length, name_length, 0)
            if (
                place + len(header) + name_length + length > start
                or self._at(place, len(header) + name_length) != header + raw
            ):
                raise _broken(f"its directory and its content disagree on {name!r}")
            if name in found:
                raise NoPackError(PackFinding(Trouble.DUPLICATE, f"{name!r} is in the zip twice.", name))
            found[name] = Entry(place + len(header) + name_length, length, crc)
            place += len(header) + name_length + length
        if at != len(directory) or place != start:
            raise _broken("there is something between its parts")
        return found


def _name(raw: bytes, flags: int) -> str:
    try:
        name = raw.decode("utf-8" if flags & UTF8 else "ascii")
    except UnicodeDecodeError:
        raise NoPackError(PackFinding(Trouble.NAME, f"The name {raw!r} in the zip is not Unicode text.")) from None
    if len(raw) > LONGEST_NAME or "\0" in name:
        raise NoPackError(PackFinding(Trouble.NAME, "A name in the zip is too long, or has a zero byte."))
    return name


def _require_plain(name: str, flags: int, method: int, sizes: tuple[int, int], none: tuple[int, int, int]) -> None:
    if flags & ENCRYPTED:
        raise _broken(f"{name!r} is encrypted")
    if flags & DESCRIPTOR:
        raise _broken(f"the length of {name!r} stands after it")
    if flags & ~UTF8:
        raise _broken(f"{name!r} has marks that a pack's files do not have")
    if method != STORED or sizes[0] != sizes[1]:
        raise _broken(f"{name!r} is compressed: a pack is stored as it is. Unpack it into a folder, and check that")
    if any(none):
        raise _broken(f"{name!r} has extra fields, a comment, or is on another disk")


def _require_file(name: str, attributes: int) -> None:
    mode = attributes >> 16
    if name.endswith("/") or attributes & 0x10:
        raise NoPackError(PackFinding(Trouble.SPECIAL, f"{name!r} is a folder: a pack's zip has only files.", name))
    if stat.S_ISLNK(mode):
        raise NoPackError(PackFinding(Trouble.LINK, f"{name!r} is a link.", name))
    if mode and not stat.S_ISREG(mode):
        raise NoPackError(PackFinding(Trouble.SPECIAL, f"{name!r} is not a file.", name))


def _without_root(entries: dict[str, Entry]) -> tuple[str, dict[str, Entry]]:
    """The folder that holds everything, and the entries by their paths within it."""
    roots = {name.partition("/")[0] for name in entries}
    if len(roots) != 1 or any("/" not in name for name in entries):
        raise _broken("its files are not in one folder")
    (root,) = roots
    if root in ("", ".", "..") or "\\" in root or ":" in root:
        raise NoPackError(PackFinding(Trouble.NAME, f"The name {root!r} in the zip leads to another folder."))
    return root, {name.partition("/")[2]: entry for name, entry in entries.items()}


def _broken(what: str) -> NoPackError:
    return NoPackError(PackFinding(Trouble.ZIP, f"This zip is not one that a pack is in: {what}."))
