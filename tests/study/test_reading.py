"""What a file may be: size, encoding, format, depth (rows 4, 7, 8, 18, 33–36 of the catalogue)."""

import time

import pytest

from simulator.errors import InputError
from simulator.study.parsing import parsed, read_document
from simulator.study.reading import LARGEST_FILE, read_text


def saying(data, tmp_path):
    path = tmp_path / "a.toml"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_document(path, "a.toml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04....", "a.toml: TOML expected, this is a ZIP archive or an Office document"),
        (b"\x1f\x8b\x08\x00", "a.toml: TOML expected, this is a gzip archive"),
        (b"PAR1\x00\x00", "a.toml: TOML expected, this is a Parquet file"),
        (b"a = 1\nb = 0\x00\n", "a.toml:2: a NUL byte; save the file as UTF-8"),
        ("a = 1\n".encode("utf-16"), "a.toml: encoded as UTF-16; save the file as UTF-8"),
        (
            "a = 1\n".encode("utf-16-le"),
            "a.toml:1: encoded as UTF-16 without a mark; save the file as UTF-8",
        ),
        (
            "a = 1\nb = 'é'\n".encode("latin-1"),
            "a.toml:2: encoded as Latin-1 or Windows-1252 (byte 0xE9); save the file as UTF-8",
        ),
        (
            b"a = 1\rb = 2\r",
            "a.toml:1: a line that ends in CR only, as on old Macintoshes; line ends LF or CR LF",
        ),
        (b"a = 1\n" * 200_000, "a.toml: too large; a study file has at most 1 MiB"),
        (b'{"a": 1}', "a.toml:1: TOML expected, this looks like JSON; key = value"),
        (b'[\n {"a": 1}]', "a.toml:1: TOML expected, this looks like JSON; key = value"),
        (b"<a>1</a>", "a.toml:1: TOML expected, this looks like XML; key = value"),
        (b"a: 1\nb: 2\n", "a.toml:1: TOML expected, this looks like YAML; key = value"),
        (
            b"a: &a [lol]\nb: &b [*a, *a]\n",
            "a.toml:1: TOML expected, this looks like YAML; key = value",
        ),
        (
            b"--- !!python/object/apply:os.system ['x']",
            "a.toml:1: TOML expected, this looks like YAML; key = value",
        ),
    ],
)
def test_what_is_not_a_toml_file_in_utf_8_is_refused_by_its_name(data, message, tmp_path):
    assert saying(data, tmp_path) == message


@pytest.mark.parametrize(
    "data", [b"\xef\xbb\xbfa = 1\nb = 2\n", b"a = 1\r\nb = 2\r\n", b"a = 1\nb = 2"]
)
def test_a_byte_order_mark_and_windows_line_ends_are_accepted(data, tmp_path):
    path = tmp_path / "a.toml"
    path.write_bytes(data)
    document = read_document(path, "a.toml")
    assert document.tree == {"a": 1, "b": 2}
    assert document.line(("b",)) == 2


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"^b.toml: no such file$"):
        read_text(tmp_path / "b.toml", "b.toml")
    with pytest.raises(InputError, match=r"^c: not a file$"):
        read_text(tmp_path, "c")


def test_a_file_of_one_gibibyte_is_refused_without_being_read(tmp_path):
    path = tmp_path / "big.toml"
    with path.open("wb") as file:
        file.truncate(2**30)
    began = time.perf_counter()
    with pytest.raises(InputError, match="too large"):
        read_text(path, "big.toml")
    assert time.perf_counter() - began < 1
    assert LARGEST_FILE == 2**20


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = " + "[" * 20_000, "t:1: nesting of more than 32 levels; at most 32"),
        ("y = 1\nx = " + "[" * 33 + "]" * 33, "t:2: nesting of more than 32 levels; at most 32"),
        ("a." * 20_000 + "b = 1", "t:1: a dotted key of more than 32 levels; at most 32"),
        ("['a'" + " . 'a'" * 40 + "]", "t:1: a dotted key of more than 32 levels; at most 32"),
        ("x = " + "9" * 5_000, "t:1: a number of more than 40 digits"),
        ("x = 0x" + "f" * 5_000, "t:1: a number of more than 40 digits"),
    ],
)
def test_what_would_choke_a_parser_is_refused_before_parsing(text, message):
    began = time.perf_counter()
    with pytest.raises(InputError) as caught:
        parsed(text, "t")
    assert str(caught.value) == message
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize(
    "text",
    [
        'a = "' + '\\"' * 400_000,
        '"""' * 300_000,
        "'''" * 300_000,
        "x = [" + "1," * 400_000,
        '"' * 900_000,
    ],
    ids=["quotes", "texts", "literals", "list", "strings"],
)
def test_broken_text_of_nearly_a_mebibyte_is_refused_and_hangs_nobody(text):
    with pytest.raises(InputError):
        parsed(text, "t")


