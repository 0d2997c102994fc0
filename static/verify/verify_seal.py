"""Verify the seal of a report, a certificate of signatures or a second edition, years later.

    python3 verify_seal.py FILE [SEAL] [STAMP]

FILE is the PDF; SEAL the certificate of the installation's seal, as a file (.pem) or as its
64 letters (SHA-256): without it the program shows that the file is whole, not whose it is.
STAMP is where a time-stamp is written that is with the seal, so that openssl can verify it.
Python's standard library is all that is needed; the seal is checked as RFC 5652 says (CMS),
the signature as FIPS 186-5 says (ECDSA over P-256 with SHA-256), every byte of the file being
in it. Ends with 0 where the file is whole and the seal the one that was asked for.
"""

import base64
import hashlib
import os
import re
import sys

P = 2**256 - 2**224 + 2**192 + 2**96 - 1  # the field of P-256, its order, its constant, its base
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
BASE = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
SHA256 = bytes.fromhex("300d06096086480165030402010500")
ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
P256_KEY = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
DATA = bytes.fromhex("06092a864886f70d010701")
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
DIGEST = bytes.fromhex("06092a864886f70d010904")
CERTIFICATE = bytes.fromhex("060b2a864886f70d010910022f")
STAMP = bytes.fromhex("060b2a864886f70d010910020e")


class Wrong(Exception):
    """What is wrong with the file or its seal, in words."""


# -- the curve ----------------------------------------------------------------------------


def _add(a, b):
    if a is None or b is None:
        return b if a is None else a
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P) % P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def _times(number, point):
    found = None
    while number:
        if number & 1:
            found = _add(found, point)
        point, number = _add(point, point), number >> 1
    return found


