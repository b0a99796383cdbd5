"""Foreign forms of an exchanged document: one folder for each binding, all leading to the same exchange actions.

A binding turns bytes from elsewhere into plain values and back. It owns no table, asks no rule and decides nothing.
"""
