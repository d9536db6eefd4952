from django.urls import URLPattern

app_name = "forums"

# Words come first; what begins with a forum's slug comes last.
urlpatterns: list[URLPattern] = []
