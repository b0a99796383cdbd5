"""aiosmtpd: a mail of 10 KB, S/MIME (P-256) verified, one committed row, 250."""

from collections.abc import Sequence
from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from scratch import FOREIGN, Server, environment, free_port

from candidates.base import Candidate, program
from lienthong.kit.clock import now

_DIFFERENT = 200
"""So many different signed mails are sent in turn; nothing in the peer remembers a signature."""


class Mail(Candidate):
    """Peer (b)."""

    name = "aiosmtpd"
    outstanding = (16,)

    def start(self) -> None:
        bin_folder = environment("smtp")
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sender")])
        today = now()
        certificate = (
            x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(today - timedelta(days=1))
            .not_valid_after(today + timedelta(days=30))
            .sign(key, hashes.SHA256())
        )
        (self.place / "sender.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        self._mails = self.place / "mails"
        with self._mails.open("wb") as file:
            for number in range(_DIFFERENT):
                mail = self._signed(number, key, certificate)
                file.write(len(mail).to_bytes(4, "big") + mail)
        port = free_port()
        words = [str(bin_folder / "python"), str(FOREIGN / "smtp_site.py"), str(port), str(self.place / "sender.pem")]
        self._server = Server(self.name, words, port, {"DATABASE_URL": self.scratch.database("mail")}, self.place)

    def _signed(self, number: int, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> bytes:
        part = b"Content-Type: application/xml; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        part += self.content.replace(b"\n", b"\r\n") + str(number).encode()
        signature = pkcs7.PKCS7SignatureBuilder().set_data(part).add_signer(certificate, key, hashes.SHA256())
        options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
        signed = signature.sign(Encoding.SMIME, options)
        return signed.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")

    def load(self, outstanding: int) -> Sequence[str]:
        return program("mail_load.py", self._server.port, outstanding, self.seconds, self._mails)

    def cpu_seconds(self) -> float:
        return self._server.cpu_seconds

    def stop(self) -> None:
        self._server.stop()
