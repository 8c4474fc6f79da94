"""Drafts of documents, as staff write them."""

from contracts.models import DocumentVersion
from contracts.publishing import draft_of


def drafted(text: str) -> dict[str, str]:
    """The same short text in the three languages of a draft."""
    return {f"text_{language}": text for language in ("fr", "en", "ar")}


def edited(document, label, effective_on, act, words: dict[str, tuple[str, str]], **facts) -> DocumentVersion:
    """A draft of the words in force, with one passage of each named language replaced; each must be there."""
    draft = draft_of(document, label, effective_on, act)
    for language, (old, new) in words.items():
        text = getattr(draft, f"text_{language}")
        assert old in text
        setattr(draft, f"text_{language}", text.replace(old, new))
    for name, value in facts.items():
        setattr(draft, name, value)
    draft.save()
    return draft
