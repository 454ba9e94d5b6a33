"""Opens a release copy: splits it into original, update and record, without believing any of them."""

from __future__ import annotations

from overlay.errors import DamagedError
from overlay.record.reading import from_json
from overlay.verify.added import COMMENT_KEY
from overlay.verify.case import Case
from overlay.verify.declared import Declared
from overlay.verify.decryption import decrypted_update
from overlay.verify.original import Original
from overlay.verify.proof import Finding, NoReleaseCopyError
from overlay.verify.rules.attachment import FILE_NAME, PIECE_NAME
from overlay.verify.update import Update, no_copy, read_update
from overlay.verify.values import MalformedError, Ref, Stream, Value

RULE = "record"
SIGNS = (b"errata.json", b"ErratumOverlay", b"sha256-of-record")
"""What a release copy has in the clear, encrypted or not; a file without any is no copy that somebody changed."""

NO_RECORD = Finding(RULE, "This is not a release copy: it carries no record of errata.")


def open_copy(copy: bytes, *, password: str | None, known: bytes | None = None) -> Case:
    """A copy, ready to be judged. `known` may be its original, where the caller has it: then it is not taken out again.

    Raises NoReleaseCopyError for a file that is none, PasswordError where it cannot be opened.
    """
    try:
        update = read_update(copy)
    except NoReleaseCopyError:
        if any(sign in copy for sign in SIGNS):
            raise
        raise NoReleaseCopyError(NO_RECORD) from None
    try:
        original = Original(_before(update, copy, known), password)
        update = decrypted_update(update, original)
        stream = _record_stream(update, original)
        record = stream.content() if stream is not None else None
    except DamagedError as error:
        raise no_copy(f"This is not a release copy that can be checked. {error.message}") from error
    except MalformedError as error:
        raise no_copy(f"This is not an untouched release copy: {error}.") from error
    if record is None:
        raise NoReleaseCopyError(NO_RECORD)
    try:
        declared = Declared(from_json(record))
    except DamagedError as error:
        raise NoReleaseCopyError(Finding(RULE, error.message)) from error
    return Case(copy, update, original, declared=declared, record=record, password=password)


def _before(update: Update, copy: bytes, known: bytes | None) -> bytes:
    """What stands before the update; with the line feed that may join the two, or without it."""
    if known is not None and len(known) in (update.start, update.start - 1) and copy.startswith(known):
        return known
    return copy[: update.start]


def _record_stream(update: Update, original: Original) -> Stream | None:
    """The stream that the catalog names as the record."""

    def resolve(value: Value) -> Value:
        if not isinstance(value, Ref):
            return value
        placed = update.objects.get(value.number)
        return placed.value if placed is not None else original.resolve(value)

    def dictionary(value: Value) -> dict[str, Value]:
        found = resolve(value)
        return found if isinstance(found, dict) else {}

    catalog = dictionary(update.trailer.get("Root"))
    files = resolve(catalog.get("AF"))
    specification = dictionary(files[-1]) if isinstance(files, list) and files else {}
    attached = dictionary(specification.get("EF")).get("F")
    # An original may have an attachment of that name itself: the record is the one that was added.
    if specification.get("F") == FILE_NAME and isinstance(attached, Ref) and attached.number in update.objects:
        found = resolve(attached)
    else:
        found = resolve(dictionary(dictionary(catalog.get("PieceInfo")).get(PIECE_NAME)).get("Private"))
    if found is None and original.pages and original.pages[0] is not None:
        annotations = resolve(dictionary(original.pages[0]).get("Annots"))
        last = dictionary(annotations[-1]) if isinstance(annotations, list) and annotations else {}
        found = resolve(last.get(COMMENT_KEY))
    return found if isinstance(found, Stream) else None
