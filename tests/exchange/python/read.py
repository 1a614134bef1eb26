"""Reads targets of a channel as python-tuf does: read.py ROOT-FILE CHANNEL-URL TARGET…

Prints the bytes of each target as a JSON string.
"""

import json
import pathlib
import sys
import tempfile

from tuf.ngclient import Updater

root, url, *targets = sys.argv[1:]
with tempfile.TemporaryDirectory() as work:
    updater = Updater(
        metadata_dir=work,
        metadata_base_url=f"{url}metadata/",
        target_dir=work,
        target_base_url=f"{url}targets/",
        bootstrap=pathlib.Path(root).read_bytes(),
    )
    updater.refresh()
    for number, target in enumerate(targets):
        info = updater.get_targetinfo(target)
        path = updater.download_target(info, filepath=f"{work}/{number}")
        print(json.dumps(pathlib.Path(path).read_bytes().decode()))
