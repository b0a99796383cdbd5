"""Addresses: which post I act in."""

from django.urls import URLPattern, path

from lienthong.doors.desk import acting_views

urlpatterns: list[URLPattern] = [path("posts/", acting_views.posts, name="posts")]
