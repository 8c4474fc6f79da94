"""Marketing mails: none is written, and none leaves, without the consent of who receives it (law 09-08, art. 10).

They are the kinds `<app>.marketing_<what>`; mails of the contract are never among them. The room that keeps consents
hands over how it is asked; each mail bears the way out that RFC 8058 lets a mail program use with one click.
"""

from collections.abc import Callable

MARK = "marketing_"
Source = Callable[[str], str | None]
_sources: list[Source] = []


class NotConsented(Exception):
    """The person has not agreed to such mails."""


def register_source(source: Source) -> None:
    """Hand over a function: address → the page that withdraws its consent; None where there is none."""
    if source not in _sources:
        _sources.append(source)


def is_marketing(kind: str) -> bool:
    """Whether a mail of this kind needs consent."""
    return kind.partition(".")[2].startswith(MARK)


def demand(kind: str, to: str) -> str:
    """The way out of a marketing mail to this address. Raises NotConsented."""
    way = next((found for source in _sources if (found := source(to))), None)
    if way is None:
        raise NotConsented(f"{kind}: {to} has not agreed to marketing")
    return way


def headers(kind: str, to: str) -> dict[str, str]:
    """What a mail program needs for its own unsubscribe button; nothing for mails of the contract."""
    if not is_marketing(kind):
        return {}
    return {
        "List-Unsubscribe": f"<{demand(kind, to)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
