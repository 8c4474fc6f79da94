"""The public page that tells who holds a name, and the demo's own RDAP server."""

from django.conf import settings
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core import clock
from domains.naming import InvalidName
from domains.search.throttle import count_search

from . import answers, lookup


def whois_page(request):
    """Ask a registry's directory; each outcome is said in words."""
    typed = request.GET.get("q", "").strip()[:253]
    if not typed:
        return render(request, "domains/whois/page.html")
    try:
        count_search(request)
    except InvalidName as refusal:
        return render(request, "domains/whois/page.html", {"q": typed, "refusal": refusal}, status=429)
    return render(request, "domains/whois/page.html", {"q": typed, **_answer(typed)})


def _answer(typed: str) -> dict:
    try:
        name = lookup.ascii_name(typed)
        return {"name": name, "holding": lookup.look_up(name), "asked": True}
    except lookup.NotAName:
        return {"refusal": _("This is no domain name. Type it with its extension, as in atlas.ma.")}
    except lookup.Unanswered:
        return {
            "refusal": _(
                "The registry's directory does not answer at the moment. Ask again in a few minutes."
            )
        }


def rdap_domain(request, name):
    """The sandbox registry's answer about one name (RFC 9082 3.1.3)."""
    if not settings.DEMO:
        raise Http404
    found = answers.domain(name.lower().rstrip("."), clock.now())
    missing = {"errorCode": 404, "title": "Not Found", "rdapConformance": ["rdap_level_0"]}
    return JsonResponse(found or missing, status=200 if found else 404, content_type="application/rdap+json")
