"""Verify an archive of a recruitment: that every file is as it was, and the record whole.

    python3 verify.py [KEY] [FOLDER]

KEY: the 44 letters of the key in the President's letter; without it the archive's own
key.txt is taken, which shows that nothing was changed by accident, not by whom it was made.
FOLDER: the archive's, by default the one of this program. Python's standard library and
verify_receipt.py, which lies beside this program, are all that is needed.
"""

import base64
import hashlib
import json
import os
import runpy
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
RECEIPT = runpy.run_path(os.path.join(HERE, "verify_receipt.py"))


def read(folder, path):
    """The bytes of a file of the archive."""
    with open(os.path.join(folder, *path.split("/")), "rb") as file:
        return file.read()


def paths(folder):
    """Every file that lies in the archive."""
    found = []
    for where, _folders, names in os.walk(folder):
        inside = os.path.relpath(where, folder).replace(os.sep, "/")
        found += [name if inside == "." else f"{inside}/{name}" for name in names]
    return sorted(found)


def root_of(leaves):
    """The root hash over leaf hashes (RFC 6962, 2.1)."""
    stack = []
    for leaf in leaves:
        stack.append((1, leaf))
        while len(stack) > 1 and stack[-1][0] == stack[-2][0]:
            (size, right), (_same, left) = stack.pop(), stack.pop()
            stack.append((2 * size, hashlib.sha256(b"\x01" + left + right).digest()))
    if not stack:
        return hashlib.sha256(b"").digest()
    _size, node = stack.pop()
    while stack:
        node = hashlib.sha256(b"\x01" + stack.pop()[1] + node).digest()
    return node


def faults(folder, key):
    """Everything that is not as it should be, in words."""
    lines, name = RECEIPT["open_note"](read(folder, "manifest.note").decode(), key)
    manifest = read(folder, "manifest.json")
    if lines != ["recruit/archive", hashlib.sha256(manifest).hexdigest()] or name != lines[0]:
        yield "manifest.json is not the one that was signed"
        return
    listed = {f["path"]: f for f in json.loads(manifest)["files"]}
    there = set(paths(folder)) - {"manifest.json", "manifest.note"}
    for path in sorted(set(listed) - there):
        yield f"{path} is missing"
    for path in sorted(there - set(listed)):
        yield f"{path} does not belong to the archive"
    for path in sorted(there & set(listed)):
        if hashlib.sha256(read(folder, path)).hexdigest() != listed[path]["sha256"]:
            yield f"{path} was changed"
    for path in sorted(p for p in listed if p.endswith("/leaves.txt")):
        yield from log_faults(folder, path.removesuffix("/leaves.txt"), listed, key)


def log_faults(folder, log, listed, key):
    """What is wrong with one log: its leaves, its entries, its checkpoints."""
    leaves = [bytes.fromhex(line) for line in read(folder, f"{log}/leaves.txt").decode().split()]
    if f"{log}/entries.txt" in listed:
        for line in read(folder, f"{log}/entries.txt").split(b"\n")[:-1]:
            place, _space, body = line.partition(b" ")
            if hashlib.sha256(b"\x00" + body).digest() != leaves[int(place)]:
                yield f"{log}: the entry at {int(place)} is not the one that was recorded"
    for path in sorted(p for p in listed if p.startswith(f"{log}/checkpoint-")):
        (origin, size, root), name = RECEIPT["open_note"](read(folder, path).decode(), key)
        found = base64.b64encode(root_of(leaves[: int(size)])).decode()
        if found != root or name != origin or origin.replace("/", "-") != log.split("/")[-1]:
            yield f"{path}: the log is not what it was"


def main(arguments):
    """Say in words whether the archive is whole; 0 where it is, 1 where not."""
    folder = next((a for a in arguments if os.path.isdir(a)), HERE)
    given = next((a for a in arguments if not os.path.isdir(a)), "")
    try:
        key = base64.b64decode(given or read(folder, "key.txt"))
        found = list(faults(folder, key))
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        found = [f"it can't be read: {error}"]
    except RECEIPT["Wrong"] as wrong:
        found = [str(wrong)]
    for fault in found:
        print(f"FAULT: {fault}")
    if not found:
        print(f"WHOLE: {len(paths(folder))} files are as they were made.")
        if not given:
            print("Compare key.txt with the key in the President's letter.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
