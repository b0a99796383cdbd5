"""Names and methods of XML signatures (W3C xmldsig-core1), and which of them we accept. Owns no logic."""

from typing import Final

DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
_DSIG_MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"
_XMLENC: Final = "http://www.w3.org/2001/04/xmlenc#"
EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED: Final = DSIG + "enveloped-signature"
XADES: Final = "{http://uri.etsi.org/01903/"
"""How names of XAdES begin, whatever their version."""
SIGNED_PROPERTIES: Final = "http://uri.etsi.org/01903#SignedProperties"

CANONICAL: Final = {
    # Whether exclusive. Comments play no part: what is signed is chosen without them (xmldsig-core1 §4.4.3.3).
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315": False,
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments": False,
    "http://www.w3.org/2006/12/xml-c14n11": False,
    "http://www.w3.org/2006/12/xml-c14n11#WithComments": False,
    EXCLUSIVE: True,
    EXCLUSIVE + "WithComments": True,
}
"""Canonicalisation methods accepted in verification."""

DIGESTS: Final = {
    DSIG + "sha1": "sha1",
    _DSIG_MORE + "md5": "md5",
    _XMLENC + "sha256": "sha256",
    _DSIG_MORE + "sha384": "sha384",
    _XMLENC + "sha512": "sha512",
}
SIGNATURES: Final = {
    DSIG + "rsa-sha1": ("rsassa_pkcs1v15", "sha1"),
    DSIG + "dsa-sha1": ("dsa", "sha1"),
    _DSIG_MORE + "rsa-md5": ("rsassa_pkcs1v15", "md5"),
    _DSIG_MORE + "ecdsa-sha1": ("ecdsa", "sha1"),
    _DSIG_MORE + "rsa-sha256": ("rsassa_pkcs1v15", "sha256"),
    _DSIG_MORE + "rsa-sha384": ("rsassa_pkcs1v15", "sha384"),
    _DSIG_MORE + "rsa-sha512": ("rsassa_pkcs1v15", "sha512"),
    _DSIG_MORE + "ecdsa-sha256": ("ecdsa", "sha256"),
    _DSIG_MORE + "ecdsa-sha384": ("ecdsa", "sha384"),
    _DSIG_MORE + "ecdsa-sha512": ("ecdsa", "sha512"),
}
"""Signature methods: family and hash. Weak hashes are known here only to be called "not secure"; HMAC is not known."""

SHA256: Final = _XMLENC + "sha256"
PRODUCED: Final = {"ecdsa": _DSIG_MORE + "ecdsa-sha256", "rsa": _DSIG_MORE + "rsa-sha256"}
