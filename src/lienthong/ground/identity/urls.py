"""Addresses of signing in and of one's own account. Names with an underscore are those that allauth asks for."""

from django.urls import URLPattern, path

from lienthong.ground.identity.views import account, citizens, entrance, joining, national, proof, raising, recovering

urlpatterns: list[URLPattern] = [
    path("sign-in/", entrance.SignIn.as_view(), name="account_login"),
    path("sign-in/passkey/", entrance.ByPasskey.as_view(), name="mfa_login_webauthn"),
    path("sign-in/second-step/", entrance.SecondStep.as_view(), name="mfa_authenticate"),
    path("sign-in/locked/", entrance.Locked.as_view(), name="account_inactive"),
    path("sign-in/link/<str:token>/", entrance.link, name="sign-in-link"),
    path("sign-out/", entrance.SignOut.as_view(), name="account_logout"),
    path("citizen/sign-in/", citizens.sign_in, name="citizen-sign-in"),
    path("citizen/sign-in/code/", citizens.code, name="citizen-code"),
    path("citizen/sign-up/", joining.begin, name="citizen-sign-up"),
    path("citizen/sign-up/code/", joining.code, name="citizen-sign-up-code"),
    path("citizen/sign-up/password/", joining.password, name="citizen-sign-up-password"),
    path("citizen/national-id/", national.there, name="citizen-national-id"),
    path("citizen/national-id/back/", national.back, name="citizen-national-id-back"),
    path("citizen/level/", raising.level, name="citizen-level"),
    path("citizen/level/code/", raising.code, name="citizen-level-code"),
    path("citizen/contact/", raising.contact, name="citizen-contact"),
    path("citizen/contact/code/", raising.contact_code, name="citizen-contact-code"),
    path("citizen/recover/", recovering.begin, name="citizen-recover"),
    path("citizen/recover/code/", recovering.code, name="citizen-recover-code"),
    path("citizen/recover/password/", recovering.password, name="citizen-recover-password"),
    path("step-up/", proof.again, name="step-up"),
    path("account/", account.home, name="my-account"),
    path("account/", account.home, name="mfa_index"),
    path("account/", account.home, name="mfa_list_webauthn"),
    path("account/password/", account.ChangePassword.as_view(), name="account_change_password"),
    path("account/password/new/", account.SetPassword.as_view(), name="account_set_password"),
    path("account/passkeys/add/", account.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/rename/", account.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", account.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("account/app/join/", account.JoinApp.as_view(), name="mfa_activate_totp"),
    path("account/app/leave/", account.LeaveApp.as_view(), name="mfa_deactivate_totp"),
    path("account/codes/", account.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("account/codes/new/", account.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("account/codes/saved/", account.SavedRecoveryCodes.as_view(), name="mfa_download_recovery_codes"),
    path("account/sessions/<uuid:handle>/end/", account.end_session, name="end-session"),
    path("account/sessions/end-others/", account.end_other_sessions, name="end-other-sessions"),
]
