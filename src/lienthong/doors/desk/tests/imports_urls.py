"""The product's addresses with the imports in their place."""

from django.urls import include, path

from lienthong.config import urls
from lienthong.doors.desk import urls as desk
from lienthong.doors.desk import urls_imports

urlpatterns = [path("desk/", include(([*urls_imports.urlpatterns, *desk.urlpatterns], "desk"))), *urls.urlpatterns]
