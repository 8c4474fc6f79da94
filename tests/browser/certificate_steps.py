"""What people do with certificates in the browser: order one, set it up, prove its names, take the files."""

from cryptography import x509
from django.urls import reverse
from playwright.sync_api import Page, expect

from ssl_certs.models import Certificate, SslOrder
from tests.browser import steps

NAME = "boutique.atlas-conseil.ma"


def order_one(page: Page, product: str = "Sectigo PositiveSSL") -> None:
    """From the shelf to the order form."""
    page.goto(reverse("ssl_certs:products"))
    steps.picture(page, "certificates")
    steps.press(page, page.locator("main td a").get_by_text(product, exact=True).first)
    steps.picture(page, "certificate-product")
    steps.press(page, page.locator("main a[href$='/commander/']").first)


def fill_in(page: Page, name: str = NAME, **fields: str) -> None:
    """The order form: its name, and what the customer can get at (SSL-10.6); then the whole order is accepted."""
    steps.fill(page, {"name": name, **fields})
    for box in page.locator("main [name=reach]").all():
        box.check()
    steps.picture(page, "certificate-order")
    steps.submit(page)
    page.goto(reverse("billing:review"))
    expect(page.locator("main")).to_contain_text(name)
    steps.picture(page, "certificate-review")
    steps.tick_all_and_submit(page)


def set_up(page: Page, order: SslOrder, *names: str, form: str = "set_up") -> None:
    """Key and request made by the browser for the names, the key saved, the proof by DNS chosen."""
    page.goto(order.get_absolute_url())
    to = reverse(f"ssl_certs:{form}", args=[order.public_id])
    steps.press(page, page.locator(f"main a[href='{to}']").first)
    if names:
        page.fill("main [name=names]", "\n".join(names))
    page.select_option("[data-kind]", "p-256")
    page.click("[data-make]")
    expect(page.locator("[data-result]")).to_be_visible(timeout=60_000)
    with page.expect_download():
        page.click("[data-download]")
    page.check("[data-saved]")
    page.check("[name=reaches][value=dns]")
    steps.picture(page, "certificate-set-up")
    steps.press(page, page.locator("button[form=set-up]"))
    page.check("[name=way][value=dns]")
    steps.picture(page, "certificate-ways")
    steps.press(page, page.locator("main form .actions button:not([name])"))
    steps.tick()


def prove(page: Page, order: SslOrder, shown: str) -> None:
    """The records are in place: the customer has them looked at, and the authority issues."""
    page.goto(reverse("ssl_certs:tracker", args=[order.public_id]))
    expect(page.locator("main")).to_contain_text(shown)
    steps.picture(page, "certificate-tracker")
    steps.press(page, page.locator("main form[action$='/verifier/'] button").first)
    steps.tick()


def take(page: Page, certificate: Certificate) -> set[str]:
    """The certificate is saved as a file, and is the one that was issued: its names."""
    page.goto(certificate.get_absolute_url())
    steps.picture(page, "certificate-files")
    with page.expect_download() as download:
        page.click(f"a[href='{reverse('ssl_certs:download', args=[certificate.public_id, 'certificate'])}']")
    with open(download.value.path(), "rb") as file:
        saved = x509.load_pem_x509_certificate(file.read())
    assert f"{saved.serial_number:x}" == certificate.serial
    names = saved.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(names.get_values_for_type(x509.DNSName))


def issued(page: Page, client_of, holder) -> Certificate:
    """A certificate of the holder's, paid for with the card and issued."""
    steps.enter(page, client_of, holder)
    order_one(page)
    fill_in(page)
    steps.pay_by_card(page)
    steps.tick()
    order = SslOrder.objects.get()
    set_up(page, order)
    prove(page, order, f"_pki-validation.{NAME}")
    return Certificate.objects.select_related("order").get(order=order, state="issued")
