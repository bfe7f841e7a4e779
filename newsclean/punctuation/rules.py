"""Every text rule and every doubt: its code, its name, what it does and in what order. Nothing else.

A code never changes its meaning and is never given out again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from newsclean import chars
from newsclean.punctuation import brackets, characters, connectors, doubts, enumerators, quotes, spacing, stops
from newsclean.punctuation.run import Doubt, Edit, Run

Reach = Literal["simplified", "chinese", "any"]


class TextRule(NamedTuple):
    """Read the text of one run; yield edits, change nothing.

    `wakes`: characters at least one of which has to be there; empty: it is always asked. `reach`: the texts for
    which it is right: simplified Chinese, all Chinese, or any language. `settles`: what it changes decides which
    characters are protected. `instead_of`: the name of the rule that would undo it, which gives way if it is on by
    default only.
    """

    code: str
    name: str
    find: Callable[[Run], Iterable[Edit]]
    wakes: str = ""
    default: bool = True
    reach: Reach = "simplified"
    settles: bool = False
    instead_of: str = ""


class TextDoubt(NamedTuple):
    """Read the text of one run as the rules left it; yield what a person should look at."""

    code: str
    name: str
    find: Callable[[Run], Iterable[Doubt]]
    default: bool = True
    reach: Reach = "chinese"


_BLANKS = " \u00a0"
_NUMBER_MARKS = "％．＠＿＆／＋－＄￡０１２３４５６７８９"

# Characters first, they decide what is a number or a word; ellipses before stops, or `...` would be three of them;
# brackets and quotation marks see full-width stops; blanks last, because only full-width marks carry their own space.
TEXT_RULES = (
    TextRule("TEXT01", "invisible-characters", characters.drop_invisible, reach="any", settles=True),
    TextRule("TEXT02", "full-width-numbers", characters.narrow_number_marks, _NUMBER_MARKS, reach="chinese", settles=True),
    TextRule("TEXT03", "full-width-alphanumerics", characters.narrow_alphanumerics, reach="chinese", settles=True),
    TextRule("TEXT04", "clock-colon", characters.narrow_clock_colon, "：", reach="chinese", settles=True),
    TextRule("TEXT05", "small-forms", characters.widen_small_forms, "".join(chars.SMALL_FORMS), reach="chinese"),
    TextRule("TEXT06", "radicals", characters.unify_radicals, settles=True),
    TextRule("TEXT07", "compatibility-ideographs", characters.unify_compatibility_ideographs, settles=True),
    TextRule("TEXT08", "thousands", characters.narrow_thousands, "，", default=False, settles=True),
    TextRule("TEXT09", "yen", characters.narrow_yen, "￥", default=False, settles=True),
    TextRule("TEXT42", "indent", spacing.drop_indent, "\u3000", default=False, reach="chinese", settles=True),
    TextRule("TEXT43", "cjk-space", spacing.join_justified, _BLANKS, default=False, reach="chinese", settles=True),
    TextRule("TEXT44", "join-lines", spacing.join_lines, "\n", default=False, reach="chinese", settles=True),
    TextRule("TEXT24", "ellipsis", connectors.lengthen_ellipsis, ".．。…"),
    TextRule("TEXT25", "dash", connectors.double_dash, chars.DASHES),
    TextRule("TEXT16", "repeated-stops", stops.drop_repeated_stops, chars.FULL_STOPS + ",;:", reach="chinese"),
    TextRule("TEXT17", "two-stops", stops.keep_stronger_stop, chars.FULL_STOPS, default=False),
    TextRule("TEXT10", "comma-width", stops.widen_comma, ",", reach="chinese"),
    TextRule("TEXT11", "full-stop-width", stops.widen_full_stop, ".．", reach="chinese"),
    TextRule("TEXT12", "semicolon-width", stops.widen_semicolon, ";", reach="chinese"),
    TextRule("TEXT13", "colon-width", stops.widen_colon, ":", reach="chinese"),
    TextRule("TEXT14", "question-mark-width", stops.widen_question_mark, "?", reach="chinese"),
    TextRule("TEXT15", "exclamation-mark-width", stops.widen_exclamation_mark, "!", reach="chinese"),
    TextRule("TEXT20", "round-brackets", brackets.widen_round_brackets, "()", reach="chinese"),
    TextRule("TEXT21", "bracket-shape", brackets.square_inner_brackets, "（", default=False),
    TextRule("TEXT22", "doc-number", brackets.bracket_document_year, "[［【", default=False),
    TextRule("TEXT23", "title-marks", brackets.mark_titles, "<＜", reach="chinese"),
    TextRule("TEXT26", "title-nesting", brackets.single_inner_titles, "《", default=False),
    TextRule("TEXT30", "straight-quotes", quotes.pair_straight_quotes, '"＂'),
    TextRule("TEXT31", "single-quotes", quotes.pair_single_quotes, "'＇"),
    TextRule("TEXT32", "quote-direction", quotes.turn_quotes, "“”‘’"),
    TextRule("TEXT33", "curly-quotes", quotes.curl_corner_quotes, "".join(chars.CORNER_QUOTES)),
    TextRule("TEXT34", "quote-nesting", quotes.single_inner_quotes, "“", default=False),
    TextRule(
        "TEXT35", "corner-quotes", quotes.corner_curly_quotes, "“‘", default=False, reach="chinese", instead_of="curly-quotes"
    ),
    TextRule("TEXT36", "quote-stop", quotes.drop_stop_behind_quotation, "”’", default=False),
    TextRule("TEXT37", "title-list", enumerators.join_titles, "、", default=False),
    TextRule("TEXT38", "quote-list", enumerators.join_quotations, "、", default=False),
    TextRule("TEXT50", "tilde-range", connectors.widen_tilde, chars.TILDES),
    TextRule("TEXT51", "middle-dot", connectors.middle_dot, chars.MIDDLE_DOTS),
    TextRule("TEXT52", "range-dash", connectors.dash_ranges, "-", default=False),
    TextRule("TEXT53", "name-dot", connectors.dot_names, ".．", default=False),
    TextRule("TEXT54", "event-dot", connectors.dot_events, ".·", default=False),
    TextRule("TEXT55", "two-em-dash", connectors.split_two_em_dash, "\u2e3a", default=False),
    TextRule("TEXT56", "enum-dot", enumerators.dot_numbers, "、", default=False, reach="chinese"),
    TextRule("TEXT57", "enum-paren", enumerators.drop_mark_behind_brackets, "、(", default=False, reach="chinese"),
    TextRule("TEXT58", "enum-ordinal", enumerators.comma_behind_ordinals, "、", default=False, reach="chinese"),
    TextRule("TEXT40", "mark-space", spacing.drop_blanks_beside_marks, _BLANKS + "\t", reach="chinese"),
    TextRule("TEXT45", "autospace", spacing.part_latin, default=False, reach="chinese"),
    TextRule("TEXT46", "no-autospace", spacing.join_latin, " ", default=False, reach="chinese", instead_of="autospace"),
    TextRule("TEXT47", "english-halfwidth", spacing.narrow_english_marks, default=False, reach="any"),
)

# What has no partner in its block may have one in the next: the runner asks `doubts.Balance` for this one.
UNBALANCED = "TEXT60"
TEXT_DOUBTS = (
    TextDoubt(UNBALANCED, "unbalanced-marks", doubts.unbalanced_marks),
    TextDoubt("TEXT61", "odd-straight-quotes", doubts.odd_straight_quotes, reach="simplified"),
    TextDoubt("TEXT62", "stop-beside-quotation", doubts.stop_beside_quotation),
    TextDoubt("TEXT63", "ellipsis-beside-words", doubts.ellipsis_beside_words),
    TextDoubt("TEXT64", "approximate-numbers", doubts.approximate_numbers),
    TextDoubt("TEXT65", "leading-stop", doubts.leading_stop),
    TextDoubt("TEXT66", "stop-in-title", doubts.stop_in_title),
    TextDoubt("TEXT67", "unreadable-characters", doubts.unreadable_characters, reach="any"),
)


class TextRuleSet(NamedTuple):
    """The text rules in force, in order: those that settle the characters, those that judge the marks, the doubts.

    `is_default`: no rule is on that is opt-in, so what wakes none of the default rules needs none.
    """

    first: tuple[TextRule, ...]
    rules: tuple[TextRule, ...]
    doubts: tuple[TextDoubt, ...]
    watches_balance: bool
    is_default: bool


def text_rule_set(names: frozenset[str]) -> TextRuleSet:
    """Give the text rules with these names."""
    rules = tuple(rule for rule in TEXT_RULES if rule.name in names)
    found = tuple(doubt for doubt in TEXT_DOUBTS if doubt.name in names)
    return TextRuleSet(
        first=tuple(rule for rule in rules if rule.settles),
        rules=tuple(rule for rule in rules if not rule.settles),
        doubts=tuple(doubt for doubt in found if doubt.code != UNBALANCED),
        watches_balance=any(doubt.code == UNBALANCED for doubt in found),
        is_default=all(rule.default for rule in rules),
    )
