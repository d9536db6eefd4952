"""The staff groups and exactly the permissions each needs, as one table in code.

Applied after every `migrate` (and after a test's flush), so that groups never drift from the
table: docs/adr/0004.
"""

from typing import Any

from django.apps import apps

MANAGERS = "Managers"
COORDINATORS = "Co-ordinators"
EVENTS_OFFICERS = "Events officers"
EDITORS = "Editors"

LOOK_AFTER_SITE = (
    "portal.see_report",
    "portal.view_auditentry",
    "portal.view_erasure",
    "portal.erase_person",
    "portal.view_retentionrun",
    "portal.view_outgoingmail",
    "portal.change_outgoingmail",
    "portal.view_sitesettings",
    "portal.change_sitesettings",
)

PUBLISH = (
    "bulletins.view_post",
    "bulletins.add_post",
    "bulletins.change_post",
    "bulletins.publish_post",
    "bulletins.view_submission",
    "bulletins.decide_submission",
    "bulletins.view_bulletin",
    "bulletins.add_bulletin",
    "bulletins.change_bulletin",
    "bulletins.approve_bulletin",
    "bulletins.send_bulletin",
    "bulletins.view_delivery",
    "bulletins.view_subscriber",
    "bulletins.add_subscriber",
    "bulletins.change_subscriber",
    "bulletins.view_suppression",
    "bulletins.delete_suppression",
    "bulletins.view_mailevent",
    "bulletins.view_bulletinsettings",
)

RUN_FORUMS = (
    "forums.view_forum",
    "forums.add_forum",
    "forums.change_forum",
    "forums.run_forum",
    "forums.read_notes",
    "forums.view_topic",
    "forums.change_topic",
    "forums.view_issue",
    "forums.add_issue",
    "forums.change_issue",
    "forums.widen_issue",
    "forums.view_body",
    "forums.add_body",
    "forums.change_body",
)

PERMISSIONS: dict[str, tuple[str, ...]] = {
    MANAGERS: (
        *LOOK_AFTER_SITE,
        "network.view_user",
        "network.manage_staff",
        "network.merge_organisation",
        "network.view_organisationmerge",
        "network.merge_person",
        "network.view_accountmerge",
        "network.view_organisation",
        "network.view_application",
        "events.view_event",
        "forums.view_forum",
        "forums.view_issue",
        "bulletins.view_bulletin",
        "bulletins.approve_bulletin",
        "bulletins.view_bulletinsettings",
        "bulletins.change_bulletinsettings",
    ),
    COORDINATORS: (
        *LOOK_AFTER_SITE,
        *PUBLISH,
        *RUN_FORUMS,
        "bulletins.change_bulletinsettings",
        "network.view_user",
        "network.view_application",
        "network.review_application",
        "network.view_leadership",
        "network.view_organisation",
        "network.change_organisation",
        "network.merge_organisation",
        "network.view_organisationmerge",
        "network.merge_person",
        "network.view_accountmerge",
        "network.view_affiliation",
        "network.view_membership",
        "network.manage_membership",
        "network.view_memberimport",
        "network.import_members",
        "network.view_confirmation",
        "network.view_joinrequest",
        "network.decide_joinrequest",
        "network.view_advicereport",
        "network.settle_advicereport",
        "network.view_guidanceenquiry",
        "network.answer_guidanceenquiry",
        "network.view_supportrequest",
        "network.answer_supportrequest",
        "network.view_trainingpost",
        "network.answer_trainingpost",
        "network.view_letterpreset",
        "network.change_letterpreset",
        "events.view_event",
        "events.run_event",
    ),
    EVENTS_OFFICERS: (
        "network.view_organisation",
        "events.add_event",
        "events.change_event",
        "events.view_event",
        "events.run_event",
        "events.view_needs",
    ),
    EDITORS: (*PUBLISH, "network.view_organisation"),
}


def groups_with(right: str) -> list[str]:
    """The names of the groups that have a right, such as "network.review_application"."""
    return [name for name, rights in PERMISSIONS.items() if right in rights]


def sync_groups(**_kwargs: Any) -> None:
    """Make the groups and set their permissions to the table; safe to run at any time."""
    if not apps.is_installed("django.contrib.auth"):
        return
    from django.contrib.auth.models import Group, Permission

    known = {
        f"{label}.{codename}": pk
        for pk, label, codename in Permission.objects.values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    for name, wanted in PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set([known[code] for code in wanted if code in known])
