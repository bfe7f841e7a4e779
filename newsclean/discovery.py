"""What the user named -> the posts to work on, each with the settings that hold for it.

Folders are walked; hidden, excluded and git-ignored files are left out. A file that is named is taken even when git ignores it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from newsclean.config import Config, Configs
from newsclean.patterns import spec_of
from newsclean.settings import Settings

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

SUFFIXES = frozenset({".md", ".markdown", ".html", ".htm"})
HTML_SUFFIXES = frozenset({".html", ".htm"})


@dataclass(frozen=True, slots=True)
class Source:
    """A file to work on, and the settings that hold for it.

    `relative` is its place below the folder that was named, or its name; `named` says that the user named the file
    itself rather than a folder above it. `excluded`: the pattern for which a named file is left alone.
    """

    path: Path
    relative: Path
    named: bool
    settings: Settings
    excluded: str = ""

    @property
    def is_html(self) -> bool:
        """Tell whether it is HTML rather than Markdown."""
        return self.path.suffix.lower() in HTML_SUFFIXES


@dataclass(frozen=True, slots=True)
class _Ignored:
    """The lines of one `.gitignore` and the folder that it stands in."""

    folder: str
    spec: GitIgnoreSpec


class Finder:
    """Finds posts. `leave_out` is where the results go; `force_exclude`: excludes hold for named files, too."""

    def __init__(self, configs: Configs, *, leave_out: Path | None = None, force_exclude: bool = True) -> None:
        self._configs = configs
        self._leave_out = leave_out.resolve() if leave_out else None
        self._force_exclude = force_exclude

    def sources(self, paths: Iterable[Path]) -> Iterator[Source]:
        """Give every post in `paths`, folders walked in sorted order.

        Links that lead to folders or out of the folder are not walked. A path that does not exist or cannot be listed
        is given as it is: reading it says what is wrong.
        """
        for path in paths:
            if path.is_dir():
                top = Path(os.path.abspath(path))
                for found in self._walk(path, top, path.resolve(), _ignored_above(top)):
                    config = self._configs.for_folder(found.parent)
                    settings = config.settings_for(_relative(found, config, top))
                    yield Source(found, found.relative_to(path), False, settings)
            else:
                yield self.named(path)

    def named(self, path: Path) -> Source:
        """Give a file that the user named."""
        config = self._configs.for_folder(path.parent)
        relative = _relative(path, config, Path(os.path.abspath(path)).parent)
        excluded = config.exclusion_of(relative) if self._force_exclude else ""
        return Source(path, Path(path.name), True, config.settings_for(relative), excluded)

    def _walk(self, folder: Path, top: Path, root: Path, ignored: tuple[_Ignored, ...]) -> Iterator[Path]:
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            yield folder
            return
        ignored = _with_own(folder, ignored)
        config = self._configs.for_folder(folder)
        for entry in found:
            if entry.name.startswith("."):
                continue
            path = folder / entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if not is_folder and (path.suffix.lower() not in SUFFIXES or not _is_file(entry)):
                continue
            mark = "/" if is_folder else ""
            if config.exclusion_of(_relative(path, config, top) + mark) or _is_ignored(os.path.abspath(path) + mark, ignored):
                continue
            if is_folder:
                if self._leave_out is None or path.resolve() != self._leave_out:
                    yield from self._walk(path, top, root, ignored)
            elif not entry.is_symlink() or path.resolve().is_relative_to(root):
                yield path


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link to itself
        return False


def _relative(path: Path, config: Config, otherwise: Path) -> str:
    """Give a path as its configuration's patterns see it: below its root, else below the current folder, else `otherwise`."""
    absolute = Path(os.path.abspath(path))
    for root in (config.root, Path.cwd(), otherwise):
        if root is not None and absolute.is_relative_to(root):
            return absolute.relative_to(root).as_posix()
    return absolute.name


def _ignored_above(folder: Path) -> tuple[_Ignored, ...]:
    """Read what git ignores below the repository's root, down to `folder`; nothing where `folder` itself is ignored."""
    above = [folder, *folder.parents]
    repository = next((number for number, each in enumerate(above) if (each / ".git").exists()), None)
    if not repository:
        return () if repository is None else _with_own(folder, (), ".git/info/exclude")
    ignored = _with_own(above[repository], (), ".git/info/exclude")
    for each in reversed(above[1 : repository + 1]):
        ignored = _with_own(each, ignored)
    inner = (f"{each}/" for each in reversed(above[:repository]))
    return () if any(_is_ignored(each, ignored) for each in inner) else ignored


def _with_own(folder: Path, ignored: tuple[_Ignored, ...], name: str = ".gitignore") -> tuple[_Ignored, ...]:
    try:
        # Names are bytes to git.
        lines = os.fsdecode((folder / name).read_bytes()).splitlines()
    except OSError:
        return ignored
    return (*ignored, _Ignored(os.path.abspath(folder), spec_of(lines)))


def _is_ignored(path: str, ignored: tuple[_Ignored, ...]) -> bool:
    """Ask the deepest `.gitignore` first; the first that has anything to say decides."""
    for each in reversed(ignored):
        relative = path[len(each.folder) :].lstrip("/") if each.folder != "/" else path[1:]
        decided = each.spec.check_file(relative).include
        if decided is not None:
            return decided
    return False
