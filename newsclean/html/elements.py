"""The names of HTML's elements, by what a reader of HTML has to know of them, and what is a tag of one."""

from __future__ import annotations

import re

from newsclean import lazy

ELEMENTS = frozenset(
    "a abbr acronym address amp-anim amp-audio amp-img amp-video applet area article aside audio b base basefont bdi bdo bgsound "
    "big blink blockquote body br "
    "button canvas caption center cite code col colgroup command content data datalist dd del details dfn dialog dir div dl "
    "dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i "
    "iframe image img input ins isindex kbd keygen label legend li link listing main map mark marquee math menu menuitem "
    "meta meter nav nobr noembed noframes noscript object ol optgroup option output p param picture portal pre "
    "progress q rb rp rt rtc ruby s samp script search section select slot small source spacer span strike strong style sub "
    "summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xml xmp".split()
)
BLOCKS = frozenset(
    "address article aside blockquote caption center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol optgroup option p pre search section summary table "
    "tbody td tfoot th thead tr ul".split()
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LISTS = frozenset({"ul", "ol", "menu", "dir"})
TABLE_PARTS = frozenset({"tr", "td", "th", "thead", "tbody", "tfoot", "caption"})
VOID = frozenset(
    "amp-anim amp-img area base basefont bgsound br col command embed frame hr image img input isindex keygen link meta param "
    "source spacer track wbr".split()
)
SHOWING_NOTHING = VOID - {"br", "hr", "img", "image", "amp-anim", "amp-img"}
# libxml2 ends some of these elements at the next paragraph, as no browser does; under the name on the right it does not.
PARSED_AS = {"b": "strong", "i": "em", "s": "del", "strike": "del", "tt": "code", "image": "img"}
# AMP's spelling of elements.
PARSED_AS |= {"amp-img": "img", "amp-anim": "img", "amp-video": "video", "amp-audio": "audio"}
# libxml2 ends `pre` at a list, a list at a `form` and `font` at a paragraph, though a browser does not, and its versions
# differ in what they decode in the others. To a name that it does not know it does neither; the builder takes the prefix
# off again.
UNKNOWN_PREFIX = "x-"
_UNKNOWN = "address big dl font form iframe noembed noframes pre source u xmp".split()
FOR_PARSER = PARSED_AS | {name: UNKNOWN_PREFIX + name for name in _UNKNOWN}
# What stands in these is no markup: everything up to their end tag.
RAW = frozenset("script style svg math textarea title xmp iframe noembed noframes".split())
NO_TEXT = frozenset({"script", "style", "svg", "math"})
# Raw text in which references are decoded.
DECODED = frozenset({"textarea", "title"})
ENDS_PARAGRAPH = frozenset(
    "address article aside blockquote center details dir div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header "
    "hgroup hr main menu nav ol p pre section table ul li dd dt".split()
)
# Where text stands right in one of these, or in none, what follows a blank line is a paragraph of its own.
FLOW = frozenset(
    "address article aside blockquote center dd details dialog div fieldset figure footer form header li main nav search "
    "section".split()
)
# What the start of an item or a cell ends.
SIBLINGS = {name: frozenset(names.split()) for names in ("li", "dt dd", "td th", "option") for name in names.split()}
# Elements that a browser closes by itself; leaving them open is HTML as people write it.
IMPLIED_END = frozenset("p li dt dd tr td th thead tbody tfoot option optgroup colgroup caption rp rt rb rtc".split())
# What stands in these is shown only where the element itself cannot be, or not at all.
FALLBACK = frozenset("video audio amp-video amp-audio canvas object applet template select datalist".split())
HIDING = FALLBACK | RAW
# Stands in for a tag of an author's that stays as it is; its attribute `source` holds the tag. HTML has not used the name
# since 1999.
STAND_IN = "basefont"

_STARTS_WITH_TAG = lazy.pattern(r"\s*(?:<!--|<!\[CDATA\[|</?([A-Za-z][A-Za-z0-9]*(?:-[a-z0-9]+)*)(?=[ \t\n\f\r/>]|$))")
DECLARATION = lazy.pattern(r"<[!?][A-Za-z][^<>]*>")  # a doctype, a processing instruction
TAG_NAME = r"[A-Za-z][A-Za-z0-9]*(?:[-:][A-Za-z0-9]+)*"
_TAG = lazy.pattern(rf"<(/?)({TAG_NAME})")
_CUSTOM = lazy.pattern(r"[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)+")
_HAS_VALUE = lazy.pattern(r"[ \t\n\f\r][^<>\"'=]*=[ \t\n\f\r]*[\"']")


# The attribute `hidden`, but not `overflow: hidden`.
_HIDDEN = lazy.pattern(r"display\s*:\s*none|visibility\s*:\s*hidden|\shidden(?=[\s=>/])", re.I)


def is_hidden(tag: str) -> bool:
    """Tell whether the attributes of a start tag hide its element."""
    words = tag.lower()
    return ("hidden" in words or "none" in words) and _HIDDEN.search(tag) is not None


def starts_with_tag(text: str) -> bool:
    """Tell whether `text` starts with the tag of an HTML element or a comment."""
    match = _STARTS_WITH_TAG.match(text)
    return match is not None and (match[1] is None or match[1].lower() in ELEMENTS or _CUSTOM.fullmatch(match[1]) is not None)


def is_tag_of_its_own(name: str, source: str, end: int) -> bool:
    """Tell whether a tag with an unknown name is one by itself: a custom or prefixed element, or one with a quoted value.

    `end`: the offset behind the name. Any other may be a word in angle brackets, and is a tag only where both its start and
    its end are.
    """
    return ":" in name or _CUSTOM.fullmatch(name) is not None or _HAS_VALUE.match(source, end) is not None


def names_of_tags(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """Give the names of what looks like start tags and of what looks like end tags."""
    starts: set[str] = set()
    ends: set[str] = set()
    for match in _TAG.finditer(source):
        (ends if match[1] else starts).add(match[2].lower())
    return frozenset(starts), frozenset(ends)


def is_markup(tag: str, names: tuple[frozenset[str], frozenset[str]]) -> bool:
    """Tell whether what CommonMark takes for inline HTML is a tag or a comment; `names` are those of the tags round it."""
    if tag.startswith(("<!", "<?")):
        return tag.startswith(("<!--", "<![CDATA[")) or DECLARATION.fullmatch(tag) is not None
    match = _TAG.match(tag)
    if match is None or match[2].lower() in ELEMENTS:
        return True
    is_pair = all(match[2].lower() in each for each in names)
    return is_pair or is_tag_of_its_own(match[2], tag, match.end())
