#!/usr/bin/env python3
"""Checks an evidence file without the portal: `python3 check.py evidence.zip`. Nothing but Python is needed.

1. manifest.json names every file of the ZIP with its SHA-256; nothing may be missing, added or altered.
2. evidence.jsonl holds the records chain by chain (`about`). `digest` is the SHA-256 of the previous record's digest
   followed by `content`; `content` repeats, as JSON, the columns that stand beside it. The first record of a chain
   follows `previous` of the manifest, the last one has the digest `head`.
   A record with `purged_at` has no content any more, as the law asks after its time: its digest, which the next one
   covers, is all that is left of it.
3. texts/ are the French texts that were accepted: their SHA-256 is `sha256` in acceptances.jsonl.
4. manifest.sig is the house's signature of manifest.json: the house checks it (`manage.py evidence verify FILE`), and
   that its own evidence still has these chains and the anchor that is named here.
"""

import hashlib
import json
import sys
import zipfile

OWN = {"manifest.json", "manifest.sig"}
COLUMNS = ("about", "seq", "kind", "what", "clause", "at", "actor", "ip", "reason", "data")


def faults(archive):
    """All that is wrong with the file, in words."""
    try:
        manifest = json.loads(archive.read("manifest.json"))
        listed, held = set(manifest["files"]), set(archive.namelist()) - OWN
        yield from (f"{name}: missing" for name in sorted(listed - held))
        yield from (f"{name}: not in the manifest" for name in sorted(held - listed))
        for name in sorted(listed & held):
            if sha256(archive.read(name)) != manifest["files"][name]:
                yield f"{name}: altered"
        yield from broken_chains(manifest["chains"], rows(archive, "evidence.jsonl"))
        for row in rows(archive, "acceptances.jsonl"):
            if sha256(archive.read(row["text"])) != row["sha256"]:
                yield f"{row['text']}: not the text that was accepted"
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        yield f"the file is damaged: {error}"


def broken_chains(chains, records):
    """Where a chain of records does not hold."""
    heads = {about: (chain["after"], chain["previous"]) for about, chain in chains.items()}
    for record in records:
        about = record["about"]
        seq, previous = heads.get(about, (None, ""))
        purged = bool(record.get("purged_at"))
        digest = record["digest"] if purged else sha256((previous + record["content"]).encode())
        if (
            record["seq"] != (seq or 0) + 1
            or record["digest"] != digest
            or not (purged or says_the_same(record))
        ):
            yield f"{about} #{record['seq']}: altered, or one before it is missing"
        heads[about] = (record["seq"], record["digest"])
    for about, chain in chains.items():
        if heads[about] != (chain["after"] + chain["records"], chain["head"]):
            yield f"{about}: the chain does not end where it should"
    yield from (
        f"{about}: a chain that the manifest does not know" for about in sorted(set(heads) - set(chains))
    )


def says_the_same(record):
    """Whether the columns are those that the digest covers."""
    *columns, data = json.loads(record["content"])
    said = dict(zip(COLUMNS, [*columns, data], strict=True))
    return all(said[name] == record[name] for name in COLUMNS)


def rows(archive, name):
    return [json.loads(line) for line in archive.read(name).decode().splitlines()]


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def main(path):
    with zipfile.ZipFile(path) as archive:
        found = list(faults(archive))
    print("\n".join(found) or "the file is whole: every hash and every chain holds")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
