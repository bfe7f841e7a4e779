"""The HTML tags in a line of Markdown: which of them are words, and what a browser shows for others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence

from markdown_it.token import Token

from newsclean import lazy
from newsclean.html.elements import DECODED, HIDING, TAG_NAME, is_markup, names_of_tags
from newsclean.html.generated_text import GENERATING, NOTHING_IN_RT, GeneratedText
from newsclean.markdown.inline_tokens import SourceEdit

_START_TAG = lazy.pattern(rf"<({TAG_NAME})")
_ANY_TAG = lazy.pattern(rf"<(/?)({TAG_NAME})")
_END_TAG = lazy.pattern(rf"</({TAG_NAME})")


def show_words(tokens: Sequence[Token], ends: Mapping[str, int]) -> list[SourceEdit]:
    """Make text of tags that are words, as in `List<String>`, which no renderer would show; give the escapes they need."""
    escapes: list[SourceEdit] = []
    names = names_of_tags("".join(token.content for token in tokens if token.type == "html_inline"))
    shown: Counter[str] = Counter()  # start tags that are text, so that their end tags are, too
    for index, token in enumerate(tokens):
        if token.type == "html_inline" and (
            not is_markup(token.content, names) or _swallows(token.content, index, ends) or _ends_shown(token.content, shown)
        ):
            shown.update(match[1].lower() for match in [_START_TAG.match(token.content)] if match)
            token.type = "text"
            syntax = "<" if token.content[1:2].isalpha() else "<[]*_`&~\\"  # `<?x … ?>` may hold anything
            found = (token.meta["at"] + at for at, char in enumerate(token.content) if char in syntax)
            escapes += [SourceEdit(at, at, "\\") for at in found]
    return escapes


def is_quotation(token: Token) -> bool:
    """Tell whether a token is a tag of `q`."""
    return token.type == "html_inline" and token.content.lower().startswith(("<q>", "<q ", "</q>"))


def show_generated(tokens: list[Token]) -> list[Token]:
    """Put what a browser shows for a tag in front of it, with the tag as its source."""
    generated = GeneratedText()
    shown: list[Token] = []
    for index, token in enumerate(tokens):
        tag = _ANY_TAG.match(token.content) if token.type == "html_inline" else None
        name = tag[2].lower() if tag else ""
        if tag and name in GENERATING:
            texts = generated.before(name, closing=bool(tag[1]))
            behind = "".join(each.content for each in tokens[index + 1 : index + 3])
            if name == "rt" and not tag[1] and not NOTHING_IN_RT.match(behind):
                texts += generated.bracket()
            shown += [Token("text_special", "", 0, content=texts, markup=token.content, meta=token.meta)] if texts else []
        shown += [token] if name != "q" else []
    return shown


def last_ends(tokens: Sequence[Token]) -> dict[str, int]:
    """Give for the names of end tags the index of the last one."""
    return {
        match[1].lower(): index
        for index, token in enumerate(tokens)
        if token.type == "html_inline" and (match := _END_TAG.match(token.content))
    }


def _swallows(tag: str, index: int, ends: Mapping[str, int]) -> bool:
    """Tell whether a tag hides all that follows: `<video>` in a sentence is a word, unless it is ended.

    So is `<title>` in any case: what stands behind it would be shown as it is written.
    """
    match = _START_TAG.match(tag)
    name = match[1].lower() if match else ""
    return name in DECODED or (name in HIDING and ends.get(name, -1) < index)


def _ends_shown(tag: str, shown: Counter[str]) -> bool:
    """Tell whether an end tag is that of a start tag which is text."""
    match = _END_TAG.match(tag)
    if match is None or not shown[match[1].lower()]:
        return False
    shown[match[1].lower()] -= 1
    return True


def inside(tokens: Sequence[Token], names: Container[str]) -> set[int]:
    """Give the indexes of the tokens between the tags of elements in which no other tag is one, such as a script."""
    inside: set[int] = set()
    name = ""
    for index, token in enumerate(tokens):
        tag = token.content if token.type == "html_inline" else ""
        if not name:
            start = _START_TAG.match(tag)
            name = start[1].lower() if start and start[1].lower() in names else ""
        elif (end := _END_TAG.match(tag)) and end[1].lower() == name:
            name = ""
        else:
            inside.add(index)
    return inside
