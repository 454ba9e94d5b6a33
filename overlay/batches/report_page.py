"""The report for a browser: one page that needs nothing else, in which whatever came from outside is escaped."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterator

from overlay.batches.job import State
from overlay.batches.ledger import Item, Ledger
from overlay.batches.summary import Reason, Summary, summary_of

MOST_SHOWN = 1_000
"""Items told one by one; the table has all of them."""

MOST_PICTURE_BYTES = 8_000_000
"""Of all pictures together: a page that a mail server still takes."""

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
caption { text-align: left; font-weight: 600; padding-bottom: .3rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem; border: 1px solid #767676; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
article { border: 1px solid #767676; border-radius: .4rem; padding: .2rem 1rem 1rem; margin: 1rem 0; }
h3 { overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; border: 1px solid #767676; }
"""
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

OUTCOMES = {
    State.CORRECTED: "Corrected: the release copy is in the output folder",
    State.PLACED: "Checked: every erratum has its place",
    State.REFUSED: "Refused: an erratum has no certain place, so nothing was written",
    State.FAILED: "Failed: the document could not be worked with",
    State.WAITING: "Waiting: not yet done",
}


def page(ledger: Ledger) -> Iterator[str]:
    """The page, part by part."""
    summary = summary_of(ledger, ledger.path.parent)
    documents = f"{summary.total:,} document{'s' * (summary.total != 1)}"
    yield (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Errata batch: {documents}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>Errata batch: {documents}</h1>\n"
    )
    yield _outcomes(summary)
    yield _reasons(summary.reasons)
    yield from _people(ledger, summary)
    yield "</main>\n</body>\n</html>\n"


def _outcomes(summary: Summary) -> str:
    counts = {
        State.CORRECTED: summary.corrected,
        State.PLACED: summary.placed,
        State.REFUSED: summary.refused,
        State.FAILED: summary.failed,
        State.WAITING: summary.waiting,
    }
    rows = "".join(
        f'<tr><th scope="row">{html.escape(OUTCOMES[state])}</th><td class="number">{count:,}</td></tr>\n'
        for state, count in counts.items()
        if count
    )
    head = '<tr><th scope="col">Outcome</th><th scope="col">Documents</th></tr>'
    return f"<table>\n<caption>Outcomes</caption>\n<thead>{head}</thead>\n<tbody>\n{rows}</tbody>\n</table>\n"


def _reasons(reasons: tuple[Reason, ...]) -> str:
    if not reasons:
        return "<p>Nothing needs a person.</p>\n"
    rows = "".join(
        f'<tr><th scope="row"><a href="#{_anchor(reason)}">{html.escape(reason.cause)}</a></th>'
        f'<td>{reason.state}</td><td class="number">{int(reason.exit_code)}</td>'
        f'<td class="number">{reason.count:,}</td></tr>\n'
        for reason in reasons
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Reason", "Outcome", "Code", "Documents"))
    return f"<table>\n<caption>What needs a person</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"


def _anchor(reason: Reason) -> str:
    return "".join(char if char.isalnum() else "-" for char in f"{reason.state}-{reason.cause}-{int(reason.exit_code)}")


def _people(ledger: Ledger, summary: Summary) -> Iterator[str]:
    room, shown = MOST_PICTURE_BYTES, 0
    for reason in summary.reasons:
        yield f'<section>\n<h2 id="{_anchor(reason)}">{html.escape(reason.cause)}: {reason.count:,}</h2>\n'
        for item in ledger.items_because(reason.state, reason.cause, int(reason.exit_code)):
            if shown >= MOST_SHOWN:
                yield "<p>The others are in the table beside this page, report.csv.</p>\n"
                break
            shown += 1
            picture = ledger.picture(item.key)
            picture = picture if len(picture) <= room else b""
            room -= len(picture)
            yield _article(item, picture)
        yield "</section>\n"


def _article(item: Item, picture: bytes) -> str:
    said = [f"<h3>{html.escape(_visible(item.key))}</h3>", f"<p>{html.escape(_visible(item.message))}</p>"]
    if item.remedy:
        said.append(f"<p>{html.escape(_visible(item.remedy))}</p>")
    candidates = [candidate for erratum in json.loads(item.details) for candidate in erratum.get("candidates", ())]
    if candidates:
        listed = "".join(f"<li>{html.escape(_visible(_candidate(candidate)))}</li>" for candidate in candidates)
        said.append(f"<p>What was found instead:</p>\n<ul>{listed}</ul>")
    if picture:
        text = f"The page to look at in {_visible(item.document)}, with what was found outlined"
        coded = base64.b64encode(picture).decode("ascii")
        said.append(f'<img alt="{html.escape(text)}" loading="lazy" src="data:image/png;base64,{coded}">')
    return "<article>\n" + "\n".join(said) + "\n</article>\n"


def _candidate(candidate: dict[str, object]) -> str:
    where = f"sheet {candidate['page_number']}, line {candidate['line']}"
    how = f" ({candidate['how_to_name']})" if candidate["how_to_name"] else ""
    return f"{where}: “{' '.join(str(candidate['text']).split())}”{how}"


def _visible(text: str) -> str:
    """Text without what would reorder or hide parts of it."""
    return "".join(char if char == "\n" or char.isprintable() else "\ufffd" for char in text)
