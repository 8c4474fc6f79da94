"""Searching many extensions at once: streamed as registries answer, with names near the wanted one, and in bulk."""

from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from django.core.cache import cache
from django.urls import reverse

from core import clock
from core.ports import PortUnavailable
from domains import catalogue, reserved
from domains.models import SandboxTransaction
from domains.naming import InvalidName
from domains.registry import Availability
from domains.search import asking, registries, suggestions
from domains.search.throttle import count_search
from domains.terms import SEARCH

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def shop():
    cache.clear()
    with clock.frozen(NOW):
        catalogue.load(date(2026, 1, 1))
        yield


class Counting:
    """A registry that answers that all is free, and counts how often it is asked."""

    def __init__(self):
        self.asked = []

    def check(self, names, now):
        self.asked.append(list(names))
        return {name: Availability(True, "", now) for name in names}


@pytest.fixture
def counting(monkeypatch):
    registry = Counting()
    monkeypatch.setattr(registries, "registry_for", lambda code: registry)
    return registry


@pytest.fixture
def visitor(client_of):
    client = client_of(None)
    client.cookies["language"] = "en"
    return client


def pieces(answer) -> list[str]:
    assert answer.streaming
    return [piece.decode() for piece in answer.streaming_content]


def test_all_extensions_of_one_registry_are_asked_in_one_round_trip(counting):
    found = asking.asked("zitouna", NOW).all()
    assert len(counting.asked) == 1
    assert {"zitouna.com", "zitouna.ma", "zitouna.net"} <= set(counting.asked[0])
    assert sum(result.state == "free" for result in found) >= 10


def test_an_answer_is_remembered_for_seconds_only(counting):
    asking.asked("zitouna", NOW).all()
    asking.asked("zitouna", NOW).all()
    assert len(counting.asked) == 1


def test_the_page_comes_in_pieces_and_makes_one_whole(visitor):
    head, *rows, end = pieces(visitor.get(reverse("domains:search", query={"q": "zitouna"})))
    assert head.startswith("<!doctype html>") or head.startswith("<!DOCTYPE html>")
    assert end.rstrip().endswith("</html>")
    assert any("zitouna.ma" in piece for piece in rows)
    assert "<!-- results -->" not in head + end


def test_the_pieces_are_in_the_readers_language_after_the_page_has_gone_out(client_of):
    client = client_of(None)
    client.cookies["language"] = "fr"
    assert "disponible" in "".join(pieces(client.get(reverse("domains:search", query={"q": "zitouna.ma"}))))


def test_a_slow_registry_does_not_keep_the_others_answers(monkeypatch):
    """Two registries: each answer is shown when it comes, the one that fails is said to be silent."""
    both_asked = Barrier(2, timeout=20)

    class Quick(Counting):
        def check(self, names, now):
            both_asked.wait()
            return super().check(names, now)

    class Silent:
        def check(self, names, now):
            both_asked.wait()
            raise PortUnavailable("no answer")

    monkeypatch.setattr(registries, "registry_for", {"com": Quick(), "ma": Silent()}.get)
    monkeypatch.setattr(registries, "registry_name", lambda code: code)
    answers = list(registries.arriving({"zitouna.com": "com", "zitouna.ma": "ma"}, NOW))
    assert len(answers) == 2
    together = answers[0] | answers[1]
    assert together["zitouna.com"].free
    assert together["zitouna.ma"] is None


def test_who_finds_the_name_taken_sees_free_names_near_it_asked_in_the_same_round_trip(visitor):
    page = "".join(pieces(visitor.get(reverse("domains:search", query={"q": "taken-atlas.com"}))))
    assert "Close names that seem free" in page
    assert 'value="taken-atlasgroup.com"' in page or 'value="takenatlas.com"' in page
    assert SandboxTransaction.objects.count() == 0


def test_no_suggestion_where_the_name_itself_is_free(visitor):
    page = "".join(pieces(visitor.get(reverse("domains:search", query={"q": "zitouna.com"}))))
    assert "Close names" not in page


def test_suggestions_know_accents_and_never_need_a_review():
    from domains.charter import rules_of
    from domains.models import Extension
    from domains.naming import parse

    rules = rules_of(Extension.objects.get(code="ma"), book=reserved.book(date(2026, 11, 22)))
    near = [c.name.name_unicode for c in suggestions.near(parse("café-royal.ma", rules), rules)]
    assert near[:2] == ["cafe-royal.ma", "caféroyal.ma"]
    assert not any(c.review for c in suggestions.near(parse("maro.ma", rules), rules))


def test_a_pasted_list_is_checked_name_by_name(visitor, counting):
    typed = "zitouna.ma\nzitouna\nbad_name.com; zitouna.ma, école.ma\npremier.xyz"
    page = "".join(
        pieces(visitor.get(reverse("domains:bulk_search", query={"names": typed, "extension": "net"})))
    )
    assert counting.asked == [["zitouna.ma", "zitouna.net", "xn--cole-9oa.ma"]]
    assert "“bad_name” contains “_”" in page.replace("&quot;", '"')
    assert "not an extension that we sell" in page
    assert page.count('name="name" value="zitouna.ma"') == 1


def test_a_refused_line_of_a_list_is_shown_as_it_was_typed_and_short(visitor, counting):
    typed = f"bad_name.com\npremier.xyz\n{'x' * 70}"
    page = "".join(
        pieces(visitor.get(reverse("domains:bulk_search", query={"names": typed, "extension": "net"})))
    )
    assert "<strong>bad_name.com</strong>" in page
    assert "<strong>premier.xyz</strong>" in page
    assert f"<strong>{'x' * 40}…</strong>" in page


def test_fifty_names_are_one_round_trip_and_fifty_one_are_refused(visitor, counting):
    def names(n: int) -> str:
        return reverse(
            "domains:bulk_search",
            query={"names": "\n".join(f"nom{i}" for i in range(n)), "extension": "com"},
        )

    pieces(visitor.get(names(50)))
    assert [len(asked) for asked in counting.asked] == [50]
    answer = visitor.get(names(51))
    assert "a list may have 50" in answer.content.decode()
    assert len(counting.asked) == 1


def test_a_list_counts_as_several_searches(rf):
    request = rf.get("/", REMOTE_ADDR="198.51.100.77")
    for _n in range(SEARCH.searches // 6):
        count_search(request, 50)
    with pytest.raises(InvalidName, match="Beaucoup de recherches"):
        count_search(request, 50)
