"""The National Public Service Portal (Cổng Dịch vụ công quốc gia): `client` speaks with it, `emulator` stands in.

Owns the wire only. The emulator is never real: it says so on its page and in every answer.
"""
