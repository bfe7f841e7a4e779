"""What a fuzzer or a reader found comes out as it did, or is refused as it was."""

from __future__ import annotations

from typing import Any

import pytest

from tests.found import FOUND, outcome_of, update
from tests.fuzz import fault_of

ALL = [pytest.param(entry, id=f"{kind}-{number}") for kind, entries in FOUND.items() for number, entry in enumerate(entries)]


@pytest.fixture(scope="module", autouse=True)
def _updated(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        update()


@pytest.mark.parametrize("entry", ALL)
def test_found__comes_out_as_it_did(entry: dict[str, Any]) -> None:
    assert outcome_of(entry["in"]) == {key: value for key, value in entry.items() if key != "in"}


@pytest.mark.parametrize("entry", ALL)
def test_found__has_no_fault(entry: dict[str, Any]) -> None:
    fault = fault_of(entry["in"])
    assert fault.partition(":")[0] == ("not proved" if entry.get("error") == "VerifyError" else "")


def test_found__each_once() -> None:
    bodies = [entry["in"] for entries in FOUND.values() for entry in entries]
    assert len(bodies) == len(set(bodies))


def test_found__only_what_could_run_is_refused() -> None:
    """But for `not proved`: posts that newsclean has yet to learn to write."""
    refused = {
        str(entry["error"]) for kind, entries in FOUND.items() if kind != "not proved" for entry in entries if "error" in entry
    }
    assert refused == {"['READ01']", "['READ05']", "['BODY01']"}
    assert {entry["error"] for entry in FOUND["not proved"]} == {"VerifyError"}
