"""The shipped settings of nginx, run for real: claims of visitors and what is too large are thrown away."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SETTINGS = Path(__file__).parents[2] / "deploy" / "nginx.conf"
HOST = "ai.example.org"
PATIENCE = 30

pytestmark = pytest.mark.one_run


class Told(BaseHTTPRequestHandler):
    """Stands for the application: tells what reached it."""

    def do_GET(self) -> None:
        told = {
            "method": self.command,
            "path": self.path,
            **{key.lower(): value for key, value in self.headers.items()},
        }
        body = json.dumps(told).encode()
        self.send_response(413 if "x-upload-length" in told else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - likewise

    def log_message(self, *said: object) -> None:
        pass


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def make_certificate(folder: Path) -> None:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + dt.timedelta(1)
    )
    signed = made.sign(key, hashes.SHA256())
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """Run nginx with the shipped settings, but for ports and certificate; give its ports for http and https."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not program:
        reason = "No nginx is installed (Debian and Ubuntu: apt-get install nginx-light)."
        (pytest.fail if os.environ.get("CI", "").lower() == "true" else pytest.skip)(reason)
    folder, plain, secure = tmp_path_factory.mktemp("nginx"), free_port(), free_port()
    make_certificate(folder)
    application = ThreadingHTTPServer(("127.0.0.1", 0), Told)
    threading.Thread(target=application.serve_forever, daemon=True).start()
    own = SETTINGS.read_text()
    for shipped, here in (
        ("listen [::]:80;", ""),
        ("listen [::]:443 ssl http2;", ""),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ", f"listen 127.0.0.1:{secure} "),
        ("127.0.0.1:8000", f"127.0.0.1:{application.server_port}"),
        (f"/etc/ssl/{HOST}", str(folder)),
    ):
        assert shipped in own
        own = own.replace(shipped, here)
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("proxy", "client_body", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"daemon off; pid {folder}/pid; error_log {folder}/log; events {{}}"
    (folder / "nginx.conf").write_text(f"{whole} http {{ access_log off; {temporary}\n{own} }}")
    running = subprocess.Popen([program, "-e", folder / "log", "-p", folder, "-c", folder / "nginx.conf"])
    try:
        until = time.monotonic() + PATIENCE
        while not answers(secure):
            assert (running.poll(), time.monotonic() < until) == (None, True), (folder / "log").read_text()
            time.sleep(0.05)
        yield plain, secure
    finally:
        running.terminate()
        running.wait(timeout=PATIENCE)
        application.shutdown()
        application.server_close()


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def asked(port: int, method: str, **headers: str) -> tuple[int, dict[str, str]]:
    """Ask by https, with a length that is announced and never sent, and return what the application was told."""
    trust = ssl.create_default_context()
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=PATIENCE, context=trust)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, "/es/register/import/", headers={"Host": HOST, **names})
    response = connection.getresponse()
    told = json.loads(response.read())
    connection.close()
    return response.status, told


def test_what_visitors_claim_of_themselves_does_not_arrive(proxy: tuple[int, int]) -> None:
    forged = {"X_Forwarded_For": "10.1.2.3", "X_Forwarded_Proto": "http"}
    status, told = asked(proxy[1], "GET", **forged)
    assert (status, told["x-forwarded-for"], told["x-forwarded-proto"], told["host"]) == (
        200,
        "127.0.0.1",
        "https",
        HOST,
    )


def test_what_is_too_large_is_refused_unread_and_the_application_says_so(proxy: tuple[int, int]) -> None:
    status, told = asked(proxy[1], "POST", Content_Length="2000000000", X_Forwarded_For="10.1.2.3")
    assert (status, told["path"], "content-length" in told) == (413, "/es/register/import/", False)
    assert (told["x-forwarded-for"], told["x-forwarded-proto"], told["host"]) == ("127.0.0.1", "https", HOST)
    assert int(told["x-upload-length"]) > 2_000_000_000


def test_plain_http_leads_to_the_name_of_the_installation_alone(proxy: tuple[int, int]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", proxy[0], timeout=PATIENCE)
    connection.request("GET", "/en/", headers={"Host": "elsewhere.example.com"})
    response = connection.getresponse()
    assert (response.status, response.headers["Location"]) == (301, f"https://{HOST}/en/")
    connection.close()
