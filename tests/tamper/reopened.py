"""A release copy taken apart, to be changed and written again as carefully as the honest one was.

Written again unchanged it is the honest copy, byte for byte: offsets, lengths, the cross-reference section and /ID are
made anew as ISO 32000-1, 7.5 and 14.4, want them, so that nothing but the change itself gives a forgery away.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf

_HEAD = re.compile(rb"(\d+) (\d+) obj\n")
_TOKEN = re.compile(rb"<<|>>|[\[\]()]|<[0-9A-Fa-f\s]*>|/[^\s()<>\[\]{}/%]*|[^\s()<>\[\]{}/%]+|\s+")
_TABLE_ONLY = (b"/Prev", b"/Size", b"/ID", b"/Type", b"/W", b"/Index", b"/Filter", b"/Length")
_CODE = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]{4})>")


class NotFittingError(Exception):
    """The copy has nothing that this change could be made to."""


@dataclass
class Body:
    """An object: its dictionary (or other value) as written, and for a stream its encoded data."""

    head: bytes
    data: bytes | None = None
    generation: int = 0


@dataclass
class Reopened:
    """A release copy's parts. `moved`: offsets told falsely; `listed`: further entries; `freed`: numbers told to be free."""

    original: bytes
    objects: dict[int, Body]
    trailer: list[tuple[bytes, bytes]]
    prev: int
    identity: list[bytes]
    stream: bool
    free_head: bytes = b"0000000000 65535 f "
    moved: dict[int, int] = field(default_factory=dict)
    freed: tuple[int, ...] = ()
    listed: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    size: int | None = None
    before: dict[int, bytes] = field(default_factory=dict)

    # -- finding

    def find(self, *parts: bytes) -> int:
        """The number of the first object of the increment whose head holds all of these."""
        return next(self.all(*parts))

    def all(self, *parts: bytes) -> Iterator[int]:
        found = [number for number, body in self.objects.items() if all(part in body.head for part in parts)]
        if not found:
            raise NotFittingError(parts)
        return iter(found)

    @property
    def catalog(self) -> int:
        return self.find(b"/Type /Catalog")

    @property
    def page(self) -> int:
        """The original's page that was changed."""
        return self.find(b"/Type /Page\n", b"/XObject")

    @property
    def record_stream(self) -> int:
        return self.find(b"/Type /EmbeddedFile")

    @property
    def record(self) -> bytes:
        return self.content(self.record_stream)

    def in_stream(self, part: bytes) -> int:
        """The number of the first stream of the increment that holds these bytes once decoded."""
        for number, body in self.objects.items():
            if body.data is not None and part in self.content(number):
                return number
        raise NotFittingError(part)

    def referred(self, number: int, key: bytes) -> int:
        """The number that an entry refers to, the first one of an array."""
        found = re.search(rb"(\d+) \d+ R", self.get(number, key))
        if found is None:
            raise NotFittingError(key)
        return int(found[1])

    # -- changing

    def get(self, number: int, key: bytes) -> bytes:
        """The value of an entry, as written; empty where there is none."""
        return dict(entries(self.objects[number].head)).get(key, b"")

    def put(self, number: int, key: bytes, value: bytes) -> None:
        """Give an entry a value, in its place or at the end."""
        found = entries(self.objects[number].head)
        if key in dict(found):
            found = [(each, value if each == key else old) for each, old in found]
        else:
            found.append((key, value))
        self.objects[number].head = joined(found)

    def drop(self, number: int, key: bytes) -> None:
        found = [(each, value) for each, value in entries(self.objects[number].head) if each != key]
        if len(found) == len(entries(self.objects[number].head)):
            raise NotFittingError(key)
        self.objects[number].head = joined(found)

    def swap(self, number: int, old: bytes, new: bytes) -> None:
        """Change the head's text."""
        if old not in self.objects[number].head:
            raise NotFittingError(old)
        self.objects[number].head = self.objects[number].head.replace(old, new, 1)

    def add(self, head: bytes, data: bytes | None = None) -> int:
        """A new object; a stream is given as it is, without compression."""
        number = max((*self.objects, self._size_before() - 1)) + 1
        self.objects[number] = Body(head)
        if data is not None:
            self.encoded(number, data)
        return number

    def content(self, number: int) -> bytes:
        """A stream's data, decoded where they are compressed and not encrypted."""
        data = self.objects[number].data
        if data is None:
            raise NotFittingError(number)
        if b"/FlateDecode" not in self.objects[number].head:
            return data
        try:
            return zlib.decompress(data)
        except zlib.error as error:
            raise NotFittingError("encrypted") from error

    def fill(self, number: int, content: bytes) -> None:
        """Give a stream another content, compressed as the honest one is."""
        flate = b"/FlateDecode" in self.objects[number].head
        self.encoded(number, zlib.compress(content, 9) if flate else content)

    def encoded(self, number: int, data: bytes) -> None:
        """Give a stream other data, and the /Length that is theirs."""
        self.objects[number].data = data
        found = [(key, value) for key, value in entries(self.objects[number].head) if key != b"/Length"]
        self.objects[number].head = joined(found)[:-2] + b"\n/Length %d>>" % len(data)

    def edit(self, number: int, old: bytes, new: bytes) -> None:
        """Change a stream's decoded content."""
        content = self.content(number)
        if old not in content:
            raise NotFittingError(old)
        self.fill(number, content.replace(old, new, 1))

    def set_record(self, record: bytes) -> None:
        """Another record, with size, checksum, and its hash in the metadata changed to fit."""
        old, stream = self.record, self.record_stream
        if record == old:
            raise NotFittingError("record")
        md5 = hashlib.md5(old, usedforsecurity=False).hexdigest().encode()
        self.fill(stream, record)
        self.swap(stream, b"/Size %d" % len(old), b"/Size %d" % len(record))
        self.swap(stream, md5, hashlib.md5(record, usedforsecurity=False).hexdigest().encode())
        was, now = (hashlib.sha256(each).hexdigest().encode() for each in (old, record))
        self.edit(self.find(b"/Type /Metadata"), was, now)

    def in_record(self, old: str, new: str) -> None:
        if old.encode() not in self.record:
            raise NotFittingError(old)
        self.set_record(self.record.replace(old.encode(), new.encode(), 1))

    def from_original(self, number: int) -> int:
        """Take an object of the original into the increment, as it is there."""
        with pikepdf.open(BytesIO(self.original)) as opened:
            found = opened.get_object(number, 0)
            if isinstance(found, pikepdf.Stream):
                self.objects[number] = Body(found.stream_dict.unparse(resolved=True), found.read_raw_bytes())
            else:
                self.objects[number] = Body(found.unparse(resolved=True))
        return number

    # -- words in the increment's fonts

    def spelled(self, words: str) -> list[bytes]:
        """The words as the content streams spell them, in each of the increment's fonts that has all their letters."""
        found = []
        for number in self.all(b"/ToUnicode", b"/Type /Font"):
            table = self.content(self.referred(number, b"/ToUnicode"))
            codes = {chr(int(value, 16)): int(code, 16) for code, value in reversed(_CODE.findall(table))}
            if all(letter in codes for letter in words):
                found.append(b"".join(_spelt(codes[letter]) for letter in words))
        return found

    def say(self, old: str, new: str) -> None:
        """Change words where they are drawn first."""
        for was, now in zip(self.spelled(old), self.spelled(new), strict=False):
            for number, body in self.objects.items():
                if body.data is not None and b"/Length1" not in body.head and was in self.content(number):
                    self.edit(number, was, now)
                    return
        raise NotFittingError(old)

    # -- writing

    def _size_before(self) -> int:
        with pikepdf.open(BytesIO(self.original)) as opened:
            return int(opened.trailer.Size)

    def finish(self) -> bytes:
        """All the bytes."""
        lead = b"" if self.original.endswith((b"\n", b"\r")) else b"\n"
        parts, places = [lead], {}
        position = len(self.original) + len(lead)
        for number, body in sorted(self.objects.items()):
            extra = self.before.get(number, b"")
            tail = b"" if body.data is None else b"\nstream\n%b\nendstream" % body.data
            parts.append(b"%b%d %d obj\n%b%b\nendobj\n" % (extra, number, body.generation, body.head, tail))
            places[number] = (1, self.moved.get(number, position + len(extra)), body.generation)
            position += len(parts[-1])
        places |= self.listed | dict.fromkeys(self.freed, (0, 0, 1))
        digest = hashlib.sha256(b"".join(parts))
        digest.update(b"".join(_identity_as_hashed(self.original)) + b"%d" % len(self.original))
        own = max((*places, self._size_before() - 1)) + 1
        size = self.size if self.size is not None else own + self.stream
        trailer = [*self.trailer, (b"/Size", b"%d" % size), (b"/Prev", b"%d" % self.prev)]
        if self.identity:
            kept = self.identity[0]
            trailer.append((b"/ID", b"[%b <%b>]" % (kept, digest.digest()[:16].hex().encode())))
        section = self._xref_stream(places, trailer, own, position) if self.stream else self._table(places, trailer)
        return self.original + b"".join(parts) + section + b"startxref\n%d\n%%%%EOF\n" % position

    def _table(self, places: dict[int, tuple[int, int, int]], trailer: list[tuple[bytes, bytes]]) -> bytes:
        lines = {0: self.free_head}
        for number, (kind, place, which) in places.items():
            lines[number] = b"%010d %05d %b " % (place, which, b"n" if kind else b"f")
        listed = b"".join(
            b"%d %d\n" % (first, count) + b"".join(lines[number] + b"\n" for number in range(first, first + count))
            for first, count in _runs(lines)
        )
        return b"xref\n%btrailer\n%b\n" % (listed, joined(trailer))

    def _xref_stream(
        self, places: dict[int, tuple[int, int, int]], trailer: list[tuple[bytes, bytes]], own: int, position: int
    ) -> bytes:
        places = places | {own: (1, position, 0)}
        width = (position.bit_length() + 7) // 8
        runs = _runs(places)
        records = b"".join(
            bytes([places[number][0]]) + places[number][1].to_bytes(width, "big") + places[number][2].to_bytes(2, "big")
            for first, count in runs
            for number in range(first, first + count)
        )
        data = zlib.compress(records, 9)
        index = b" ".join(b"%d %d" % run for run in runs)
        head = joined(
            [
                *trailer,
                (b"/Type", b"/XRef"),
                (b"/W", b"[1 %d 2]" % width),
                (b"/Index", b"[%b]" % index),
                (b"/Filter", b"/FlateDecode"),
                (b"/Length", b"%d" % len(data)),
            ]
        )
        return b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (own, head, data)


