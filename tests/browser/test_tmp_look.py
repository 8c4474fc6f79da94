from datetime import date, timedelta
from pathlib import Path
import pytest
from django.core.cache import cache
from django.urls import reverse
from billing import cart, credit, lines, ordering, payments, settling, statement_paper
from billing.cash import desk as cashdesk, lifecycle as tills
from billing.figures import account as acc
from billing.lines import NewLine
from billing.models import *
from billing.rates import desk as rates
from billing.refunds import requests, lifecycle as refunds
from billing.statements import accounts, importing
from core import clock
from core.acts import Act
from tests import names, hosting
from tests.browser import steps
from tests.browser.test_payments import DAY, NOW, to_pay, euros
from tests.billing.statements import files
from tests.cast import account, join, person
from tests.refunds import sent, RIB

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OUT = Path("/tmp/m6pics2")


def test_look(live, client_of, customer, owner, staff_user, euros, live_server, browser):
    OUT.mkdir(exist_ok=True)
    cache.clear()
    staff = Act(NOW, staff_user.public_id, "vu au relevé")
    with steps.until(DAY):
        names.extension("com"); hosting.plan()
        customer.__class__.objects.filter(pk=customer.pk).update(kind="public"); customer.refresh_from_db()
        open_one = to_pay(customer, "boutique-argan.ma")
        paid = to_pay(customer, "argan-souss.com")
        payments.received(paid.total_ttc + 5_00, paid.payment_reference, DAY, staff)
        line = OrderLine.objects.get(proforma=paid)
        lines.take(line, staff); note = lines.credit_line(line, staff, "le nom est déjà pris")
        [refund] = requests.of_note(note, staff)
        sent(refund, NOW); refunds.arrive(refund, staff)
        clerk = person("cash@portal.example", "Rachid Amrani", is_staff=True, is_superuser=True)
        by_clerk = Act(NOW, clerk.public_id, "comptoir")
        till = tills.open_till(clerk, 200_00, by_clerk)
        cash = to_pay(customer, "en-especes.ma")
        cashdesk.take(till, cash, cash.remaining, by_clerk)
        ras = to_pay(customer, "commune-agadir.ma")
        w = settling.withhold(ras, Act(NOW, owner.public_id), b"%PDF-1.4 x")
        payments.confirm(w, staff)
        payments.received(ras.total_ttc - w.amount, ras.payment_reference, DAY, staff)
        # abroad
        abroad, euser = euros
        abroad.language = "en"; abroad.country = "DE"; abroad.save()
        pp = to_pay(abroad, "nordlicht.de"); payments.captured(pp, "paypal", "CAP1", pp.total_ttc, "EUR", staff)
        from accounts.models import Customer
        ex, _u = account("Sahara Trading FZE", currency="USD", ice=""), person("ex@x.example")
        join(_u, ex)
        Customer.objects.filter(pk=ex.pk).update(export_exempt=True, country="AE", language="ar"); ex.refresh_from_db()
        pe = to_pay(ex, "sahara.com"); payments.received(pe.total_ttc, pe.payment_reference, DAY, staff, currency="USD")
        cards = [to_pay(customer, f"carte{n}.ma") for n in range(3)]
        for n, p in enumerate(cards):
            payments.captured(p, "cmi", f"c{n}", p.total_ttc, "MAD", staff)
        rates.fetch(staff)
        for _n in range(6):
            steps.tick()
        docs = {"inv-mad": Invoice.objects.get(proforma=paid), "inv-ras": Invoice.objects.get(proforma=ras), "inv-eur": Invoice.objects.get(proforma=pp),
                "inv-export": Invoice.objects.get(proforma=pe), "note": note, "cash-receipt": Receipt.objects.get(kind="cash"),
                "refund-receipt": Receipt.objects.get(kind="refund"), "proforma": open_one}
        for name, doc in docs.items():
            doc.refresh_from_db()
            (OUT / f"{name}.pdf").write_bytes(bytes(doc.pdf.content))
        page = browser.new_context(base_url=live_server.url, viewport={"width": 390, "height": 844}).new_page()
        steps.enter(page, client_of, owner)
        r = page.request.get(reverse("billing:statement_pdf")); (OUT / "statement.pdf").write_bytes(r.body())
        urls = {"pay": reverse("billing:pay", args=[open_one.public_id]), "money": reverse("billing:money"), "refunds": reverse("billing:refunds"),
                "prices": reverse("billing:prices_of", args=["domain"]), "prices-h": reverse("billing:prices_of", args=["hosting"]),
                "statement": reverse("billing:statement"), "credit": reverse("billing:credit"), "proforma": reverse("billing:proforma", args=[ras.public_id]),
                "together": reverse("billing:together"), "receipts": reverse("billing:receipts")}
        for lang in ("fr", "ar"):
            page.context.add_cookies([{"name": "language", "value": lang, "url": live_server.url}])
            for name, url in urls.items():
                page.goto(url); page.screenshot(path=OUT / f"{name}-{lang}.png", full_page=True)
        # desk
        desk = browser.new_context(base_url=live_server.url, viewport={"width": 1200, "height": 800}).new_page()
        accounts.take_over(); bank = BankAccount.objects.get(rib=files.RIB)
        st = importing.keep(files.csv("22/11/2026;REMISE CMI 0031;353,00", f"22/11/2026;VIR COMMUNE {open_one.payment_reference};120,00", header="Date;Libellé;Montant"), "releve.csv", bank, Act(NOW, "usr_x"))
        steps.enter(desk, client_of, staff_user)
        desk.context.add_cookies([{"name": "language", "value": "fr", "url": live_server.url}])
        l = BankLine.objects.get(amount=353_00)
        a = {"lines": reverse("admin:billing_bankline_queue"), "passon": reverse("admin:billing_bankline_verb", args=[l.pk, "pass_on"]),
             "import": reverse("admin:billing_bankstatement_add"), "offer": reverse("admin:billing_customeroffer_add"), "movements": reverse("admin:billing_movement_changelist"),
             "figures": reverse("admin:billing_figures")}
        for name, url in a.items():
            desk.goto(url); desk.screenshot(path=OUT / f"desk-{name}.png", full_page=True)
        desk.goto(a["import"])
        desk.locator("input[type=file]").set_input_files({"name": "r.csv", "mimeType": "text/csv", "buffer": files.csv("20/11/2026;20/11/2026;VIR ARGAN;;;154,80;10 154,80")})
        desk.select_option("[name=account]", str(bank.pk))
        steps.press(desk, desk.locator("#content form button, #content form input[type=submit]").first)
        desk.screenshot(path=OUT / "desk-import2.png", full_page=True)
        from billing.models import CardAttempt
        ca = CardAttempt.objects.create(customer=customer, proforma=open_one, amount=120_00, started_at=NOW)
        desk.goto(reverse("admin:billing_cardattempt_change", args=[ca.pk])); desk.screenshot(path=OUT / "desk-card.png", full_page=True)
