"""The pipeline: the text of a raw post in, its clean text and problems out. No files, no console.

`_clean` is the whole way, one line a stage; each stage is a package, and what it does is in that package's docstring.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest
from pathlib import PurePath
from typing import NamedTuple

from newsclean import chars, lazy
from newsclean.header import frontmatter
from newsclean.header.checks import is_exempt, may_stay, validate
from newsclean.header.context import Context
from newsclean.header.fields import Header, RawPost, position_of
from newsclean.header.pasted_values import read_repaired
from newsclean.html_rules.boilerplate import drop_unseen
from newsclean.language import Evidence, Languages, check_language, language_of_tag
from newsclean.ledger import Ledger
from newsclean.markdown.blocks import Body, read_blocks
from newsclean.markdown.foreign_syntax import LIQUID, Liquid
from newsclean.markdown.leaves import Leaf
from newsclean.markdown.origin import is_wholly_html, may_be_wholly_html
from newsclean.problem import InputError, Problem, Severity, VerifyError, by_position
from newsclean.proof.verify import verify
from newsclean.prose import mend_body, mend_fields
from newsclean.result import CleanResult
from newsclean.rules import RuleSet, rules_in_force
from newsclean.safety.header_fields import forbidden_fields
from newsclean.safety.tree_check import check_tree
from newsclean.settings import DEFAULTS, Settings
from newsclean.tree.block_order import shape
from newsclean.tree.builder import read_fragment
from newsclean.tree.from_body import Tree, read_tree
from newsclean.tree.nodes import elements
from newsclean.tree.whitespace import LOOSE_BLANKS
from newsclean.writer.blocks import write_markdown
from newsclean.writer.body import Written, write_body

# Jekyll's folder of posts that have no date yet.
_DRAFTS = "_drafts"
_MAX_PASSES = 5
# How many blocks beside HTML a body may have that still counts as nothing but HTML.
_MAX_ASIDES = 4
_HTML_SUFFIXES = (".html", ".htm")
_CONTROL = lazy.pattern(f"[{chars.LINE_CONTROLS}{chars.CONTROLS}]")
# Text and an address that were one word, which the text rules read otherwise than a word and an address.
_GLUED_ADDRESS = lazy.pattern(r"(?:[A-Za-z0-9>.)\]-]|\\\[[^\]\n]*\]\()<https?://")
_NEVER_TEXT = lazy.pattern(f"[\x00{chars.NONCHARACTERS}]")


def clean(text: str, settings: Settings = DEFAULTS, *, name: str = "") -> CleanResult:
    """Turn one raw post into one clean post.

    `text` is the whole file; `name` is the file's name or path: a missing date may be inferred from the name, and a post in
    a folder `_drafts` needs none. A post with `newsclean: false` in its front matter comes back as it is. Raises InputError
    when the front matter cannot be read, SettingsError for settings that name no rule, language, zone or schema, VerifyError
    when the result does not say what the post said.
    """
    result = _clean_until_stable(text, settings, name)
    if settings.stable and result.is_valid and not result.exempt:
        verify_stable(result, clean(result.text, replace(settings, stable=False), name=_name_of_result(name)))
    return result


class _Pass(NamedTuple):
    """What one pass over a post gives. `seems_of_site`, `seems_scraped`: the post was taken for its author's, though the result
    shows the marks of the site, or HTML alone; `needs_second_pass`: it holds what another pass may read otherwise.
    """

    result: CleanResult
    seems_of_site: bool = False
    seems_scraped: bool = False
    needs_second_pass: bool = False


def _clean_until_stable(text: str, settings: Settings, name: str) -> CleanResult:
    """Clean a post; one that needs a second pass is cleaned until nothing changes, each pass with its own proof.

    What another pass does has no line in the file, so it is reported without one.
    """
    result, of_site, scraped, needs_second_pass = _clean(text, settings, name)
    if of_site or scraped:
        # What hid the marks of a scraped post is gone, and in such a post no Liquid may run.
        given = settings if of_site else replace(settings, origin="scraped")
        result, _, _, needs_second_pass = _clean(text, given, name, of_site=of_site)
    for _ in range(_MAX_PASSES if needs_second_pass else 0):
        if not result.is_valid:
            return result
        again = _clean(result.text, settings, _name_of_result(name), of_site=of_site).result
        if again.text == result.text:
            return result
        reported = {(each.code, each.message) for each in result.problems if each.severity is not Severity.MENDED}
        new = (each._replace(line=0, column=0) for each in again.problems if (each.code, each.message) not in reported)
        entries = (each._replace(line=0, column=0) for each in again.ledger)
        result = CleanResult(again.text, by_position([*result.problems, *new]), (*result.ledger, *entries))
    if needs_second_pass:
        raise VerifyError("stable", f"the post changed with each of {_MAX_PASSES} passes")
    return result


def _name_of_result(name: str) -> str:
    path = PurePath(name)
    return str(path.with_suffix(".md")) if path.suffix.lower() in _HTML_SUFFIXES else name


def _clean(text: str, settings: Settings, name: str, *, of_site: bool = False) -> _Pass:
    """Clean a post once; `of_site`: take it for one of the site's."""
    rules = rules_in_force(settings)
    given = text
    text, dropped = _without_marks(text.replace("\r\n", "\n").replace("\r", "\n"))
    raw = frontmatter.split(text)
    header, mended = _read_header(raw, settings)
    if header is not None and is_exempt(header):
        return _Pass(CleanResult(given, exempt=True))
    body, context = _read_blocks(raw.body, _context(raw, header, settings, name, of_site=of_site))
    tree = _read_body(body, context)
    if _is_scraped_after_all(tree, context):
        return _Pass(CleanResult(given), seems_of_site=True)
    ledger = Ledger(tree.body.position, raw.body_line)
    problems = [*dropped, *mended, *_apply_rules(rules, tree, context, ledger)]
    written = write_body(tree)
    problems += ledger.report_emptied(written.text)
    if not context.of_site and settings.origin == "auto" and settings.site.recognises(written.text):
        return _Pass(CleanResult(given), seems_of_site=True)
    if not context.scraped and settings.origin == "auto" and _is_html_now(written, settings):
        return _Pass(CleanResult(given), seems_scraped=True)
    problems = _checked(problems, context, is_draft=_DRAFTS in PurePath(name).parts[:-1])
    is_proved = settings.verify and all(problem.severity is not Severity.ERROR for problem in problems)
    if is_proved:
        verify(tree.body.text, ledger, written, given=raw.body, liquid=tree.liquid, is_scraped=context.scraped)
    text = frontmatter.write(header, written.text) if header is not None else frontmatter.write_bare(written.text)
    if header is not None and settings.verify:
        frontmatter.verify_written(header, text)
    result = CleanResult(text, by_position(problems), tuple(ledger.entries))
    return _Pass(result, needs_second_pass=_needs_second_pass(tree, raw.body, written))


