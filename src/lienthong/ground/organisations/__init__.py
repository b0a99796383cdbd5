"""Bodies, units, posts and places, with every name, code and parent dated.

Owns the directory and its changes (merge, split, rename, dissolve). Never decides who may do what.
"""
