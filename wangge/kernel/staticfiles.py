"""Front-end files of the installed packages: a whitelist, never a whole dist folder."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

#: static name -> file below node_modules
PACKAGE_FILES = {
    "vendor/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vendor/weui.min.css": "weui/dist/style/weui.min.css",
    "vendor/leaflet.css": "leaflet/dist/leaflet.css",
    "vendor/leaflet.js": "leaflet/dist/leaflet.js",
    # Named by the file above; hashed names cannot be made while it is missing.
    "vendor/leaflet.js.map": "leaflet/dist/leaflet.js.map",
    "vendor/images/layers.png": "leaflet/dist/images/layers.png",
    "vendor/images/layers-2x.png": "leaflet/dist/images/layers-2x.png",
    "vendor/images/marker-icon.png": "leaflet/dist/images/marker-icon.png",
    "vendor/images/marker-icon-2x.png": "leaflet/dist/images/marker-icon-2x.png",
    "vendor/images/marker-shadow.png": "leaflet/dist/images/marker-shadow.png",
    # WeChat's own script, asked for by `channels/inwechat.js` inside WeChat only.
    "vendor/weixin.js": "weixin-js-sdk/index.js",
    "vendor/echarts.min.js": "echarts/dist/echarts.min.js",
}


class PackagesFinder(BaseFinder):
    """Serves PACKAGE_FILES from node_modules."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = _Mapped(location=settings.BASE / "node_modules")
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        source = PACKAGE_FILES.get(path)
        found = str(settings.BASE / "node_modules" / source) if source else None
        if find_all:
            return [found] if found else []
        return found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        for name in PACKAGE_FILES:
            yield name, self.storage


class _Mapped(FileSystemStorage):
    """Finds a static name's file below node_modules."""

    prefix = ""

    def path(self, name: str) -> str:
        return super().path(PACKAGE_FILES[name])
