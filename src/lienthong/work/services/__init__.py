"""Public services as data: what is asked, which papers, what fee, who handles it, until when, and on which law.

Owns the form of a procedure package, the language of its conditions, its decision tables and what is checked before
it may be published. Never runs code that a package brings along, and never knows who asks: it is given answers and
a day.
"""
