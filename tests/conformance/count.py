"""What a part of the run came to."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Count:
    """Passed, failed and why; `summary` is the line under it."""

    name: str
    files: int = 0
    passed: int = 0
    failed: int = 0
    problems: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    # Inputs of a format that `expect.py` does not read: the target judges them, nothing is compared.
    unread: list[str] = field(default_factory=list)
    summary: str | None = None

    def judge(self, problems: list[str]) -> None:
        """Counts one case."""
        self.problems += problems
        if problems:
            self.failed += 1
        else:
            self.passed += 1

    def print(self) -> None:
        for problem in self.problems:
            print(problem)
        if self.refused:
            print(f"{self.name} refuses {len(self.refused)}: {', '.join(self.refused)}")
        if self.unread:
            print(f"{self.name}: {len(self.unread)} of another format, not compared: {', '.join(self.unread)}")
        plural = "file" if self.files == 1 else "files"
        told = self.summary or f"{self.files} {plural} checked, {len(self.problems)} differences"
        print(f"conformance {self.name}: {told}")
