"""The release pack: originals, release copies, notice, log, proofs and manifest in one BagIt bag (RFC 8493).

`making` builds one, `checking` proves one. What both agree on is `facts`, which travels inside as errata.json: all
else in a pack follows from it and from the copies, so a check makes it again and compares.
"""
