"""The child that puts the seal on a PDF: pyHanko, which takes long to load and much room.

It is run by itself (``recruit.documents.seal`` starts it), reads only PDFs that this house
made, and holds the seal's private key as long as one sealing takes. Its first line in is JSON,
then the PDF; its first line out is JSON, then the sealed PDF. Network it has only where a
time-stamp authority is named.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import json
import os
import sys
import urllib.request
from datetime import datetime
from typing import Any

from recruit.core import seal_key
from recruit.documents import confinement

MOST_MEMORY = 1024 * 1024 * 1024  # bytes of address space
MOST_PROCESSOR = 20  # seconds of processor time
FIELD = "Seal"
_ROOM = 2048  # bytes kept free for a signature without a time-stamp
_ROOM_STAMPED = 16_384
_PATIENCE = 8  # seconds that the authority may take
_MOST_ANSWER = 12_288  # bytes of it that are read


def impress(
    pdf: bytes, asked: dict[str, Any], loop: asyncio.AbstractEventLoop
) -> tuple[bytes, str]:
    """The sealed PDF, and what became of the time-stamp: '' (none was asked for), its time
    (ISO 8601), or 'away' where the authority gave none that fits.

    asked: certificate and key in base64, at (ISO 8601), what it is in words, authority (an
    address or ''). loop: made before sockets are given up. One incremental update: an
    invisible field outside the page, and a certifying PAdES signature over the whole file that
    allows no change after it.
    """
    from asn1crypto import keys as asn1_keys
    from asn1crypto import x509
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    at = datetime.fromisoformat(asked["at"])
    private = base64.b64decode(asked["key"])

    class Update(IncrementalPdfFileWriter):
        """Adds the field and its signature and nothing else: the metadata, which say PDF/A and
        PDF/UA, stay byte for byte, and the file stays of PDF 1.7, on which PDF/A-2 stands."""

        def _update_meta(self) -> None:
            pass

        def ensure_output_version(self, version: Any) -> None:
            pass

        def register_extension(self, ext: Any) -> None:
            pass

    class Seal(signers.SimpleSigner):
        """Signs by the one function of the house, which gives the same bytes twice."""

        def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
            if digest_algorithm != "sha256":
                raise ValueError(digest_algorithm)
            return seal_key.sign(private, data)

    class Sealer(signers.PdfSigner):
        """Seals at the given time; the library would read the machine's."""

        def init_signing_session(self, *given: Any, **more: Any) -> Any:
            session = super().init_signing_session(*given, **more)
            session.system_time = at
            return session

    signer = Seal(
        signing_cert=x509.Certificate.load(base64.b64decode(asked["certificate"])),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )

    def sealed(stamper: Any) -> bytes:
        writer = Update(io.BytesIO(pdf))
        # the library draws the file's second id at random; here it follows from the content
        writer._document_id[1] = type(writer._document_id[1])(hashlib.sha256(pdf).digest()[:16])
        if "/Tabs" not in writer.find_page_for_modification(0)[0].get_object():
            raise ValueError("a page with a field says its order of tabs (PDF/UA-1, 7.18.3)")
        sealer = Sealer(
            signers.PdfSignatureMetadata(
                field_name=FIELD,
                md_algorithm="sha256",
                reason=asked["what"],
                subfilter=fields.SigSeedSubFilter.PADES,
                certify=True,
                docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            ),
            signer=signer,
            timestamper=stamper,
            new_field_spec=fields.SigFieldSpec(
                FIELD,
                on_page=0,
                box=None,
                readable_field_name=asked["what"],
                invis_sig_settings=fields.InvisSigSettings(box_out_of_bounds=True),
            ),
        )
        reserved = 2 * (_ROOM_STAMPED if stamper else _ROOM)
        out = loop.run_until_complete(sealer.async_sign_pdf(writer, bytes_reserved=reserved))
        return bytes(out.getbuffer())

    if not asked["authority"]:
        return sealed(None), ""
    try:
        return _stamped(sealed, asked["authority"])
    except Exception:  # whatever the authority does, the seal does not wait for it
        return sealed(None), "away"


def _stamped(sealed: Any, authority: str) -> tuple[bytes, str]:
    """Sealed with a time-stamp (RFC 3161) of this authority, and its time.

    Raises ValueError where the answer's stamp is not of what was asked.
    """
    from asn1crypto import tsp
    from pyhanko.sign.timestamps import TimeStamper

    times: list[datetime] = []

    class Stamper(TimeStamper):
        """Asks over HTTP, without waiting long or reading much, and takes only a stamp of the
        very digest that was sent."""

        async def async_request_tsa_response(self, req: Any) -> Any:
            asking = urllib.request.Request(  # noqa: S310 - the setting is http or https alone
                authority, req.dump(), {"Content-Type": "application/timestamp-query"}
            )
            with urllib.request.urlopen(asking, timeout=_PATIENCE) as answer:  # noqa: S310
                return tsp.TimeStampResp.load(answer.read(_MOST_ANSWER))

        async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:
            token = await super().async_timestamp(message_digest, md_algorithm)
            said = token["content"]["encap_content_info"]["content"].parsed
            imprint = said["message_imprint"]
            if (
                imprint["hashed_message"].native != message_digest
                or imprint["hash_algorithm"]["algorithm"].native != md_algorithm
            ):
                raise ValueError("a stamp of something else")
            times.append(said["gen_time"].native)
            return token

    made = sealed(Stamper())
    return made, times[-1].isoformat()


def main() -> None:
    """The child: load the library, give up what is not needed, seal, write, end."""
    # loaded before the limits, which refuse nothing that loading needs; the names are used above
    import pyhanko.sign.signers  # noqa: F401

    asked = json.loads(sys.stdin.buffer.readline())
    loop = asyncio.new_event_loop()  # it wants a pair of sockets, which are refused afterwards
    if asked["authority"]:
        confinement.limit(MOST_MEMORY, MOST_PROCESSOR)
    else:
        confinement.confine(MOST_MEMORY, MOST_PROCESSOR)
    made, stamp = impress(sys.stdin.buffer.read(), asked, loop)
    sys.stdout.buffer.write(json.dumps({"stamp": stamp}).encode() + b"\n")
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
