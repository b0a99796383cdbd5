"""Working time as data: public holidays, swapped days, office hours, deadlines that explain themselves.

Owns calendar documents and the arithmetic over them. Never knows whose deadline it counts.
"""
