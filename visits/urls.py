"""The addresses of this room."""

from django.urls import path

from visits.views import afterwards, by_link, calendars, guests, organise, pages

app_name = "visits"
urlpatterns = [
    path("", pages.browse, name="list"),
    path("new/", organise.new, name="new"),
    path("calendar/open/", calendars.open_link, name="open_link"),
    path("calendar/close/", calendars.close_link, name="close_link"),
    path("link/<str:word>/", by_link.open_own, name="open_own"),
    path("guest/<str:token>/", guests.guest, name="guest"),
    path("guest/<str:token>/answer/", guests.guest_answer, name="guest_answer"),
    path("guest/<str:token>/wishes/", guests.guest_wishes, name="guest_wishes"),
    path("guest/<str:token>/forget/", guests.guest_forget, name="guest_forget"),
    path("<slug:slug>/", pages.detail, name="detail"),
    path("guest/<str:token>/jot/", afterwards.guest_jot, name="guest_jot"),
    path("<slug:slug>/today/", afterwards.today, name="today"),
    path("<slug:slug>/photos/<uuid:pk>/<slug:size>/", afterwards.photo, name="photo"),
    path("<slug:slug>/afterwards/", afterwards.afterwards, name="afterwards"),
    path("<slug:slug>/afterwards/take-home/", afterwards.take_home, name="take_home"),
    path("<slug:slug>/afterwards/thank/", afterwards.thank, name="thank"),
    path("<slug:slug>/takeaways/<uuid:pk>/pin/", afterwards.pin, name="pin"),
    path("<slug:slug>/takeaways/<uuid:pk>/remove/", afterwards.remove_takeaway, name="remove_takeaway"),
    path("<slug:slug>/visit.ics", calendars.one, name="ics"),
    path("<slug:slug>/edit/", organise.edit, name="edit"),
    path("<slug:slug>/prepare/", organise.prepare, name="prepare"),
    path("<slug:slug>/move-on/", organise.move_on, name="move_on"),
    path("<slug:slug>/call-off/", organise.call_off, name="call_off"),
    path("<slug:slug>/tasks/<uuid:pk>/", organise.tick, name="tick"),
    path("<slug:slug>/programme/", organise.item, name="add_item"),
    path("<slug:slug>/programme/<uuid:pk>/", organise.item, name="item"),
    path("<slug:slug>/programme/<uuid:pk>/move/", organise.move_item, name="move_item"),
    path("<slug:slug>/programme/<uuid:pk>/remove/", organise.remove_item, name="remove_item"),
    path("<slug:slug>/ask/", by_link.ask, name="ask"),
    path("<slug:slug>/answer/", guests.answer, name="answer"),
    path("<slug:slug>/wishes/", guests.wishes, name="wishes"),
    path("<slug:slug>/guests/", guests.guests, name="guests"),
    path("<slug:slug>/guests/delegation/", guests.invite_delegation, name="invite_delegation"),
    path("<slug:slug>/guests/table.csv", guests.guests_csv, name="guests_csv"),
    path("<slug:slug>/guests/<uuid:pk>/uninvite/", guests.uninvite, name="uninvite"),
    path("<slug:slug>/guests/<uuid:pk>/reply/", guests.reply, name="reply"),
]
