"""The core is pure: what the import contracts cannot see, the syntax tree shows. Each rule is proven by a planted fault."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

CORE = Path(__file__).resolve().parents[2] / "alertd" / "core"
FILES = sorted(CORE.rglob("*.py"))

#: What looks at the clock, the disk, the terminal, an address in memory, or a hash that is another in each run.
BANNED_CALLS = frozenset({"open", "hash", "id", "print", "input", "exec", "eval"})
BANNED_ATTRIBUTES = frozenset({"now", "utcnow", "today", "monotonic", "perf_counter", "time_ns"})
CLOCKS = frozenset({"datetime", "date", "time", "datetime.datetime", "datetime.date"})
_CLOCK_FUNCTION = re.compile(r"\.\s*(?:now|utcnow|today|time)\b")
#: These give the same answer in whatever order a set comes.
ORDERLESS = frozenset({"sorted", "any", "all", "set", "frozenset", "len"})
SETS = frozenset({"set", "frozenset", "AbstractSet", "Set"})
SET_METHODS = frozenset({"union", "intersection", "difference", "symmetric_difference"})


def faults(source: str) -> list[str]:
    """Return what is not pure in a source text, each with its line."""
    tree = ast.parse(source)
    known = _set_names(tree)
    excused = {id(inner) for node in ast.walk(tree) if _is_orderless(node) for inner in node.args}  # type: ignore[attr-defined]
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BANNED_CALLS:
            found.append(f"{node.lineno}: {node.func.id}()")
        if isinstance(node, ast.expr) and _asks_the_clock(node):
            found.append(f"{node.lineno}: {ast.unparse(node)}")
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            found.append(f"{node.lineno}: import from time")
        found += [f"{over.lineno}: loop over a set" for over in _loops(node, excused) if _is_set(over, known)]
    return found


def _asks_the_clock(node: ast.expr) -> bool:
    """Whether something is called that tells the time, or such a function is handed on. `view.now` is a plain field."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in BANNED_ATTRIBUTES
    if not isinstance(node, ast.Attribute) or node.attr not in BANNED_ATTRIBUTES | {"time"}:
        return False
    return ast.unparse(node.value) in CLOCKS


def _is_orderless(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ORDERLESS


def _loops(node: ast.AST, excused: set[int]) -> Iterator[ast.expr]:
    """Yield what a node goes through in an order that shows."""
    if isinstance(node, ast.For):
        yield node.iter
    elif isinstance(node, ast.ListComp | ast.DictComp | ast.GeneratorExp) and id(node) not in excused:
        yield from (one.iter for one in node.generators)
    elif isinstance(node, ast.Starred):
        yield node.value
    elif isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in {"list", "tuple", "enumerate", "iter", "next", "join", "fromkeys", "sum", "min", "max"}:
            yield from node.args


def _is_set(node: ast.expr, known: set[str]) -> bool:
    if isinstance(node, ast.Set | ast.SetComp):
        return True
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name):
            return node.func.id in {"set", "frozenset"}
        return isinstance(node.func, ast.Attribute) and node.func.attr in SET_METHODS
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr | ast.BitAnd | ast.Sub | ast.BitXor):
        return _is_set(node.left, known) or _is_set(node.right, known)
    return ast.unparse(node) in known if isinstance(node, ast.Name | ast.Attribute) else False


def _set_names(tree: ast.AST) -> set[str]:
    """Return the names that are sets by annotation or by what is assigned to them."""
    known: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and _means_set(node.annotation):
            known.add(ast.unparse(node.target))
        elif isinstance(node, ast.arg) and node.annotation is not None and _means_set(node.annotation):
            known.add(node.arg)
        elif isinstance(node, ast.Assign) and _is_set(node.value, known):
            known.update(ast.unparse(target) for target in node.targets)
    return known


def _means_set(annotation: ast.expr) -> bool:
    outer = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    return isinstance(outer, ast.Name) and outer.id in SETS


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(CORE)))
def test_the_core_is_pure(path: Path) -> None:
    """No clock, no disk, no terminal, nothing that differs from run to run: the same log gives the same pages."""
    assert faults(path.read_text(encoding="utf-8")) == []


def test_the_core_was_found() -> None:
    """A test that looks at no file holds nothing."""
    assert len(FILES) > 40


@pytest.mark.parametrize(
    "fault",
    [
        "at = datetime.now(UTC)",
        "at = datetime.datetime.utcnow()",
        "day = date.today()",
        "began = time.monotonic()",
        "clock = datetime.now",
        "now = self.clock.now()",
        "from time import time",
        "open('x')",
        "n = hash('watch')",
        "n = id(alert)",
        "print('here')",
        "for one in {1, 2}: pass",
        "for one in set(names): pass",
        "names = [n for n in frozenset(names)]",
        "seen = set()\nfor one in seen: pass",
        "def f(seen: set[str]): return list(seen)",
        "seen: frozenset[str] = x\nfirst = next(iter(seen))",
        "text = ', '.join({'a', 'b'})",
        "for one in set(a) - b: pass",
        "total = sum(x for x in {0.1, 0.2})",
        "by = dict.fromkeys(set(names))",
        "row = (*{1, 2},)",
        "for one in self.seen.union(other): pass",
    ],
)
def test_a_planted_fault_is_found(fault: str) -> None:
    """The test itself must be able to fail, for each thing that it bans."""
    assert faults(fault)


@pytest.mark.parametrize(
    "fine",
    [
        "for one in sorted(set(names)): pass",
        "is_known = name in {'a', 'b'}",
        "n = len(set(names))",
        "is_any = any(x for x in {1, 2})",
        "both = {x for x in set(names)}",
        "for one in [1, 2]: pass",
        "at = event.at",
        "at = view.now",
        "names = sorted(n for n in set(names))",
    ],
)
def test_what_is_pure_passes(fine: str) -> None:
    """Sets are fine where their order does not show."""
    assert faults(fine) == []


def test_only_one_file_asks_what_time_it_is() -> None:
    """Time is an argument everywhere below `runtime/clock.py`: what asks the clock by itself cannot be replayed or tested."""
    package = CORE.parent
    asking = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if _CLOCK_FUNCTION.search(text := path.read_text(encoding="utf-8"))  # to parse all of them takes seconds
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today", "time"}
        and ast.unparse(node.value) in {"datetime", "datetime.datetime", "date", "datetime.date", "time"}
    }

    assert asking == {"runtime/clock.py"}
