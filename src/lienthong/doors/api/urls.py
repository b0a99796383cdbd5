from django.urls import URLPattern, URLResolver, path  # noqa: F401

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = []
