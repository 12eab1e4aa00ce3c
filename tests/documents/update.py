"""Makes anew what the pages ODD and STRESS take from the code.

python -m tests.documents.update
"""

from tests.documents.described import PARTS
from tests.documents.marked import DOCS, replaced


def main() -> None:
    for name, parts in PARTS.items():
        page = (DOCS / name).read_text(encoding="utf-8")
        for part, made in parts.items():
            page = replaced(page, part, made())
        (DOCS / name).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
