"""The house keeps its own rules: what lies where, and what no file may hold."""

import ast
import json
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "simulator").rglob("*.py"))
FAMILIES = ("charts", "measures", "observables", "outcomes")
FOLDERS = {".ci", "benchmarks", "docs", "notebooks", "scenarios", "simulator", "tests"}
ONE_MEBIBYTE = 2**20
MUTABLE_DISPLAYS = (ast.Dict, ast.DictComp, ast.List, ast.ListComp, ast.Set, ast.SetComp)
MUTABLE_MAKERS = {
    "Counter",
    "OrderedDict",
    "WeakKeyDictionary",
    "WeakValueDictionary",
    "bytearray",
    "count",
    "defaultdict",
    "deque",
    "dict",
    "list",
    "set",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


each_module = pytest.mark.parametrize("module", MODULES, ids=name_of)


def tree_of(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"), filename=str(module))


def committed_files() -> list[Path]:
    """Return what is in git, or would be if everything that is not ignored were added."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git clone")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    paths = (ROOT / name for name in listed.decode().split("\0") if name)
    return sorted({path for path in paths if path.is_file()})


def pins() -> list[Requirement]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return [
        Requirement(line.rstrip("\\ "))
        for line in lines
        if line and not line.startswith((" ", "#"))
    ]


# What an expression or statement gives away


def is_mutable(value: ast.expr | None) -> bool:
    match value:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name in MUTABLE_MAKERS
    return isinstance(value, MUTABLE_DISPLAYS)


def mutable_state(tree: ast.Module) -> Iterator[str]:
    """Yield each name at module level that is bound to something that can be changed."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=targets, value=value):
                names = [ast.unparse(target) for target in targets]
            case ast.AnnAssign(target=target, value=value):
                names = [ast.unparse(target)]
            case _:
                continue
        if is_mutable(value):
            yield from (f"line {node.lineno}: {name}" for name in names if name != "__all__")


def siblings_imported(tree: ast.AST, family: str) -> Iterator[str]:
    """Yield what is imported from `simulator.<family>` other than its base."""
    home = f"simulator.{family}"
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found = [alias.name for alias in names]
            case ast.ImportFrom(module=str(source), names=names):
                found = [f"{source}.{a.name}" for a in names] if source == home else [source]
            case _:
                continue
        yield from (
            name
            for name in found
            if name.startswith(f"{home}.") and name.split(".")[2] not in {"base", "__init__"}
        )


# The files


def test_the_lock_names_no_host():
    assert "://" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_the_lock_pins_every_library_to_one_version_with_hashes():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = text.replace("\\\n", " ").splitlines()
    assert len(pins()) > 50
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries if entry.strip())


def test_the_lock_holds_what_the_project_asks_for_within_its_ranges():
    with (ROOT / "pyproject.toml").open("rb") as file:
        written = tomllib.load(file)
    project = written["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    asked = [Requirement(line) for group in groups for line in group]
    asked += [Requirement(line) for line in written["build-system"]["requires"]]
    pinned: dict[str, list[str]] = {}
    for pin in pins():
        (version,) = (specifier.version for specifier in pin.specifier)
        pinned.setdefault(canonicalize_name(pin.name), []).append(version)
    outside = [
        f"{need} is pinned to {version}"
        for need in asked
        for version in pinned.get(canonicalize_name(need.name), ["nothing"])
        if version == "nothing" or version not in need.specifier
    ]
    assert outside == []


def test_no_file_in_git_is_over_one_mebibyte():
    large = [name_of(path) for path in committed_files() if path.stat().st_size > ONE_MEBIBYTE]
    assert large == []


def test_every_top_level_folder_is_a_known_one():
    parts = [path.relative_to(ROOT).parts for path in committed_files()]
    assert {part[0] for part in parts if len(part) > 1} <= FOLDERS


def test_notebooks_are_stored_without_outputs():
    cells = [
        (name_of(path), cell)
        for path in committed_files()
        if path.suffix == ".ipynb"
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    assert [name for name, cell in cells if cell["outputs"] or cell["execution_count"]] == []


# The package


@each_module
def test_every_module_has_a_docstring(module):
    assert (ast.get_docstring(tree_of(module)) or "").strip()


@each_module
def test_no_module_keeps_state_that_can_change(module):
    assert list(mutable_state(tree_of(module))) == []


@pytest.mark.parametrize("family", FAMILIES)
def test_members_of_a_family_know_only_their_base(family):
    knowing = {
        name_of(module): found
        for module in (ROOT / "simulator" / family).glob("*.py")
        if module.name != "__init__.py"
        if (found := list(siblings_imported(tree_of(module), family)))
    }
    assert knowing == {}


# The guards are tripped once each, so that a green test means something


@pytest.mark.parametrize(
    "code",
    [
        "seen = {}",
        "CACHE: dict[str, int] = {}",
        "names = [n for n in 'abc']",
        "from collections import defaultdict\nfound = defaultdict(list)",
        "import itertools\nids = itertools.count()",
    ],
)
def test_each_kind_of_module_state_is_noticed(code):
    assert list(mutable_state(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "LINES = ('insured', 'public')",
        "KINDS = frozenset({'a', 'b'})",
        "NAMES = MappingProxyType({'a': 1})",
        "__all__ = ['load']",
        "def f():\n    seen = {}",
    ],
)
def test_what_cannot_change_is_allowed_at_module_level(code):
    assert list(mutable_state(ast.parse(code))) == []


def test_an_imported_sibling_is_noticed_and_an_imported_base_is_not():
    found = "from simulator.measures.rebate import Rebate\nfrom simulator.measures import base"
    assert list(siblings_imported(ast.parse(found), "measures")) == ["simulator.measures.rebate"]
