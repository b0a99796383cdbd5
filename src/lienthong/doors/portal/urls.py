"""Addresses of the portal."""

from django.urls import URLPattern, path

from lienthong.doors.portal import (
    applying,
    catalogue,
    demonstration,
    disputing,
    dossiers,
    feedback,
    locker_views,
    my_data,
    resuming,
    taking_over,
    typing,
    uploading,
)

app_name = "portal"
_DRAFT = "applications/<uuid:application_id>/"
_DOSSIER = "dossiers/<uuid:dossier_id>/"
urlpatterns: list[URLPattern] = [
    path("", catalogue.home, name="home"),
    path("services/", catalogue.services, name="services"),
    path("services/for/<slug:event>/", catalogue.life_event, name="life-event"),
    path("services/<slug:key>/", catalogue.service, name="service"),
    path("services/<slug:key>/try/", catalogue.trial, name="simulate"),
    path("services/<slug:key>/begin/", applying.begin, name="begin"),
    path("mine/", dossiers.mine, name="mine"),
    path("mine/locker/", locker_views.kept, name="locker"),
    path("mine/locker/<uuid:kept_id>/file/", locker_views.kept_file, name="locker-file"),
    path("resume/", resuming.resume, name="resume"),
    path("resume/code/", resuming.code, name="resume-code"),
    path("resume/<uuid:application_id>/close/", resuming.close, name="resume-close"),
    path(_DRAFT, applying.overview, name="application"),
    path(_DRAFT + "papers/", applying.papers, name="papers"),
    path(_DRAFT + "papers/uploads/", uploading.announce, name="uploads"),
    path(_DRAFT + "papers/uploads/<uuid:upload_id>/", uploading.upload, name="upload"),
    path(_DRAFT + "papers/again/", locker_views.again, name="paper-again"),
    path(_DRAFT + "papers/<uuid:attachment_id>/", applying.paper_file, name="paper-file"),
    path(_DRAFT + "check/", applying.check, name="check"),
    path(_DRAFT + "drop/", applying.drop, name="drop"),
    path(_DRAFT + "wrong/<slug:name>/", disputing.dispute, name="dispute"),
    path(_DRAFT + "questions/<slug:name>/", applying.question, name="question"),
    path(_DRAFT + "questions/<slug:name>/typed/", typing.typed, name="typed"),
    path("dossiers/take-over/", taking_over.take_over, name="take-over"),
    path(_DOSSIER, dossiers.dossier, name="dossier"),
    path(_DOSSIER + "supplement/", dossiers.supplement, name="supplement"),
    path(_DOSSIER + "withdraw/", dossiers.withdraw, name="withdraw"),
    path(_DOSSIER + "result.pdf", dossiers.result, name="result"),
    path(_DOSSIER + "pay/", dossiers.pay, name="pay"),
    path("my-data/", my_data.my_data, name="my-data"),
    path("my-data/<uuid:reading_id>.json", my_data.receipt, name="reading-receipt"),
    path(_DOSSIER + "receipt.pdf", dossiers.receipt, name="receipt"),
    path(_DOSSIER + "forms/<slug:number>.pdf", dossiers.form, name="form"),
    path("lookup/", dossiers.lookup, name="lookup"),
    path("feedback/", feedback.enter, name="feedback"),
    path("feedback/<str:code>/", feedback.by_code, name="feedback-code"),
    path("feedback/of/<uuid:invitation_id>/", feedback.of_account, name="feedback-of"),
    path("feedback/of/<uuid:invitation_id>/dispute/", feedback.dispute, name="feedback-dispute"),
    path("demo/citizens/", demonstration.citizens, name="demo-citizens"),
]
