"""Taking in what comes as edXML from outside: read, judge, resolve, and lay out the rows that will be stored.

One truth for both ways in: the action stores the rows of one message, the gateway those of many at once. Owns the rules
of taking in; never writes, and never decides what the receiving body does with the document.
"""
