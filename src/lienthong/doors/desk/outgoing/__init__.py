"""Outgoing documents at the desk: the list, composing, the case page, the steps from draft to dispatch, numbers."""
