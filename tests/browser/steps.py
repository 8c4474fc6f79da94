"""What people do in the browser during the story, one function an act; the worker runs between their clicks."""

import os
import re
from datetime import date
from io import BytesIO
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from core import clock, worker
from domains.models import RegistrationFile
from notifications.models import Email
from notifications.sending import send_due
from tests.papers import PDF

PASSWORD = "Zellige-2026-bleu"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
READERS = {"fr": (PHONE, DESK), "en": (PHONE,), "ar": (PHONE, DESK)}
ONLY = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
ACCOUNT = {
    "name": "Atlas Conseil SARL",
    "ice": "001987654000047",
    "if_number": "12345678",
    "rc": "4567",
    "rc_town": "Agadir",
    "address": "1, avenue Hassan II",
    "city": "Agadir",
    "postal_code": "80000",
    "phone": "+212 528 00 11 22",
    "billing_email": "compta@atlas-conseil.example",
}
CONTACT = {
    "full_name": "Amina Test",
    "cin": "JB271828",
    "address": "1, avenue Hassan II",
    "city": "Agadir",
    "postal_code": "80000",
    "phone": "+212 661 00 11 22",
    "email": "amina@atlas-conseil.example",
}


def tick() -> None:
    """What the worker does between two clicks."""
    now = clock.now()
    worker.settle(now)
    send_due(now)


def picture(page: Page, name: str) -> None:
    """Keep a picture for the README's tour, when one is asked for (`make tour`)."""
    if folder := os.environ.get("PORTAL_TOUR"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=False)


def press(page: Page, target: Locator) -> None:
    """Click what leads to another page, and be there before anybody looks at the database."""
    with page.expect_navigation():
        target.click()


def submit(page: Page) -> None:
    """The main button of the page's form."""
    press(page, page.locator("main form button:not([name]):not([data-copy])").last)


def search(page: Page, label: str, *names: str) -> None:
    """Search a label on the first page and choose among the results."""
    page.goto("/")
    page.fill("#name-search", label)
    with page.expect_navigation():
        page.press("#name-search", "Enter")
    picture(page, "search")
    for name in names:
        page.check(f"input[value='{name}']")
    press(page, page.locator("form[action*='commande'] button"))


def sign_up(page: Page, email: str) -> None:
    """An account with a verified address: the link comes by mail."""
    press(page, page.locator("main a[href*='signup']"))
    page.fill("input[name=email]", email)
    page.fill("input[name=password1]", PASSWORD)
    page.fill("input[name=password2]", PASSWORD)
    submit(page)
    tick()
    mail = Email.objects.get(kind="accounts.confirm_email", to=email)
    page.goto(re.search(r"https?://\S+/confirm-email/\S+", mail.as_text()).group(0))
    submit(page)


def describe_company(page: Page) -> None:
    """Who the customer is (ICE, IF, RC)."""
    page.check("input[name=kind][value=company]")
    fill(page, ACCOUNT)
    submit(page)


def add_contact(page: Page) -> None:
    """The contact that a name needs (DN-7.3.1); the order goes on afterwards."""
    press(page, page.locator("main a[href*='contacts/nouveau']").first)
    fill(page, CONTACT)
    submit(page)


