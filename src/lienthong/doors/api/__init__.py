"""The door of machines: `/api/v1`, JSON and signed edXML."""
