"""Addresses: reference."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
