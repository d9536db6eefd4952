from django.urls import path

from forums.views import (
    feedback,
    influence,
    joining,
    notes,
    papers,
    public,
    showing,
    speaker,
    summaries,
    tasks_taken,
    topics,
)

app_name = "forums"

# Words come first; what begins with a forum's slug comes last.
urlpatterns = [
    path("", showing.index, name="index"),
    path("topics/", topics.index, name="topics"),
    path("topics/new/", topics.new, name="topic_new"),
    path("topics/<int:pk>/", topics.topic, name="topic"),
    path("topics/<int:pk>/change/", topics.change, name="topic_change"),
    path("topics/<int:pk>/take-back/", topics.take_back, name="topic_take_back"),
    path("topics/<int:pk>/affirm/", topics.affirm, name="topic_affirm"),
    path("speaker/<str:token>/", speaker.speaker, name="speaker"),
    path("speaker/<str:token>/decline/", speaker.decline, name="speaker_decline"),
    path("speaker/<str:token>/details/", speaker.details, name="speaker_details"),
    path("speaker/<str:token>/needs/", speaker.needs, name="speaker_needs"),
    path("joining/<str:token>/", joining.joining_by_link, name="joining_by_link"),
    path("public/", public.index, name="public"),
    path("papers/<int:pk>/", papers.paper, name="paper"),
    path("actions/", tasks_taken.actions, name="actions"),
    path("actions/<int:pk>/", tasks_taken.done, name="action_done"),
    path("influence/", influence.index, name="influence"),
    path("influence/agree/<int:pk>/", influence.agree, name="agree"),
    path("influence/<slug:slug>/", influence.issue, name="issue"),
    path("influence/<slug:slug>/affirm/", influence.affirm, name="affirm"),
    path("influence/<slug:slug>/take-back/", influence.take_back, name="take_back"),
    path("<slug:slug>/", showing.forum, name="forum"),
    path("<slug:slug>/calendar.ics", showing.forum_ics, name="forum_ics"),
    path("<slug:slug>/join/", joining.join, name="join"),
    path("<slug:slug>/joining/", joining.joining_page, name="joining"),
    path("<slug:slug>/feedback/", feedback.feedback, name="feedback"),
    path("<slug:slug>/notes/", notes.show, name="notes"),
    path("<slug:slug>/summary/", summaries.show, name="summary"),
]
