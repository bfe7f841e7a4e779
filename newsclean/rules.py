"""Every rule: its code, its name, what it does and in what order. Nothing else.

A code never changes its meaning and is never given out again. The kinds differ by what a rule may do, so
that the runner cannot misuse one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from newsclean.header import rules as header
from newsclean.header.context import Context
from newsclean.html_rules import boilerplate, code, credit_lines, headings, media, pictures, promotion, structure, tables, tail
from newsclean.html_rules.annotations import collect_securities, unwrap_annotations
from newsclean.problem import Finding
from newsclean.punctuation.rules import TEXT_DOUBTS, TEXT_RULES, TextDoubt, TextRule, TextRuleSet, text_rule_set
from newsclean.selection import Choice, choice_of, choose
from newsclean.settings import Settings
from newsclean.tree.from_body import Tree


class HeaderRule(NamedTuple):
    """Look at the fields and set them; yield (key, finding)."""

    code: str
    name: str
    apply: Callable[[Context], Iterable[tuple[str, Finding]]]
    default: bool = True


class TreeRule(NamedTuple):
    """Change the tree; yield what was done."""

    code: str
    name: str
    apply: Callable[[Tree, Context], Iterable[Finding]]
    default: bool = True


class Notice(NamedTuple):
    """What the pipeline itself reports; it cannot be switched off."""

    code: str
    name: str
    meaning: str


HEADER_RULES = (
    HeaderRule("HEAD02", "date", header.settle_date),
    HeaderRule("HEAD04", "taxonomy-lists", header.list_taxonomies),
    HeaderRule("HEAD06", "title-text", header.make_title_text),
    # Before the next one: a key that was taken out is not reported.
    HeaderRule("HEAD08", "strip-keys", header.strip_takeover_keys, default=False),
    HeaderRule("HEAD07", "takeover-keys", header.report_takeover_keys),
    HeaderRule("HEAD09", "lang", header.state_language, default=False),
)

TREE_RULES = (
    # The user's own names come first: selectors speak of the post as it came.
    TreeRule("HTML16", "site-selectors", boilerplate.apply_site_selectors),
    # Securities are read from the annotations, so before these go.
    TreeRule("HTML20", "securities", collect_securities, default=False),
    TreeRule("HTML01", "annotations", unwrap_annotations),
    # Charts are marked by comments, which the next rule drops.
    TreeRule("HTML02", "widgets", boilerplate.drop_widgets),
    TreeRule("HTML25", "code", code.plain_code),
    TreeRule("HTML24", "promotion", promotion.drop_promotion),
    TreeRule("HTML03", "invisible", boilerplate.drop_invisible),
    TreeRule("HTML04", "images", pictures.settle_images),
    TreeRule("HTML05", "links", media.settle_links),
    # Here spans and classes go: a rule that reads them has to run before.
    TreeRule("HTML06", "inline", structure.plain_inline),
    TreeRule("HTML07", "empty", boilerplate.drop_empty),
    TreeRule("HTML08", "tables", tables.plain_tables),
    # From here on every block is in shape: the rules below look at whole paragraphs.
    TreeRule("HTML09", "paragraphs", structure.plain_paragraphs),
    # In one line the editor stands behind the medium.
    TreeRule("HTML22", "editor", credit_lines.lift_editor),
    TreeRule("HTML23", "original-title", credit_lines.lift_original_title),
    # Where a line with the address ends in the medium's name, the address is alone only when that is gone.
    TreeRule("HTML13", "source", credit_lines.lift_source),
    TreeRule("HTML10", "source-url", tail.lift_source_url),
    TreeRule("HTML11", "navigation", tail.drop_navigation),
    TreeRule("HTML12", "empty-address", tail.drop_empty_autolink),
    # Headings of the HTML are counted before bold paragraphs join them.
    TreeRule("HTML14", "heading-levels", headings.shift_headings),
    TreeRule("HTML15", "bold-headings", headings.bold_to_heading),
    TreeRule("HTML21", "description", tail.describe, default=False),
)

NOTICES = (
    Notice("DEC01", "encoding", "the bytes of the file fit no encoding, or more than one"),
    Notice("DEC02", "json-line", "a line of `punctuate --jsonl` is no JSON text"),
    Notice("HEAD01", "front-matter", "the front matter cannot be read"),
    Notice("HEAD03", "pasted-value", "a value that was pasted without escaping was mended"),
    Notice("HEAD05", "schema", "the front matter is against its schema"),
    Notice("READ01", "open-element", "an HTML element or comment is never closed"),
    Notice("READ02", "depth", "elements nested too deeply were unwrapped"),
    Notice("READ03", "nul", "NUL characters were dropped"),
    Notice("READ04", "outside-model", "syntax that newsclean leaves alone keeps its text from being edited"),
    Notice("READ05", "forbidden", "what is written back as it came holds a script, a handler or an active address"),
    Notice("READ06", "exemption", "a comment `<!-- newsclean: off -->` or `on` that is misspelt, or without the other"),
    Notice("BODY01", "empty-body", "the whole text of the body was taken out"),
    Notice("MARK01", "escape", "a stock's star, an unknown tag or an active address was kept from being read as syntax"),
    Notice("TEXT99", "guard", "the text rules would have changed letters, or found no end; the block was left as it was"),
    Notice("MARK03", "rewrite", "the file would be written anew though no rule has anything to say"),
    Notice("MARK02", "liquid", "Liquid in a scraped post was kept from running"),
)

Rule = HeaderRule | TreeRule | TextRule | TextDoubt
RULES: tuple[Rule, ...] = (*HEADER_RULES, *TREE_RULES, *TEXT_RULES, *TEXT_DOUBTS)


NAMES = {each.code: each.name for each in (*RULES, *NOTICES)}


class RuleSet(NamedTuple):
    """The rules in force, in order."""

    header: tuple[HeaderRule, ...]
    tree: tuple[TreeRule, ...]
    text: TextRuleSet


def rules_in_force(settings: Settings) -> RuleSet:
    """Give the rules that `settings` ask for. Raises SettingsError for one that does not exist."""
    return _rules_in_force(choice_of(settings))


@cache
def _rules_in_force(choice: Choice) -> RuleSet:
    checks = frozenset(notice.code for notice in NOTICES)
    on = choose(RULES, choice, checks)
    return RuleSet(
        tuple(rule for rule in HEADER_RULES if rule.name in on),
        tuple(rule for rule in TREE_RULES if rule.name in on),
        text_rule_set(on),
    )
