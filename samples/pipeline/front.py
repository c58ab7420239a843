"""What the sample's two servers share: each stands before a model host, prepares what clients send, and asks the host for the rest."""
import argparse
import json
import pathlib
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Front(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet

    def asked(self):
        return json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))

    def ask(self, method, path, body=None):
        """The host's status and answer."""
        text = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.server.behind + path, text, {"content-type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read()
        except OSError as problem:
            return 502, json.dumps({"error": f"the host behind does not answer: {problem}"}).encode()

    def answer(self, status, body):
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def serve(front, about):
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="http://127.0.0.1:9000", help="the model host behind")
    parser.add_argument("--model", default="tumours")
    parser.add_argument("--port", type=int, required=True, help="0: any free one; it is printed")
    parser.add_argument("--scaler", type=pathlib.Path, default=pathlib.Path(__file__).parent / "models" / "scaler.json")
    args = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", args.port), front)
    server.behind, server.model, server.scaler = args.host.rstrip("/"), args.model, json.loads(args.scaler.read_text())
    print(f"{front.__name__.lower()} is up: http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
