"""What the user named -> the posts to work on, each with the settings that hold for it.

Folders are walked; hidden, excluded and git-ignored files are left out. A file that is named is taken even when git ignores it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from newsclean.batch.disk import read_bytes
from newsclean.config.gitignore import Ignores
from newsclean.config.resolve import Configs, current_folder
from newsclean.problem import SettingsError
from newsclean.settings import DEFAULTS, Settings

SUFFIXES = frozenset({".md", ".markdown", ".html", ".htm"})
HTML_SUFFIXES = frozenset({".html", ".htm"})


class Source(NamedTuple):
    """A file to work on, and the settings that hold for it.

    `relative` is its place below the folder that was named, in a list below the current one, else its name. `named`: the
    user named the file itself rather than a folder above it. `excluded`: why it is left alone (a pattern, or what keeps it
    from being a post); `failure`: why nothing can be done with it.
    """

    path: Path
    relative: Path
    named: bool
    settings: Settings
    excluded: str = ""
    failure: str = ""

    @property
    def is_html(self) -> bool:
        """Tell whether it is HTML rather than Markdown."""
        return self.path.suffix.lower() in HTML_SUFFIXES


class _Ignored(NamedTuple):
    """The lines of one `.gitignore` and the folder that it stands in."""

    folder: str
    lines: Ignores


class _Top(NamedTuple):
    """A folder that was named: as it was written, absolute, and without links."""

    path: Path
    absolute: str
    real: str


class _Below(NamedTuple):
    """A folder to walk: its path below the top, ending in `/`, and what is ignored in it."""

    path: str
    ignored: tuple[_Ignored, ...]


class Finder:
    """Finds posts. `output` is where the results go, None: into the files themselves, or nowhere.

    `force_exclude`: excludes hold for named files, too.
    """

    def __init__(self, configs: Configs, *, output: Path | None = None, force_exclude: bool = True) -> None:
        self._configs = configs
        self._output = os.path.realpath(output) if output is not None else ""
        self._force_exclude = force_exclude
        self._files: set[str] = set()
        self._folders: set[str] = set()
        self._given_out: set[str] | None = None

    def sources(self, paths: Sequence[Path], listed: Iterable[Path] | None = None) -> Iterator[Source]:
        """Give every post in `paths`, then those of a list that a program made, each once.

        Folders are walked in sorted order; one that is named inside another is walked by itself. A path that does not
        exist or cannot be listed is given as it is: reading it says what is wrong. Raises SettingsError for the
        configuration of a path; one that is met on the way fails its folder only.
        """
        for path in paths:
            self._configs.for_folder(path if os.path.isdir(path) else path.parent)
        named: dict[str, Path] = {}
        for path in paths:
            named.setdefault(os.path.realpath(path), path)
        self._folders = {real for real in named if os.path.isdir(real)}
        self._files = named.keys() - self._folders
        self._given_out = None if listed is None else set(self._files)
        for real, path in named.items():
            if real in self._folders:
                top = _Top(path, os.path.abspath(path), real)
                yield from self._walk(top)
            else:
                yield self.named(path)
        for path in listed or ():
            assert self._given_out is not None
            if (real := os.path.realpath(path)) not in self._given_out:
                self._given_out.add(real)
                yield self._listed(path)

    def _listed(self, path: Path) -> Source:
        """Give a file of a list; what a walk would not take is left alone."""
        here = current_folder()
        absolute = Path(os.path.abspath(path))
        relative = absolute.relative_to(here) if here and absolute.is_relative_to(here) else Path(path.name)
        reason = ""
        if any(part.startswith(".") for part in relative.parts):
            reason = "hidden"
        elif path.suffix.lower() not in SUFFIXES or os.path.isdir(path):
            reason = "no post"
        elif any(os.path.islink(absolute.parents[above]) for above in range(len(relative.parts) - 1)):
            reason = "below a link"
        elif os.path.islink(path) and not self._may_follow(str(absolute), here):
            reason = "a link"
        if reason:
            return Source(path, relative, False, DEFAULTS, reason)
        try:
            source = self.named(path)
        except SettingsError as error:
            return Source(path, relative, False, DEFAULTS, failure=str(error))
        return source._replace(relative=relative, named=False)

    def named(self, path: Path) -> Source:
        """Give a file that the user named."""
        folder = os.path.dirname(os.path.abspath(path))
        here = current_folder()
        root = repository_of(folder) or (here if here and Path(folder).is_relative_to(here) else folder)
        config = self._configs.for_folder(folder).in_folder(folder, root)
        excluded = config.exclusion_of(path.name) if self._force_exclude else ""
        return Source(path, Path(path.name), True, config.settings_for(path.name), excluded)

    def _walk(self, top: _Top) -> Iterator[Source]:
        """Walk a folder, as deep as it may be."""
        folders = [self._folder(top, _Below("", _ignored_above(Path(top.absolute))))]
        while folders:
            found = next(folders[-1], None)
            if found is None:
                folders.pop()
            elif isinstance(found, Source):
                yield found
            else:
                folders.append(self._folder(top, found))

    def _folder(self, top: _Top, at: _Below) -> Iterator[Source | _Below]:
        """Give the posts and the folders right in a folder, in order."""
        below, ignored = at
        folder = os.path.join(top.absolute, below).rstrip("/") or "/"
        try:
            here = self._configs.for_folder(folder).in_folder(folder, top.absolute)
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except SettingsError as error:
            yield Source(top.path / below, Path(below), False, DEFAULTS, failure=str(error))
            return
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            yield Source(top.path / below, Path(below), False, DEFAULTS, failure=reason)
            return
        ignored = _with_own(folder, ignored)
        for entry in found:
            if entry.name.startswith("."):
                continue
            mark = "/" if entry.is_dir(follow_symlinks=False) else ""
            if not mark and not self._is_post(entry, top, below):
                continue
            if here.exclusion_of(entry.name + mark) or _is_ignored(f"{folder.rstrip('/')}/{entry.name}{mark}", ignored):
                continue
            if not mark:
                path = below + entry.name
                if self._given_out is not None:
                    self._given_out.add(os.path.join(top.real, path))
                yield Source(top.path / path, Path(path), False, here.settings_for(entry.name))
            elif os.path.join(top.real, below, entry.name) not in {self._output, *self._folders}:
                yield _Below(f"{below}{entry.name}/", ignored)

    def _is_post(self, entry: os.DirEntry[str], top: _Top, below: str) -> bool:
        if os.path.splitext(entry.name)[1].lower() not in SUFFIXES:
            return False
        real = os.path.join(top.real, below, entry.name)
        if entry.is_symlink():
            return self._may_follow(real, top.real)
        return entry.is_file(follow_symlinks=False) and real not in self._files

    def _may_follow(self, link: str, top: str) -> bool:
        """What a link leads to is found by its own name, or left out by it; only a copy may follow one, in its folder."""
        real = os.path.realpath(link)
        if not self._output or not os.path.isfile(real) or not real.startswith(f"{os.path.realpath(top).rstrip('/')}/"):
            return False
        return os.path.splitext(real)[1].lower() in SUFFIXES


def repository_of(folder: str) -> str:
    """Give the folder above that holds `.git`; empty when none does."""
    above = (folder, *map(str, Path(folder).parents))
    return next((each for each in above if os.path.exists(os.path.join(each, ".git"))), "")


def _ignored_above(folder: Path) -> tuple[_Ignored, ...]:
    """Read what git ignores from the repository's root down to above `folder`; nothing where that is ignored itself."""
    repository = repository_of(str(folder))
    if not repository:
        return ()
    ignored = _with_own(repository, (), ".git/info/exclude")
    inner = [str(folder), *map(str, folder.parents)]
    inner = inner[: inner.index(repository)]
    for each in reversed(inner):
        ignored = _with_own(os.path.dirname(each), ignored)
    return () if any(_is_ignored(f"{each}/", ignored) for each in inner) else ignored


def _with_own(folder: str, ignored: tuple[_Ignored, ...], name: str = ".gitignore") -> tuple[_Ignored, ...]:
    path = Path(folder, name)
    try:
        if path.is_symlink():  # git follows none either
            return ignored
        data, _ = read_bytes(path)
    except OSError:
        return ignored
    # Names are bytes to git, and a line ends at a line feed.
    lines = os.fsdecode(data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")).split("\n")
    return (*ignored, _Ignored(folder, Ignores(lines)))


def _is_ignored(path: str, ignored: tuple[_Ignored, ...]) -> bool:
    """Ask the deepest `.gitignore` first; the first that has anything to say decides."""
    for each in reversed(ignored):
        decided = each.lines.decide(path[len(each.folder) :].lstrip("/"))
        if decided is not None:
            return decided
    return False
