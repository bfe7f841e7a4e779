"""What every rule did in a run: findings and files, as a table and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping

from newsclean.batch.file_result import FileResult, Outcome
from newsclean.rules import NAMES

VERSION = 1


class RuleCounts:
    """Counts, for each code, how often it was found and in how many files."""

    def __init__(self) -> None:
        self._findings: Counter[str] = Counter()
        self._files: Counter[str] = Counter()

    def add(self, result: FileResult) -> None:
        """Count one file."""
        codes = Counter(problem.code for problem in result.problems)
        self._findings += codes
        self._files.update(codes.keys())

    def table(self) -> Iterator[str]:
        """Give the lines of a table, its head first."""
        rows = [("code", "name", "findings", "files")]
        rows += [(code, NAMES[code], f"{count:,}", f"{self._files[code]:,}") for code, count in sorted(self._findings.items())]
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        for row in rows:
            yield f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]:>{widths[3]}}"

    def as_json(self, outcomes: Mapping[Outcome, int]) -> str:
        """Give the same as JSON, with the number of files for each outcome."""
        rules = {
            code: {"name": NAMES[code], "findings": count, "files": self._files[code]}
            for code, count in sorted(self._findings.items())
        }
        files = {outcome.value: outcomes.get(outcome, 0) for outcome in Outcome}
        return json.dumps({"version": VERSION, "files": files, "rules": rules}, ensure_ascii=False, indent=1) + "\n"
