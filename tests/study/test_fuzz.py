"""Whatever a file holds, it is read or refused: never a traceback, and soon."""

import contextlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.errors import InputError, RefusedError, VersionError
from simulator.study.overrides import settings as settings_of
from simulator.study.study import load

ANSWERS = (InputError, RefusedError, VersionError)
SOME = settings(
    max_examples=60, deadline=2_000, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
VALUES = st.recursive(
    st.sampled_from(
        [
            "0",
            "-1",
            "1.5",
            "1e300",
            "nan",
            "true",
            '""',
            '"etc"',
            "2009-02-16",
            "[]",
            "{}",
            "2009-02-16T10:00:00Z",
            "9223372036854775807",
            "0xff",
            '"\\u202e"',
            "10:00:00",
        ]
    ),
    lambda inner: st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
    max_leaves=5,
)


def answer(folder, programme="line"):
    with contextlib.suppress(*ANSWERS):
        load(folder).scenario(programme)


@SOME
@given(data=st.data())
def test_a_file_with_changed_bytes_is_read_or_refused(data, write, texts):
    place = data.draw(st.sampled_from(sorted(texts)))
    content = bytearray(texts[place].encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        kept = data.draw(st.integers(0, 3))
        content[at : at + kept] = data.draw(st.binary(max_size=3))
    answer(write({**texts, place: bytes(content)}))


@SOME
@given(data=st.data())
def test_any_value_at_any_key_is_read_or_refused(data, write, texts):
    place = data.draw(st.sampled_from(sorted(texts)))
    lines = texts[place].splitlines()
    keys = [n for n, line in enumerate(lines) if " = " in line]
    at = data.draw(st.sampled_from(keys))
    lines[at] = f"{lines[at].split(' = ')[0]} = {data.draw(VALUES)}"
    answer(write({**texts, place: "\n".join(lines)}))


@SOME
@given(data=st.data())
def test_any_line_may_be_missing_or_stand_elsewhere(data, write, texts):
    place = data.draw(st.sampled_from(sorted(texts)))
    lines = texts[place].splitlines()
    line = lines.pop(data.draw(st.integers(0, len(lines) - 1)))
    if data.draw(st.booleans()):
        lines.insert(data.draw(st.integers(0, len(lines))), line)
    answer(write({**texts, place: "\n".join(lines)}))


@SOME
@given(text=st.text(max_size=30), value=st.text(max_size=30))
def test_any_setting_is_read_or_refused(text, value, write):
    with contextlib.suppress(*ANSWERS):
        load(write()).scenario("line").with_(settings_of([f"{text}={value}"]))
        load(write()).scenario("line").with_(settings_of([f"end={value}"]))
