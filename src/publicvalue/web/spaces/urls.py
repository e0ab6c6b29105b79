from __future__ import annotations

from django.urls import path

from publicvalue.web.spaces import region, trail, views

urlpatterns = [
    path("start/", views.begin, name="begin"),
    path("invitation/<str:token>/", views.accept, name="invitation"),
    path("people/", views.people, name="people"),
    path("people/countries/new/", region.new_country, name="country_new"),
    path("people/analysts/invite/", region.invite_analyst, name="analyst_invite"),
    path("people/<int:country>/agencies/new/", views.new_agency, name="agency_new"),
    path("people/<int:country>/invite/", views.invite, name="invite"),
    path("people/agencies/<int:key>/", views.rename, name="agency_rename"),
    path("people/invitations/<int:key>/revoke/", views.revoke, name="invitation_revoke"),
    path("people/members/<int:key>/end/", views.end_member, name="member_end"),
    path("people/members/<int:key>/password/", views.password_link, name="member_password"),
    path("people/members/<int:key>/erase/", views.erase, name="member_erase"),
    path("audit/", trail.show_trail, name="audit_trail"),
    path("audit/trail.csv", trail.download_trail, name="audit_trail_csv"),
]
