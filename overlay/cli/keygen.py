"""`overlay keygen`: a key to try signing out with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from overlay.cli.options import json_option
from overlay.cli.signing_options import key_password, key_password_option


@click.command("keygen")
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    required=True,
    metavar="P12",
    help="Where the key file goes; its certificate goes beside it, as .crt.",
)
@click.option("--name", required=True, help="Whom the certificate names.")
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@key_password_option
@json_option
def command(target: Path, name: str, **choices: Any) -> int:
    """Make a key and a certificate to try signing out with.

    The certificate is signed by its own key, so nobody vouches for it: for publication, get a key from a certificate
    authority.
    """
    import hashlib
    import ssl
    from datetime import UTC, datetime

    from overlay.cli.terminal import say, say_json
    from overlay.errors import UsageError
    from overlay.pack.key_making import make_key
    from overlay.publish import publish, refuse_existing

    certificate = target.with_suffix(".crt")
    if certificate == target:
        raise UsageError("The key file's name must not end in .crt: that is the certificate's.")
    if not name.strip() or not name.isprintable():
        raise UsageError("The certificate needs a name that can be printed.")
    for path in (target, certificate):
        refuse_existing(path, force=choices["force"])
    password = key_password(choices["sign_password_file"], confirm=True)
    if not password:
        raise UsageError("The key needs a password.")
    made = make_key(name.strip(), password, now=datetime.now(UTC).replace(microsecond=0))
    publish(made.p12, target, force=choices["force"], private=True)
    publish(made.certificate, certificate, force=choices["force"])
    sha256 = hashlib.sha256(ssl.PEM_cert_to_DER_cert(made.certificate.decode("ascii"))).hexdigest()
    if choices["as_json"]:
        say_json("keygen", 0, {"key": str(target), "certificate": str(certificate), "certificate_sha256": sha256})
        return 0
    say(f"{target}: the key, locked by its password. Keep it to yourself.")
    say(f"{certificate}: its certificate, for everybody. SHA-256 {sha256}")
    say("Nobody vouches for this certificate: it is for trying out.")
    return 0
