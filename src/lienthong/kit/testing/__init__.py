"""What tests of every room share; never imported by the product."""
