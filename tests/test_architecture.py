"""Who may import whom. Read from the source of every module, wherever in it the import stands.

The table is that of docs/architecture.md. A new wall is a new row; a row is removed only with a record in docs/adr/.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("oncokind", "guides", "reports")
OURS = (*PACKAGES, "run", "manage")

# A module (the most exact row counts, and every row above it too) → what it must not import.
FORBIDDEN = {
    "guides": ("reports", "oncokind"),
    "guides.models": ("guides",),
    "guides.entries": ("guides",),
    "guides.rendering": ("guides",),
    "guides.catalog": ("guides.views", "guides.loading.replace", "guides.building"),
    "guides.loading": ("guides.views", "guides.catalog", "guides.publishing"),
    "guides.views": ("guides.models", "guides.loading", "guides.building", "guides.library", "guides.shelving"),
    "reports": (
        "oncokind",
        "guides.models",
        "guides.views",
        "guides.loading",
        "guides.rendering",
        "guides.library",
        "guides.shelving",
        "guides.building",
    ),
    "reports.views": (
        "reports.intake",
        "reports.reading",
        "reports.models",
        "reports.vault",
        "reports.storage",
        "guides",
    ),
    "reports.forms": ("reports.intake", "reports.reading", "reports.models", "reports.vault", "guides"),
    "reports.pipeline": ("reports.models", "reports.vault", "reports.storage", "reports.views", "reports.actions"),
    "reports.actions": ("reports.views",),
    "reports.models": ("reports", "guides"),
    "reports.queue": (
        "reports.pipeline",
        "reports.intake",
        "reports.reading",
        "reports.tasks",
        "reports.views",
        "reports.actions",
        "guides",
    ),
    "reports.remains": (
        "reports.vault",
        "reports.intake",
        "reports.reading",
        "reports.views",
        "reports.actions",
        "guides",
    ),
    "reports.tasks": (
        "reports.intake",
        "reports.reading",
        "reports.explain",
        "reports.views",
        "reports.actions",
        "guides",
    ),
    "reports.correction": (
        "reports.models",
        "reports.vault",
        "reports.storage",
        "reports.queue",
        "reports.views",
        "reports.actions",
        "guides",
    ),
    "reports.vault": ("reports.intake.sandbox", "reports.reading", "reports.views", "guides"),
    "reports.explain": ("reports.models", "reports.vault", "reports.storage", "reports.views", "reports.actions"),
    "reports.explaining": ("reports.models", "reports.vault", "reports.storage", "reports.views", "reports.actions"),
    "reports.reading": ("reports.intake", "guides", "django"),
    "reports.intake": ("reports.reading", "reports.models", "reports.views", "reports.vault", "guides"),
    "oncokind": ("guides.models", "guides.views", "reports.models", "reports.views"),
}

# A module → the only packages that it may import beside the standard library.
ONLY = {
    "guides.loading": ("guides.loading", "pydantic", "yaml"),
    "guides.rendering": ("bleach", "markdown", "django.utils.safestring"),
    "guides.scales": ("guides.entries", "django.utils.translation"),
    "reports.reading": ("reports.reading",),
    "reports.intake.child": ("reports.intake",),
    "reports.intake.pdf": ("reports.intake", "pypdfium2", "pypdfium2_raw"),
    "reports.intake.glyphs": ("reports.intake", "pypdfium2_raw"),
    "reports.intake.sheet": ("reports.intake",),
    "reports.intake.layout": ("reports.intake",),
    "reports.intake.text": ("reports.intake",),
    "reports.intake.kind": ("reports.intake",),
    "reports.intake.protocol": ("reports.intake",),
    "reports.intake.errors": (),
    "reports.intake.composing": ("reports.intake",),
    "reports.intake.forgery": (),
    "reports.intake.attachments": ("reports.intake",),
    "reports.intake.web": ("reports.intake",),
    "reports.intake.docx": ("reports.intake",),
    "reports.intake.docx_body": ("reports.intake",),
    "reports.intake.docx_styles": ("reports.intake",),
    "reports.intake.hl7": ("reports.intake",),
    "reports.intake.hl7_message": ("reports.intake",),
    "reports.intake.fhir": ("reports.intake",),
    "reports.intake.fhir_resources": ("reports.intake",),
    "reports.intake.cda": ("reports.intake",),
    "reports.intake.xml_tree": ("reports.intake", "defusedxml"),
    "oncokind.security": (),
    "run": (),
}
EXEMPT = {"guides.loading.replace"}  # the one module of the loader that knows the database

# A name → the modules that may import or use it.
RESERVED = {
    "subprocess": {"run", "reports.intake.sandbox"},
    "multiprocessing": set(),
    "pickle": set(),
    "marshal": set(),
    "markdown": {"guides.rendering"},
    "bleach": {"guides.rendering"},
    "django.utils.safestring.mark_safe": {"guides.rendering"},
    "defusedxml": {"reports.intake.xml_tree"},
    "xml.etree.ElementTree.fromstring": set(),
    "xml.etree.ElementTree.parse": set(),
    "zipfile": {"reports.intake.docx"},
    "pypdfium2": {"reports.intake.pdf", "reports.intake.glyphs"},
    "requests": set(),
    "urllib.request": set(),
    "http.client": {"run"},
}
STARTING_PROCESSES = {"system", "popen", "fork", "forkpty", "execv", "execve", "execvp", "execvpe", "posix_spawn"}
MAY_START = {"run", "reports.intake.sandbox", "reports.intake.scribe", "reports.intake.spares"}


def modules() -> dict[str, Path]:
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts]
    paths += [ROOT / "run.py", ROOT / "manage.py"]
    found = {}
    for path in paths:
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


@cache
def imports(module: str) -> frozenset[str]:
    """Full names of what a module imports: `from guides import models` is guides.models."""
    return frozenset(_imports(module))


def _imports(module: str) -> Iterator[str]:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports with dots; write the whole name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def inside(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def pairs(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [
        (module, row) for module in sorted(MODULES) for row in table if inside(module, row) and module not in EXEMPT
    ]


@pytest.mark.parametrize(("module", "row"), pairs(FORBIDDEN))
def test_no_import_crosses_a_wall(module: str, row: str) -> None:
    crossing = {
        name for name in imports(module) for wall in FORBIDDEN[row] if inside(name, wall) and not inside(name, row)
    }
    assert not crossing, f"{module} must not import {', '.join(sorted(crossing))}"


@pytest.mark.parametrize(("module", "row"), pairs(ONLY))
def test_pure_modules_import_the_standard_library_and_what_is_named(module: str, row: str) -> None:
    named = {name for name in imports(module) if not any(inside(name, one) for one in ONLY[row])}
    foreign = {name for name in named if name.partition(".")[0] not in sys.stdlib_module_names}
    assert not foreign, f"{module} must not import {', '.join(sorted(foreign))}"


@pytest.mark.parametrize("reserved", RESERVED)
def test_a_reserved_name_stays_where_it_belongs(reserved: str) -> None:
    using = {module for module in MODULES if any(inside(name, reserved) for name in imports(module))}
    last = reserved.rpartition(".")[2]
    if last == "mark_safe":  # also as an attribute: safestring.mark_safe
        using |= {
            module for module in MODULES for node in ast.walk(tree(module))
            if isinstance(node, ast.Attribute) and node.attr == last
        }  # fmt: skip
    assert using <= RESERVED[reserved], f"{reserved} is used by {', '.join(sorted(using - RESERVED[reserved]))}"


def test_only_the_sandbox_starts_processes() -> None:
    starting = {
        module for module in MODULES for node in ast.walk(tree(module))
        if isinstance(node, ast.Attribute) and node.attr in STARTING_PROCESSES
        and isinstance(node.value, ast.Name) and node.value.id in {"os", "posix"}
    }  # fmt: skip
    assert starting <= MAY_START


def test_no_view_goes_without_a_check_of_origin() -> None:
    """`csrf_exempt` only moves the check inwards: `csrf_protect` stands on the same view."""
    for module in MODULES:
        for node in ast.walk(tree(module)):
            names = {ast.unparse(one).rpartition(".")[2] for one in getattr(node, "decorator_list", ())}
            assert "csrf_exempt" not in names or "csrf_protect" in names, f"{module}.{getattr(node, 'name', '')}"


def test_nothing_is_evaluated() -> None:
    calls = {
        (module, node.func.id) for module in MODULES for node in ast.walk(tree(module))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        and node.func.id in {"eval", "exec", "compile", "__import__"}
    }  # fmt: skip
    assert not calls


def test_no_module_is_part_of_a_circle() -> None:
    edges = {
        module: {name for one in imports(module) if (name := _module_of(one)) and name != module} for module in MODULES
    }
    finished: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " → ".join((*way[way.index(module) :], module))
        if module in finished:
            return
        for other in sorted(edges[module]):
            visit(other, (*way, module))
        finished.add(module)

    for module in sorted(edges):
        visit(module, ())


def _module_of(name: str) -> str:
    """guides.models.Guide is in guides.models; a package counts only where it is named itself."""
    while name and name not in MODULES:
        name = name.rpartition(".")[0]
    return "" if name in PACKAGES else name


def test_templates_never_switch_escaping_off() -> None:
    pattern = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off|\{%\s*load\s+[^%]*\bsafe")
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.is_file()
        for hit in pattern.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_templates_load_nothing_from_elsewhere_and_carry_no_script() -> None:
    pattern = re.compile(
        r"""(?:src|srcset|poster|data)\s*=\s*["']?(?:https?:)?//|<link[^>]+href\s*=\s*["']?(?:https?:)?//|\son[a-z]+\s*=\s*["']"""
        r"""|\sstyle\s*=|<script(?![^>]*(?:application/ld\+json|src=))|@import|javascript:""",
        re.IGNORECASE,
    )
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for hit in pattern.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_the_table_speaks_of_modules_that_exist() -> None:
    named = {*FORBIDDEN, *ONLY, *EXEMPT, *MAY_START, *(one for users in RESERVED.values() for one in users)}
    missing = {name for name in named if name not in MODULES}
    assert missing <= {"reports.intake.spares"}, missing


def test_the_reader_of_imports_is_awake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "spoiled.py"
    path.write_text("def f():\n    from guides import models\n    import subprocess as sp, os.path\n")
    monkeypatch.setitem(MODULES, "spoiled", path)
    assert imports("spoiled") == {"guides.models", "subprocess", "os.path"}
