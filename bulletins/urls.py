from django.urls import path

from bulletins.views import (
    leaving,
    news,
    pictures,
    practice,
    preferences,
    reading,
    sharing,
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
    path("share/", sharing.share, name="share"),
    path("share/new/<slug:kind>/", sharing.share_new, name="share_new"),
    path("share/<slug:reference>/", sharing.shared, name="shared"),
    path("share/<slug:reference>/change/", sharing.share_change, name="share_change"),
    path("share/<slug:reference>/take-back/", sharing.share_take_back, name="share_take_back"),
    path("share/<slug:reference>/picture/", sharing.share_picture, name="share_picture"),
    path("<slug:slug>/", reading.bulletin, name="bulletin"),
]
