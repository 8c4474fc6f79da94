"""The knowledge base: found by the reader's words, seeded once from `articles/*.toml`, then kept by staff."""

import tomllib
from datetime import date
from pathlib import Path

from django.db.models import Q, QuerySet

from .models import Article, CannedAnswer

FOLDER = Path(__file__).with_name("articles")
LANGUAGES = ("fr", "en", "ar")
FIELDS = ("title", "summary", "body")
WORDS = 6  # of a search that are looked for


def found(asked: str) -> QuerySet[Article]:
    """The published articles that hold every word asked for, in the reader's language or in French."""
    articles = Article.objects.filter(published=True)
    for word in asked.split()[:WORDS]:
        held = Q()
        for field in FIELDS:
            held |= Q(**{f"{field}__icontains": word}) | Q(**{f"{field}_fr__icontains": word})
        articles = articles.filter(held)
    return articles.order_by("section", "rank", "pk")


def load(day: date) -> int:
    """Add the articles and canned answers that are not there; how many articles are new."""
    new = 0
    for rank, path in enumerate(sorted(FOLDER.glob("*.toml"))):
        row = tomllib.loads(path.read_text(encoding="utf-8"))
        if path.stem == "answers":
            _load_answers(row["answer"])
            continue
        texts = {f"{field}_{lang}": row[lang].get(field, "") for lang in LANGUAGES for field in FIELDS}
        slug = path.stem.partition("-")[2]
        facts = {"section": row["section"], "clause": row.get("clause", ""), "rank": rank, "changed_on": day}
        new += Article.objects.get_or_create(slug=slug, defaults={**facts, **texts})[1]
    return new


def _load_answers(rows: list[dict]) -> None:
    """Canned answers, where staff have none yet."""
    if CannedAnswer.objects.exists():
        return
    for row in rows:
        texts = {f"{field}_{lang}": row[lang][field] for lang in LANGUAGES for field in ("title", "body")}
        CannedAnswer.objects.create(queue=row.get("queue", ""), **texts)
