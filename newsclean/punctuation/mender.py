"""The text rules at work: one run, or one plain text, in; its edits and doubts out. No files, no console, no tree."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from newsclean import chars, lazy
from newsclean.language import Evidence, Language, Languages, check_language, language_of_tag
from newsclean.problem import LedgerEntry, Problem, Severity, by_position
from newsclean.punctuation.balance import Balance, Locate, Unbalanced
from newsclean.punctuation.rules import TEXT_DOUBTS, TEXT_RULES, UNBALANCED, Reach, TextRule, TextRuleSet, text_rule_set
from newsclean.punctuation.run import Change, Run, RunKind
from newsclean.result import CleanResult
from newsclean.selection import Choice, choice_of, choose
from newsclean.settings import DEFAULTS, Settings

MENDED = "punctuation mended"
GUARD = "TEXT99"
_GUARD_MESSAGE = "left as it is, the rules would have changed letters or digits"
_EXCERPT = 24
_NEVER_SETTLED = "left as it is, its marks have no end"
# No chain of marks in print, each the context of the next, is longer.
_MAX_ROUNDS = 20

_NO_LETTERS = lazy.pattern(r"[\W_]+")
_REACHES: dict[Language, frozenset[Reach]] = {
    "simplified": frozenset({"simplified", "chinese", "any"}),
    "traditional": frozenset({"chinese", "any"}),
    "other": frozenset({"any"}),
}


class Mended(NamedTuple):
    """What became of a run: (code, change) for each edit, in terms of the original text, and what a person should look at."""

    changes: list[tuple[str, Change]]
    problems: list[Problem]


class Mender:
    """Applies the text rules to the blocks of one document, one after the other."""

    def __init__(self, rules: TextRuleSet) -> None:
        self._rules = rules
        self._balance = Balance()

    @property
    def in_quotation(self) -> bool:
        """Tell whether a quotation is open behind the blocks so far."""
        return self._balance.in_quotation

    def mend(self, run: Run, locate: Locate) -> Mended:
        """Apply the rules to the next block, in order, until nothing changes.

        `locate` gives line and column for an offset in the run's original text. The guard: when letters, digits or
        Han are not the same afterwards, or the rules find no end, all edits are undone and a problem says so.
        """
        problems: list[Problem] = []
        changes: list[tuple[str, Change]] = []
        if _may_need_rules(self._rules, run):
            reach = _REACHES[run.language]
            changes, settled = _settle(self._rules, run, reach)
            if not settled or not same_letters(run.original, run.text):
                run.undo()
                changes = []
                message = _GUARD_MESSAGE if settled else _NEVER_SETTLED
                problems.append(_warning(GUARD, locate(0), message, run.text[:_EXCERPT]))
            for rule in self._rules.doubts:
                if rule.reach in reach:
                    problems += [
                        _warning(rule.code, locate(run.origin(doubt.start)), doubt.message, doubt.excerpt)
                        for doubt in rule.find(run)
                    ]
        if self._rules.watches_balance and run.kind.languages.stated != "other":
            problems += _unbalanced(self._balance.read(run, locate))
        return Mended(changes, problems)

    def finish(self) -> list[Problem]:
        """Give what is still open at the end of the document."""
        return _unbalanced(self._balance.finish())


def _unbalanced(found: Iterable[Unbalanced]) -> list[Problem]:
    return [_warning(UNBALANCED, each.position, each.message, each.excerpt) for each in found]


def _warning(code: str, place: tuple[int, int], message: str, excerpt: str) -> Problem:
    return Problem(code, Severity.WARNING, f"{message}: {excerpt.strip()}", *place)


def _may_need_rules(rules: TextRuleSet, run: Run) -> bool:
    return run.kind.is_title or rules.trigger is None or rules.trigger.search(run.text) is not None


def _settle(rules: TextRuleSet, run: Run, reach: frozenset[Reach]) -> tuple[list[tuple[str, Change]], bool]:
    """Apply the rules until nothing changes: a mended mark is new context for its neighbours. Tell whether it came to that."""
    changes: list[tuple[str, Change]] = []
    for _ in range(_MAX_ROUNDS):
        run.look_again()
        before = len(changes)
        present = set(run.text)
        _apply(rules.first, run, reach, present, changes)
        if len(changes) > before:
            run.look_again()
        _apply(rules.rules, run, reach, present, changes)
        if len(changes) == before or not _may_need_rules(rules, run):
            return changes, True
    return changes, False


def _apply(
    rules: tuple[TextRule, ...], run: Run, reach: frozenset[Reach], present: set[str], changes: list[tuple[str, Change]]
) -> None:
    for rule in rules:
        if rule.reach not in reach or (rule.characters and present.isdisjoint(rule.characters)):
            continue
        edits = list(rule.find(run))
        if edits:
            present.update(*(edit.text for edit in edits))
            changes += [(rule.code, change) for change in run.apply(edits)]


def same_letters(before: str, after: str) -> bool:
    """Tell whether letters, digits and Han are the same, those that stand in for others taken as what they stand for."""
    if _NO_LETTERS.sub("", before) == _NO_LETTERS.sub("", after):
        return True
    table = _stand_ins()
    return _NO_LETTERS.sub("", before.translate(table)) == _NO_LETTERS.sub("", after.translate(table))


@cache
def _stand_ins() -> dict[int, str]:
    """What the rules on characters may put in place of another: TEXT02, TEXT03, TEXT06 and TEXT07."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= {ord(old): new for old, new in zip(chars.SUPPLEMENT_RADICALS[::2], chars.SUPPLEMENT_RADICALS[1::2], strict=True)}
    table |= {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    return table | {code: unicodedata.normalize("NFC", chr(code)) for code in range(0xF900, 0xFADA)}


@cache
def _text_rules(choice: Choice) -> TextRuleSet:
    return text_rule_set(choose((*TEXT_RULES, *TEXT_DOUBTS), choice))


class Punctuator:
    """The text rules for a plain text that comes line by line or at once; each line is a paragraph.

    `settings` give the rules and the language; a language that is not stated is detected from what came so far.
    Raises SettingsError for a rule that does not exist and for what is no language tag. `joins_lines` says that a
    rule wants to see a line together with the one before it.
    """

    def __init__(self, settings: Settings = DEFAULTS) -> None:
        rules = _text_rules(choice_of(settings))
        self.joins_lines = any(rule.name == "join-lines" for rule in rules.first)
        self._mender = Mender(rules)
        check_language(settings.lang)
        self._stated = language_of_tag(settings.lang)
        self._evidence = Evidence()
        self.line = 1  # of the next text, counted from 1

    def mend(self, text: str) -> CleanResult:
        """Mend the next lines of the text; problems and ledger count lines through the whole text."""
        is_crlf = "\r\n" in text and text.count("\r\n") == text.count("\n")
        text = text.replace("\r\n", "\n") if is_crlf else text
        if self._stated is None:
            self._evidence.read(text)
        languages = Languages(self._stated, self._evidence.language)
        run = Run(text, RunKind(languages), in_quotation=self._mender.in_quotation)
        first = self.line
        starts = [0, *(match.end() for match in re.finditer("\n", text))]

        def locate(start: int) -> tuple[int, int]:
            index = bisect_right(starts, start) - 1
            return first + index, start - starts[index] + 1

        found = self._mender.mend(run, locate)
        self.line += len(starts)
        problems, ledger = list(found.problems), []
        for code, change in found.changes:
            entry = LedgerEntry(code, *locate(change.start), change.before, change.after)
            ledger.append(entry)
            problems.append(Problem(code, Severity.MENDED, MENDED, entry.line, entry.column, entry.before, entry.after))
        return CleanResult(run.text.replace("\n", "\r\n") if is_crlf else run.text, by_position(problems), tuple(ledger))

    def skip(self, text: str) -> None:
        """Count lines that stay as they are, whatever they hold."""
        self.line += text.rstrip("\r\n").count("\n") + 1

    def finish(self) -> tuple[Problem, ...]:
        """Give the marks that found no partner up to the end of the text."""
        return by_position(self._mender.finish())


def punctuate(text: str, settings: Settings = DEFAULTS) -> CleanResult:
    """Apply the text rules alone to a plain text; each of its lines is a paragraph, and line ends stay.

    `settings` give the rules and the language (`lang`). Raises SettingsError for a rule that does not exist.
    """
    punctuator = Punctuator(settings)
    result = punctuator.mend(text)
    return CleanResult(result.text, by_position([*result.problems, *punctuator.finish()]), result.ledger)
