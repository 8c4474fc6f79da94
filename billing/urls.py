"""The addresses of billing: cart, orders, documents, payment, together."""

from django.urls import path

from .pricing.pages import PricesView
from .views import cart, documents, payment, together

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
    path("proformas/", documents.ProformaListView.as_view(), name="proformas"),
    path("proformas/ensemble/", together.TogetherView.as_view(), name="together"),
    path("proformas/<str:public_id>/", documents.ProformaDetailView.as_view(), name="proforma"),
    path("proformas/<str:public_id>/pdf/", documents.ProformaPdfView.as_view(), name="proforma_pdf"),
    path("factures/", documents.InvoiceListView.as_view(), name="invoices"),
    path("factures/<str:public_id>/pdf/", documents.InvoicePdfView.as_view(), name="invoice_pdf"),
    path("avoirs/<str:public_id>/pdf/", documents.CreditNotePdfView.as_view(), name="credit_note_pdf"),
    path("recus/", documents.ReceiptListView.as_view(), name="receipts"),
    path("recus/<str:public_id>/pdf/", documents.ReceiptPdfView.as_view(), name="receipt_pdf"),
    path("compte-credit/", documents.CreditView.as_view(), name="credit"),
    path("paiement/<str:public_id>/", payment.PayView.as_view(), name="pay"),
    path("paiement/<str:public_id>/virement/", payment.DeclareView.as_view(), name="pay_transfer"),
    path("paiement/<str:public_id>/carte/", payment.CardView.as_view(), name="pay_card"),
    path("paiement/<str:public_id>/credit/", payment.CreditPayView.as_view(), name="pay_credit"),
    path("paiements/<str:public_id>/justificatif/", payment.SlipView.as_view(), name="slip"),
    path("banque-de-demonstration/avis/", payment.sandbox_callback, name="sandbox_callback"),
    path("banque-de-demonstration/<str:token>/", payment.sandbox_card, name="sandbox_card"),
]
