"""A government's own identity provider, as OpenID Connect describes one, on a port of this machine."""

from __future__ import annotations

import base64
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from publicvalue.web.settings.assembled import settings_of
from publicvalue.web.settings.environment import read_environment

CLIENT, SECRET = "publicvalue", "a secret of both"
LOGIN = "/account/oidc/government/login/"
BACK = f"{LOGIN}callback/"


@dataclass
class Provider:
    """What the provider knows: who is signed in there, and what was handed out."""

    address: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    """Claims about whoever signs in next."""
    returns_to: set[str] = field(default_factory=set)
    """The one address, of each installation that is known, to which people are sent back."""
    codes: dict[str, tuple[dict[str, Any], str]] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048))

    def described(self) -> dict[str, Any]:
        named = ("authorization", "token", "userinfo")
        return {
            "issuer": self.address,
            **{f"{name}_endpoint": f"{self.address}/{name}" for name in named},
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def agreed(self, asked: dict[str, str]) -> str:
        """Return where somebody is sent who has signed in here."""
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert "openid" in asked["scope"].split()
        assert asked["redirect_uri"] in self.returns_to, asked["redirect_uri"]
        code = secrets.token_urlsafe(8)
        self.codes[code] = self.person, asked.get("nonce", "")
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str], signed: str) -> dict[str, Any]:
        """Return the tokens for a code, which is good for once."""
        assert base64.b64decode(signed.removeprefix("Basic ")).decode() == f"{CLIENT}:{SECRET}"
        person, nonce = self.codes.pop(asked["code"])
        token, now = secrets.token_urlsafe(8), int(time.time())
        self.tokens[token] = person
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": nonce, **person}
        id_token = jwt.encode(claims, self.key, "RS256", headers={"kid": "one"})
        return {"access_token": token, "token_type": "Bearer", "expires_in": 60, "id_token": id_token}


def handler_of(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: one for name, (one, *_) in parse_qs(parts.query).items()}
            if parts.path == "/.well-known/openid-configuration":
                self._say(provider.described())
            elif parts.path == "/authorization":
                self.send_response(302)
                self.send_header("Location", provider.agreed(asked))
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif parts.path == "/keys":
                public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(provider.key.public_key()))
                self._say({"keys": [{**public, "kid": "one", "use": "sig"}]})
            else:
                self._say(provider.tokens[self.headers["Authorization"].removeprefix("Bearer ")])

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asked = {name: one for name, (one, *_) in parse_qs(sent).items()}
            self._say(provider.token(asked, self.headers["Authorization"]))

        def _say(self, told: dict[str, Any]) -> None:
            content = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler


def settings_with(provider: Provider, key: str) -> dict[str, Any]:
    """Return the settings of an installation that knows the provider."""
    said = {"OIDC_NAME": "Government", "OIDC_SERVER_URL": provider.address, "OIDC_CLIENT_ID": CLIENT}
    return settings_of(read_environment({"SECRET_KEY": key, "OIDC_SECRET": SECRET, **said}))


@contextmanager
def identity_provider() -> Iterator[Provider]:
    """Run a provider for a while."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(provider))
    provider.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