def test_brackets_and_dots_in_texts_and_comments_are_no_nesting():
    text = 'a = "' + "[." * 100 + '" # ' + "[." * 100 + "\nb = [" + "0.5, " * 100 + "]\n"
    assert len(parsed(text, "t").tree["b"]) == 100


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1\n\na = 2", "t:3: a: given twice, first in line 1; each key and table once"),
        ("[x]\ny = 1\n[x]\n", "t:3: x: given twice, first in line 1; each key and table once"),
        (
            "[[m]]\nk = 1\nk = 2",
            "t:3: m[1].k: given twice, first in line 2; each key and table once",
        ),
        ("a = 2009-02-30", "t:1: a date that does not exist"),
        (
            "a = 16/02/2009",
            "t:1: something after the value; a date is written year first: 2009-02-16",
        ),
        ("a = 0,5", "t:1: something after the value; a decimal point, not a comma: 0.5"),
        ("a = 80 %", "t:1: something after the value; a share is a number: 80 % is 0.80"),
        ("a = 5 000", "t:1: something after the value; a number without spaces: 5000 or 5_000"),
        ("a = etc", 't:1: not a value; a text stands in quotes: "etc"'),
        ("a = yes", "t:1: not a value; true or false"),
        ("a =", "t:1: not a value; a value after the ="),
        ("a", "t:1: no = after a key"),
        ("b = [1,\n2", "t:2: a list that is not closed by ]"),
    ],
)
def test_what_is_not_toml_is_explained_at_its_line(text, message):
    with pytest.raises(InputError) as caught:
        parsed(text, "t")
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("nan", "nan is not a finite number; a number must be finite"),
        ("-inf", "-inf is not a finite number; a number must be finite"),
        ("1e400", "inf is not a finite number; a number must be finite"),
        (
            "99999999999999999999999",
            "a number of more than 18 digits; amounts up to 1,000,000,000,000",
        ),
        (
            "2009-01-01T10:00:00+01:00",
            "2009-01-01T10:00:00+01:00 has a time of day; a date only, such as 2009-02-16",
        ),
    ],
)
def test_values_that_no_study_may_hold_are_found_at_any_depth(value, problem):
    document = parsed(f"[a]\nb = [1, {{ c = {value} }}]\n", "t")
    assert [str(mistake) for mistake in document.mistakes] == [f"t:2: a.b[2].c: {problem}"]


def test_environment_and_template_syntax_is_literal_text():
    text = 'a = "${HOME} {{ x }} %PATH% $(id)"'
    assert parsed(text, "t").tree == {"a": "${HOME} {{ x }} %PATH% $(id)"}


def test_every_key_has_its_line():
    text = (
        '# head\na = 1\n"b c".d = { e = 2,\n f = [1,\n 2] }\n'
        "[[m]]\nk = 1\n[m.n]\nx = 1 # C: note\n[[m]]\nk = 2\n"
    ).replace("{ e = 2,\n f", "{ e = 2, f")
    document = parsed(text, "t")
    expected = {
        ("a",): 2,
        ("b c",): 3,
        ("b c", "d", "e"): 3,
        ("b c", "d", "f", 1): 4,
        ("m", 0): 5,
        ("m", 0, "k"): 6,
        ("m", 0, "n"): 7,
        ("m", 0, "n", "x"): 8,
        ("m", 1, "k"): 10,
        ("m", 1, "absent"): 9,
        ("nowhere",): None,
    }
    assert {path: document.line(path) for path in expected} == expected
    assert document.lines.comments[8] == "C: note"
