"""Functions deployed as container images: what their template leaves open, their Dockerfile says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from lambdafix.project.declared import DeclaredFunction
from lambdafix.project.templates import dockerfile


def with_images(functions: Iterable[DeclaredFunction], images: Mapping[str, str]) -> Iterator[DeclaredFunction]:
    """`functions` with handler and folder from their Dockerfiles, then the images that no template builds.

    `images` maps a Dockerfile's path to its text.
    """
    built = set()
    for function in functions:
        content = images.get(function.file)
        if content is None:
            yield function
            continue
        built.add(function.file)
        image = dockerfile.read_image(content, function.file, function.folder)
        yield replace(
            function,
            handler=function.handler or image.handler,
            folder=image.folder,
            runtime=function.runtime or ("python" if image.is_python else "other"),
        )
    for path, content in images.items():
        if path not in built:
            yield from dockerfile.functions(content, path)
