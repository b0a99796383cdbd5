"""The language of conditions: a typed tree given as data, evaluated in one way, in one place, and always with an end.

`{"==": ["$reason", "expired"]}` · `{"and": [...]}` · `{"years_between": ["$born_on", "$today"]}`. `$name` is the answer
to a question. There are no loops, no calls and no names but those of the questions; size and depth have limits. What is
not answered yet is a value of its own: it makes unknown what depends on it, and nothing else.
"""
