from django.urls import path

from bulletins.views import leaving, reading

app_name = "bulletins"

urlpatterns = [
    path("", reading.index, name="index"),
    path("unsubscribe/<str:token>/", leaving.unsubscribe, name="unsubscribe"),
    path("<slug:slug>/", reading.bulletin, name="bulletin"),
]
