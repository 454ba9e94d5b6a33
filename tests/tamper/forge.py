"""A forger's tools: take a release copy's update apart, change it, and write it again so that all its sums are right."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from overlay.verify.opening import open_copy
from overlay.verify.update import read_update
from overlay.verify.values import Name, Ref, Stream

PRINTABLE = set(range(0x20, 0x7F)) | {9, 10, 13}


@dataclass(slots=True)
class Forgery:
    """An update as values. `between` is put between the original and the update, `behind` after its end."""

    copy: bytes
    original: bytes
    objects: dict[int, tuple[int, Any]]
    trailer: dict[str, Any]
    section_object: int | None
    free_head: int
    between: bytes = b""
    fixed_identity: bytes | None = None
    base: int = 0
    roles: dict[str, list[int]] = field(default_factory=dict)

    # -- finding things

    @property
    def catalog(self) -> dict[str, Any]:
        return self.value(self.trailer["Root"])

    def value(self, ref: Ref) -> Any:
        return self.objects[ref.number][1]

    def number_of(self, fits: Callable[[Any], bool]) -> int:
        return next(number for number, (_, value) in self.objects.items() if fits(value))

    def dictionaries(self, **wanted: str) -> list[dict[str, Any]]:
        """Dictionaries whose named entries are these names."""
        return [
            v for _, v in self.objects.values() if isinstance(v, dict) and all(v.get(k) == n for k, n in wanted.items())
        ]

    def streams(self, **wanted: str) -> list[int]:
        return [
            number
            for number, (_, v) in self.objects.items()
            if isinstance(v, Stream) and all(v.entries.get(k) == n for k, n in wanted.items())
        ]

    @property
    def page(self) -> dict[str, Any]:
        """The second page, where the erratum stands."""
        return max(
            (each for each in self.dictionaries(Type="Page") if "XObject" in each.get("Resources", {})),
            key=lambda each: len(each.get("Annots", [])),
        )

    @property
    def page_number(self) -> int:
        return self.number_of(lambda value: value is self.page)

    def drawings(self) -> list[int]:
        return self.streams(Type="XObject", Subtype="Form")

    def note(self) -> int:
        """The drawing with the most words."""
        forms = self.page["Resources"]["XObject"]
        mine = [ref.number for name, ref in forms.items() if name.startswith("Erratum")]
        return max(mine, key=lambda number: self.content(number).count(b"Tj"))

    def box(self) -> int:
        forms = self.page["Resources"]["XObject"]
        mine = [ref.number for name, ref in forms.items() if name.startswith("Erratum")]
        return min(mine, key=lambda number: self.content(number).count(b"Tj"))

    def annotation(self, subtype: str) -> dict[str, Any]:
        return self.dictionaries(Type="Annot", Subtype=subtype)[0]

    # -- changing them

    def content(self, number: int) -> bytes:
        return self.objects[number][1].content()

    def set_content(self, number: int, content: bytes) -> None:
        generation, stream = self.objects[number]
        entries = {**stream.entries, "Filter": Name("FlateDecode")}
        self.objects[number] = (generation, Stream(entries, zlib.compress(content, 9)))

    def set_plain(self, number: int, content: bytes) -> None:
        generation, stream = self.objects[number]
        entries = {key: value for key, value in stream.entries.items() if key != "Filter"}
        self.objects[number] = (generation, Stream(entries, content))

    def add(self, value: Any) -> Ref:
        number = max(self.objects) + 1
        self.objects[number] = (0, value)
        return Ref(number, 0)

    def remove(self, number: int) -> None:
        del self.objects[number]

    def record(self) -> int:
        found = self.streams(Type="EmbeddedFile")
        return found[0] if found else self.catalog["PieceInfo"]["ErratumOverlay"]["Private"].number

    def set_record(self, content: bytes) -> None:
        """Replaces the record and all that follows from it: checksum, size, and the hash in the metadata."""
        old = self.content(self.record())
        self.set_content(self.record(), content)
        entries = self.objects[self.record()][1].entries
        if "Params" in entries:
            entries["Params"]["Size"] = len(content)
            entries["Params"]["CheckSum"] = hashlib.md5(content).digest()
        metadata = self.catalog["Metadata"].number
        before, after = (hashlib.sha256(each).hexdigest().encode() for each in (old, content))
        self.set_plain(metadata, self.objects[metadata][1].raw.replace(before, after))

    # -- writing

    def written(self) -> bytes:
        """The copy, in the very form of a release copy, with a true table, size and identity."""
        lead = b"" if self.original.endswith((b"\n", b"\r")) else b"\n"
        head = self.original + lead + self.between
        body, places, position = [], {}, len(head)
        for number, (generation, value) in sorted(self.objects.items()):
            part = b"%d %d obj\n%b\nendobj\n" % (number, generation, form(value))
            places[number] = (generation, position - self.base)
            body.append(part)
            position += len(part)
        joined = b"".join(body)
        trailer = dict(self.trailer)
        size = max([*self.objects, (trailer.get("Size") or 1) - 1]) + 1
        if "ID" in trailer:
            digest = hashlib.sha256(lead + self.between + joined)
            old = open_copy(self.copy, password=None).original.identity
            digest.update(b"".join(form(item) for item in old) + b"%d" % len(self.original))
            trailer["ID"] = [trailer["ID"][0], self.fixed_identity or digest.digest()[:16]]
        section = self._table if self.section_object is None else self._stream
        return head + joined + section(places, position - self.base, trailer, size)

    def _table(self, places: dict[int, tuple[int, int]], position: int, trailer: dict[str, Any], size: int) -> bytes:
        lines = [b"xref\n"]
        listed = {0: b"%010d 65535 f \n" % self.free_head}
        listed.update(
            {number: b"%010d %05d n \n" % (offset, generation) for number, (generation, offset) in places.items()}
        )
        for first, count in runs(listed):
            lines.append(b"%d %d\n" % (first, count) + b"".join(listed[first + at] for at in range(count)))
        stated = {**trailer, "Size": trailer.get("forced Size", size)}
        stated.pop("forced Size", None)
        return b"".join(lines) + b"trailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (form(stated), position)

    def _stream(self, places: dict[int, tuple[int, int]], position: int, trailer: dict[str, Any], size: int) -> bytes:
        own = max([*places, self.section_object or 0, size - 1])
        own = own if own not in places else own + 1
        places = {**places, own: (0, position)}
        width = (position.bit_length() + 7) // 8
        rows, index = [], []
        for first, count in runs(places):
            index += [first, count]
            rows += [
                b"\x01" + places[first + at][1].to_bytes(width, "big") + places[first + at][0].to_bytes(2, "big")
                for at in range(count)
            ]
        entries = {
            key: value for key, value in trailer.items() if key not in ("Type", "W", "Index", "Filter", "forced Size")
        }
        entries["Size"] = trailer.get("forced Size", own + 1)
        entries.update(Type=Name("XRef"), W=[1, width, 2], Index=index, Filter=Name("FlateDecode"))
        body = form(Stream(entries, zlib.compress(b"".join(rows), 9)))
        return b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (own, body, position)


def taken_apart(copy: bytes) -> Forgery:
    """A forgery that, written unchanged, is the copy itself but for compression."""
    update = read_update(copy)
    case = open_copy(copy, password=None)
    objects = {number: (placed.generation, _copied(placed.value)) for number, placed in update.objects.items()}
    return Forgery(
        copy,
        copy[: case.declared.original_length],
        objects,
        dict(update.trailer),
        update.section_object,
        update.free_head or 0,
        base=update.base,
    )


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copied(item) for item in value]
    if isinstance(value, Stream):
        return Stream(_copied(value.entries), value.raw)
    return value


def runs(numbers: Any) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and sum(found[-1]) == number:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((number, 1))
    return found


def form(value: Any) -> bytes:
    """A value's bytes, as release copies write them."""
    match value:
        case None:
            return b"null"
        case bool():
            return b"true" if value else b"false"
        case Name():
            return b"/" + b"".join(
                b"%c" % byte if 33 <= byte < 127 and byte not in b"()<>[]{}/%#" else b"#%02X" % byte
                for byte in value.encode()
            )
        case int():
            return b"%d" % value
        case float():
            return f"{value:.6f}".rstrip("0").rstrip(".").encode()
        case bytes():
            if not set(value) <= PRINTABLE:
                return b"<" + value.hex().encode() + b">"
            for plain, escaped in ((b"\\", b"\\\\"), (b"(", b"\\("), (b")", b"\\)"), (b"\r", b"\\r"), (b"\n", b"\\n")):
                value = value.replace(plain, escaped)
            return b"(" + value + b")"
        case Ref():
            return b"%d %d R" % (value.number, value.generation)
        case list():
            return b"[" + b" ".join(map(form, value)) + b"]"
        case Stream():
            return form(value.entries)[:-2] + b"\n/Length %d>>\nstream\n%b\nendstream" % (len(value.raw), value.raw)
        case dict():
            return b"<<" + b"\n".join(form(Name(key)) + b" " + form(item) for key, item in value.items()) + b">>"
    raise TypeError(type(value))