def reopen(copy: bytes, original_length: int) -> Reopened:
    """The parts of a release copy in which the increment follows the original's first `original_length` bytes."""
    original, position = copy[:original_length], original_length
    position += copy.startswith(b"\n", position)
    objects: dict[int, Body] = {}
    while found := _HEAD.match(copy, position):
        end = copy.index(b"endobj\n", found.end())
        stream = copy.find(b"\nstream\n", found.end(), end)
        if stream < 0:
            objects[int(found[1])] = Body(copy[found.end() : end - 1], generation=int(found[2]))
        else:
            head = copy[found.end() : stream]
            length = int(re.findall(rb"/Length (\d+)", head)[-1])
            begin = stream + len(b"\nstream\n")
            objects[int(found[1])] = Body(head, copy[begin : begin + length], int(found[2]))
            end = copy.index(b"endobj\n", begin + length)
        position = end + len(b"endobj\n")
    table = copy.startswith(b"xref\n", position)
    if table:
        begin = copy.index(b"trailer\n", position) + len(b"trailer\n")
        trailer = entries(copy[begin : copy.rindex(b"\nstartxref")])
    else:
        trailer = entries(objects.pop(max(objects)).head)
    values = dict(trailer)
    return Reopened(
        original,
        objects,
        [(key, value) for key, value in trailer if key not in _TABLE_ONLY],
        int(values[b"/Prev"]),
        values[b"/ID"].strip(b"[]").split(b" ") if b"/ID" in values else [],
        stream=not table,
        free_head=re.search(rb"xref\n0 \d+\n(.{19})\n", copy[position:])[1] if table else b"",  # type: ignore[index]
    )


