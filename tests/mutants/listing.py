"""Writes every small mutant of a folder's files, one a line of JSON; needs cosmic-ray only.

python tests/mutants/listing.py simulator/book mutants.jsonl [how many]

They are shuffled, always alike, so that the first of them are a fair sample.
"""

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

UNLIKE = (
    "Pow", "Shift", "Bit", "Invert",  # nobody mistypes + as <<, and these fail at once
    "Is", "ExceptionReplacer",  # as above
    "RemoveDecorator",  # what is not compiled gives the same numbers
    "VariableReplacer", "VariableInserter",  # they want a list of names
    "NoOp",
)  # fmt: skip


NO_RESULT = ("fetching.py",)
"""What asks for memory ahead changes no number."""
SEED = 2009


def main(folder: str, target: str, most: str = "1000000") -> None:
    files = [file for file in sorted(Path(folder).glob("*.py")) if file.name not in NO_RESULT]
    listed = [mutant for file in files for mutant in mutants(file)]
    random.Random(SEED).shuffle(listed)
    lines = (json.dumps(mutant) + "\n" for mutant in listed[: int(most)])
    Path(target).write_text("".join(lines), encoding="utf-8")


def mutants(file: Path) -> Iterator[dict[str, object]]:
    """Yield each mutant of a file: its operator, its line, and the whole text with the mistake."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    text = file.read_text(encoding="utf-8")
    nodes = list(ast_nodes(get_ast(text)))
    for name in operator_names():
        if any(part in name for part in UNLIKE) or get_operator(name).arguments():
            continue
        operator = get_operator(name)()
        places = [at for node in nodes for at in operator.mutation_positions(node)]
        for occurrence, ((line, _), _) in enumerate(places):
            mutated = mutate_code(text, operator, occurrence)
            if mutated is not None and mutated != text:
                yield {
                    "file": file.as_posix(),
                    "operator": name.removeprefix("core/"),
                    "line": line,
                    "text": mutated,
                }


if __name__ == "__main__":
    main(*sys.argv[1:])
