"""Asking the registries: one round trip each, all at once, remembered for seconds only (DN-2.2b)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from concurrent.futures import TimeoutError as TooLate
from datetime import datetime

from django.core.cache import cache
from django.db import connections

from core.ports import PortError
from domains.registry import Availability, registry_for, registry_name
from domains.terms import SEARCH

Answers = dict[str, Availability | None]


def arriving(extensions: Mapping[str, str], now: datetime) -> Iterator[Answers]:
    """What each registry says of the names (name → its extension), as it comes; None where it did not answer."""
    known = cache.get_many([_key(name) for name in extensions])
    if remembered := {name: known[_key(name)] for name in extensions if _key(name) in known}:
        yield remembered
    waiting: dict[str, list[str]] = defaultdict(list)
    for name, extension in extensions.items():
        if name not in remembered:
            waiting[registry_name(extension)].append(name)
    if len(waiting) == 1:
        [names] = waiting.values()
        yield _ask(names, extensions[names[0]], now)
    elif waiting:
        yield from _all_at_once({extensions[names[0]]: names for names in waiting.values()}, now)


def _all_at_once(waiting: Mapping[str, Sequence[str]], now: datetime) -> Iterator[Answers]:
    """Each registry in a thread of its own; who is slower than patience lasts has not answered."""
    pool = ThreadPoolExecutor(min(len(waiting), SEARCH.registries_at_once), "registry-search")
    asked: dict[Future[Answers], Sequence[str]] = {
        pool.submit(_in_thread, names, extension, now): names for extension, names in waiting.items()
    }
    try:
        for done in as_completed(asked, SEARCH.patience.total_seconds()):
            yield done.result()
            del asked[done]
    except TooLate:
        for names in asked.values():
            yield dict.fromkeys(names)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _in_thread(names: Sequence[str], extension: str, now: datetime) -> Answers:
    try:
        return _ask(names, extension, now)
    finally:
        connections.close_all()


def _ask(names: Sequence[str], extension: str, now: datetime) -> Answers:
    answers: Answers = dict.fromkeys(names)
    try:
        found = registry_for(extension).check(names, now)
    except PortError:
        return answers
    seconds = SEARCH.remembered.total_seconds()
    cache.set_many({_key(name): answer for name, answer in found.items()}, int(seconds))
    return answers | {name: found[name] for name in names if name in found}


def _key(name: str) -> str:
    return f"free:{name}"