def fill(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        page.fill(f"main [name={name}]", value)


def review_and_confirm(page: Page) -> None:
    """Second confirmation: every field shown, every document ticked."""
    page.goto(reverse("billing:review"))
    expect(page.locator("main")).to_contain_text(CONTACT["full_name"])
    picture(page, "review")
    for box in page.locator("main form input[type=checkbox]").all():
        box.check()
    submit(page)


def accept_versions(page: Page) -> None:
    """The pay page asks for the versions in force first (C-22): each box is ticked, then the ways to pay are there."""
    for box in page.locator("#accept input[type=checkbox]").all():
        box.check()
    press(page, page.locator("#accept form button"))


def pay_by_card(page: Page) -> None:
    """The sandbox bank's page; only its signed callback books the money."""
    press(page, page.locator("form[action$='/carte/'] button"))
    press(page, page.locator("form[action$='/banque-de-demonstration/'] button"))
    page.fill("input[name=number]", "4000 0000 0000 0010")
    press(page, page.locator("form button").first)


def pay_by_transfer(page: Page, slip: bytes) -> None:
    """The customer says that the transfer is made, and shows the slip."""
    page.set_input_files(
        "input[name=slip]", {"name": "virement.pdf", "mimeType": "application/pdf", "buffer": slip}
    )
    press(page, page.locator("form[action$='/virement/'] button"))


def show_identity(page: Page, file: RegistrationFile) -> None:
    """A .ma name waits for its holder's paper: the customer sends it from the file's page (DN-2.1, facts B4)."""
    page.goto(file.get_absolute_url())
    press(page, page.locator("main a[href$='/repondre/']").first)
    card = {"name": "cin.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.set_input_files("input[name=identity]", card)
    submit(page)


def tick_all_and_submit(page: Page) -> None:
    """Accept what is asked for and go on."""
    for box in page.locator("main form input[type=checkbox]").all():
        box.check()
    submit(page)


def words_of(pdf: bytes) -> str:
    """The text of a PDF, with ordinary spaces."""
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("\u00a0", " "))


def until(day: date, hour: int = 9):
    """Hold the portal's clock at an hour of a day."""
    return clock.frozen(clock.at_local(day, hour))


def enter(page: Page, client_of, user) -> None:
    """The browser becomes this person's."""
    page.goto("/")
    origin = "/".join(page.url.split("/")[:3])
    page.context.clear_cookies()
    session = client_of(user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": origin}])


def entered(browser: Browser, live_server, client_of, user, language: str = "fr", **facts) -> Page:
    """This person's page, in a context of its own."""
    context = browser.new_context(base_url=live_server.url, **{"locale": "fr-FR", **facts})
    session = client_of(user).cookies["sessionid"].value
    cookies = {"sessionid": session, "language": language}
    context.add_cookies([{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()])
    return context.new_page()


def shut_nobody_out(page: Page, urls: list[str], *sizes: dict[str, int]) -> None:
    """No fault of WCAG 2.2 AA that a machine sees, and nothing wider than the screen, on any of these pages.

    Each is read once and then held to every screen: no script of ours asks how wide one is.
    """
    for n, url in enumerate(urls):
        page.goto(url)
        language = page.evaluate("document.documentElement.lang")
        for size in sizes:
            page.set_viewport_size(size)
            found = Axe().run(page, options=ONLY)
            where = (url, language, size["width"])
            assert found.violations_count == 0, (where, found.generate_report())
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], where
            picture(page, f"{n:02}-{language}-{size['width']}")


def shut_no_reader_out(browser: Browser, live_server, client_of, user, urls: list[str]) -> None:
    """The same for each of the readers, in his language and on his screens."""
    for language, sizes in READERS.items():
        page = entered(browser, live_server, client_of, user, language)
        shut_nobody_out(page, urls, *sizes)
        page.context.close()


def desk_verb(desk: Page, thing, verb: str, **fields: str) -> None:
    """A verb of the back office, from the thing's page, with its reason; `fields` are texts or choices."""
    meta = thing._meta
    desk.goto(reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[thing.pk]))
    press(desk, desk.locator(f"a[href='../verb/{verb}/']"))
    for name, value in {"reason": "looked at and found right", **fields}.items():
        box = desk.locator(f"[name={name}]").first
        box.select_option(value) if box.evaluate("e => e.tagName") == "SELECT" else box.fill(value)
    for box in desk.locator("form input[type=checkbox]").all():
        box.check()
    picture(desk, f"desk-{meta.model_name}-{verb}")
    press(desk, desk.locator("input[type=submit].default"))


def accept_and_pay(page: Page, shown: str) -> None:
    """The cart reviewed, everything ticked, confirmed, paid with the card; the worker does what follows."""
    page.goto(reverse("billing:review"))
    expect(page.locator("main")).to_contain_text(shown)
    tick_all_and_submit(page)
    pay_by_card(page)
    tick()
