"""The proof as one HTML page that stands alone: no network, no script, pictures inside."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape
from io import BytesIO

from PIL import Image

from overlay.erratum import Caveat, Deletion, Erratum, Insertion, Substitution
from overlay.errors import PasswordError
from overlay.geometry import Rect, union
from overlay.verify.case import Case
from overlay.verify.claims import remark
from overlay.verify.declared import Drawn
from overlay.verify.drawing import frame_of
from overlay.verify.opening import open_copy
from overlay.verify.pictures import Sheet
from overlay.verify.proof import Finding, NoReleaseCopyError, ObjectNote, Proof, RuleResult, Verdict
from overlay.verify.style import STYLE
from overlay.verify.values import MalformedError

MOST_PICTURES = 60
"""Errata shown with pictures; the table lists all. A page of hundreds of megabytes helps nobody."""

CROP_MARGIN = 36.0
"""Points round the place and its note."""

CROP_WIDTH = 300.0
"""Points, at least, that a picture shows: a word without its line says little."""

THUMBNAIL = 220
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

HEADLINE = {
    Verdict.VERIFIED: "Verified",
    Verdict.DIFFERS: "Not verified: the copy differs",
    Verdict.UNDECIDED: "Cannot be decided",
}
MEANING = {
    Verdict.VERIFIED: "This file is the original, to the last byte, with the corrections below added after it. Nothing else was changed.",
    Verdict.DIFFERS: "This file is not what an untouched release copy is. Do not rely on it before you have asked its issuer.",
    Verdict.UNDECIDED: "Nothing wrong was found, but one of the two ways of checking could not be carried out.",
}


@dataclass(frozen=True, slots=True)
class Pictured:
    """An erratum's place before and after, as PNG, and its whole page small."""

    page_number: int
    before: bytes
    after: bytes
    whole: bytes


def report_html(copy: bytes, proof: Proof, *, name: str, password: str | None = None) -> bytes:
    """The report, UTF-8. `name` is what the file is called. The same proof and copy give the same bytes."""
    case = _opened(copy, password)
    parts = [
        _head(name, proof),
        _verdict(name, proof),
        _findings(proof.findings),
        _errata(case) if case is not None else "",
        _facts(proof, case),
        _rules(proof.rules),
        _objects(proof.objects),
        "</main>\n</body>\n</html>\n",
    ]
    return "".join(parts).encode("utf-8", "replace")


def erratum_pictures(copy: bytes, *, password: str | None, most: int) -> tuple[tuple[int, bytes, bytes], ...]:
    """The first `most` errata that are drawn: place in the record, from 1, and PNGs of where they stand, before and after."""
    case = _opened(copy, password)
    if case is None:
        return ()
    places = {erratum.id: at for at, erratum in enumerate(case.declared.record.document.errata, start=1)}
    shown = ((places[drawn.erratum.id], _pictured(case, drawn)) for drawn in case.declared.drawn[:most])
    return tuple((at, pictured.before, pictured.after) for at, pictured in shown if pictured is not None)


def _opened(copy: bytes, password: str | None) -> Case | None:
    try:
        return open_copy(copy, password=password)
    except (NoReleaseCopyError, PasswordError):
        return None


def _head(name: str, proof: Proof) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(HEADLINE[proof.verdict])}: {_text(name)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
    )


def _verdict(name: str, proof: Proof) -> str:
    sign = {Verdict.VERIFIED: "\u2713", Verdict.DIFFERS: "\u2717", Verdict.UNDECIDED: "?"}[proof.verdict]
    return (
        f'<header class="verdict {proof.verdict.value}">\n<p class="sign" aria-hidden="true">{sign}</p>\n<div>\n'
        f'<h1>{_text(HEADLINE[proof.verdict])}</h1>\n<p class="file">{_text(name)}</p>\n<p>{_text(MEANING[proof.verdict])}</p>\n'
        f"<p>{_text(_two_ways(proof))}</p>\n</div>\n</header>\n"
    )


def _two_ways(proof: Proof) -> str:
    policy = {
        Verdict.VERIFIED: "Every part of what was added was examined and is allowed.",
        Verdict.DIFFERS: "What was added is not in order, as told below.",
        Verdict.UNDECIDED: "What was added was examined; one part could not be judged, as told below.",
    }[proof.policy]
    return f"{policy} {proof.rebuild.message if proof.rebuild else 'The copy was not made again for comparison.'}"


