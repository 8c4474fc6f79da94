from django.urls import path

from . import views

urlpatterns = [
    path("transferts/", views.TransferListView.as_view(), name="transfers"),
    path("transferts/nouveau/", views.TransferInView.as_view(), name="transfer_new"),
    path("transferts/<slug:public_id>/", views.TransferView.as_view(), name="transfer"),
    path("transferts/<slug:public_id>/code/", views.GiveCodeView.as_view(), name="transfer_code"),
    path("transferts/<slug:public_id>/reprendre/", views.TakeBackView.as_view(), name="transfer_take_back"),
    path("transferts/<slug:public_id>/encore/", views.AskAgainView.as_view(), name="transfer_again"),
    path("departs/<slug:public_id>/reponse/", views.WishView.as_view(), name="transfer_wish"),
    path("<slug:public_id>/depart/", views.LeaveView.as_view(), name="leave"),
    path("<slug:public_id>/depart/code/", views.AskCodeView.as_view(), name="code_ask"),
    path("<slug:public_id>/depart/code/voir/", views.ShowCodeView.as_view(), name="code_show"),
]
