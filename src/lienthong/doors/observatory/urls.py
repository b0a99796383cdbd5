from django.urls import URLPattern, URLResolver, path  # noqa: F401

app_name = "observatory"
urlpatterns: list[URLPattern | URLResolver] = []
