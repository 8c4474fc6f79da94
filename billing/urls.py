"""The addresses of billing: cart, orders, documents, payment, together."""

from django.urls import path

from .pricing.views import PricesView
from .views import attempts, cart, documents, money, payment, refunds, sandboxes, together

app_name = "billing"

urlpatterns = [
    path("prix/", PricesView.as_view(), name="prices"),
    path("prix/<slug:family>/", PricesView.as_view(), name="prices_of"),
    path("panier/", cart.CartView.as_view(), name="cart"),
    path("panier/code/", cart.CodeView.as_view(), name="cart_code"),
    path("panier/sans-code/", cart.CodeView.as_view(wanted=False), name="cart_no_code"),
    path("panier/verifier/", cart.ReviewView.as_view(), name="review"),
    path("panier/<str:public_id>/retirer/", cart.RemoveView.as_view(), name="cart_remove"),
    path("panier/<str:public_id>/duree/", cart.QuantityView.as_view(), name="cart_quantity"),
    path("commandes/", cart.OrderListView.as_view(), name="orders"),
    path("commandes/<str:public_id>/", cart.OrderDetailView.as_view(), name="order"),
    path("commandes/<str:public_id>/annuler/", cart.OrderCancelView.as_view(), name="order_cancel"),
    path("argent/", money.MoneyView.as_view(), name="money"),
    path("argent/documents/", money.PapersView.as_view(), name="papers"),
    path("argent/releve/", money.AccountStatementView.as_view(), name="statement"),
    path("argent/releve/pdf/", money.StatementPdfView.as_view(), name="statement_pdf"),
    path("proformas/", documents.ProformaListView.as_view(), name="proformas"),
    path("proformas/ensemble/", together.TogetherView.as_view(), name="together"),
    path("proformas/<str:public_id>/", documents.ProformaDetailView.as_view(), name="proforma"),
    path("proformas/<str:public_id>/pdf/", documents.ProformaPdfView.as_view(), name="proforma_pdf"),
    path("factures/", documents.InvoiceListView.as_view(), name="invoices"),
    path("factures/<str:public_id>/pdf/", documents.InvoicePdfView.as_view(), name="invoice_pdf"),
    path("factures/<str:public_id>/ubl/", documents.InvoiceUblView.as_view(), name="invoice_ubl"),
    path("avoirs/<str:public_id>/ubl/", documents.CreditNoteUblView.as_view(), name="credit_note_ubl"),
    path("avoirs/<str:public_id>/pdf/", documents.CreditNotePdfView.as_view(), name="credit_note_pdf"),
    path("recus/", documents.ReceiptListView.as_view(), name="receipts"),
    path("recus/<str:public_id>/pdf/", documents.ReceiptPdfView.as_view(), name="receipt_pdf"),
    path("compte-credit/", documents.CreditView.as_view(), name="credit"),
    path("remboursements/", refunds.RefundListView.as_view(), name="refunds"),
    path("remboursements/demander/", refunds.RefundAskView.as_view(), name="refund_ask"),
    path(
        "remboursements/<str:public_id>/compte/", refunds.RefundAccountView.as_view(), name="refund_account"
    ),
    path("paiement/<str:public_id>/retenue/", payment.WithholdView.as_view(), name="pay_withheld"),
    path("paiement/<str:public_id>/", payment.PayView.as_view(), name="pay"),
    path("paiement/<str:public_id>/accepter/", payment.ConsentView.as_view(), name="pay_accept"),
    path("paiement/<str:public_id>/virement/", payment.DeclareView.as_view(), name="pay_transfer"),
    path("paiement/<str:public_id>/ccp/", payment.DeclareView.as_view(method="ccp"), name="pay_ccp"),
    path("paiement/<str:public_id>/carte/", payment.GatewayView.as_view(method="cmi"), name="pay_card"),
    path("paiement/<str:public_id>/paypal/", payment.GatewayView.as_view(method="paypal"), name="pay_paypal"),
    path(
        "paiement/<str:public_id>/code/", payment.GatewayView.as_view(method="wafacash_code"), name="pay_code"
    ),
    path("paiement/<str:public_id>/wafacash/", payment.WafacashView.as_view(), name="pay_wafacash"),
    path("paiement/<str:public_id>/credit/", payment.CreditPayView.as_view(), name="pay_credit"),
    path("paiements/<str:public_id>/justificatif/", payment.SlipView.as_view(), name="slip"),
    path("paiements/carte/retour/", attempts.card_back, name="card_back"),
    path("paiements/carte/avis/", attempts.card_callback, name="card_callback"),
    path("paiements/carte/<str:public_id>/", attempts.CardView.as_view(), name="card"),
    path("paiements/paypal/avis/", attempts.paypal_webhook, name="paypal_webhook"),
    path("paiements/paypal/<str:public_id>/", attempts.PaypalView.as_view(), name="paypal"),
    path("paiements/code/avis/", attempts.code_notice, name="code_notice"),
    path("paiements/code/<str:public_id>/", attempts.CodeView.as_view(), name="code"),
    path("banque-de-demonstration/", sandboxes.card_gate, name="card_gate"),
    path("paypal-de-demonstration/approuver/", sandboxes.paypal_approval, name="paypal_approval"),
    path("paypal-de-demonstration/<path:path>", sandboxes.paypal_server, name="paypal_server"),
    path("agences-de-demonstration/", sandboxes.agency, name="agency"),
    path("agences-de-demonstration/<path:path>", sandboxes.biller_server, name="biller_server"),
]
