"""Every rule in words: the table of all, and one explained. The words are those of the rule itself."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from newsclean.problem import SettingsError
from newsclean.punctuation.rules import TextDoubt, TextRule
from newsclean.rules import NOTICES, RULES, Notice, Rule


class Explanation(NamedTuple):
    """A rule or check.

    `summary` is one line with a before and after, `details` what it leaves alone; `default`: on, opt-in or always.
    """

    code: str
    name: str
    summary: str
    details: str
    default: str


@cache
def explanations() -> tuple[Explanation, ...]:
    """Explain every rule in the order in which they run, then the checks that no setting switches."""
    return (*map(_of_rule, RULES), *map(_of_notice, NOTICES))


def explain(wanted: str) -> Explanation:
    """Explain the rule of that code or name. Raises SettingsError when there is none."""
    known = {key: each for each in explanations() for key in (each.code, each.name)}
    for key in (wanted, wanted.upper(), wanted.lower()):
        if key in known:
            return known[key]
    near = difflib.get_close_matches(wanted.upper(), known, n=1) or difflib.get_close_matches(wanted.lower(), known, n=1)
    raise SettingsError(f"unknown rule {wanted!r}{f'; did you mean {near[0]}?' if near else ''}")


def explain_all(wanted: str) -> Sequence[Explanation]:
    """Explain the rule of a code or name, or all whose codes start so. Raises SettingsError when there is none."""
    started = [each for each in explanations() if wanted and each.code.startswith(wanted.upper())]
    return started if len(started) > 1 else [explain(wanted)]


def described(code: str) -> str:
    """Say in one line what the rule or check of a code does."""
    return explain(code).summary


def _of_rule(rule: Rule) -> Explanation:
    function = rule.find if isinstance(rule, TextRule | TextDoubt) else rule.apply
    summary, _, details = (inspect.getdoc(function) or "").partition("\n\n")
    return Explanation(rule.code, rule.name, " ".join(summary.split()), details.strip(), "on" if rule.default else "opt-in")


def _of_notice(notice: Notice) -> Explanation:
    return Explanation(notice.code, notice.name, notice.meaning, "", "always")
