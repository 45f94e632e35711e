"""Makes the schemas that kubeconform reads, from packages of public registries.

Kubernetes' own come from the PyPI package kubernetes-validate, whose references kubeconform cannot follow: they are written
out. KEDA's come from the custom resource definitions in its Go module, others from files of definitions given as arguments.
Usage: schemas.py PACKAGE_DIRECTORY OUT [DEFINITIONS.yaml ...]
"""
import json
import pathlib
import sys

KINDS = [
    "configmap-v1",
    "deployment-apps-v1",
    "namespace-v1",
    "networkpolicy-networking-v1",
    "poddisruptionbudget-policy-v1",
    "service-v1",
    "serviceaccount-v1",
]


def written_out(node, definitions):
    if isinstance(node, list):
        return [written_out(each, definitions) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return written_out(definitions[node["$ref"].rsplit("/", 1)[1]], definitions)
    return {name: written_out(each, definitions) for name, each in node.items()}


def strict(node):
    """A field that is not defined is a mistake, as in the strict schemas of Kubernetes' own kinds."""
    if isinstance(node, list):
        for each in node:
            strict(each)
    elif isinstance(node, dict):
        if node.get("x-kubernetes-int-or-string"):
            node.pop("type", None)
            node.pop("anyOf", None)
            node["oneOf"] = [{"type": "string"}, {"type": "integer"}]
        open_ended = "additionalProperties" in node or node.get("x-kubernetes-preserve-unknown-fields")
        if "properties" in node and not open_ended:
            node["additionalProperties"] = False
        for each in list(node.values()):
            strict(each)


def main(package, out, definitions):
    newest = max(
        pathlib.Path(package).glob("kubernetes_validate/kubernetes-json-schema/v*-local-strict"),
        key=lambda path: [int(part) for part in path.name[1:].split("-")[0].split(".")],
    )
    shared = json.loads((newest / "_definitions.json").read_text())["$defs"]
    for kind in KINDS:
        schema = json.loads((newest / f"{kind}.json").read_text())
        (out / f"{kind}.json").write_text(json.dumps(written_out(schema, shared)))
    for file in definitions:
        import yaml  # comes with kubernetes-validate

        for definition in yaml.safe_load_all(pathlib.Path(file).read_text()):
            for version in definition["spec"]["versions"]:
                schema = version["schema"]["openAPIV3Schema"]
                strict(schema)
                schema["properties"].update(
                    apiVersion={"type": "string"}, kind={"type": "string"}, metadata={"type": "object"}
                )
                kind = definition["spec"]["names"]["kind"].lower()
                group = definition["spec"]["group"].split(".")[0]
                (out / f"{kind}-{group}-{version['name']}.json").write_text(json.dumps(schema))


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    main(sys.argv[1], target, sys.argv[3:])
