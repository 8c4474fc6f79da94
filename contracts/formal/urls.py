from django.urls import path

from . import views

urlpatterns = [
    path("", views.FormalListView.as_view(), name="formal"),
    path("nouvelle/", views.FileView.as_view(), name="formal_new"),
    path("pieces/<slug:public_id>/", views.PaperView.as_view(), name="formal_paper"),
    path("<slug:public_id>/", views.FormalNoticeView.as_view(), name="formal_notice"),
    path("<slug:public_id>/repondre/", views.AnswerView.as_view(), name="formal_answer"),
    path("<slug:public_id>/resilier/", views.TerminateView.as_view(), name="formal_terminate"),
    path("<slug:public_id>/retirer/", views.WithdrawView.as_view(), name="formal_withdraw"),
]
