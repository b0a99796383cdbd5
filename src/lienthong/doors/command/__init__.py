"""The command line `lienthong`: starts, keeps and asks the product; the other doors run under it."""
