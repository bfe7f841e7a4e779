"""Lines that a site puts round an article, told by their words: each is one that some rule takes out.

A rule that goes through the last lines looks past what another takes out, so that one run finds all that a second would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean import chars, lazy
from newsclean.header.context import Context
from newsclean.tree.from_body import Tree, blocks_of
from newsclean.tree.nodes import CODE, NOT_SEEN, Element, elements, has_content, text_of

_NO_ADDRESS = r"\s<>，。；：、！？“”‘’（）《》…—"
_ADDRESS = lazy.pattern(rf"(?i)https?://[^{_NO_ADDRESS}/?#]+[^{_NO_ADDRESS}]*")
# No credit is longer.
_MAX_CREDIT = 90
_PICTURE = frozenset({"img"})
_SHOWN = frozenset({"img", "table"})


def is_empty_address(block: Element) -> bool:
    """Tell whether a block is nothing but `<>`."""
    is_bare = block.name == "p" and NOT_SEEN.sub("", text_of(block)).strip(chars.UNSEEN) == "<>"
    return is_bare and all(each.name == "br" or not has_content(each) for each in elements(block))


def is_navigation(block: Element, context: Context) -> bool:
    """Tell whether a block is nothing but links that lead back."""
    if block.name != "p" or any(element.name == "img" for element in elements(block)):
        return False
    links = [element for element in elements(block) if element.name == "a"]
    pattern = re.compile(context.settings.site.navigation)
    if not links or not all(pattern.fullmatch(text_of(each).strip(chars.UNSEEN)) for each in links):
        return False
    if not context.of_site and any(_leads_away(str(each.get("href") or ""), context) for each in links):
        return False  # an author's own link to another site
    rest = text_of(block)
    for each in links:
        rest = rest.replace(text_of(each), "", 1)
    return not rest.strip(chars.UNSEEN + "|｜·/-—>»")


def _leads_away(href: str, context: Context) -> bool:
    """Tell whether an address is one of another site; with a base URL the site's own are absolute, too."""
    base = context.settings.base_url
    own = bool(base) and href.startswith(base.rstrip("/") + "/")
    return not own and re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", href) is not None


def last_blocks(tree: Tree) -> Iterator[Element]:
    """Give the top-level elements that show anything, the last first."""
    return (block for block in reversed(list(blocks_of(tree))) if has_content(block))


def lone_url(block: Element) -> str:
    """Give the address that is all of a paragraph, as a link to itself or as text."""
    if block.name != "p":
        return ""
    text = text_of(block).strip(chars.UNSEEN)
    if not _ADDRESS.fullmatch(text):
        return ""
    links = (each for each in elements(block) if each.name != "br" and has_content(each))
    leads_there = (
        each.name == "a" and str(each.get("href")).strip() == text_of(each).strip(chars.UNSEEN) == text for each in links
    )
    return text if all(leads_there) else ""


def source_of(block: Element, context: Context) -> re.Match[str] | None:
    """Find the name of a medium at the end of a paragraph's text."""
    if not (text := _prose_of(block)):
        return None
    match = re.search(context.settings.site.source_line, text)
    if match is None and not context.settings.site.source_classes.isdisjoint(block.get("class") or ()):
        match = re.fullmatch(r"(?:文章)?来源\s*[：:]\s*(.+)", text)
    return match if match is not None and match.end() == len(text) and not _holds(block, CODE) else None


def is_source_line(block: Element, context: Context) -> bool:
    """Tell whether a paragraph does nothing but name the medium."""
    match = source_of(block, context)
    return match is not None and match.start() == 0 and not _holds(block, _PICTURE)


def _prose_of(block: Element) -> str:
    """Give the text of a paragraph without the blanks at its edges; of one that is kept, nothing."""
    if block.name != "p" or (block.leaf is not None and block.leaf.frozen):
        return ""
    return text_of(block).strip(chars.UNSEEN)


def _holds(block: Element, names: frozenset[str]) -> bool:
    """Tell whether a picture, or text in an element of one of these names, stands in a block."""
    return any(each.name in names and (each.name == "img" or text_of(each).strip(chars.UNSEEN)) for each in elements(block))


def closing_blocks(tree: Tree, context: Context) -> list[tuple[Element, Element | None]]:
    """Give the lines behind the article of a scraped post, and its last paragraph; the last first, each with what is above."""
    found: list[tuple[Element, Element | None]] = []
    blocks = last_blocks(tree)
    block = next(blocks, None) if context.scraped else None
    while block is not None:
        above = next(blocks, None)
        found.append((block, above))
        if not _closes(block, above, context):
            return found
        block = above
    return []  # there is no article


def _closes(block: Element, above: Element | None, context: Context) -> bool:
    text = _prose_of(block)
    if not text:
        return False
    if len(text) <= _MAX_CREDIT and (":" in text or "：" in text):
        editor = editor_of(block, context)
        if (
            is_source_line(block, context)
            or (editor is not None and _stands_alone(editor, context))
            or closing_source_of(block, above, context) is not None
            or original_title_of(block, context) is not None
        ):
            return True
    return text == "<>" or bool(lone_url(block)) or is_navigation(block, context)


def closing_source_of(block: Element, above: Element | None, context: Context) -> re.Match[str] | None:
    """Find the medium in a line behind the article, `来源：云岚财经`; below a table or a picture it is that one's source."""
    match = _credit_in(block, context.settings.site.closing_source)
    return None if match is None or (above is not None and (above.name == "table" or _holds(above, _SHOWN))) else match


def original_title_of(block: Element, context: Context) -> re.Match[str] | None:
    """Find the title that an article had elsewhere, in a line of its own."""
    return _credit_in(block, context.settings.site.original_title)


def _credit_in(block: Element, pattern: str) -> re.Match[str] | None:
    text = _prose_of(block)
    match = re.fullmatch(pattern, text) if text and len(text) <= _MAX_CREDIT else None
    return None if match is None or _holds(block, CODE | _PICTURE) else match


def editor_of(block: Element, context: Context) -> re.Match[str] | None:
    """Find who edited at the end of a paragraph's text: alone, behind the medium, or in brackets behind a sentence."""
    text = _prose_of(block)
    if "编" not in text:
        return None
    match = re.compile(context.settings.site.editor).search(text, max(0, len(text) - _MAX_CREDIT))
    if match is None or not (_stands_alone(match, context) or match[0][-1] in "）)】") or _holds(block, CODE):
        return None
    return match


def _stands_alone(editor: re.Match[str], context: Context) -> bool:
    """Tell whether nothing but the medium stands before the editor."""
    before = editor.string[: editor.start()].strip(chars.UNSEEN)
    return not before or re.fullmatch(context.settings.site.closing_source, before) is not None