def _findings(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return ""
    items = "".join(f"<li>{_text(_placed(each))}</li>\n" for each in findings)
    return f'<section aria-labelledby="found">\n<h2 id="found">What is wrong</h2>\n<ul class="findings">\n{items}</ul>\n</section>\n'


def _placed(finding: Finding) -> str:
    place = f"Page {finding.page_number}: " if finding.page_number and "age " not in finding.message[:12] else ""
    return place + finding.message + (f" (object {finding.object})" if finding.object is not None else "")


def _errata(case: Case) -> str:
    release = case.declared.record.release
    drawn = case.declared.drawn
    withdrawn = [each for each in case.declared.record.document.errata if each.withdrawn]
    said = f"Issued by {release.issuer}, reference {release.reference}, {release.date}. Status: {release.status.value}."
    shown = "".join(_erratum(case, each, pictured=at < MOST_PICTURES) for at, each in enumerate(drawn))
    gone = "".join(f"<li>{_text(each.id)}: {_text(in_words(each))}</li>" for each in withdrawn)
    gone = f"<h3>Withdrawn</h3>\n<ul>{gone}</ul>\n" if gone else ""
    return f'<section aria-labelledby="errata">\n<h2 id="errata">The corrections</h2>\n<p>{_text(said)}</p>\n{shown}{gone}</section>\n'


def _erratum(case: Case, drawn: Drawn, *, pictured: bool) -> str:
    erratum = drawn.erratum
    title = f"{'Caveat' if isinstance(erratum.change, Caveat) else 'Erratum'} {erratum.id}"
    lines = [f'<article>\n<h3>{_text(title)}</h3>\n<p class="change">{_text(in_words(erratum))}</p>\n']
    # The label is that of the page on which the words begin; the quote may begin on the page before.
    first = drawn.location.runs[0].page_index if drawn.location.runs else (*drawn.location.page_indexes, 0)[0]
    label, index = drawn.location.page_label, first
    where = f"Page {label} (sheet {index + 1} of the file)." if label else f"Sheet {index + 1} of the file."
    if len(drawn.location.page_indexes) > 1:
        where = f"On {len(drawn.location.page_indexes)} pages, first: {where}"
    lines.append(f'<p class="where">{_text(where)}</p>\n')
    if erratum.reason:
        lines.append(f"<p>Reason given: {_text(erratum.reason)}</p>\n")
    pictures = _pictured(case, drawn) if pictured else None
    if pictures is not None:
        alt = f"sheet {pictures.page_number} at the place of {title}"
        lines.append('<div class="pair">\n')
        for caption, picture in (("Original", pictures.before), ("This copy", pictures.after)):
            source = _picture(picture, f"{caption}, {alt}")
            lines.append(f"<figure><figcaption>{caption}</figcaption>{source}</figure>\n")
        whole = _picture(pictures.whole, f"The whole of sheet {pictures.page_number} in this copy, small")
        lines.append(f'<figure class="whole"><figcaption>Whole page</figcaption>{whole}</figure>\n</div>\n')
    lines.append("</article>\n")
    return "".join(lines)


def in_words(erratum: Erratum) -> str:
    """What an erratum says, in one English sentence."""
    match erratum.change:
        case Substitution(wrong=wrong, right=right):
            return f"For \u201c{wrong}\u201d read \u201c{right}\u201d."
        case Insertion(beside=beside, side=side, text=text):
            return f"{side.value.capitalize()} \u201c{beside}\u201d insert \u201c{text}\u201d."
        case Deletion(wrong=wrong):
            return f"Delete \u201c{wrong}\u201d."
        case Caveat(text=text):
            return text


def _pictured(case: Case, drawn: Drawn) -> Pictured | None:
    """Pictures of an erratum's first place; None where its page cannot be rendered."""
    if not drawn.location.page_indexes:
        return None
    page_index = drawn.location.runs[0].page_index if drawn.location.runs else drawn.location.page_indexes[0]
    touched = next((each for each in case.touched if each.page_index == page_index), None)
    if touched is None:
        return None
    try:
        frame = frame_of(case, touched.new)
        sheet = Sheet(case.before.picture(page_index), case.after.picture(page_index), frame)
    except MalformedError:
        return None
    boxes = [
        frame.to_display.rect(
            Rect.of((min(run.quad[::2]), min(run.quad[1::2]), max(run.quad[::2]), max(run.quad[1::2])))
        )
        for run in drawn.location.runs
        if run.page_index == page_index
    ]
    boxes += [
        Rect.of(note.box) for note in drawn.location.notes if note.box is not None and note.page_index == page_index
    ]
    around = union(boxes) if boxes else Rect(0, frame.height * 0.8, frame.width, frame.height)
    wide = Rect(around.centre.x - CROP_WIDTH / 2, around.y0, around.centre.x + CROP_WIDTH / 2, around.y1)
    place = sheet.pixels(union([around, wide]).grown(CROP_MARGIN))
    whole = sheet.after.copy()
    whole.thumbnail((THUMBNAIL, THUMBNAIL * 2))
    return Pictured(page_index + 1, _png(sheet.before.crop(place)), _png(sheet.after.crop(place)), _png(whole))


def _png(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _picture(png: bytes, alt: str) -> str:
    return f'<img alt="{escape(alt)}" src="data:image/png;base64,{base64.b64encode(png).decode()}">'


def _facts(proof: Proof, case: Case | None) -> str:
    rows = [("This copy, SHA-256", proof.copy_sha256)]
    if proof.original_sha256:
        rows += [
            ("The original inside, SHA-256", proof.original_sha256),
            ("The original inside, length", f"{proof.original_length:,} bytes"),
        ]
    if case is not None:
        rows.append(
            ("Added after it", f"{len(case.copy) - proof.original_length:,} bytes, {len(case.update.objects)} objects")
        )
        record = case.declared.record
        rows.append(("Release", f"{record.number} of this original"))
        rows += [(f"Release {each.number}, {each.date}, SHA-256", each.file.sha256) for each in record.earlier]
        if record.repair is not None:
            rows.append(
                (
                    f"The file as it came, before it was repaired ({record.repair.tool}), SHA-256",
                    record.repair.given.sha256,
                )
            )
        rows.append(("Made with", ", ".join(f"{tool} {version}" for tool, version in record.tools)))
    body = "".join(
        f'<tr><th scope="row">{_text(key)}</th><td><code>{_text(value)}</code></td></tr>\n' for key, value in rows
    )
    claimed = f"<p>{_text(remark(proof.claimed))}</p>\n" if proof.claimed else ""
    hint = (
        "<p>To take the original out yourself: cut the file after that many bytes. Any tool that computes SHA-256 will then "
        "give the value above; compare it with what the publisher of the original states.</p>\n"
    )
    return f'<section aria-labelledby="facts">\n<h2 id="facts">The files</h2>\n<table>\n{body}</table>\n{claimed}{hint}</section>\n'


def _rules(rules: tuple[RuleResult, ...]) -> str:
    if not rules:
        return ""
    words = {True: "holds", False: "does not hold", None: "not decided"}
    body = "".join(
        f'<tr class="{words[each.passed].replace(" ", "-")}"><th scope="row">{_text(each.rule)}</th><td>{_text(each.ensures)}'
        f"{f'<br><em>{_text(each.remark)}</em>' if each.remark else ''}</td><td>{words[each.passed]}</td></tr>\n"
        for each in rules
    )
    head = '<tr><th scope="col">Rule</th><th scope="col">What it makes sure of</th><th scope="col">Here it</th></tr>\n'
    return f'<section aria-labelledby="rules">\n<h2 id="rules">What was checked</h2>\n<table>\n<thead>{head}</thead>\n<tbody>\n{body}</tbody>\n</table>\n</section>\n'


def _objects(objects: tuple[ObjectNote, ...]) -> str:
    if not objects:
        return ""
    body = "".join(
        f'<tr><th scope="row">{each.object}</th><td>{each.change}</td><td>{_text(each.why)}</td><td class="number">{each.size:,}</td></tr>\n'
        for each in objects
    )
    head = '<tr><th scope="col">Object</th><th scope="col">Change</th><th scope="col">What it is, and so why it is allowed</th><th scope="col">Bytes</th></tr>\n'
    return (
        f'<section aria-labelledby="objects">\n<h2 id="objects">Everything that was added or changed</h2>\n<details>\n'
        f"<summary>{len(objects)} objects</summary>\n<table>\n<thead>{head}</thead>\n<tbody>\n{body}</tbody>\n</table>\n</details>\n</section>\n"
    )


def _text(value: str) -> str:
    """Text from outside, for HTML: escaped, and with what could reorder or hide a line shown as a replacement character."""
    hidden = {
        *range(0x20),
        0x7F,
        *range(0x80, 0xA0),
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    } - {9, 10}
    return escape("".join("\ufffd" if ord(char) in hidden or 0xD800 <= ord(char) <= 0xDFFF else char for char in value))