def _read_header(raw: RawPost, settings: Settings) -> tuple[Header | None, Sequence[Problem]]:
    """Read the header, and say what was mended to read it; None for a bare document."""
    if raw.header is None:
        if settings.require_front_matter:
            raise InputError("HEAD01", "front matter: expected a --- line at the top of the file", line=1)
        return None, ()
    read = read_repaired(raw)
    return read.header, read.problems


def _read_blocks(text: str, context: Context) -> tuple[Body, Context]:
    """Read the blocks of a body, by which its origin may show."""
    site = context.settings.site
    if not context.scraped and context.settings.origin == "auto" and may_be_wholly_html(text):
        scraped = context._replace(scraped=True)
        body = read_blocks(text, _liquid_in(scraped))
        if is_wholly_html(body, site.navigation):
            return body, scraped
    return read_blocks(text, _liquid_in(context), is_scraped=context.scraped), context


def _liquid_in(context: Context) -> Liquid:
    """Tell what `{{` and `{%` are in a post."""
    settings = context.settings
    is_text = settings.liquid == "escape" or (settings.liquid == "auto" and context.scraped)
    return Liquid.TEXT if is_text else Liquid.RUN if settings.preset == "jekyll" else Liquid.INERT


def _read_body(body: Body, context: Context) -> Tree:
    """Build the tree of a body, and look through it for what must not be published."""
    tree = read_tree(body, _liquid_in(context))
    tree.findings += check_tree(tree)
    return tree


def _apply_rules(rules: RuleSet, tree: Tree, context: Context, ledger: Ledger) -> list[Problem]:
    """Apply all rules in force: first those on the header, then those on the tree, then those on text."""
    return [
        *(ledger.problem(code, finding) for code, finding in tree.findings),
        *forbidden_fields(context.header, context),
        *_apply_header_rules(rules, context),
        *_apply_tree_rules(rules, tree, context, ledger),
        *mend_body(rules.text, tree, context.languages, ledger),
        *mend_fields(rules.text, context.header, context.languages, ledger),
    ]


def _checked(problems: list[Problem], context: Context, *, is_draft: bool) -> list[Problem]:
    """Add what is against the schema; with `allow_invalid` such problems are warnings."""
    settings = context.settings
    if context.header is not None:
        problems = [*problems, *validate(context.header, settings, problems, needs_date=not is_draft)]
    if settings.allow_invalid:
        problems = [each._replace(severity=Severity.WARNING) if may_stay(each) else each for each in problems]
    return problems


def _needs_second_pass(tree: Tree, body: str, written: Written) -> bool:
    """Tell whether a post holds what was seen to be read otherwise once it is clean: broken HTML, controls, HTML in lists."""
    return bool(
        tree.findings
        or tree.body.exempt
        or _CONTROL.search(body)
        or "&#" in body
        or ("<http" in written.text and _GLUED_ADDRESS.search(written.text))
        or any(comment.name == "verbatim" and part.text.startswith("<") for comment, part in pairwise(written.parts))
        or any(_may_be_read_otherwise(leaf) for block in tree.body.blocks for leaf in block.leaves)
        or any(token.type == "html_block" for block in tree.body.blocks if block.kind == "markdown" for token in block.tokens)
    )


