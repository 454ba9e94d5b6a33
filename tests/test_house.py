"""The house rules that a machine can hold: who imports what, and documents that name what exists."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from overlay.cli import COMMANDS
from overlay.errors import ExitCode

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "overlay"
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

WRITING_SIDE = ("appearance", "increment", "release", "placement", "pipeline", "layout")
VERIFY_MAY_USE = ("errors", "geometry", "erratum", "languages", "record", "substitute_fonts", "verify")
REBUILD = "overlay.verify.rebuild"  # makes the release copy again, so it alone may be handed the line
TESTS_ONLY = {"fitz", "pymupdf", "pikepdf", "qpdf"}
BANNED_NAMES = {"utils", "util", "helpers", "helper", "misc", "common"}


def _module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {_module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def _imports(module: str, *, at_run_time_only: bool = False) -> Iterator[str]:
    """Full names of what a module imports; `from overlay import errors` gives overlay.errors."""
    nodes = list(ast.walk(_tree(module)))
    if at_run_time_only:
        typing_blocks = [node for node in nodes if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)]
        hidden = {id(inner) for block in typing_blocks for inner in ast.walk(block)}
        nodes = [node for node in nodes if id(node) not in hidden]
    package = module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.rsplit(".", node.level - 1)[0] if node.level else ""
            base = ".".join(part for part in (above, node.module) if part)
            for alias in node.names:
                yield f"{base}.{alias.name}" if f"{base}.{alias.name}" in MODULES else base


def _ours(module: str) -> set[str]:
    """Our own modules that a module imports when it runs."""
    return {name for name in _imports(module, at_run_time_only=True) if name in MODULES} - {module}


def _theirs(module: str) -> set[str]:
    """Third-party libraries that a module imports."""
    tops = {name.split(".")[0] for name in _imports(module)}
    return {top for top in tops if top != "overlay" and top not in sys.stdlib_module_names}


def _rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    section = re.split(r"^#+ .*$", text.split(f"\n## {heading}\n")[1], flags=re.MULTILINE)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _within(module: str, holder: str) -> bool:
    return module == f"overlay.{holder}" or module.startswith(f"overlay.{holder}.")


HOLDERS = {row[0]: tuple(re.findall(r"`([\w.]+)`", row[1])) for row in _rows(CONTRIBUTING, "Who holds which library")}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_the_libraries_that_it_holds(module: str) -> None:
    for library in _theirs(module):
        holders = HOLDERS.get(library, ())
        assert any(_within(module, holder) for holder in holders), (
            f"{module} imports {library}, which only {', '.join(holders) or 'nobody'} may (CONTRIBUTING.md)"
        )


@pytest.mark.parametrize("library", HOLDERS)
def test_every_holder_in_the_table_uses_its_library(library: str) -> None:
    users = [module for module in MODULES if library in _theirs(module)]
    idle = [holder for holder in HOLDERS[library] if not any(_within(module, holder) for module in users)]
    assert not idle, f"CONTRIBUTING.md says that {idle} hold {library}, but they do not import it"


def test_nothing_imports_the_command_line() -> None:
    for module in MODULES:
        if not _within(module, "cli") and module != "overlay.__main__":
            assert not any(name.startswith("overlay.cli") for name in _imports(module)), module


def test_the_checking_side_never_reaches_the_writing_side() -> None:
    for module in MODULES:
        if not _within(module, "verify") or module == REBUILD:
            continue
        for name in _ours(module) - {"overlay", REBUILD}:
            assert any(_within(name, allowed) for allowed in VERIFY_MAY_USE), f"{module} imports {name}"
        reached = _reached(module, without=REBUILD)
        for writer in WRITING_SIDE:
            assert not any(_within(name, writer) for name in reached), f"{module} reaches {writer}"


def _reached(module: str, *, without: str) -> set[str]:
    seen, waiting = set(), [module]
    while waiting:
        name = waiting.pop()
        if name not in seen and name != without:
            seen.add(name)
            waiting += _ours(name)
    return seen


def test_imports_run_in_no_circle() -> None:
    done: set[str] = set()

    def walk(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, f"a circle of imports: {' -> '.join((*path, module))}"
        if module not in done:
            for name in sorted(_ours(module)):
                # A package's __init__ and its parts count as one: the parts are imported by it, not the other way.
                walk(name, (*path, module))
            done.add(module)

    for module in MODULES:
        walk(module, ())


@pytest.mark.parametrize("module", MODULES)
def test_the_product_needs_no_oracle_and_no_dumping_ground(module: str) -> None:
    assert not _theirs(module) & (TESTS_ONLY - {"pikepdf"})
    assert module.rpartition(".")[2] not in BANNED_NAMES


def test_help_imports_no_pdf_library() -> None:
    code = (
        "import sys\n"
        "from overlay.cli import main\n"
        "sys.argv = ['overlay', '--help']\n"
        "try:\n    main()\n"
        "except SystemExit as done:\n    assert not done.code, done.code\n"
        "print('LOADED', *sorted({name.split('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(done.stdout.rsplit("LOADED", 1)[1].split())
    heavy = set(HOLDERS) - {"click"}
    assert not loaded & heavy


def test_files_named_for_contributors_exist() -> None:
    named = set(re.findall(r"`([\w./-]+\.(?:py|md|yaml|cfg|toml)|\.ci/\w+|overlay/\w+(?:/\w+)*)`", CONTRIBUTING))
    assert len(named) > 8
    assert not [name for name in sorted(named) if not (ROOT / name).exists()]


def test_the_list_for_a_new_kind_of_erratum_is_whole() -> None:
    rows = _rows(CONTRIBUTING, "To add a kind of erratum, touch these files")
    listed = {name for row in rows for name in re.findall(r"`([^`]+)`", row[0])}
    assert not [name for name in listed if not (ROOT / name).is_file()]
    naming = {
        str(path.relative_to(ROOT))
        for path in MODULES.values()
        if re.search(r"\bDeletion\b|\bKind\.DELETE\b|\bDeleteErratum\b", path.read_text(encoding="utf-8"))
    }
    assert naming <= listed, f"these name the kind delete, but CONTRIBUTING.md does not list them: {naming - listed}"


def test_every_exit_code_is_in_the_readme() -> None:
    table = {int(code): meaning for code, meaning in _rows(README, "Exit codes")}
    assert set(table) == {int(code) for code in ExitCode}
    assert all(table.values())


def test_every_command_is_in_the_readme() -> None:
    documented = {re.match(r"`overlay (\w+)", row[0])[1] for row in _rows(README, "The commands")}
    assert documented == set(COMMANDS)


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    made = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.path.insert(0, 'docs'); import make_commands; print(make_commands.page())",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert made.returncode == 0, made.stderr
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == made.stdout[:-1], "run: make docs"


@pytest.mark.parametrize(
    "document", sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name
)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), f"{document.name} links to {target}"
