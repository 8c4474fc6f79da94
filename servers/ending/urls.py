from django.urls import path

from . import views

urlpatterns = [
    path("<slug:public_id>/renouveler/", views.RenewView.as_view(), name="renew"),
    path("<slug:public_id>/ne-pas-renouveler/", views.NoticeView.as_view(), name="notice"),
    path("<slug:public_id>/renouveler-apres-tout/", views.TakeBackView.as_view(), name="take_back"),
    path("<slug:public_id>/corrige/", views.CorrectView.as_view(), name="correct"),
    path("<slug:public_id>/retractation/", views.WithdrawView.as_view(), name="withdraw"),
]