def _may_be_read_otherwise(leaf: Leaf) -> bool:
    # A `<br/>` is written `<br>`, and that is all.
    return (leaf.holds_foreign_tags and leaf.html_names != {"br"}) or (
        bool(leaf.escapes) and ("<" in leaf.text or LOOSE_BLANKS.search(leaf.text) is not None)
    )


def to_markdown(html: str) -> str:
    """Write a piece of HTML as Markdown: the tree and the writer alone, no rules; one newline at the end."""
    soup = read_fragment(_without_marks(html)[0])
    drop_unseen(soup)
    shape(soup, soup)
    text = write_markdown(soup)
    return text + "\n" if text else ""


def verify_stable(once: CleanResult, twice: CleanResult) -> None:
    """Raise VerifyError unless cleaning the result again changed nothing."""
    if once.text != twice.text:
        old, new = once.text.split("\n"), twice.text.split("\n")
        line = next(number for number, (a, b) in enumerate(zip_longest(old, new), 1) if a != b)
        got = new[line - 1] if line <= len(new) else ""
        raise VerifyError("stable", f"a second run would change line {line} of the result to {got[:60]!r}")


def _without_marks(text: str) -> tuple[str, list[Problem]]:
    """Take out NUL and noncharacters, which no text holds and the pipeline needs for itself."""
    found = list(_NEVER_TEXT.finditer(text))
    if not found:
        return text, []
    at = found[0].start()
    line = text.count("\n", 0, at) + 1
    message = f"{len(found)} NUL or noncharacter{'s' if len(found) > 1 else ''} dropped"
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    return _NEVER_TEXT.sub("", text), [Problem("READ03", Severity.WARNING, message, line, column)]


def _context(raw: RawPost, header: Header | None, settings: Settings, name: str, *, of_site: bool) -> Context:
    of_site = of_site or settings.site.recognises(raw.body)
    if header is not None and isinstance(url := header.get("source_url"), str):
        # What was cleaned before has lost its marks, but not its origin.
        of_site = of_site or settings.site.is_article_url(url)
    is_html = PurePath(name).suffix.lower() in _HTML_SUFFIXES
    shows = settings.origin == "auto" and (of_site or is_html)
    is_scraped = settings.untrusted or settings.origin == "scraped" or shows
    return Context(settings, header, is_scraped, of_site, PurePath(name).name, _languages(raw, header, settings))


def _is_html_now(written: Written, settings: Settings) -> bool:
    """Tell whether all the Markdown of an author's post went, such as a source line, and HTML alone is left."""
    others = [part for part in written.parts if part.name != "html"]
    if len(others) == len(written.parts) or len(others) > _MAX_ASIDES:
        return False
    return is_wholly_html(read_blocks(written.text, Liquid.TEXT), settings.site.navigation)


def _is_scraped_after_all(tree: Tree, context: Context) -> bool:
    """Tell whether elements bear the site's classes, however they are spelled in the source, in a post that holds Liquid."""
    if context.of_site or context.settings.origin != "auto" or not LIQUID.search(tree.body.text):
        return False
    marks = context.settings.site.annotation_classes | context.settings.site.source_classes
    soup = tree.soup if context.scraped else read_fragment(tree.body.text)  # where an author's HTML is not kept
    return any(not marks.isdisjoint(name.lower() for name in element.get("class") or ()) for element in elements(soup))


def _apply_header_rules(rules: RuleSet, context: Context) -> Iterator[Problem]:
    for rule in rules.header:
        for key, finding in rule.apply(context):
            line, column = position_of(context.header, key)
            yield Problem(rule.code, finding.severity, finding.message, line, column, finding.before, finding.after)


def _apply_tree_rules(rules: RuleSet, tree: Tree, context: Context, ledger: Ledger) -> Iterator[Problem]:
    for rule in rules.tree:
        for finding in rule.apply(tree, context):
            ledger.remove(rule.code, finding.offset, finding.removed)
            yield ledger.problem(rule.code, finding)
    # Whatever rules are switched off, the writer needs its blocks in order.
    shape(tree.soup, tree.soup)


def _languages(raw: RawPost, header: Header | None, settings: Settings) -> Languages:
    """Tell the language of a post: what it states itself, then what the settings say, then what its characters say."""
    check_language(settings.lang)
    stated = header.get("lang") if header is not None else None
    language = language_of_tag(stated) if isinstance(stated, str) else None
    language = language or language_of_tag(settings.lang)
    evidence = Evidence.of(raw.body) if language is None else Evidence()
    return Languages(language, evidence.language, evidence.is_detected)
