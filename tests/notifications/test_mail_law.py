"""The law of mails: every kind renders in every language, from the same values in text and page."""

import re
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.template.base import FilterExpression, Node
from django.template.defaulttags import ForNode

from notifications import rendering

MAILS = settings.BASE_DIR / "templates" / "mail"
KINDS = sorted({path.stem for path in MAILS.iterdir() if not path.name.startswith("_")})
LANGUAGES = [language for language, _name in settings.LANGUAGES]
BY_FILTER = {
    "money": 123450,
    "day": date(2026, 12, 1),
    "instant": datetime(2026, 11, 22, 14, 5, tzinfo=UTC),
    "clause_link": "DN-5.2",
    "length": [],
}
APPS = [
    "accounts",
    "billing",
    "contracts",
    "domains",
    "notifications",
    "servers",
    "ssl_certs",
    "support",
    "web_hosting",
]


class Sample(dict):
    """What a template reads, guessed from the template itself: a tree of names with plausible leaves."""

    def put(self, path: list[str], leaf) -> None:
        name, *rest = path
        if rest:
            branch = self.setdefault(name, Sample())
            if isinstance(branch, Sample):
                branch.put(rest, leaf)
        else:
            self.setdefault(name, leaf)


def _expressions(node, loops):
    """Every value that a node reads, as (path, first filter)."""
    for value in vars(node).values():
        for found in value if isinstance(value, list | tuple) else [value]:
            yield from _paths(found, loops)
    if isinstance(node, ForNode):
        for name in node.loopvars:
            loops = {**loops, name: None}
    for attribute in node.child_nodelists:
        for child in getattr(node, attribute, None) or ():
            if isinstance(child, Node):
                yield from _expressions(child, loops)
    for _condition, nodelist in getattr(node, "conditions_nodelists", ()):
        yield from _paths(_condition, loops)
        for child in nodelist:
            yield from _expressions(child, loops)


def _paths(found, loops):
    if isinstance(found, FilterExpression):
        lookups = getattr(found.var, "lookups", None)
        if lookups and lookups[0] not in loops and lookups[0] not in {"company", "forloop"}:
            yield tuple(lookups), found.filters[0][0].__name__ if found.filters else ""
        for _filter, arguments in found.filters:
            for is_variable, argument in arguments:
                if is_variable and argument.lookups and argument.lookups[0] not in loops:
                    yield tuple(argument.lookups), ""
    elif hasattr(found, "first"):  # a condition: `a == b`, `not a`
        yield from _paths(found.first, loops)
        yield from _paths(found.second, loops)
    elif hasattr(found, "value"):
        yield from _paths(found.value, loops)


def values_of(template):
    return {found for node in template.nodelist for found in _expressions(node, {})}


def names_of(template) -> set[str]:
    return {path[0] for path, _filter in values_of(template)}


class Row(Sample):
    """An element of a list: any name is there."""

    def __missing__(self, name):
        return BY_FILTER.get(name, 100 if "amount" in name or "price" in name else f"[{name}]")


def sample(kind: str, language: str) -> dict:
    mail, found = rendering.compiled(kind, language), Sample()
    for template in (mail.subject, mail.text, mail.html):
        for path, first_filter in sorted(values_of(template), key=lambda item: (not item[1], item)):
            found.put(list(path), BY_FILTER.get(first_filter, f"[{path[-1]}]"))
        for node in template.nodelist.get_nodes_by_type(ForNode):
            if lookups := getattr(node.sequence.var, "lookups", None):
                found[lookups[0]] = []
    return found


def test_there_are_mails():
    assert "notifications.trial" in KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_belongs_to_an_app_and_has_both_forms(kind):
    app, _dot, what = kind.partition(".")
    assert app in settings.INSTALLED_APPS
    assert re.fullmatch(r"[a-z_]+", what)
    assert {path.suffix for path in MAILS.glob(f"{kind}.*")} == {".txt", ".html"}


@pytest.mark.parametrize("kind", KINDS)
def test_text_and_page_read_the_same_values_in_every_language(kind):
    read = {}
    for language in LANGUAGES:
        mail = rendering.compiled(kind, language)
        read[language, "text"] = names_of(mail.subject) | names_of(mail.text)
        read[language, "page"] = names_of(mail.subject) | names_of(mail.html)  # the subject heads the page
    assert len({frozenset(names) for names in read.values()}) == 1, read


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_renders(kind, language):
    mail = rendering.write(kind, language, sample(kind, language))
    assert mail.subject.strip()
    assert mail.text.strip()
    assert "<p" in mail.html
    assert not re.search(r"<(html|body|script|style|img)\b|\sstyle=|\son\w+=", mail.html)
    assert not re.search(r"</?[a-z]+>", mail.text)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_sent_by_its_app(kind):
    """A kind that nobody queues is a promise that nobody keeps."""
    app = settings.BASE_DIR / kind.partition(".")[0]
    what = kind.partition(".")[2]
    code = "".join(path.read_text() for path in app.rglob("*.py"))
    assert f'"{kind}"' in code or (f'"{app.name}.' in code and f'"{what}"' in code)


def test_every_kind_in_the_code_has_its_templates():
    """Literals such as `"domains.validated"` in the modules that write mails."""
    literal = re.compile(r'"((?:{})\.[a-z_]+)"'.format("|".join(APPS)))
    writers = [path for app in APPS for path in (settings.BASE_DIR / app).glob("*.py")]
    said = {
        kind for path in writers if "outbox" in path.read_text() for kind in literal.findall(path.read_text())
    }
    not_mails = {"notifications.benchmarks", "notifications.view_email"}
    assert said - not_mails <= set(KINDS)
