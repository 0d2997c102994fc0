"""Verify a receipt of the written silence procedure, years later, without the application.

    python3 verify_receipt.py RECEIPT KEY

RECEIPT is the file that was given; KEY the 44 letters that stand in the President's
letter. Python's standard library is all that is needed; the signature is checked as
RFC 8032 says (Ed25519), the tree as RFC 9162 says. Ends with 0 where the receipt is genuine.
"""

import base64
import hashlib
import json
import sys

P = 2**255 - 19  # the field, the group's order, the curve's constant
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


class Wrong(Exception):
    """What is wrong with the receipt, in words."""


def _recover_x(y, sign):
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        raise Wrong("this is not a key, or not a signature")
    return P - x if x & 1 != sign else x


def _point(raw):
    number = int.from_bytes(raw, "little")
    y, sign = number & ((1 << 255) - 1), number >> 255
    if y >= P:
        raise Wrong("this is not a key, or not a signature")
    x = _recover_x(y, sign)
    return x, y, 1, x * y % P


def _add(a, b):
    left, right = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    both, twice = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = right - left, twice - both, twice + both, right + left
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number, point):
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _add(found, point)
        point, number = _add(point, point), number >> 1
    return found


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = _recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def signed(key, text, signature):
    """Whether the 64 bytes are this key's signature over the text (RFC 8032, 5.1.7)."""
    scalar = int.from_bytes(signature[32:], "little")
    if len(key) != 32 or len(signature) != 64 or scalar >= L:
        return False
    hashed = hashlib.sha512(signature[:32] + key + text).digest()
    challenge = int.from_bytes(hashed, "little") % L
    one = _times(scalar, BASE)
    two = _add(_point(signature[:32]), _times(challenge, _point(key)))
    same_x = (one[0] * two[2] - two[0] * one[2]) % P == 0
    return same_x and (one[1] * two[2] - two[1] * one[2]) % P == 0


def open_note(note, key):
    """The lines and the signer's name of a signed note, once its signature fits."""
    text, found, tail = note.rpartition("\n\n")
    parts = tail.rstrip("\n").split(" ")
    if not found or len(parts) != 3 or parts[0] != "\u2014":
        raise Wrong("this is not a signed note")
    text, name, line = text + "\n", parts[1], base64.b64decode(parts[2])
    if line[:4] != hashlib.sha256(name.encode() + b"\n\x01" + key).digest()[:4]:
        raise Wrong("it was signed by another key than the one you gave")
    if not signed(key, text.encode(), line[4:]):
        raise Wrong("the signature does not fit the text: it was changed")
    return text.split("\n")[:-1], name


def root_of(index, size, leaf, path):
    """The root to which a proof of inclusion leads (RFC 9162, 2.1.3.2); None where to none."""
    last, node = size - 1, leaf
    if not 0 <= index < size:
        return None
    for sibling in path:
        if last == 0:
            return None
        if index & 1 or index == last:
            node = hashlib.sha256(b"\x01" + sibling + node).digest()
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + sibling).digest()
        index, last = index >> 1, last >> 1
    return node if last == 0 else None


def verify(text, key):
    """The facts of a receipt, its entry, and the size of the log where a proof is with it."""
    note, _, proof = text.replace("\r\n", "\n").partition("\nc2sp.org/tlog-proof@v1\n")
    lines, name = open_note(note.rstrip("\n") + "\n", key)
    if len(lines) != 2:
        raise Wrong("this is not a receipt")
    entry, (_salt, facts) = json.loads(lines[0]), json.loads(lines[1])
    digest = hashlib.sha256(b"recruit/facts/v1\x00" + lines[1].encode()).digest()
    if entry["log"] != name or entry["facts"] != base64.b64encode(digest).decode():
        raise Wrong("the facts are not those of the entry")
    if not proof:
        return facts, entry, None
    head, _, checkpoint = proof.partition("\n\n")
    (origin, size, root), signer = open_note(checkpoint.strip("\n") + "\n", key)
    if origin != name or signer != name:
        raise Wrong("the proof is of another round's record than the receipt")
    first, *path = head.split("\n")
    leaf = hashlib.sha256(b"\x00" + lines[0].encode()).digest()
    index = int(first.removeprefix("index "))
    found = root_of(index, int(size), leaf, [base64.b64decode(h) for h in path])
    if found is None or base64.b64encode(found).decode() != root:
        raise Wrong("the proof does not lead to the checkpoint: the entry is not in that record")
    return facts, entry, int(size)


def main(arguments):
    """Say in words whether the receipt is genuine; 0 where it is, 1 where not."""
    if len(arguments) != 2:
        print(__doc__)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            facts, entry, size = verify(file.read(), base64.b64decode(arguments[1]))
    except (Wrong, ValueError, KeyError, TypeError) as wrong:
        reason = wrong if isinstance(wrong, Wrong) else "this is not a receipt"
        print(f"NOT GENUINE: {reason}")
        return 1
    print(f"GENUINE. Recorded at {entry['at']} in {entry['log']}:")
    for what, value in facts.items():
        print(f"  {what}: {value}")
    if size is None:
        print("No proof of inclusion is with it; it can be had after the round's deadline.")
    else:
        print(f"The entry is in the record of {size} entries that the checkpoint fixes.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
