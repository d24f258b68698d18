"""Turns the Kubernetes JSON schemas of the wheel `kubernetes-validate` into what kubeconform reads offline.

usage: kube-schemas.py WHEEL VERSION DESTINATION
Their ids are URLs and their references absolute paths; here the ids go and the references become relative.
"""
import json
import pathlib
import sys
import zipfile


def relative(node):
    if isinstance(node, list):
        return [relative(item) for item in node]
    if isinstance(node, dict):
        kept = {key: relative(value) for key, value in node.items() if key != "$id"}
        if isinstance(kept.get("$ref"), str):
            kept["$ref"] = kept["$ref"].removeprefix("/api/")
        return kept
    return node


wheel, version, destination = sys.argv[1:]
target = pathlib.Path(destination) / f"v{version}-standalone-strict"
target.mkdir(parents=True, exist_ok=True)
folder = f"kubernetes_validate/kubernetes-json-schema/v{version}-local-strict/"
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.startswith(folder) and name.endswith(".json"):
            content = relative(json.loads(archive.read(name)))
            (target / name.removeprefix(folder)).write_text(json.dumps(content))
