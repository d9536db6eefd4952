from django.urls import path

from events.views import booking, delegates, feeds, offers, public

app_name = "events"
BOOKING = "bookings/<str:reference>/"
PERSON = f"{BOOKING}delegates/<int:pk>/"
DELEGATE = "delegate/<str:token>/"

# Fixed words come before events' own addresses: choices.RESERVED_SLUGS keeps them apart.
urlpatterns = [
    path("", public.index, name="index"),
    path("calendar.ics", feeds.feed, name="calendar"),
    path("bookings/", booking.bookings, name="bookings"),
    path(BOOKING, booking.booking, name="booking"),
    path(f"{BOOKING}cancel/", booking.cancel_booking, name="cancel_booking"),
    path(f"{PERSON}workshops/", delegates.booking_choices, name="booking_choices"),
    path(f"{PERSON}name/", delegates.booking_hand_over, name="booking_hand_over"),
    path(f"{PERSON}cancel/", delegates.booking_cancel, name="booking_cancel"),
    path(f"{PERSON}offer/", offers.booking_offer, name="booking_offer"),
    path(DELEGATE, delegates.delegate, name="delegate"),
    path(f"{DELEGATE}workshops/", delegates.delegate_choices, name="delegate_choices"),
    path(f"{DELEGATE}name/", delegates.delegate_hand_over, name="delegate_hand_over"),
    path(f"{DELEGATE}cancel/", delegates.delegate_cancel, name="delegate_cancel"),
    path(f"{DELEGATE}badge/", delegates.badge, name="delegate_badge"),
    path(f"{DELEGATE}needs/", delegates.give_needs, name="delegate_needs"),
    path(f"{DELEGATE}needs/remove/", delegates.remove_needs, name="delegate_remove_needs"),
    path("offer/<str:token>/", offers.offer, name="offer"),
    path("<slug:slug>/", public.event, name="event"),
    path("<slug:slug>/programme/", public.programme, name="programme"),
    path("<slug:slug>/event.ics", feeds.event_ics, name="event_ics"),
    path("<slug:slug>/book/", booking.book, name="book"),
]
