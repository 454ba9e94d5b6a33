"""Many documents, one outcome each, a ledger on disk: what `overlay batch` and `overlay.batch` run.

The line: `jobs` reads what is declared, `plan` writes it into the `ledger`, `pool` (or `cluster`) makes the copies in
processes that can be killed, `run` puts them in their places and records each, `report` tells.

It refuses to do three things on purpose: to replace a file that it did not write, to record a copy as made before it
is whole and in its place on the disk, and to let one document's trouble end the others' work.
"""
