"""Every address of the product, one line a door."""

from django.urls import include, path

from lienthong.kit.web import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("lienthong.ground.identity.urls")),
    path("desk/", include("lienthong.doors.desk.urls")),
    path("api/", include("lienthong.doors.api.urls")),
    path("", include("lienthong.doors.observatory.urls")),
]
