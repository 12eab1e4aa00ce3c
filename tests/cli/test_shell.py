import os
import subprocess
import sys


def shell(*arguments, **options):
    command = [sys.executable, "-m", "simulator", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def test_it_starts_as_a_module():
    assert shell("--version").stdout.startswith("simulator ")


def test_a_closed_pipe_is_no_error():
    command = f"'{sys.executable}' -m simulator schema; echo $? >&2"
    pipe = f"({command}) | head -c 1"
    done = subprocess.run(["bash", "-c", pipe], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("{", "0\n")


def test_a_narrow_terminal_and_a_poor_encoding_change_no_status():
    poor = {**os.environ, "COLUMNS": "20", "PYTHONIOENCODING": "ascii", "NO_COLOR": "1"}
    done = shell("list", env=poor)
    assert done.returncode == 0
    assert "france-2009" in done.stdout
    assert "\x1b" not in done.stdout


def test_help_loads_neither_pandas_nor_the_model():
    code = (
        "import sys\nfrom simulator.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('pandas', 'numba', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
