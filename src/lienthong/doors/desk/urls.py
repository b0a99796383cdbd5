from django.urls import URLPattern, URLResolver, path  # noqa: F401

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = []
