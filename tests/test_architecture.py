"""Imports point one way: cli → maskers, finetune → configs, core. Stages never import each other."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ALLOWED = {
    "core": {"core"},
    "configs": {"configs", "core"},
    "maskers": {"maskers", "configs", "core"},
    "finetune": {"finetune", "configs", "core"},
    "cli": {"cli", "maskers", "finetune", "configs", "core"},
}
HEAVY = {"torch", "transformers", "opacus", "peft", "presidio_analyzer", "spacy", "pandas", "pyarrow", "flwr"}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported_packages(path: Path) -> set[str]:
    """Sub-packages of privml that a module imports, relative imports resolved."""
    found = set()
    depth = len(path.relative_to(ROOT).parts)
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level == 0 and (node.module or "").startswith("privml."):
            found.add((node.module or "").split(".")[1])
        elif node.level >= depth:
            names = [node.module.split(".")[0]] if node.module else [alias.name for alias in node.names]
            found.update(name for name in names if (ROOT / name).is_dir())
        elif node.level:
            found.add(path.relative_to(ROOT).parts[0])
    return found


@pytest.mark.parametrize("package", sorted(ALLOWED))
def test_arrows(package: str) -> None:
    assert modules(package)
    for path in modules(package):
        assert imported_packages(path) <= ALLOWED[package], path


@pytest.mark.parametrize("package", ["core", "configs", "maskers", "cli"])
def test_heavy_imports_stay_inside_functions(package: str) -> None:
    for path in modules(package):
        for node in ast.parse(path.read_text()).body:
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            assert not {name.split(".")[0] for name in names} & HEAVY, path


@pytest.mark.parametrize("package", ["core", "configs", "maskers", "finetune"])
def test_only_the_command_line_prints(package: str) -> None:
    for path in modules(package):
        calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        named = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
        assert not named & {"print", "exit", "input"}, path


def test_packages_are_listed() -> None:
    import tomllib

    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    found = {"privml"} | {
        "privml." + ".".join(path.parent.relative_to(ROOT).parts)
        for top in ALLOWED
        for path in (ROOT / top).rglob("__init__.py")
    }
    assert found == listed
