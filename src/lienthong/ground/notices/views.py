"""The page of the demonstration that shows what the simulated telephones received."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lienthong.ground.identity import phones
from lienthong.ground.identity.rules import OnlyInTheDemonstration
from lienthong.ground.notices import queries


@never_cache
@require_GET
def simulated_texts(request: HttpRequest) -> HttpResponse:
    """Texts to numbers that nobody can hold, newest first. Refuses: OnlyInTheDemonstration."""
    if not settings.DEMO:
        raise OnlyInTheDemonstration
    words = request.GET.get("number", "").strip()
    texts = queries.simulated_texts(phones.read(words) or words)
    return render(request, "notices/simulated_texts.html", {"texts": texts, "words": words})
