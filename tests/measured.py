"""What a test has measured, said in the report of the run (where one process runs them all)."""

import pytest


def say(request: pytest.FixtureRequest, text: str) -> None:
    """One line, e.g. `same trouble: found 0.86, wrong 0.02`."""
    plugins = request.config.pluginmanager
    reporter, capture = plugins.getplugin("terminalreporter"), plugins.getplugin("capturemanager")
    if reporter is None or capture is None:
        return
    with capture.global_and_fixture_disabled():
        reporter.write_line(f"\n{text}")
