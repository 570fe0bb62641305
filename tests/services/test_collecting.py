"""The search for dead cycles is held back during a job and comes back after it."""

from __future__ import annotations

import gc

import pytest

from app.services.collecting import collecting_held_back


def test_collecting_is_off_within_and_on_again_after_an_error() -> None:
    with pytest.raises(ValueError, match="job"), collecting_held_back():
        assert not gc.isenabled()
        raise ValueError("job")
    assert gc.isenabled()


def test_collecting_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with collecting_held_back():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
