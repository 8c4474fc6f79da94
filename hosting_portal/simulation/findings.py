"""Findings: what the audit holds against the portal, counted by kind, with examples."""

from collections import Counter, defaultdict

EXAMPLES = 5


class Findings:
    """Promises broken, deeds done twice, names deleted too early."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.examples: dict[str, list[str]] = defaultdict(list)

    def lost(self, kind: str, about: object, detail: object = "") -> None:
        """A promised thing that did not happen."""
        self._add("lost", kind, about, detail)

    def twice(self, kind: str, about: object, detail: object = "") -> None:
        """A thing that happened more than once, or a gap or double in a series."""
        self._add("duplicates", kind, about, detail)

    def early(self, kind: str, about: object, detail: object = "") -> None:
        """A name given up before the contract allows it, or against its protection."""
        self._add("early_deletions", kind, about, detail)

    def total(self, verdict: str) -> int:
        return sum(self.counts[verdict].values())

    def shown(self) -> dict[str, dict]:
        """Each kind of finding with its number and the first examples."""
        kinds = ((kind, n) for verdict in self.counts.values() for kind, n in verdict.items())
        return {kind: {"count": n, "examples": self.examples[kind]} for kind, n in kinds}

    def _add(self, verdict: str, kind: str, about: object, detail: object) -> None:
        self.counts[verdict][kind] += 1
        if len(self.examples[kind]) < EXAMPLES:
            self.examples[kind].append(f"{about} {detail}".strip())
