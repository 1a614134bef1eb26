"""Publishes a channel as python-tuf does: publish.py FILES FOLDER.

FILES holds the targets by their names; FOLDER becomes the channel. Two of three keys sign the root.
Each type of key that the protocol names signs at least one role.
"""

import hashlib
import pathlib
import sys
from datetime import datetime, timedelta, timezone

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer

files, folder = map(pathlib.Path, sys.argv[1:])
expires = (datetime.now(timezone.utc) + timedelta(days=2)).replace(microsecond=0)
pretty = JSONSerializer(compact=False)

signers = {
    Root.type: [CryptoSigner.generate_ed25519(), CryptoSigner.generate_ecdsa(), CryptoSigner.generate_rsa()],
    Targets.type: [CryptoSigner.generate_ecdsa()],
    Snapshot.type: [CryptoSigner.generate_ed25519()],
    Timestamp.type: [CryptoSigner.generate_ed25519()],
}


def put(role, name, used):
    metadata = Metadata(role)
    for signer in used:
        metadata.sign(signer, append=True)
    data = metadata.to_bytes(pretty)
    path = folder / "metadata" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return MetaFile(version=role.version, length=len(data), hashes={"sha256": hashlib.sha256(data).hexdigest()})


root = Root(expires=expires, consistent_snapshot=True)
for role, keys in signers.items():
    for signer in keys:
        root.add_key(signer.public_key, role)
root.roles[Root.type].threshold = 2
put(root, "1.root.json", signers[Root.type][1:])

targets = Targets(version=1, expires=expires)
for path in sorted(path for path in files.rglob("*") if path.is_file()):
    name = path.relative_to(files).as_posix()
    data = path.read_bytes()
    targets.targets[name] = TargetFile.from_data(name, data, ["sha256"])
    digest = hashlib.sha256(data).hexdigest()
    where = folder / "targets" / path.relative_to(files).parent / f"{digest}.{path.name}"
    where.parent.mkdir(parents=True, exist_ok=True)
    where.write_bytes(data)
meta = put(targets, "1.targets.json", signers[Targets.type])

snapshot = Snapshot(version=1, expires=expires)
snapshot.meta["targets.json"] = meta
meta = put(snapshot, "1.snapshot.json", signers[Snapshot.type])

timestamp = Timestamp(version=1, expires=expires)
timestamp.snapshot_meta = meta
put(timestamp, "timestamp.json", signers[Timestamp.type])
