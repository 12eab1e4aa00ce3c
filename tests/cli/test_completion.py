"""What a shell is told when the user asks it to complete a line."""

import pytest

from simulator.cli import main


def completed(line, monkeypatch, capsys):
    monkeypatch.setenv("_SIMULATOR_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 0
    return capsys.readouterr().out.split()


def test_a_command_is_completed(monkeypatch, capsys):
    assert completed("simulator bri", monkeypatch, capsys) == ["briefing"]


def test_an_option_is_completed(monkeypatch, capsys):
    assert completed("simulator run --repl", monkeypatch, capsys) == ["--replications"]


def test_a_study_is_completed(monkeypatch, capsys):
    assert completed("simulator run fra", monkeypatch, capsys) == ["france-2009"]
