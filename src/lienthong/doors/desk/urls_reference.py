"""Addresses: what is looked up — directory, books, search — and the tokens of the body's own software."""

from django.urls import URLPattern, path

from lienthong.doors.desk.reference import books, directory, search, tokens

urlpatterns: list[URLPattern] = [
    path("directory/", directory.directory, name="directory"),
    path("directory/<uuid:body_id>/", directory.body, name="body"),
    path("books/", books.choose, name="books"),
    path("books/outgoing/", books.outgoing, name="book-outgoing"),
    path("books/incoming/", books.incoming, name="book-incoming"),
    path("books/<slug:book>/print/", books.printed, name="book-print"),
    path("books/<slug:book>/export/", books.export, name="book-export"),
    path("search/", search.search, name="search"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<uuid:token_id>/revoke/", tokens.revoke, name="token-revoke"),
]
