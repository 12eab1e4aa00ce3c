"""Measures anew what the page on trust shows, and writes it into docs/trust.md.

python -m tests.trust [words of a section's name …]
"""

import sys
from collections.abc import Sequence

from tests.documents.marked import DOCS, replaced
from tests.trust.sections import SECTIONS

PAGE = DOCS / "trust.md"


def main(chosen: Sequence[str]) -> None:
    for section in SECTIONS:
        if chosen and not any(word.lower() in section.name.lower() for word in chosen):
            continue
        print(section.name, flush=True)
        made = section.made()
        print(made, flush=True)
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(replaced(page, section.name, made), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
