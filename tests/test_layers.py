"""Imports go down one list of rooms, and within a room there is no circle."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "newsclean"
# From the command line down; a room may import from those behind it.
ROOMS = (
    "__main__ cli batch config explain pipeline rules prose proof safety writer html_rules tree punctuation header markdown html "
    "selection ledger offsets decode language result settings site problem urls chars lazy"
).split()
CORE = ROOMS[ROOMS.index("pipeline") :]
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path != PACKAGE / "__init__.py"
}
PACKAGES = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))


def imported(path: Path) -> set[str]:
    """Name the modules of newsclean that a module imports, wherever it does."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):  # a module from its package, or a name from a module
            names |= {full if module_of(full := f"{node.module}.{each.name}") else node.module or "" for each in node.names}
    return set(filter(None, map(module_of, names)))


def module_of(name: str) -> str:
    ours = name.removeprefix("newsclean.")
    return next((each for each in (ours, f"{ours}.__init__") if name != ours and each in MODULES), "")


GRAPH = {name: imported(path) - {name} for name, path in MODULES.items()}


def room(module: str) -> str:
    return module.partition(".")[0]


@pytest.mark.parametrize("name", MODULES)
def test_imports__go_down_only(name: str) -> None:
    above = ROOMS[: ROOMS.index(room(name))]
    assert {each for each in GRAPH[name] if room(each) in above} == set()


def test_no_circle_stands() -> None:
    assert set(TopologicalSorter(GRAPH).static_order()) >= GRAPH.keys()


def test_every_room__has_its_place() -> None:
    assert {room(name) for name in MODULES} == set(ROOMS)
    assert len(ROOMS) + 1 <= 30  # with `newsclean/__init__.py`


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_package__says_what_it_is_for(package: Path) -> None:
    docstring = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert len(docstring.splitlines()) >= 4
    files = {path.name for folder in (PACKAGE, PACKAGE.parent / "tests") for path in folder.rglob("*.py")}
    named = {word.strip("`,.;:()").rpartition("/")[2] for word in docstring.split() if word.strip("`,.;:()").endswith(".py")}
    assert named
    assert named <= files


def test_core__knows_no_files_and_no_console() -> None:
    for name, path in MODULES.items():
        if room(name) not in CORE or name == "header.schema":  # which reads the built-in schema
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        libraries = {each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names}
        libraries |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not {"click", "rich", "os", "subprocess", "tempfile"} & {library.partition(".")[0] for library in libraries}
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        assert not {"open", "print"} & {call.id for call in calls if isinstance(call, ast.Name)}
