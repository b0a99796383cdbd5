"""Addresses of the demonstration's simulated telephones."""

from django.urls import URLPattern, path

from lienthong.ground.notices import views

urlpatterns: list[URLPattern] = [path("demo/sms/", views.simulated_texts, name="simulated-texts")]
