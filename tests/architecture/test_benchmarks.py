"""Every benchmark says what it measures and can be run by name."""

import importlib

import pytest

from tests.benchmarks.__main__ import main, names, summary


def test_a_benchmark_says_what_it_measures_and_can_be_run() -> None:
    for name in names():
        assert summary(name), name
        assert callable(importlib.import_module(f"tests.benchmarks.bench_{name}").main)


def test_an_unknown_benchmark_names_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such"]) == 2
    assert "there are:" in capsys.readouterr().err
