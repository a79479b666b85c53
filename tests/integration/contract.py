"""docs/openapi.yaml as a judge of answers."""
import json
import re
from pathlib import Path

import jsonschema
import yaml

SOURCE = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"


def _flatten(node, document):
    """Closed objects made of parts (allOf, unevaluatedProperties) as one part: the same, and a hundred times faster."""
    if isinstance(node, list):
        return [_flatten(item, document) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: _flatten(value, document) for key, value in node.items()}
    if "allOf" not in node:
        return node
    whole = {"type": "object", "required": list(node.get("required", [])), "properties": {}}
    for part in node.pop("allOf"):
        part = _flatten(_lookup(part, document), document)
        whole["required"] += part.get("required", [])
        whole["properties"].update(part.get("properties", {}))
    whole["properties"].update(node.get("properties", {}))
    if node.get("unevaluatedProperties") is False:
        whole["additionalProperties"] = False
    return whole


def _lookup(node, document):
    for name in node["$ref"].split("/")[1:]:
        document = document[name]
    return document


class Contract:
    def __init__(self):
        self.document = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
        self.flat = _flatten(self.document, self.document)
        self.resolver = jsonschema.RefResolver("", self.flat)
        self.paths = [(re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))), path)
                      for path in self.document["paths"]]
        self.checked = set()  # (method, path, status) that have been judged

    def _resolve(self, node):
        return self.resolver.resolve(node["$ref"])[1] if "$ref" in node else node

    def find(self, url):
        """The template of a URL's path; fixed paths before those with parameters."""
        path = url.split("?")[0].rstrip("/")
        found = [template for pattern, template in self.paths if pattern.fullmatch(path)]
        return min(found, key=lambda template: template.count("{")) if found else None

    def check(self, method, url, answer):
        """AssertionError unless the answer is one that the description has."""
        template = self.find(url)
        status = str(answer.status)
        if template is None or method == "OPTIONS" or answer.status == 405:
            if answer.body:
                self._check_json({"$ref": "#/components/schemas/Failure"}, answer, f"{method} {url}")
            return
        operation = self.flat["paths"][template]["get" if method == "HEAD" else method.lower()]
        assert status in operation["responses"], f"{method} {template} has no {status}: {answer}"
        response = self._resolve(operation["responses"][status])
        self._check_headers(response, answer)
        if method == "HEAD" or answer.status == 304:
            assert answer.body == b"", answer
        else:
            self._check_body(response["content"], answer, f"{method} {url}")
        self.checked.add((method, template, answer.status))

    def _check_body(self, content, answer, what):
        media = answer.headers["content-type"].split(";")[0]
        assert media in content, f"{what}: {media} is not described"
        if media == "application/x-ndjson":
            for line in answer.body.splitlines():
                self._check_value(content[media]["schema"], json.loads(line), what)
        elif media.endswith("json"):
            self._check_json(content[media]["schema"], answer, what)

    def _check_json(self, schema, answer, what):
        self._check_value(schema, answer.json, what)

    def _check_value(self, schema, value, what):
        validator = jsonschema.Draft202012Validator(schema, resolver=self.resolver)
        errors = sorted(validator.iter_errors(value), key=lambda error: len(error.absolute_path), reverse=True)
        assert not errors, f"{what}: {errors[0].json_path}: {errors[0].message[:400]}"

    def _check_headers(self, response, answer):
        for name, header in response.get("headers", {}).items():
            value = answer.headers.get(name.lower())
            if value is None:
                continue
            schema = self._resolve(header)["schema"]
            value = int(value) if schema.get("type") == "integer" else value
            jsonschema.validate(value, schema, jsonschema.Draft202012Validator)
        if answer.status in (429, 503):
            assert int(answer.headers["retry-after"]) >= 1, answer
