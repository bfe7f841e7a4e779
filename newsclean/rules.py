"""Every rule: its code, its name, what it does and in what order. Nothing else.

A code never changes its meaning and is never given out again. The kinds differ by what a rule may do, so
that the runner cannot misuse one.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from newsclean.context import Context
from newsclean.passes import boilerplate, header, media, punctuation, spacing, structure
from newsclean.passes.annotations import collect_securities, unwrap_annotations
from newsclean.problem import Finding, SettingsError
from newsclean.runs import Edit, Run
from newsclean.settings import Settings
from newsclean.tree import Tree


@dataclass(frozen=True, slots=True)
class HeaderRule:
    """Look at the fields and set them; yield (key, finding)."""

    code: str
    name: str
    apply: Callable[[Context], Iterable[tuple[str, Finding]]]
    default: bool = True


@dataclass(frozen=True, slots=True)
class TreeRule:
    """Change the tree; yield what was done."""

    code: str
    name: str
    apply: Callable[[Tree, Context], Iterable[Finding]]
    default: bool = True


@dataclass(frozen=True, slots=True)
class TextRule:
    """Read the text of one run; yield edits, change nothing."""

    code: str
    name: str
    find: Callable[[Run], Iterable[Edit]]
    default: bool = True


@dataclass(frozen=True, slots=True)
class Notice:
    """What the road itself reports; it cannot be switched off."""

    code: str
    name: str
    meaning: str


HEADER_RULES = (
    HeaderRule("HEAD02", "date", header.settle_date),
    HeaderRule("HEAD07", "takeover-keys", header.report_takeover_keys),
)

TREE_RULES = (
    # Securities are read from the annotations, so before these go.
    TreeRule("HTML20", "securities", collect_securities, default=False),
    TreeRule("HTML01", "annotations", unwrap_annotations),
    # Charts are marked by comments, which the next rule drops.
    TreeRule("HTML02", "widgets", boilerplate.drop_widgets),
    TreeRule("HTML03", "invisible", boilerplate.drop_invisible),
    TreeRule("HTML04", "images", media.settle_images),
    TreeRule("HTML05", "links", media.settle_links),
    TreeRule("HTML06", "inline", structure.plain_inline),
    TreeRule("HTML07", "empty", boilerplate.drop_empty),
    TreeRule("HTML08", "tables", media.plain_tables),
    # From here on every block is in shape: the rules below look at whole paragraphs.
    TreeRule("HTML09", "paragraphs", structure.plain_paragraphs),
    TreeRule("HTML10", "source-url", header.lift_source_url),
    TreeRule("HTML11", "navigation", boilerplate.drop_navigation),
    TreeRule("HTML12", "empty-address", boilerplate.drop_empty_autolink),
    TreeRule("HTML13", "source", header.lift_source),
    # Headings of the HTML are counted before bold paragraphs join them.
    TreeRule("HTML14", "heading-levels", structure.shift_headings),
    TreeRule("HTML15", "bold-headings", structure.bold_to_heading),
    TreeRule("HTML21", "description", header.describe, default=False),
)

# Invisible characters first, they hide neighbours; widths before blanks, because only full-width marks
# carry their own space.
TEXT_RULES = (
    TextRule("TEXT01", "invisible-characters", spacing.drop_invisible),
    TextRule("TEXT10", "comma-width", punctuation.widen_comma),
    TextRule("TEXT11", "full-stop-width", punctuation.widen_full_stop),
    TextRule("TEXT12", "semicolon-width", punctuation.widen_semicolon),
    TextRule("TEXT13", "colon-width", punctuation.widen_colon),
    TextRule("TEXT14", "question-mark-width", punctuation.widen_question_mark),
    TextRule("TEXT15", "exclamation-mark-width", punctuation.widen_exclamation_mark),
    TextRule("TEXT20", "round-brackets", punctuation.widen_round_brackets),
    TextRule("TEXT40", "mark-space", spacing.drop_blanks_beside_marks),
)

NOTICES = (
    Notice("DEC01", "encoding", "the bytes of the file fit no encoding, or more than one"),
    Notice("HEAD01", "front-matter", "the front matter cannot be read"),
    Notice("HEAD05", "schema", "the front matter is against its schema"),
    Notice("READ01", "open-element", "an HTML element or comment is never closed"),
    Notice("READ02", "depth", "elements nested too deeply were unwrapped"),
    Notice("READ03", "nul", "NUL characters were dropped"),
    Notice("READ04", "outside-model", "syntax that newsclean leaves alone keeps its text from being edited"),
    Notice("READ05", "forbidden", "what is written back as it came holds a script, a handler or an active address"),
    Notice("MARK01", "escape", "a stock's star, an unknown tag or an active address was kept from being read as syntax"),
    Notice("MARK02", "liquid", "Liquid in a scraped post was kept from running"),
)

Rule = HeaderRule | TreeRule | TextRule


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules in force, in order."""

    header: tuple[HeaderRule, ...]
    tree: tuple[TreeRule, ...]
    text: tuple[TextRule, ...]


def rules_in_force(settings: Settings) -> RuleSet:
    """Give the rules that `settings` ask for. Raises SettingsError for one that does not exist."""
    return _rules_in_force(frozenset(settings.select), frozenset(settings.ignore), frozenset(settings.enable))


@cache
def _rules_in_force(select: frozenset[str], ignore: frozenset[str], enable: frozenset[str]) -> RuleSet:
    for wanted in sorted(select | ignore | enable):
        _find(wanted)

    def is_on(rule: Rule) -> bool:
        if _is_named(rule, ignore):
            return False
        if _is_named(rule, enable):
            return True
        return _is_named(rule, select) if select else rule.default

    return RuleSet(
        tuple(rule for rule in HEADER_RULES if is_on(rule)),
        tuple(rule for rule in TREE_RULES if is_on(rule)),
        tuple(rule for rule in TEXT_RULES if is_on(rule)),
    )


def _is_named(rule: Rule, names: frozenset[str]) -> bool:
    return rule.name in names or any(rule.code.startswith(name.upper()) for name in names)


def _find(wanted: str) -> None:
    rules: tuple[Rule, ...] = (*HEADER_RULES, *TREE_RULES, *TEXT_RULES)
    if any(_is_named(rule, frozenset({wanted})) for rule in rules):
        return
    known = [name for rule in rules for name in (rule.code, rule.name)]
    near = difflib.get_close_matches(wanted, known, n=1) or difflib.get_close_matches(wanted.upper(), known, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    if any(wanted.upper() == notice.code for notice in NOTICES):
        raise SettingsError(f"{wanted.upper()} is a check and no rule: it cannot be switched")
    raise SettingsError(f"unknown rule {wanted!r}{hint}")
