"""The door of machines: `/api/v1`, JSON with files by reference, and signed edXML.

One table of endpoints (`endpoints`) makes the addresses, the checks at the edge, the OpenAPI document and the readable
page; `shapes` says what goes in and comes out; `views` load, call one action, and answer. Nothing is decided here that
the desk would decide otherwise: the same rules, the same actions.
"""
