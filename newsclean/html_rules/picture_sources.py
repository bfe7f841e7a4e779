"""Where a picture is: the attributes in which sites put its address until it is loaded, sets of sizes, and what is no picture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from newsclean import chars, lazy
from newsclean.tree.nodes import Element
from newsclean.urls import is_active_url

# Attributes from which scripts load a picture, the commonest first; `src` is a placeholder until then.
_LAZY = tuple(
    "data-src data-original data-original-src data-actualsrc data-lazy-src data-lazyload data-lazyload-src data-lazy "
    "data-lazy-url data-lazy-original data-lazy-load-src data-lazy-img data-echo data-real-src data-realsrc data-real "
    "data-origin data-orig-src data-origin-src data-src-real data-source data-srcurl data-src-url data-imgsrc data-img-src "
    "data-img-url data-imgurl data-image-src data-defer-src data-delay-src data-delayed-url data-load-src data-loadsrc "
    "data-ks-lazyload data-cfsrc data-ezsrc data-pagespeed-lazy-src data-flickity-lazyload data-backsrc data-before-src "
    "data-ll-src data-lzy_src data-opt-src data-wood_src nitro-lazy-src real_src real-src realsrc lazy-src lazy_src lazysrc "
    "lazyload-src lazyload lazy-url ess-data original-src original_src origin-src load-src loadsrc imgsrc src2 _src file".split()
)
# In these a site may as well keep a page, a flag or a larger picture: only a picture's address counts, where `src` is none.
_PERHAPS_LAZY = tuple(
    "data-url original data-image data-img data-pic data-thumb data-large data-large-src data-full-src data-hires "
    "data-raw-src data-native-src data-low-res-src data-href data-file data-link zoomfile oldsrc lazy echo source "
    "data-hi-res-src".split()
)
_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "data-original-set", "data-original-srcset", "lazy-srcset")
_FLAG = lazy.pattern(r"(?:true|false|yes|no|none|null|undefined|auto|lazy|eager|loaded|loading|\d+)", re.I)
_PAGES = ("/", ".html", ".htm", ".shtml", ".shtm", ".jsp", ".asp", ".aspx", ".php")
_OF_PICTURE = lazy.pattern(r"(?<![a-z0-9])(?:jpe?g|png|gif|webp|bmp|svg|avif|jfif|heic)(?![a-z0-9])", re.I)
_WORD = lazy.pattern(r"\d+x\d+|\d+px|\d+|[a-z]+")
_CLEARLY_LARGER = 1.2
_SIZE_IN_ADDRESS = lazy.pattern(r"(?<![a-z0-9])w(?:idth)?[=_-](\d{2,4})(?!\d)|[-_](\d{2,4})x\d{2,4}(?!\d)", re.I)
_SHOWS_NOTHING = 160  # characters in which no picture fits

# The names of what stands where a picture will be; a photo may be called `space.jpg`, a spacer is a GIF or a PNG.
_ALWAYS = frozenset("spacer placeholder transparent transparency shim lazyload 1x1 1px".split())
_AS_GIF = frozenset("space blank trans clear pixel none nothing empty loading loader spinner preloader lazy dot".split())
_BESIDE = frozenset(
    "a ajax anim animation animated b bg big black circle com default dark gray grey icon image images img io lg light load "
    "logo min mini new no page pc photo pic picture place holder sg small sm src still th thumb tiny v wait wap white x".split()
)
_COUNTER = lazy.pattern(
    r"(?:https?:)?//(?:hm\.baidu\.com/hm\.gif|[^/?#]*\b(?:cnzz\.com|51\.la|scorecardresearch\.com|imrworldwide\.com|irs01\.com"
    r"|quantserve\.com|statcounter\.com|doubleclick\.net|chartbeat\.net|google-analytics\.com|miaozhen\.com|admaster\.com\.cn"
    r"|pixel\.wp\.com|stats\.wp\.com|gridsumdissector\.com|irs\.cn|parsely\.com)/"
    r"|(?:www\.)?facebook\.com/tr\b|mc\.yandex\.ru/watch|px\.ads\.linkedin\.com|feeds\.feedburner\.com/~"
    r"|[^?#]*/(?:counter|webtrends|hitcount|pageview|beacon|tracking|tracker|stat|count|hit|__utm|dcs|hm)\.(?:gif|php|aspx?|ashx|jsp)(?:[?#]|\Z))",
    re.I,
)
_SIZE_OF_COPY = lazy.pattern(r"(?:[-_@!](?:\d+x\d+|\d{2,4}w?|[bsrmlt]|hd|large|small|thumb|scaled))+(?=\.[a-z]+\Z|\Z)", re.I)


class Candidate(NamedTuple):
    """One address of a set, and how large the set says its picture is; `unit` is `w` or `x`."""

    url: str
    size: float
    unit: str


def address_of(image: Element, sources: Sequence[Element] = ()) -> tuple[str, str]:
    """Give the address of a picture and where it was found: its own, what a script loads, the largest of a set.

    `sources` are the elements of that name round an image in `picture`.
    """
    own = str(image.get("src") or "").strip(chars.EDGE_SPACE)
    lazily = next((url for name in _LAZY if (url := _value(image, name)) and looks_like_address(url)), "")
    if lazily:
        return lazily, "lazy-load address used"
    candidates = [*_candidates(image)]
    if not shows_picture(own):
        perhaps = (url for name in _PERHAPS_LAZY if (url := _value(image, name)) and looks_like_picture(url))
        if url := next(perhaps, ""):
            return url, "lazy-load address used"
        candidates = candidates or [each for source in sources for each in _candidates(source)]
        return (_largest(candidates).url, "address out of a set used") if candidates else (own, "")
    larger = _clearly_larger(own, candidates)
    return (larger, "largest address of a set used") if larger else (own, "")


def _value(image: Element, name: str) -> str:
    return str(image.get(name) or "").strip(chars.EDGE_SPACE) if name in image.attrs else ""


def looks_like_address(url: str) -> bool:
    """Tell whether the value of an attribute that holds pictures is an address, and not a flag, a placeholder or a page."""
    path = url.split("?")[0].split("#")[0]
    return (
        not _FLAG.fullmatch(url)
        and not any(char in url for char in '{}<>" \t\n')
        and ("/" in url or "." in url)
        and not is_active_url(url)
        and not (path.lower().endswith(_PAGES) and not _OF_PICTURE.search(url))
        and not is_spacer(url)
    )


def looks_like_picture(url: str) -> bool:
    """Tell whether an address says that it leads to a picture."""
    return looks_like_address(url) and _OF_PICTURE.search(url) is not None


def shows_picture(url: str) -> bool:
    """Tell whether an address leads to a picture, rather than to nothing or to what stands in until it is loaded."""
    return bool(url) and not is_active_url(url) and not is_spacer(url)


def is_spacer(url: str, *, says_something: bool = False) -> bool:
    """Tell whether an address is that of a spacer or a loading animation, by every word of its file name.

    `says_something`: the picture has a text in its place, which a spacer has not.
    """
    if url[:5].lower() == "data:":
        return len(url) <= _SHOWS_NOTHING or url[:40].lower().startswith("data:image/gif;base64,r0lgodlhaqab")
    path = unquote(url.split("?")[0].split("#")[0]).lower()
    stem, _, ending = path[path.rfind("/") + 1 :].rpartition(".")
    words = _WORD.findall(stem)
    if not words or "".join(words) != re.sub(r"[-_.@~ ]", "", stem):
        return False
    is_gif = ending in ("gif", "png", "svg", "webp") and not says_something
    named = [word for word in words if word in _ALWAYS or (is_gif and word in _AS_GIF)]
    return bool(named) and all(word in named or word in _BESIDE or word[0].isdigit() for word in words)


def is_counter(url: str) -> bool:
    """Tell whether an address counts visits and shows nothing."""
    return _COUNTER.match(url) is not None


def is_same_picture(one: str, other: str, *, sizes_differ: bool) -> bool:
    """Tell whether two addresses lead to one picture; `sizes_differ`: perhaps to copies of it in two sizes."""
    if _bare(one) == _bare(other):
        return True
    return sizes_differ and _SIZE_OF_COPY.sub("", _bare(one).split("?")[0]) == _SIZE_OF_COPY.sub("", _bare(other).split("?")[0])


def _bare(url: str) -> str:
    return re.sub(r"\A(?:https?:)?//", "", unquote(url.strip()))


def _candidates(element: Element) -> Iterator[Candidate]:
    for name in _SETS:
        if name in element.attrs:
            yield from (each for each in read_set(str(element[name])) if shows_picture(each.url))


def read_set(text: str) -> Iterator[Candidate]:
    """Read `a.jpg 300w, b.jpg 2x`; what has no size is as large as it is."""
    words = text.split()[::-1]
    while words:
        url = words.pop().lstrip(",")
        size, unit, has_ended = 1.0, "x", url.endswith(",")
        while words and not has_ended:
            word, comma, rest = words.pop().partition(",")
            words += [rest] if rest else []
            if match := re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)([wx])", word):
                size, unit = float(match[1]), match[2]
            has_ended = bool(comma)
        if url := url.rstrip(","):
            yield Candidate(url, size, unit)


def _largest(candidates: Sequence[Candidate]) -> Candidate:
    # Widths say more than densities, of which each counts for itself.
    return max(candidates, key=lambda each: (each.unit == "w", each.size))


def _clearly_larger(own: str, candidates: Sequence[Candidate]) -> str:
    """Give the largest address of a set if it is clearly larger than what the picture's own address leads to, else nothing."""
    if not candidates:
        return ""
    largest = _largest(candidates)
    same = next((each for each in candidates if _bare(each.url) == _bare(own)), None)
    if same is not None:
        size = same.size if same.unit == largest.unit else 0.0
    else:  # where widths are stated a browser does not look at `src`
        size = 1.0 if largest.unit == "x" else _stated_width(own)
    return largest.url if largest.size >= _CLEARLY_LARGER * size else ""


def _stated_width(url: str) -> float:
    match = _SIZE_IN_ADDRESS.search(url)
    return float(match[1] or match[2]) if match else 0.0
