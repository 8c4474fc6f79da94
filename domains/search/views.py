"""Pages of the search: results are sent as the registries answer, in a page that needs no JavaScript."""

from collections.abc import Iterator

from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from core import clock
from domains.naming import InvalidName

from .asking import Question, asked, asked_in_bulk
from .forms import BulkSearchForm
from .throttle import count_search

HERE = "<!-- results -->"


def search_page(request) -> HttpResponseBase:
    """What a name costs and where it seems free (DN-2.2b)."""
    query = request.GET.get("q", "").strip()
    context, template = {"query": query}, "domains/search/page.html"
    if not query:
        return render(request, template, context)
    try:
        count_search(request)
        question = asked(query, clock.now(), request.customer)
    except InvalidName as refusal:
        return render(request, template, context | {"refusal": refusal})
    return _streamed(request, template, context, question)


def bulk_search_page(request) -> HttpResponseBase:
    """Many names at once."""
    form = BulkSearchForm(request.GET or None, initial={"extension": "ma"})
    context, template = {"form": form}, "domains/search/bulk.html"
    if not form.is_valid():
        return render(request, template, context)
    names, extension = form.cleaned_data["names"], form.cleaned_data["extension"].code
    try:
        count_search(request, len(names))
    except InvalidName as refusal:
        return render(request, template, context | {"refusal": refusal})
    question = asked_in_bulk(names, extension, clock.now(), request.customer)
    return _streamed(request, template, context, question)


def _streamed(request, template: str, context: dict, question: Question) -> StreamingHttpResponse:
    """The page in pieces: its head at once, a group of rows for each registry, its end."""
    head, end = render_to_string(template, context | {"results": HERE}, request).split(HERE)
    return StreamingHttpResponse(_pieces(head, question, end, get_language()))


def _pieces(head: str, question: Question, end: str, language: str | None) -> Iterator[str]:
    """After the middleware has gone home, the reader's language is still his."""
    with override(language):
        yield head
        for results in question.arriving():
            if results:
                yield render_to_string("domains/search/_rows.html", {"results": results})
        yield end
