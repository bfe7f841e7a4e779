"""Which rules of a table are in force: codes and names chosen by the user -> the names that are on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from newsclean.problem import SettingsError
from newsclean.settings import Settings


class Rule(Protocol):
    """What the tables of rules have in common."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def default(self) -> bool: ...


class Choice(NamedTuple):
    """What the user named: codes, starts of codes, or names."""

    select: frozenset[str]
    ignore: frozenset[str]
    enable: frozenset[str]


def choice_of(settings: Settings) -> Choice:
    """Give what `settings` name."""
    return Choice(frozenset(settings.select), frozenset(settings.ignore), frozenset(settings.enable))


def choose(rules: Sequence[Rule], choice: Choice, checks: frozenset[str] = frozenset()) -> frozenset[str]:
    """Give the names of the rules that are on.

    `checks` are codes that are no rules. Raises SettingsError for what names no rule, and for rules that
    would undo each other.
    """
    for wanted in sorted(choice.select | choice.ignore | choice.enable):
        _find(wanted, rules, checks)

    def is_on(rule: Rule) -> bool:
        if _is_named(rule, choice.ignore):
            return False
        if getattr(rule, "instead_of", ""):  # the start of a code does not turn on what undoes another rule
            return _is_named_itself(rule, choice)
        return _is_asked_for(rule, choice) or (rule.default and not choice.select)

    on = {rule.name for rule in rules if is_on(rule)}
    for rule in rules:
        other = getattr(rule, "instead_of", "")
        if other and rule.name in on and other in on:
            if _is_named_itself(next(found for found in rules if found.name == other), choice):
                raise SettingsError(f"{rule.name} and {other} would undo each other: expected one of them")
            on.remove(other)
    return frozenset(on)


def _is_asked_for(rule: Rule, choice: Choice) -> bool:
    return _is_named(rule, choice.enable) or _is_named(rule, choice.select)


def _is_named_itself(rule: Rule, choice: Choice) -> bool:
    named = choice.enable | choice.select
    return rule.name in named or any(name.upper() == rule.code for name in named)


def _is_named(rule: Rule, names: frozenset[str]) -> bool:
    return rule.name in names or any(rule.code.startswith(name.upper()) for name in names)


def _find(wanted: str, rules: Sequence[Rule], checks: frozenset[str]) -> None:
    if any(_is_named(rule, frozenset({wanted})) for rule in rules):
        return
    if wanted.upper() in checks:
        raise SettingsError(f"{wanted.upper()} is a check and no rule: it cannot be switched")
    import difflib

    known = [name for rule in rules for name in (rule.code, rule.name)]
    near = difflib.get_close_matches(wanted, known, n=1) or difflib.get_close_matches(wanted.upper(), known, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise SettingsError(f"unknown rule {wanted!r}{hint}")