def signed(key, text, signature):
    """Whether r and s are this key's signature over the text (FIPS 186-5, 6.4.2)."""
    x, y = key
    if not (x < P and y < P and (y * y - x * x * x + 3 * x - B) % P == 0):
        return False
    r, s = signature
    if not (0 < r < N and 0 < s <= N // 2):  # of the two that fit, a seal has the lower s
        return False
    hashed, inverse = int.from_bytes(hashlib.sha256(text).digest(), "big"), pow(s, -1, N)
    point = _add(_times(hashed * inverse % N, BASE), _times(r * inverse % N, key))
    return point is not None and point[0] % N == r


# -- DER ----------------------------------------------------------------------------------


def one(raw):
    """The first value of these bytes: its tag, its content, its whole, and what follows it."""
    if len(raw) < 2:
        raise Wrong("the seal is cut short")
    length, start = raw[1], 2
    if length >= 0x80:
        more = length & 0x7F
        length, start = int.from_bytes(raw[2 : 2 + more], "big"), 2 + more
        if not 0 < more < 5 or length < 0x80:
            raise Wrong("the seal is not what a seal is")
    if start + length > len(raw):
        raise Wrong("the seal is cut short")
    return raw[0], raw[start : start + length], raw[: start + length], raw[start + length :]


def parts(raw):
    """Every value of these bytes: tag, content, whole."""
    found = []
    while raw:
        tag, content, whole, raw = one(raw)
        found.append((tag, content, whole))
    return found


def made(tag, *contents):
    """The value of this tag that holds these bytes."""
    content = b"".join(contents)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def whole_number(value):
    """A number that is not negative, in the one way in which it may be written."""
    return made(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


# -- the file -----------------------------------------------------------------------------


def opened(raw):
    """What the seal is over, and the seal's own bytes. It must be over the whole file."""
    found = []
    for place in re.finditer(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)\s*\]", raw):
        start, until, since, rest = (int(number) for number in place.groups())
        hexed = raw[until:since]
        if start == 0 and re.fullmatch(rb"<(?:[0-9A-F]{2})+>", hexed) and since > until:
            found.append((until, since, since + rest, bytes.fromhex(hexed[1:-1].decode())))
    if not found:
        raise Wrong("it bears no seal, or the seal was taken apart")
    if len(found) > 1:
        raise Wrong("it bears more than one signature: something was added after the seal")
    until, since, end, seal = found[0]
    if end < len(raw):
        raise Wrong(f"something was added after the seal: {len(raw) - end} bytes")
    if end > len(raw):
        raise Wrong(f"it was cut: {end - len(raw)} bytes are missing")
    return raw[:until] + raw[since:], seal


def checked(covered, seal):
    """The seal's certificate, its signature and its time-stamp (b'' for none), once all fits."""
    tag, content, cms, padding = one(seal)
    if tag != 0x30 or padding.strip(b"\0"):
        raise Wrong("there is something beside the seal")
    data = parts(parts(parts(content)[1][1])[0][1])
    certificate, signer = data[3][1], parts(data[4][1])[0][1]
    fields = parts(signer)
    attributes, signature = fields[3], fields[5][1]
    stamp = fields[6][2] if len(fields) > 6 else b""
    to_be_signed = parts(parts(certificate)[0][1])[0][1]
    about = parts(to_be_signed)
    serial, issuer, key = about[1][2], about[3][2], about[6][2]
    # whatever no signature is over is what it always is, so that no byte of it may change
    who = made(0x30, issuer, serial)
    attributed, value = made(0xA0, attributes[1]), made(4, signature)
    name = made(0x30, b"\2\1\1", who, SHA256, attributed, ECDSA_SHA256, value, stamp)
    inner = made(
        0x30,
        b"\2\1\1",
        made(0x31, SHA256),
        made(0x30, DATA),
        made(0xA0, certificate),
        made(0x31, name),
    )
    if made(0x30, SIGNED_DATA, made(0xA0, inner)) != cms or stamp[:1] not in (b"", b"\xa1"):
        raise Wrong("the seal is not what a seal is")
    said = {}
    for _tag, attribute, _whole in parts(attributes[1]):
        (_oid, _name, oid), (_set, values, _all) = parts(attribute)
        said[oid] = values
    if said.get(CONTENT_TYPE) != DATA or CERTIFICATE not in said:
        raise Wrong("the seal is not what a seal is")
    if said.get(DIGEST) != made(4, hashlib.sha256(covered).digest()):
        raise Wrong("the file was changed after it was sealed")
    named = parts(parts(parts(parts(said[CERTIFICATE])[0][1])[0][1])[0][1])[0][1]
    if named != hashlib.sha256(certificate).digest():
        raise Wrong("the certificate is not the one that the seal names")
    if key[: len(P256_KEY)] != P256_KEY or len(key) != len(P256_KEY) + 64:
        raise Wrong("the certificate is of another kind of key")
    point = key[len(P256_KEY) :]
    where = int.from_bytes(point[:32], "big"), int.from_bytes(point[32:], "big")
    numbers = [int.from_bytes(part[1], "big") for part in parts(parts(signature)[0][1])]
    if signature != made(0x30, *(whole_number(number) for number in numbers)):
        raise Wrong("the seal is not what a seal is")
    if not signed(where, b"\x31" + attributes[2][1:], numbers):
        raise Wrong("the signature does not fit: the seal is not of this certificate")
    return certificate, signature, stamp


def stamped(stamp, signature):
    """The token of a time-stamp and its time, once it is a stamp of this very seal.

    Whether the authority's own signature is genuine is asked of another program.
    """
    oid, values = parts(parts(parts(stamp)[0][1])[0][1])
    if oid[2] != STAMP:
        raise Wrong("what is with the seal is no time-stamp")
    token = values[1]
    data = parts(parts(parts(token)[0][1])[1][1])[0][1]
    said = parts(parts(parts(data)[2][1])[1][1])[0][1]
    about = parts(parts(said)[0][1])
    if parts(about[2][1])[1][1] != hashlib.sha256(signature).digest():
        raise Wrong("the time-stamp is of something else than this seal")
    when = about[4][1].decode("ascii")
    return token, f"{when[:4]}-{when[4:6]}-{when[6:8]} {when[8:10]}:{when[10:12]}:{when[12:14]} UTC"


def asked(text):
    """The SHA-256 of a certificate that was given as a file or as 64 letters."""
    if not os.path.exists(text):
        return text.strip().lower().replace(":", "")
    with open(text, encoding="ascii") as file:
        middle = file.read().split("-----BEGIN CERTIFICATE-----")[1].split("-----END")[0]
    return hashlib.sha256(base64.b64decode(middle)).hexdigest()


def main(arguments):
    """Say in words whether the file is whole and whose seal it bears; 0 where so, 1 where not."""
    if not 0 < len(arguments) < 4:
        print(__doc__)
        return 2
    try:
        with open(arguments[0], "rb") as file:
            raw = file.read()
        covered, seal = opened(raw)
        certificate, signature, stamp = checked(covered, seal)
        mark = hashlib.sha256(certificate).hexdigest()
        if arguments[1:] and asked(arguments[1]) != mark:
            raise Wrong(f"it is another's seal than the one you gave: {mark}")
        token, when = stamped(stamp, signature) if stamp else (b"", "")
    except Wrong as wrong:
        print(f"FAULT: {wrong}")
        return 1
    except (OSError, ValueError, IndexError, UnicodeError) as error:
        print(f"FAULT: it can't be read as a sealed file ({type(error).__name__})")
        return 1
    print("WHOLE: no byte was changed and none added since the seal was put on.")
    print(f"SHA-256 of the file: {hashlib.sha256(raw).hexdigest()}")
    print(f"SHA-256 of the seal's certificate: {mark}")
    if not arguments[1:]:
        print("Compare it with what the institution gave you: anybody can make a seal.")
    if when:
        print(f"A time-stamp is with it: {when}. Whose it is, openssl says:")
        print(
            f"  openssl ts -verify -token_in -in STAMP -CAfile AUTHORITY.pem -digest "
            f"{hashlib.sha256(signature).hexdigest()}"
        )
        if len(arguments) == 3:
            with open(arguments[2], "wb") as out:
                out.write(token)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
