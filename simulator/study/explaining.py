"""What a TOML parser means, in words for people who do not program."""

import re

_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_HINTS = (
    (r"=\s*\d{1,2}[/.]\d{1,2}[/.]\d{4}\b", "a date is written year first: 2009-02-16"),
    (r"=\s*\d{4}/\d{1,2}/\d{1,2}\b", "a date is written with hyphens: 2009-02-16"),
    (r"=\s*[+-]?\d+,\d+\s*(#|$)", "a decimal point, not a comma: 0.5"),
    (r"=\s*[+-]?[\d.]+\s*%", "a share is a number: 80 % is 0.80"),
    (r"=\s*[+-]?\d+(\.\d+)?\s*(€|EUR|k€|days?)", "a number without its unit"),
    (r"=\s*[+-]?\d{1,3}([ \u00a0\u202f]\d{3})+", "a number without spaces: 5000 or 5_000"),
    (r"=\s*0\d", "a number does not begin with 0"),
    (r"=\s*\.\d|=\s*\d+\.\s*(#|$)", "digits on both sides of the decimal point: 0.5"),
    (r"=\s*(True|False|yes|no|oui|non)\b", "true or false"),
    (r"=\s*(None|null|nil)\b", "leave out a key that has no value"),
    (r"=\s*[A-Za-z_][\w-]*\s*(#|$)", 'a text stands in quotes: "etc"'),
    (r"=\s*(#|$)", "a value after the ="),
)
_FRIENDLY = (
    ("Invalid date or datetime", "a date that does not exist"),
    ("Expected '=' after a key", "no = after a key"),
    ("Invalid statement", "neither a key, a [table] nor a comment"),
    ("Unclosed array", "a list that is not closed by ]"),
    ("Invalid value", "not a value"),
    ("Expected newline or end of document", "something after the value"),
)


def explained(text: str, error: str) -> tuple[int, str, str]:
    """Return the line, what is wrong and what is allowed, from the message of Python's parser."""
    place = _PLACE.search(error)
    problem = _PLACE.sub("", error)
    lines = text.splitlines() or [""]
    line = int(place[1]) if place and place[1] else len(lines)
    written = lines[min(line, len(lines)) - 1]
    other = _other_language(text, written)
    if other:
        return line, f"TOML expected, this looks like {other}", "key = value"
    for beginning, friendly in _FRIENDLY:
        if problem.startswith(beginning):
            problem = friendly
    allowed = next((hint for pattern, hint in _HINTS if re.search(pattern, written)), "")
    return line, problem[:1].lower() + problem[1:], allowed


def _other_language(text: str, written: str) -> str:
    start = text.lstrip()
    listed = re.match(r'\[\s*[{"\d\[]', start) and not start.startswith("[[")
    if start.startswith("{") or listed:
        return "JSON"
    if start.startswith("<"):
        return "XML"
    if start.startswith(("---", "%YAML")) or re.match(r"\s*(- |[\w\"'-]+\s*:(\s|$))", written):
        return "YAML"
    return ""
