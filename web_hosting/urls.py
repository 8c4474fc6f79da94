from django.urls import include, path

from . import acts, views
from .changes.views import ChangeView, ChangeWithdrawView
from .ending import views as ending
from .entry import views as entry
from .restores.views import RestoreView, RestoreWithdrawView

app_name = "web_hosting"
urlpatterns = [
    path("", views.AccountListView.as_view(), name="list"),
    path("", include("web_hosting.shop.urls")),
    path("", include("web_hosting.outsourcing.urls")),
    path("bac-a-sable/", views.sandbox_door, name="sandbox_door"),
    path("surutilisation/<slug:public_id>/", acts.OveruseView.as_view(), name="overuse"),
    path("changements/<slug:public_id>/retirer/", ChangeWithdrawView.as_view(), name="change_withdraw"),
    path("restaurations/<slug:public_id>/retirer/", RestoreWithdrawView.as_view(), name="restore_withdraw"),
    path("<slug:public_id>/", views.AccountDetailView.as_view(), name="detail"),
    path("<slug:public_id>/demarrer/", acts.StartNowView.as_view(), name="start_now"),
    path("<slug:public_id>/retracter/", ending.WithdrawView.as_view(), name="withdraw"),
    path("<slug:public_id>/renouveler/", acts.RenewView.as_view(), name="renew"),
    path("<slug:public_id>/mot-de-passe/", entry.PasswordView.as_view(), name="password"),
    path("<slug:public_id>/panneau/", entry.DoorView.as_view(), name="door"),
    path("<slug:public_id>/changer/", ChangeView.as_view(), name="change"),
    path("<slug:public_id>/restaurer/", RestoreView.as_view(), name="restore"),
    path("<slug:public_id>/fin/", ending.NoticeView.as_view(), name="notice"),
    path("<slug:public_id>/fin/retirer/", ending.NoticeWithdrawView.as_view(), name="notice_withdraw"),
]
