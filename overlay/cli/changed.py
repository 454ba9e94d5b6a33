"""Whether a release copy still ends as it was made: what `show`, `revert` and `diff` warn of. `verify` proves more."""

from __future__ import annotations

CHANGED_SINCE = "was changed since it was released; what it says of itself may no longer hold. Ask overlay verify."


def is_changed_since(copy: bytes, *, name: str, password: str | None) -> bool:
    """Whether something follows the update of the release copy that `copy` contains, other than a signature of ours."""
    from overlay.pack.signature_check import signed_file
    from overlay.verify.opening import open_copy
    from overlay.verify.proof import NoReleaseCopyError

    signed = signed_file(copy, name=name, password=password)
    try:
        open_copy(signed.inside if signed else copy, password=password)
    except NoReleaseCopyError:
        return True
    return bool(signed and signed.fault)
