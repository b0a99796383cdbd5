"""Directory, books, search and tokens: who may see which page, of which body, and in how many queries."""

import pytest
from django.test import Client
from django.urls import reverse

ROLES = ["leader", "head_of_unit", "specialist", "clerk", "records_keeper", "auditor"]
READS_BOOKS = {"leader", "clerk", "records_keeper", "auditor"}
PAGES = ["directory", "search", "book-incoming", "book-outgoing", "tokens"]


def signed_in(mandate) -> Client:
    client = Client()
    client.force_login(mandate.account)
    return client


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", PAGES)
def test_each_role_opens_what_its_mandate_allows(country, role, name):
    response = signed_in(country.ministry.mandates[role]).get(reverse(f"desk:{name}"))
    allowed = name in {"directory", "search"} or (name == "tokens" and role == "clerk")
    allowed = allowed or (name.startswith("book-") and role in READS_BOOKS)
    assert response.status_code == (200 if allowed else 403)
