"""Every text rule and every doubt: its code, its name, what it does and in what order. Nothing else.

A code never changes its meaning and is never given out again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from newsclean import chars
from newsclean.punctuation import (
    balance,
    brackets,
    characters,
    connectors,
    corner_quotes,
    doubts,
    enumerators,
    quotes,
    spacing,
    stops,
)
from newsclean.punctuation.run import Doubt, Edit, Run
from newsclean.punctuation.triggers import Wakes, characters_of, pattern_of

Reach = Literal["simplified", "chinese", "any"]


@dataclass(frozen=True)
class TextRule:
    """Read the text of one run; yield edits, change nothing.

    `wakes`: what a text must hold for the rule to be asked (see `triggers.py`); left out, the rule is always asked.
    `reach`: the texts for which it is right: simplified Chinese, all Chinese, or any language. `settles`: its changes decide
    which characters are protected, so it runs before the others. `instead_of`: the name of the rule that would undo this
    one; that rule gives way when it is on only by default.
    """

    code: str
    name: str
    find: Callable[[Run], Iterable[Edit]]
    wakes: Wakes = ""
    default: bool = True
    reach: Reach = "simplified"
    settles: bool = False
    instead_of: str = ""

    @cached_property
    def characters(self) -> frozenset[str]:
        """The characters without which it has nothing to say; empty: it is always asked."""
        return characters_of(self.wakes)


class TextDoubt(NamedTuple):
    """Read the text of one run as the rules left it; yield what a person should look at.

    `wakes` and `reach` as for a rule. `titles_only`: it speaks of titles, and every title is looked at.
    """

    code: str
    name: str
    find: Callable[[Run], Iterable[Doubt]]
    wakes: Wakes = ""
    default: bool = True
    reach: Reach = "chinese"
    titles_only: bool = False


_BETWEEN_DIGITS = "(?<=[0-9].)(?=[0-9])"

# Characters first, they decide what is a number or a word; ellipses before stops, or `...` would be three of them;
# brackets and quotation marks see full-width stops; blanks last, because only full-width marks carry their own space.
TEXT_RULES = (
    TextRule("TEXT01", "invisible-characters", characters.drop_invisible, characters.UNSEEN, reach="any", settles=True),
    TextRule(
        "TEXT02", "full-width-numbers", characters.narrow_number_marks, characters.OF_NUMBERS, reach="chinese", settles=True
    ),
    TextRule(
        "TEXT03",
        "full-width-alphanumerics",
        characters.narrow_alphanumerics,
        chars.FULL_WIDTH_ALPHANUMERICS,
        reach="chinese",
        settles=True,
    ),
    TextRule("TEXT04", "clock-colon", characters.narrow_clock_colon, {"：": _BETWEEN_DIGITS}, reach="chinese", settles=True),
    TextRule("TEXT05", "small-forms", characters.widen_small_forms, "".join(chars.SMALL_FORMS), reach="chinese"),
    TextRule("TEXT06", "radicals", characters.unify_radicals, characters.RADICALS, settles=True),
    TextRule(
        "TEXT07",
        "compatibility-ideographs",
        characters.unify_compatibility_ideographs,
        chars.COMPATIBILITY_IDEOGRAPHS,
        settles=True,
    ),
    TextRule("TEXT08", "thousands", characters.narrow_thousands, {"，": _BETWEEN_DIGITS}, default=False, settles=True),
    TextRule("TEXT09", "yen", characters.narrow_yen, "￥", default=False, settles=True),
    TextRule("TEXT42", "indent", spacing.drop_indent, "\u3000", default=False, reach="chinese", settles=True),
    TextRule("TEXT43", "cjk-space", spacing.join_justified, " ", default=False, reach="chinese", settles=True),
    TextRule("TEXT44", "join-lines", spacing.join_lines, {"\n": stops.BEFORE_STOP}, default=False, reach="chinese", settles=True),
    TextRule("TEXT24", "ellipsis", connectors.lengthen_ellipsis, connectors.DOTS_IN_A_ROW),
    TextRule("TEXT25", "dash", connectors.double_dash, {chars.DASHES: f"(?=[{chars.DASHES}])"}),
    TextRule("TEXT16", "repeated-stops", stops.drop_repeated_stops, stops.STOPS_IN_A_ROW, reach="chinese"),
    TextRule("TEXT17", "two-stops", stops.keep_stronger_stop, stops.STOPS_IN_A_ROW, default=False),
    TextRule("TEXT10", "comma-width", stops.widen_comma, {",": stops.NOT_IN_NUMBER}, reach="chinese"),
    TextRule("TEXT11", "full-stop-width", stops.widen_full_stop, {".": stops.NOT_IN_WORD, "．": ""}, reach="chinese"),
    TextRule("TEXT12", "semicolon-width", stops.widen_semicolon, ";", reach="chinese"),
    TextRule("TEXT13", "colon-width", stops.widen_colon, {":": stops.NOT_IN_ADDRESS}, reach="chinese"),
    TextRule("TEXT14", "question-mark-width", stops.widen_question_mark, "?", reach="chinese"),
    TextRule("TEXT15", "exclamation-mark-width", stops.widen_exclamation_mark, "!", reach="chinese"),
    TextRule("TEXT20", "round-brackets", brackets.widen_round_brackets, "()", reach="chinese"),
    TextRule("TEXT21", "bracket-shape", brackets.square_inner_brackets, "（", default=False),
    TextRule("TEXT22", "doc-number", brackets.bracket_document_year, "[［【", default=False),
    TextRule("TEXT23", "title-marks", brackets.mark_titles, "<＜", reach="chinese"),
    TextRule("TEXT26", "title-nesting", brackets.single_inner_titles, "《", default=False),
    TextRule("TEXT30", "straight-quotes", quotes.pair_straight_quotes, '"＂'),
    TextRule("TEXT31", "single-quotes", quotes.pair_single_quotes, "'＇"),
    TextRule("TEXT32", "quote-direction", quotes.turn_quotes, quotes.NOT_IN_TURN),
    TextRule("TEXT33", "curly-quotes", corner_quotes.curl_corner_quotes, "".join(chars.CORNER_QUOTES)),
    TextRule("TEXT34", "quote-nesting", quotes.single_inner_quotes, "“", default=False),
    TextRule(
        "TEXT35",
        "corner-quotes",
        corner_quotes.corner_curly_quotes,
        "“‘",
        default=False,
        reach="chinese",
        instead_of="curly-quotes",
    ),
    TextRule("TEXT36", "quote-stop", quotes.drop_stop_behind_quotation, {"。": "(?<=。[”’]。)|(?<=。[”’][”’]。)"}, default=False),
    TextRule("TEXT37", "title-list", enumerators.join_titles, {"、": "(?<=》.)(?=《)"}, default=False),
    TextRule("TEXT38", "quote-list", enumerators.join_quotations, {"、": "(?<=”.)(?=“)"}, default=False),
    TextRule("TEXT50", "tilde-range", connectors.widen_tilde, chars.TILDES),
    TextRule("TEXT51", "middle-dot", connectors.middle_dot, chars.MIDDLE_DOTS),
    TextRule("TEXT52", "range-dash", connectors.dash_ranges, {"-": "(?=[0-9])"}, default=False),
    TextRule("TEXT53", "name-dot", connectors.dot_names, {".．": f"(?=[{chars.HAN}])"}, default=False),
    TextRule("TEXT54", "event-dot", connectors.dot_events, {".·": _BETWEEN_DIGITS}, default=False),
    TextRule("TEXT55", "two-em-dash", connectors.split_two_em_dash, "\u2e3a", default=False),
    TextRule("TEXT56", "enum-dot", enumerators.dot_numbers, {"、": "(?<=[0-9].)"}, default=False, reach="chinese"),
    TextRule(
        "TEXT57", "enum-paren", enumerators.drop_mark_behind_brackets, enumerators.BRACKETED, default=False, reach="chinese"
    ),
    TextRule("TEXT58", "enum-ordinal", enumerators.comma_behind_ordinals, "、", default=False, reach="chinese"),
    TextRule("TEXT40", "mark-space", spacing.drop_blanks_beside_marks, spacing.BESIDE_MARKS, reach="chinese"),
    TextRule("TEXT45", "autospace", spacing.part_latin, default=False, reach="chinese"),
    TextRule("TEXT46", "no-autospace", spacing.join_latin, " \u00a0\t", default=False, reach="chinese", instead_of="autospace"),
    TextRule("TEXT47", "english-halfwidth", spacing.narrow_english_marks, default=False, reach="any"),
)

# What has no partner in its block may have one in the next: the runner asks `balance.Balance` for this one.
UNBALANCED = "TEXT60"
TEXT_DOUBTS = (
    TextDoubt(UNBALANCED, "unbalanced-marks", balance.unbalanced_marks),
    TextDoubt("TEXT61", "odd-straight-quotes", doubts.odd_straight_quotes, '"＂', reach="simplified"),
    TextDoubt("TEXT62", "stop-beside-quotation", doubts.stop_beside_quotation, doubts.STOP_BESIDE_QUOTATION),
    TextDoubt("TEXT63", "ellipsis-beside-words", doubts.ellipsis_beside_words, {"…": "(?<=……)(?=等)", "，、；：": "(?=……)"}),
    TextDoubt("TEXT64", "approximate-numbers", doubts.approximate_numbers, doubts.BETWEEN_NUMERALS),
    TextDoubt("TEXT65", "leading-stop", doubts.leading_stop, {chars.FULL_STOPS: r"(?<![^\n].)"}),
    TextDoubt("TEXT66", "stop-in-title", doubts.stop_in_title, "。", titles_only=True),
    TextDoubt("TEXT67", "unreadable-characters", doubts.unreadable_characters, chars.PRIVATE_USE + "\ufffd", reach="any"),
)


class TextRuleSet(NamedTuple):
    """The text rules in force, in order: those that settle the characters, those that judge the marks, the doubts.

    `trigger` finds what wakes any of them in a text that is no title; None: one of them is always asked.
    """

    first: tuple[TextRule, ...]
    rules: tuple[TextRule, ...]
    doubts: tuple[TextDoubt, ...]
    watches_balance: bool
    trigger: re.Pattern[str] | None


def text_rule_set(names: frozenset[str]) -> TextRuleSet:
    """Give the text rules with these names."""
    rules = tuple(rule for rule in TEXT_RULES if rule.name in names)
    found = tuple(doubt for doubt in TEXT_DOUBTS if doubt.name in names)
    doubts = tuple(doubt for doubt in found if doubt.code != UNBALANCED)
    return TextRuleSet(
        first=tuple(rule for rule in rules if rule.settles),
        rules=tuple(rule for rule in rules if not rule.settles),
        doubts=doubts,
        watches_balance=doubts != found,
        trigger=pattern_of([rule.wakes for rule in rules] + [doubt.wakes for doubt in doubts if not doubt.titles_only]),
    )