def entries(head: bytes) -> list[tuple[bytes, bytes]]:
    """The entries of a dictionary as written, its keys and values as text."""
    inner = head.strip()[2:-2]
    found: list[bytes] = []
    position = 0
    while position < len(inner):
        if inner[position : position + 1].isspace():
            position += 1
            continue
        end = _value_end(inner, position)
        found.append(inner[position:end])
        position = end
    joined_references: list[bytes] = []
    for part in found:
        if part == b"R" and len(joined_references) > 2:
            joined_references[-2:] = [b" ".join((*joined_references[-2:], part))]
        else:
            joined_references.append(part)
    return list(zip(joined_references[::2], joined_references[1::2], strict=True))


def _value_end(text: bytes, position: int) -> int:
    depth = 0
    while True:
        if text[position : position + 1] == b"(":
            position = _string_end(text, position)
        else:
            token = _TOKEN.match(text, position)
            assert token is not None, text[position : position + 40]
            depth += token[0] in (b"<<", b"[")
            depth -= token[0] in (b">>", b"]")
            position = token.end()
        if depth == 0:
            return position


def _string_end(text: bytes, position: int) -> int:
    depth = 0
    while True:
        letter = text[position : position + 1]
        position += 2 if letter == b"\\" else 1
        depth += letter == b"("
        depth -= letter == b")"
        if depth == 0:
            return position


def joined(found: list[tuple[bytes, bytes]]) -> bytes:
    if [key for key, _ in found] == [b"/Length"]:
        return b"<<\n/Length %b>>" % found[0][1]
    return b"<<" + b"\n".join(key + b" " + value for key, value in found) + b">>"


def _identity_as_hashed(original: bytes) -> Iterator[bytes]:
    with pikepdf.open(BytesIO(original)) as opened:
        for each in opened.trailer.get("/ID", []):
            yield b"<%b>" % bytes(each).hex().encode()


def _spelt(code: int) -> bytes:
    if code in b"()\\":
        return b"\\" + bytes([code])
    return bytes([code]) if 32 <= code < 127 else b"\\%03o" % code


def _runs(numbers: dict[int, object] | dict[int, bytes]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and sum(runs[-1]) == number:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((number, 1))
    return runs
