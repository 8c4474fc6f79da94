from django.urls import path

from . import views

app_name = "notifications"
urlpatterns = [
    path("messages/", views.MessagesView.as_view(), name="messages"),
    path("messages/<slug:public_id>/", views.MessageView.as_view(), name="message"),
    path("messages/<slug:public_id>/page/", views.message_sheet, name="message_sheet"),
    path("messages/<slug:public_id>/<slug:document>/", views.message_file, name="message_file"),
    path("boite/", views.MailboxView.as_view(), name="mailbox"),
    path("boite/<slug:public_id>/", views.MailboxMailView.as_view(), name="mailbox_mail"),
    path("boite/<slug:public_id>/page/", views.mailbox_sheet, name="mailbox_sheet"),
    path("boite/<slug:public_id>/<slug:document>/", views.mailbox_file, name="mailbox_file"),
]
