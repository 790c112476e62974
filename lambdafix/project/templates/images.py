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
        content = images.get(function.dockerfile)
        if content is None:
            yield function
            continue
        built.add(function.dockerfile)
        image = dockerfile.read_image(content, function.dockerfile, function.folder)
        yield replace(
            function,
            handler=function.handler or image.handler,
            folder=image.folders[0],
            package=(*image.folders[1:], *function.package),
            runtime=function.runtime or ("python" if image.is_python else "other"),
        )
    for path, content in images.items():
        if path not in built:
            yield from dockerfile.functions(content, path)
