r"""newsclean turns raw news posts into clean Markdown with valid front matter.

>>> from newsclean import to_markdown
>>> to_markdown("<p><strong>要点：</strong>增长</p>")
'<strong>要点：</strong>增长\n'
"""

# `python -m newsclean` comes here before it can take the current folder out of the search path: nothing is imported yet.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from newsclean.pipeline import clean, to_markdown
    from newsclean.problem import InputError, NewscleanError, Problem, SettingsError, Severity, VerifyError
    from newsclean.punctuation.mender import punctuate
    from newsclean.result import CleanResult
    from newsclean.settings import Settings

__version__ = "0.1.0"

__all__ = [
    "CleanResult",
    "InputError",
    "NewscleanError",
    "Problem",
    "Settings",
    "SettingsError",
    "Severity",
    "VerifyError",
    "__version__",
    "clean",
    "punctuate",
    "to_markdown",
]

_HOMES = {
    "CleanResult": "result",
    "clean": "pipeline",
    "punctuate": "punctuation.mender",
    "to_markdown": "pipeline",
    "Settings": "settings",
}


def __dir__() -> list[str]:
    """Name what can be used, whether it was imported yet or not."""
    return sorted(__all__)


def __getattr__(name: str) -> object:
    """Import the public names when they are first used: `newsclean --version` needs none of them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"newsclean.{_HOMES.get(name, 'problem')}"), name)
