"""Routed by portal.urls while there is a secret to ask providers for."""

from django.urls import path

from bulletins.views import mail_events

app_name = "mail_events"

urlpatterns = [
    path("brevo/", mail_events.Brevo.as_view(), name="brevo"),
    path("mailjet/", mail_events.Mailjet.as_view(), name="mailjet"),
    path("mailtrap/", mail_events.Mailtrap.as_view(), name="mailtrap"),
    path("postmark/", mail_events.Postmark.as_view(), name="postmark"),
]
