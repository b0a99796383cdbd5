"""Every address of the product, one line a door; citizens' first, for theirs are asked most."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from lienthong.kit.web import gallery, health

handler500 = "lienthong.kit.web.failures.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("", include("lienthong.doors.portal.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("lienthong.ground.identity.urls")),
    path("", include("lienthong.ground.notices.urls")),
    path("", include("lienthong.doors.desk.urls_demonstration")),
    path("", include("lienthong.doors.desk.urls_hall")),
    path("desk/", include("lienthong.doors.desk.urls")),
    path("api/", include("lienthong.doors.api.urls")),
    path("", include("lienthong.doors.observatory.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("gallery/", include((gallery.urlpatterns, "gallery"))))
