"""Who may act for whom, in which post and capacity (TM., KT., TL., TUQ., Q.), from when until when.

Owns appointments and delegations, and is the only source of permission. Never grants by default.
"""
