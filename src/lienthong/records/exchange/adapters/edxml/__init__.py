"""edXML, the packet of QCVN 102:2016/BTTTT: reading, writing, sealing and checking document and status messages.

Pure code without tables or settings: bytes in, frozen values out, and for what cannot be accepted a refusal that names
line and element. The regulation's own spelling lives in `wire.py` and nowhere else. How it is meant to be used is told
in `docs/reference/edxml.md`.
"""
