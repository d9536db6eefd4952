"""What is the same in every request is worked out when a template is read, and nothing else."""

import pytest
from django.template import Context, Engine, Template
from django.template.base import TextNode
from django.urls import NoReverseMatch, reverse

SOURCES = {
    "base.html": (
        "{% load i18n static %}<p>{% translate 'Join' %}</p>"
        "{% block main %}{% translate 'Nothing' %}{% endblock %}"
        "<a href=\"{% url 'home' %}\">{% translate who %}</a>"
    ),
    "page.html": (
        "{% extends 'base.html' %}{% load i18n %}"
        "{% block main %}{% if shown %}{% translate 'Shown' %} & {% translate 'seen' %}"
        "{% else %}{% blocktranslate %}Not shown{% endblocktranslate %}{% endif %}"
        "{% for one in many %}{{ one }}{% translate '100%' %} {% endfor %}"
        "{% translate 'kept' as kept %}{{ kept }}"
        "{% blocktranslate %}Dear {{ who }}{% endblocktranslate %}{% endblock %}"
    ),
    "nowhere.html": "{% if shown %}{% url 'nowhere' %}{% endif %}fine",
    "plain.html": (
        "{% load i18n static %}<b>{% translate 'One' %}</b> {% static 'img/favicon.svg' %}"
        "{% url 'network:eligibility' %}{% blocktranslate trimmed %} Two {% endblocktranslate %}"
    ),
}
PLAIN = "django.template.loaders.cached.Loader"
FOLDING = "portal.folding.Loader"


def engine(loader: str) -> Engine:
    return Engine(
        loaders=[(loader, [("django.template.loaders.locmem.Loader", SOURCES)])],
        libraries={
            "i18n": "django.templatetags.i18n",
            "static": "django.templatetags.static",
        },
    )


def read(name: str) -> Template:
    return engine(FOLDING).get_template(name)


def test_constants_become_one_piece_of_text() -> None:
    nodes = read("plain.html").nodelist
    assert [type(node) for node in nodes[1:]] == [TextNode]


@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize("who", ["Zoë <b>", ""])
def test_a_page_reads_as_it_would_without(shown: bool, who: str) -> None:
    context = {"shown": shown, "who": who, "many": ["<i>", 2]}
    plain, folded = (
        engine(loader).get_template("page.html").render(Context(context))
        for loader in (PLAIN, FOLDING)
    )
    assert folded == plain
    assert f'<a href="{reverse("home")}">' in folded


def test_a_template_that_is_read_twice_is_folded_once() -> None:
    both = engine(FOLDING)
    assert both.get_template("page.html") is both.get_template("page.html")


def test_an_address_that_is_not_there_is_an_error_only_where_it_is_shown() -> None:
    assert read("nowhere.html").render(Context({"shown": False})) == "fine"
    with pytest.raises(NoReverseMatch):
        read("nowhere.html").render(Context({"shown": True}))
