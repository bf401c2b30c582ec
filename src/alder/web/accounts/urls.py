"""The addresses of signing in and of one's own account."""

from django.urls import path

from alder.web.accounts import own_account, people_pages, way_in

urlpatterns = [
    path("sign-in", way_in.sign_in, name="sign-in"),
    path("sign-in/password", way_in.own_password, name="sign-in-password"),
    path("sign-in/code", way_in.code, name="sign-in-code"),
    path("sign-in/set-up", way_in.set_up, name="sign-in-set-up"),
    path("sign-in/set-up/picture.svg", way_in.picture, name="sign-in-picture"),
    path("sign-out", way_in.sign_out, name="sign-out"),
    path("account", own_account.account, name="account"),
    path("account/password", own_account.change_password, name="change-password"),
    path("account/recovery-codes", own_account.new_codes, name="new-codes"),
    path("people", people_pages.people, name="people"),
    path("people/<uuid:id>", people_pages.person, name="person"),
]
