from django.urls import path

from events.views import (
    booking,
    certificates,
    check_in,
    delegates,
    door_staff,
    feedback,
    feeds,
    handing_in,
    invoices,
    materials,
    offers,
    own_places,
    public,
    speaker,
)

app_name = "events"
SPEAKER = "speaker/<str:token>/"
CHECK_IN = "<slug:slug>/check-in/"
BOOKING = "bookings/<str:reference>/"
PERSON = f"{BOOKING}delegates/<int:pk>/"
DELEGATE = "delegate/<str:token>/"

# Fixed words come before events' own addresses: choices.RESERVED_SLUGS keeps them apart.
urlpatterns = [
    path("", public.index, name="index"),
    path("calendar.ics", feeds.feed, name="calendar"),
    path("bookings/", booking.bookings, name="bookings"),
    path("bookings/mine/<int:pk>/", own_places.open_own, name="open_own"),
    path(BOOKING, booking.booking, name="booking"),
    path(f"{BOOKING}cancel/", booking.cancel_booking, name="cancel_booking"),
    path(f"{BOOKING}invoices/<str:number>/", invoices.invoice, name="invoice"),
    path(f"{BOOKING}materials/<int:number>/", materials.booking_material, name="booking_material"),
    path(f"{PERSON}workshops/", delegates.booking_choices, name="booking_choices"),
    path(f"{PERSON}name/", delegates.booking_hand_over, name="booking_hand_over"),
    path(f"{PERSON}cancel/", delegates.booking_cancel, name="booking_cancel"),
    path(f"{PERSON}certificate.pdf", certificates.booking_certificate, name="booking_certificate"),
    path(f"{PERSON}feedback/", feedback.booking_feedback, name="booking_feedback"),
    path(f"{PERSON}offer/", offers.booking_offer, name="booking_offer"),
    path(DELEGATE, delegates.delegate, name="delegate"),
    path(f"{DELEGATE}workshops/", delegates.delegate_choices, name="delegate_choices"),
    path(f"{DELEGATE}name/", delegates.delegate_hand_over, name="delegate_hand_over"),
    path(f"{DELEGATE}cancel/", delegates.delegate_cancel, name="delegate_cancel"),
    path(
        f"{DELEGATE}certificate.pdf",
        certificates.delegate_certificate,
        name="delegate_certificate",
    ),
    path(f"{DELEGATE}feedback/", feedback.delegate_feedback, name="delegate_feedback"),
    path(f"{DELEGATE}badge/", delegates.badge, name="delegate_badge"),
    path(f"{DELEGATE}needs/", delegates.give_needs, name="delegate_needs"),
    path(f"{DELEGATE}needs/remove/", delegates.remove_needs, name="delegate_remove_needs"),
    path(
        f"{DELEGATE}materials/<int:number>/", materials.delegate_material, name="delegate_material"
    ),
    path("offer/<str:token>/", offers.offer, name="offer"),
    path(SPEAKER, speaker.speaker, name="speaker"),
    path(f"{SPEAKER}decline/", speaker.decline, name="speaker_decline"),
    path(f"{SPEAKER}details/", speaker.details, name="speaker_details"),
    path(f"{SPEAKER}needs/", speaker.needs, name="speaker_needs"),
    path(f"{SPEAKER}hand-in/", handing_in.hand_in, name="speaker_hand_in"),
    path(f"{SPEAKER}materials/<int:number>/", materials.speaker_material, name="speaker_material"),
    path(
        f"{SPEAKER}materials/<int:number>/take-back/",
        handing_in.take_back,
        name="speaker_take_back",
    ),
    path("<slug:slug>/", public.event, name="event"),
    path("<slug:slug>/programme/", public.programme, name="programme"),
    path("<slug:slug>/materials/<int:number>/", materials.public_material, name="material"),
    path("<slug:slug>/event.ics", feeds.event_ics, name="event_ics"),
    path("<slug:slug>/book/", booking.book, name="book"),
    path(CHECK_IN, check_in.check_in, name="check_in"),
    path(f"{CHECK_IN}worker.js", check_in.worker, name="check_in_worker"),
    path(f"{CHECK_IN}taps/", check_in.check_in_taps, name="check_in_taps"),
    path(f"{CHECK_IN}badges.pdf", door_staff.badges, name="badges"),
    path(f"{CHECK_IN}rooms.pdf", door_staff.room_sheets, name="room_sheets"),
    path(f"{CHECK_IN}delegates/<int:number>/name/", door_staff.rename, name="check_in_name"),
    path(f"{CHECK_IN}delegates/<int:number>/badge.pdf", door_staff.badge, name="check_in_badge"),
    path(f"{CHECK_IN}volunteers/", door_staff.volunteers, name="volunteers"),
    path(f"{CHECK_IN}volunteers/<int:number>/withdraw/", door_staff.revoke, name="revoke_link"),
    path(f"{CHECK_IN}volunteer/<str:token>/", check_in.volunteer, name="volunteer"),
    path(f"{CHECK_IN}volunteer/<str:token>/taps/", check_in.volunteer_taps, name="volunteer_taps"),
]
