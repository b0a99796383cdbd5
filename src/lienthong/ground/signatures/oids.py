"""Object identifiers used in signatures, each with where it is defined. Owns no logic."""

from typing import Final

# CMS, RFC 5652
DATA: Final = "1.2.840.113549.1.7.1"
SIGNED_DATA: Final = "1.2.840.113549.1.7.2"
CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"
SIGNING_TIME: Final = "1.2.840.113549.1.9.5"

# CAdES, RFC 5035 and ETSI EN 319 122-1
SIGNING_CERTIFICATE_V2: Final = "1.2.840.113549.1.9.16.2.47"
SIGNATURE_TIME_STAMP: Final = "1.2.840.113549.1.9.16.2.14"
SIGNER_ATTRIBUTES_V2: Final = "0.4.0.19122.1.1"
CLAIMED_NAME: Final = "2.5.4.41"

# Time-stamps, RFC 3161
TST_INFO: Final = "1.2.840.113549.1.9.16.1.4"
TSA_POLICY: Final = "0.4.0.2023.1.1"  # best-practices time-stamp policy, ETSI EN 319 421 §5.2

# Algorithms, RFC 5754 and RFC 5758
SHA1: Final = "1.3.14.3.2.26"
SHA256: Final = "2.16.840.1.101.3.4.2.1"
SHA384: Final = "2.16.840.1.101.3.4.2.2"
SHA512: Final = "2.16.840.1.101.3.4.2.3"
ECDSA_SHA256: Final = "1.2.840.10045.4.3.2"
RSA_SHA256: Final = "1.2.840.113549.1.1.11"
RSA: Final = "1.2.840.113549.1.1.1"
