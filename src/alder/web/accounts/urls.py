"""The addresses of signing in and of one's own account."""

from django.urls import path

from alder.web.accounts import (
    notice_views,
    openid_views,
    passkey_views,
    sign_in_views,
    team_views,
    token_views,
    turn,
    views,
)

urlpatterns = [
    path("sign-in", sign_in_views.sign_in, name="sign-in"),
    path("sign-in/password", sign_in_views.own_password, name="sign-in-password"),
    path("sign-in/code", sign_in_views.code, name="sign-in-code"),
    path("sign-in/set-up", sign_in_views.set_up, name="sign-in-set-up"),
    path("sign-in/set-up/picture.svg", sign_in_views.picture, name="sign-in-picture"),
    path("sign-in/with/<slug:provider>", openid_views.start, name="sign-in-with"),
    path("sign-in/with/<slug:provider>/back", openid_views.back, name="sign-in-back"),
    path("account/passkeys", passkey_views.own_passkeys, name="passkeys"),
    path("account/providers", openid_views.connect, name="connect-provider"),
    path("sign-out", sign_in_views.sign_out, name="sign-out"),
    path("account", views.account, name="account"),
    path("account/password", views.change_password, name="change-password"),
    path("account/recovery-codes", views.new_codes, name="new-codes"),
    path("account/tokens", token_views.own_tokens, name="tokens"),
    path("your-turn", turn.your_turn, name="your-turn"),
    path("account/notices", notice_views.notices, name="notices"),
    path("people", views.people, name="people"),
    path("people/organisations", team_views.organisations, name="organisations"),
    path("people/organisations/<uuid:id>", team_views.organisation, name="organisation"),
    path("people/teams", team_views.teams, name="teams"),
    path("people/teams/<uuid:id>", team_views.team, name="team"),
    path("people/<uuid:id>", views.person, name="person"),
    path("people/<uuid:id>/tokens", token_views.tokens_of_person, name="person-tokens"),
]
