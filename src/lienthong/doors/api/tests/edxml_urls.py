"""The product's addresses with those of edXML in their place."""

from django.urls import include, path

from lienthong.config import urls
from lienthong.doors.api import edxml_views

urlpatterns = [path("api/", include((edxml_views.urlpatterns, "edxml"))), *urls.urlpatterns]
