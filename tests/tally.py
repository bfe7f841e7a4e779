"""Counts how often a property was not looked at because the post was refused: a test that skips nearly all proves nothing."""

from __future__ import annotations

from dataclasses import dataclass

from newsclean import CleanResult, NewscleanError, Settings
from tests.strangers import clean


@dataclass(slots=True)
class Tally:
    """Posts cleaned, those that came out invalid, and those for which there was an exception and no result."""

    number: int = 0
    invalid: int = 0
    refused: int = 0

    def clean(self, text: str, settings: Settings | None = None) -> CleanResult | None:
        """Clean a post and count it; give None for one without a result that is valid."""
        self.number += 1
        try:
            result = clean(text, settings or Settings())
        except NewscleanError:
            self.refused += 1
            return None
        if result.is_valid:
            return result
        self.invalid += 1
        return None

    def check(self, *, invalid: float = 0.0, refused: float = 0.0) -> None:
        """Hold the shares of the posts that came to nothing to what was measured, and a little more."""
        assert self.number
        assert self.invalid <= invalid * self.number, self
        assert self.refused <= refused * self.number, self
