"""What an authenticator is asked and what it answered (W3C Web Authentication, level 2).

The only door to the library. A passkey's private half never leaves the authenticator; what is
kept is the public half. User verification is always asked: a finger, a face or a PIN.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from recruit.core import sealing
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _

LONGEST = 8_000  # characters of an authenticator's answer


@dataclass(frozen=True, slots=True)
class Site:
    """What passkeys are bound to: rp_id, the host; origin, the address that the browser names."""

    rp_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A passkey as registered. credential: its id, base64url; public_key: COSE (RFC 9052)."""

    credential: str
    public_key: bytes
    count: int


@dataclass(frozen=True, slots=True)
class Asserted:
    """An assertion that was found true. All values base64url, as the browser gave them.

    count: the authenticator's counter after it; 0 where it keeps none.
    """

    credential: str
    authenticator_data: str
    client_data: str
    signature: str
    count: int


def site_of(base_url: str) -> Site:
    """The site of an installation, from its configured address; never from a request."""
    parts = urlsplit(base_url)
    return Site(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


def registration_options(
    site: Site, *, person_id: str, name: str, mail: str, challenge: bytes, known: Sequence[str]
) -> str:
    """What the browser is given to make a passkey, as JSON. known: credentials not made again."""
    # imported late: few requests need it
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers import base64url_to_bytes, cose, structs

    made = generate_registration_options(
        rp_id=site.rp_id,
        rp_name=_("Director recruitment"),
        user_id=hashlib.sha256(f"recruit/passkey/{person_id}".encode()).digest(),
        user_name=mail,
        user_display_name=name,
        challenge=challenge,
        supported_pub_key_algs=[
            cose.COSEAlgorithmIdentifier.ECDSA_SHA_256,
            cose.COSEAlgorithmIdentifier.EDDSA,
            cose.COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
        ],
        attestation=structs.AttestationConveyancePreference.NONE,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.PREFERRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(id=base64url_to_bytes(c)) for c in known
        ],
    )
    return options_to_json(made)


def registered(site: Site, challenge: bytes, answer: str) -> Registered:
    """The passkey in an authenticator's answer. Raises Refusal for another site, origin or
    challenge, without user verification, and for what is no answer."""
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        found = verify_registration_response(
            credential=_answer(answer),
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise _refused() from None
    return Registered(
        bytes_to_base64url(found.credential_id), found.credential_public_key, found.sign_count
    )


def assertion_options(site: Site, *, challenge: bytes, known: Sequence[str]) -> str:
    """What the browser is given to sign a challenge with one of these passkeys, as JSON."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers import base64url_to_bytes, structs

    made = generate_authentication_options(
        rp_id=site.rp_id,
        challenge=challenge,
        allow_credentials=[
            structs.PublicKeyCredentialDescriptor(id=base64url_to_bytes(c)) for c in known
        ],
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(made)


def credential_of(answer: str) -> str:
    """Which passkey an answer says it is of; '' where it says none."""
    try:
        return str(_answer(answer).get("id", ""))
    except ValueError:
        return ""


def asserted(site: Site, challenge: bytes, answer: str, public_key: bytes, count: int) -> Asserted:
    """The assertion in an authenticator's answer, checked against the public half.

    count: the counter that was last seen. Raises Refusal where the signature, the site, the
    origin, the challenge or the user verification is not right, or the counter ran back.
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        said = _answer(answer)
        found = verify_authentication_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=count,
            require_user_verification=True,
        )
        response = said["response"]
        return Asserted(
            str(said["id"]),
            str(response["authenticatorData"]),
            str(response["clientDataJSON"]),
            str(response["signature"]),
            found.new_sign_count,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise _refused() from None


def spki(public_key: bytes) -> bytes:
    """The public half as SubjectPublicKeyInfo (RFC 5280), which every tool reads."""
    from webauthn.helpers import decode_credential_public_key
    from webauthn.helpers.decoded_public_key_to_cryptography import (
        decoded_public_key_to_cryptography,
    )

    key = decoded_public_key_to_cryptography(decode_credential_public_key(public_key))
    return sealing.public_der(key)


def _answer(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST:
        raise ValueError("too long")
    said = json.loads(answer)
    if not isinstance(said, dict):
        raise ValueError("no answer")
    return said


def _refused() -> Refusal:
    return Refusal(
        "R20",
        "",
        _("What the authenticator answered is not right for this page."),
        kind=Kind.INVALID,
        todo=_("Try again; the code of your authenticator works too."),
    )
