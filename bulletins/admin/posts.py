"""Posts in the admin: the record, and the ways to what is done with it."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bulletins.actions import posts as actions
from bulletins.actions.pictures import are_in_bulletin
from bulletins.admin import pictures, publishing
from bulletins.admin.post_pages import CHANGE, PUBLISH, about_shared, staff
from bulletins.forms.posts import PostForm
from bulletins.models import Post
from portal.admin_records import AuditedAdmin

TONES = {
    Post.State.DRAFT: "wait",
    Post.State.PUBLISHED: "good",
    Post.State.WITHDRAWN: "neutral",
}


@admin.register(Post)
class PostAdmin(AuditedAdmin):
    form = PostForm
    list_display = ("title", "kind", "state_tag", "readers", "published_at", "changed_at")
    list_filter = ("state", "kind")
    search_fields = ("title", "summary", "slug")
    search_help_text = _("Title, summary or address")
    ordering = ("-changed_at", "-pk")
    list_per_page = 25
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    long_texts = (
        "body",
        "what_changed",
        "what_it_means",
        "problem",
        "what_was_done",
        "differently",
    )
    change_form_template = "admin/bulletins/post/change_form.html"
    change_list_template = "admin/bulletins/post/change_list.html"
    view_on_site = False
    fieldsets = (
        (None, {"fields": ("kind", "title", "slug", "summary", "is_for_members", "seen")}),
        (_("Text"), {"fields": ("body", "link")}),
        (_("Whose it is"), {"fields": ("organisation", "byline")}),
        (_("Policy updates and practice examples"), {
            "description": _("What changed in law or guidance; or what your work changed."),
            "fields": ("what_changed",),
        }),
        (_("Policy updates only"), {
            "description": _("Leave it empty for other kinds: it is not shown there."),
            "fields": ("what_it_means", "do_by"),
        }),
        (_("Practice examples only"), {
            "description": _(
                "Leave it empty for other kinds. The problem, the stage, a theme and a setting are "
                "needed: readers look for examples by them."
            ),
            "fields": ("problem", "what_was_done", "differently", "stage", "theme", "setting"),
        }),
    )  # fmt: skip

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, post: Post) -> SafeString:
        state = Post.State(post.state)
        return format_html('<span class="tag tag--{}">{}</span>', TONES[state], state.label)

    @admin.display(description=_("for"), ordering="is_for_members")
    def readers(self, post: Post) -> Any:
        return _("Members") if post.is_for_members else _("Everybody")

    def get_readonly_fields(self, _request: HttpRequest, obj: Post | None = None) -> Any:
        """An address that people may have kept does not change any more."""
        return ("slug",) if obj and obj.published_at else ()

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Locked from before its form is made until it is saved.

        Without it a save could undo what somebody publishes or takes off in between.
        """
        post = super().get_object(request, object_id, from_field)
        if post is None or request.method != "POST":
            return post
        with transaction.atomic():  # the admin's own goes on until the answer
            return Post.objects.select_for_update(no_key=True).filter(pk=post.pk).first()

    def has_delete_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        """A draft that was made by mistake may go; what was published stays or is taken off."""
        if not request.user.has_perm(CHANGE):
            return False
        if obj is None:
            return True
        return obj.published_at is None and not are_in_bulletin(obj.pictures.all())

    def delete_model(self, request: HttpRequest, obj: Post) -> None:
        actions.delete_draft(post=obj, by=staff(request), now=timezone.now())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.changed_at = timezone.now()
        if not change:
            obj.created_at, obj.created_by = obj.changed_at, request.user
        super().save_model(request, obj, form, change)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Headed by what the post is called, with what can be done."""
        if (post := context.get("original")) is not None:
            context |= {"title": str(post), "subtitle": None, "post": post}
            context |= {"tone": TONES[Post.State(post.state)]}
            context |= {"may_publish": request.user.has_perm(PUBLISH)}
            context |= {"may_change": request.user.has_perm(CHANGE)}
            context |= {"may_begin_alert": request.user.has_perm("bulletins.add_bulletin")}
            context |= {"number_of_pictures": post.pictures.count()}
            context |= about_shared(request, post)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        routes: list[tuple[str, Any, str]] = [
            ("preview/", publishing.preview, "preview"),
            ("publish/", publishing.publish, "publish"),
            ("withdraw/", publishing.withdraw, "withdraw"),
            ("pictures/", pictures.pictures, "pictures"),
            ("pictures/add/", pictures.add, "picture_add"),
            ("pictures/<int:picture>/", pictures.describe, "picture"),
            ("pictures/<int:picture>/move/", pictures.move, "picture_move"),
            ("pictures/<int:picture>/remove/", pictures.remove, "picture_remove"),
        ]
        own = [
            path(f"<int:pk>/{route}", wrap(view), name=f"bulletins_post_{name}")
            for route, view, name in routes
        ]
        return [*own, *super().get_urls()]
