"""An OpenAPI document as plain rows, for a page that people read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_TYPES = {
    "string": "teks",
    "integer": "bilangan",
    "number": "bilangan",
    "boolean": "ya/tidak",
    "array": "daftar",
    "object": "kelompok",
}
_FORMATS = {"date-time": "waktu (ISO 8601)", "date": "tanggal (ISO 8601)", "uri": "alamat", "binary": "berkas"}


@dataclass(frozen=True)
class Field:
    """One value that goes in or comes out; `depth` is how deep it is nested."""

    name: str
    type: str
    text: str
    required: bool
    depth: int = 0


@dataclass(frozen=True)
class Answer:
    """One kind of answer."""

    status: str
    text: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Operation:
    """One method of one address. `scope` is empty where no token is needed."""

    anchor: str
    method: str
    path: str
    title: str
    text: str
    scope: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class ApiText:
    """The whole document."""

    title: str
    text: str
    operations: tuple[Operation, ...]


def read_schema(schema: Mapping[str, Any]) -> ApiText:
    """The rows of an OpenAPI document."""
    parts = schema.get("components", {}).get("schemas", {})
    operations = [
        _operation(path, method, entry, parts)
        for path, methods in schema.get("paths", {}).items()
        for method, entry in methods.items()
    ]
    operations.sort(key=lambda operation: bool(operation.scope))  # what everybody may use comes first
    info = schema["info"]
    return ApiText(info["title"], info.get("description", ""), tuple(operations))


def _operation(path: str, method: str, entry: Mapping[str, Any], parts: Mapping[str, Any]) -> Operation:
    parameters = [
        Field(
            each["name"],
            _type(each.get("schema", {})) + (" pada alamat" if each["in"] == "path" else " setelah “?”"),
            each.get("description", ""),
            each.get("required", False),
        )
        for each in entry.get("parameters", [])
    ]
    answers = [
        Answer(status, answer.get("description", ""), tuple(_content(answer, parts)))
        for status, answer in entry.get("responses", {}).items()
        if status != "default"
    ]
    return Operation(
        anchor=entry["operationId"],
        method=method.upper(),
        path=path,
        title=entry.get("summary", ""),
        text=entry.get("description", ""),
        scope=entry.get("x-scope", ""),
        parameters=tuple(parameters),
        body=tuple(_content(entry.get("requestBody", {}), parts)),
        answers=tuple(answers),
    )


def _content(holder: Mapping[str, Any], parts: Mapping[str, Any]) -> Iterator[Field]:
    for media in holder.get("content", {}).values():
        yield from _fields(media.get("schema", {}), parts)
        return


def _fields(schema: Mapping[str, Any], parts: Mapping[str, Any], depth: int = 0) -> Iterator[Field]:
    schema = _resolved(schema, parts)
    if schema.get("type") == "array":
        yield from _fields(schema["items"], parts, depth)
        return
    for name, value in schema.get("properties", {}).items():
        plain = _resolved(value, parts)
        yield Field(name, _type(plain), plain.get("description", ""), name in schema.get("required", ()), depth)
        yield from _fields(plain, parts, depth + 1)


def _resolved(schema: Mapping[str, Any], parts: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in schema:
        return dict(parts[schema["$ref"].rsplit("/", 1)[-1]])
    wrapped = schema.get("allOf") or schema.get("oneOf")
    if wrapped:
        return {**_resolved(wrapped[0], parts), **{key: schema[key] for key in ("description",) if key in schema}}
    return schema


def _type(schema: Mapping[str, Any]) -> str:
    if choices := schema.get("enum"):
        return "salah satu dari " + ", ".join(str(choice) for choice in choices)
    return _FORMATS.get(schema.get("format", "")) or _TYPES.get(schema.get("type", ""), "teks")
