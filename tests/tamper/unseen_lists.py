"""What is known to pass: a kind's name, or name and copy with a stroke between, and what it is to a reader."""

from __future__ import annotations

NOT_CAUGHT_BY_POLICY = {
    "record_earlier_release_invented": "a release that never was is told of",
    "record_repair_invented": "the original is told to be the repair of another file",
    "record_tools_changed": "the rebuild is put out of action",
    "record_fonts_named": "the rebuild is put out of action",
    "record_option_added": "an option is told that was not given",
    "record_option_for_rendering": "an option is told that was not given",
    "record_errata_in_other_order/tagged": "machines list the errata in another order",
    "record_reason_added/tagged": "machines read a reason that nobody gave",
    "record_citation_changed": "machines read a citation that nobody gave",
    "record_note_place_changed/tagged": "where the note stands is told otherwise",
    "record_file_renamed/tagged": "machines take it for the erratum of another file",
    "record_pinned_hash_added": "the errata file is told to have pinned the document",
}

NOT_CAUGHT_AT_ALL = {
    "record_earlier_release_invented": "the rebuild takes the earlier releases from the record",
    "record_repair_invented": "the rebuild takes the repair from the record",
    "record_option_added": "the rebuild takes the options from the record, and this one changes nothing that is drawn",
    "record_citation_changed": "the citation is not drawn, and the quote is found without it",
    "record_pinned_hash_added": "the pinned hash is not drawn, and is the right one",
    "record_errata_in_other_order/tagged": "the drawing does not show the order",
    "record_reason_added/tagged": "the reason is not drawn on this copy",
    "record_file_renamed/tagged": "the file's name is not drawn on this copy",
}
"""What the rebuild passes too: parts of the record that nothing drawn depends on, with every hash of them made to fit."""

NOT_IN_AN_ERRATA_FILE = ("record_earlier_release_invented", "record_repair_invented", "record_option_added")
"""Of those, what an errata file given to compare with does not tell either."""

UNDECIDED_BY_REBUILD = (
    "record_bidi_in_reason",
    "record_fonts_named",
    "record_tools_changed",
    "record_tools_changed_and_page_too",
    "record_tools_changed_and_strikes_unseen",
)
"""The record asks the rebuild for what is not at hand, so that only the policy is left."""
