"""Addresses open to everybody."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from lienthong.doors.observatory import directory, figures, log_views, offline, pki_views, plain_files, services, verify

register_converter(services.DayInAddress, "day")
app_name = "observatory"
urlpatterns: list[URLPattern | URLResolver] = [
    path("figures/", figures.home, name="home"),
    path("figures/services/", services.overview, name="services"),
    path("figures/services/events-<day:day>.csv", services.events, name="services-events"),
    path("figures/services/events-<day:day>.receipt.json", services.events_receipt, name="services-receipt"),
    path("figures/services/petitions.csv", services.petitions_csv, name="services-petitions-csv"),
    path("figures/services/<slug:name>/", services.figure, name="services-figure"),
    path("figures/services/<slug:name>.csv", services.figure_csv, name="services-csv"),
    path("figures/<slug:name>/", figures.figure, name="figure"),
    path("figures/<slug:name>.csv", figures.figure_csv, name="figure-csv"),
    path("directory/", directory.directory, name="directory"),
    path("directory/<uuid:body_id>/", directory.body, name="body"),
    path("bodies/<str:code>", directory.issuer, name="issuer"),
    path("verify/", verify.verify, name="verify"),
    path("verify/offline/", offline.verify_offline, name="verify-offline"),
    path("log/", plain_files.log, name="log"),
    path("robots.txt", plain_files.robots, name="robots"),
    path(".well-known/security.txt", plain_files.security, name="security"),
    path("", include(log_views.urlpatterns)),
    path("", include(pki_views.urlpatterns)),
]
