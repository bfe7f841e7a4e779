"""`clean` for posts of strangers, whatever they hold: what most of the tests on hostile and broken input are about."""

from __future__ import annotations

from dataclasses import replace

import newsclean
from newsclean import CleanResult, Settings

_DEFAULTS = Settings()


def clean_untrusted(text: str, settings: Settings = _DEFAULTS, *, name: str = "") -> CleanResult:
    """Clean a post under `--untrusted`."""
    return newsclean.clean(text, replace(settings, untrusted=True), name=name)


def clean(text: str, settings: Settings = _DEFAULTS, *, name: str = "") -> CleanResult:
    """Clean a post under `--untrusted`. Liquid is kept in what does not bear the site's marks: the harder case."""
    keeps_liquid = settings.liquid == "auto" and not settings.site.recognises(text)
    return clean_untrusted(text, replace(settings, liquid="keep" if keeps_liquid else settings.liquid), name=name)
