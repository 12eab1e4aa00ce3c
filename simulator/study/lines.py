"""Where each key of a TOML text stands: line numbers by way of a syntax tree."""

import tomllib
from dataclasses import dataclass, field
from functools import cache

import tree_sitter
import tree_sitter_toml

Path = tuple[str | int, ...]
"""Keys and list positions (from 0) that lead to a value."""


@dataclass
class Lines:
    """Lines are counted from 1.

    Attributes:
        at: the line of each key and table.
        twice: keys and tables that are given twice, with both lines.
        comments: the comment that ends a line, without its mark.
    """

    at: dict[Path, int] = field(default_factory=dict)
    twice: list[tuple[Path, int, int]] = field(default_factory=list)
    comments: dict[int, str] = field(default_factory=dict)
    _arrays: dict[Path, int] = field(default_factory=dict)
    _given: dict[Path, int] = field(default_factory=dict)

    def of(self, path: Path) -> int | None:
        """Return the line of a key, or else of the nearest table or list that holds it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.at:
                return self.at[path[:length]]
        return None

    def _give(self, path: Path, line: int) -> None:
        if path in self._given:
            self.twice.append((path, self._given[path], line))
        self._given.setdefault(path, line)
        self.at[path] = line

    def _pairs(self, node: tree_sitter.Node, inside: Path) -> None:
        for child in node.named_children:
            if child.type == "pair":
                key, value = child.named_children[:2]
                path = inside + tuple(_keys(key))
                for length in range(len(inside) + 1, len(path)):
                    self.at.setdefault(path[:length], _line(child))
                self._give(path, _line(child))
                self._value(value, path)
            self._comment(child)

    def _comment(self, node: tree_sitter.Node) -> None:
        found = node if node.type == "comment" else (node.named_children or [node])[-1]
        if found.type == "comment":
            self.comments[_line(found)] = _text(found).lstrip("#").strip()

    def _value(self, node: tree_sitter.Node, path: Path) -> None:
        if node.type == "inline_table":
            self._pairs(node, path)
        elif node.type == "array":
            items = [child for child in node.named_children if child.type != "comment"]
            for position, item in enumerate(items):
                self.at[*path, position] = _line(item)
                self._value(item, (*path, position))

    def _header(self, node: tree_sitter.Node) -> Path:
        """Enter a table's header; `[a.b]` stands in the last `[[a]]` before it."""
        keys = _keys(node.named_children[0])
        path: Path = ()
        for key in keys[:-1]:
            path = (*path, key)
            self.at.setdefault(path, _line(node))
            if path in self._arrays:
                path = (*path, self._arrays[path])
        path = (*path, keys[-1])
        if node.type == "table":
            self._give(path, _line(node))
            return path
        self._arrays[path] = self._arrays.get(path, -1) + 1
        self.at.setdefault(path, _line(node))
        path = (*path, self._arrays[path])
        self.at[path] = _line(node)
        return path

    def read(self, root: tree_sitter.Node) -> "Lines":
        """Return these lines with those of a whole document."""
        self._pairs(root, ())
        for node in root.named_children:
            if node.type in ("table", "table_array_element"):
                self._pairs(node, self._header(node))
        return self


@cache
def _parser() -> tree_sitter.Parser:
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))


def _line(node: tree_sitter.Node) -> int:
    return int(node.start_point[0]) + 1


def _text(node: tree_sitter.Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def _keys(node: tree_sitter.Node) -> list[str]:
    if node.type == "dotted_key":
        return [key for child in node.named_children for key in _keys(child)]
    text = _text(node)
    if node.type == "bare_key":
        return [text]
    try:
        return list(tomllib.loads(f"{text} = 0"))
    except tomllib.TOMLDecodeError:
        return [text]


def lines_of(text: str) -> Lines:
    r"""Return the lines of a TOML text.

    >>> lines_of("a = 1\n[b]\nc = 2\n").of(("b", "c"))
    3
    """
    return Lines().read(_parser().parse(text.encode()).root_node)
