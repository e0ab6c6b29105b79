from __future__ import annotations

import sys
import tempfile

import pytest
from jinja2 import DictLoader, Environment

from publicvalue.reports.render.template_cache import TemplateCache, template_cache


def render(folder: str, text: str, name: str = "page") -> str:
    environment = Environment(
        loader=DictLoader({"page": text}), autoescape=True, bytecode_cache=TemplateCache(folder, "template-%s.cache")
    )
    return environment.get_template(name).render(x="<b>")


@pytest.fixture(autouse=True)
def _writes_bytecode(monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def test_a_template_is_compiled_once(tmp_path, monkeypatch):
    assert render(str(tmp_path), "{{ x }}!") == "&lt;b&gt;!"
    monkeypatch.setattr(Environment, "_generate", lambda *_, **__: pytest.fail("compiled anew"))
    assert render(str(tmp_path), "{{ x }}!") == "&lt;b&gt;!"


def test_a_template_that_changed_is_compiled_anew(tmp_path):
    render(str(tmp_path), "{{ x }}!")
    assert render(str(tmp_path), "{{ x }}?") == "&lt;b&gt;?"


def test_a_folder_that_is_not_there_does_no_harm(tmp_path):
    assert render(str(tmp_path / "none"), "{{ x }}!") == "&lt;b&gt;!"
    assert not (tmp_path / "none").exists()


def test_a_package_in_an_archive_does_no_harm(tmp_path):
    (tmp_path / "package.zip").write_bytes(b"PK")
    assert render(str(tmp_path / "package.zip"), "{{ x }}!") == "&lt;b&gt;!"


def test_a_folder_that_is_read_only_does_no_harm(tmp_path, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    assert render(str(tmp_path), "{{ x }}!") == "&lt;b&gt;!"


@pytest.mark.parametrize("content", [b"", b"j2", b"not a template"])
def test_a_damaged_file_is_replaced(tmp_path, content):
    render(str(tmp_path), "{{ x }}!")
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(content or whole[:-20])
    assert render(str(tmp_path), "{{ x }}!") == "&lt;b&gt;!"


def test_nothing_is_written_where_python_writes_no_bytecode(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert render(str(tmp_path), "{{ x }}!") == "&lt;b&gt;!"
    assert list(tmp_path.iterdir()) == []


def test_the_cache_stands_beside_the_modules():
    cache = template_cache()
    assert cache.directory.endswith("__pycache__")
