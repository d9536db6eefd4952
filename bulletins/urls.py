from django.urls import path

from bulletins.views import (
    leaving,
    news,
    pictures,
    practice,
    preferences,
    reading,
    subscribing,
)
from bulletins.views.feed import feed

app_name = "bulletins"

urlpatterns = [
    path("", reading.index, name="index"),
    path("subscribe/", subscribing.subscribe, name="subscribe"),
    path("subscribe/sent/", subscribing.sent, name="subscribe_sent"),
    path("confirm/<str:token>/", subscribing.confirm, name="confirm"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("unsubscribe/<str:token>/", leaving.unsubscribe, name="unsubscribe"),
    path("news/", news.index, name="news"),
    path("news/feed/", feed, name="feed"),
    path("news/<slug:slug>/", news.post, name="post"),
    path("practice/", practice.index, name="practice"),
    path("pictures/<uuid:key>/", pictures.show, name="picture"),
    path("<slug:slug>/", reading.bulletin, name="bulletin"),
]
