#!/usr/bin/env python3
"""A V2 server that scales measurements and asks a model host for the rest; Python's own library only.

    transformer.py --host http://127.0.0.1:9000 --model tumours --port 9001 [--scaler models/scaler.json]

Clients see one model, whose input is `measurements`; the host behind has one, whose input is `scaled`.
"""
import argparse
import json
import pathlib
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

RAW, SCALED = "measurements", "scaled"


class Transformer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet

    def do_GET(self):
        """Health and metadata are the host's own, but for the input's name."""
        status, body = self.ask("GET", None)
        if status == 200 and self.path.rstrip("/").endswith(f"/models/{self.server.model}"):
            metadata = json.loads(body)
            metadata["inputs"] = [{**spec, "name": RAW if spec["name"] == SCALED else spec["name"]} for spec in metadata["inputs"]]
            body = json.dumps(metadata).encode()
        self.answer(status, body)

    def do_POST(self):
        try:
            request = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))
            for tensor in request["inputs"]:
                if tensor["name"] == RAW:
                    tensor["name"], tensor["data"] = SCALED, self.scale(tensor["data"])
        except (KeyError, TypeError, ValueError) as problem:
            return self.answer(400, json.dumps({"error": f"the request cannot be scaled: {problem}"}).encode())
        return self.answer(*self.ask("POST", json.dumps(request).encode()))

    def scale(self, values):
        flat = [value for row in values for value in row] if values and isinstance(values[0], list) else values
        mean, deviation = self.server.scaler["mean"], self.server.scaler["deviation"]
        if len(flat) % len(mean):
            raise ValueError(f"{len(flat)} values are no rows of {len(mean)}")
        return [(value - mean[i % len(mean)]) / deviation[i % len(mean)] for i, value in enumerate(flat)]

    def ask(self, method, body):
        request = urllib.request.Request(self.server.behind + self.path, body, {"content-type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read()
        except OSError as problem:
            return 502, json.dumps({"error": f"the host behind does not answer: {problem}"}).encode()

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", required=True, help="the model host behind")
    parser.add_argument("--model", required=True)
    parser.add_argument("--port", type=int, required=True, help="0: any free one; it is printed")
    parser.add_argument("--scaler", type=pathlib.Path, default=pathlib.Path(__file__).parent / "models" / "scaler.json")
    args = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", args.port), Transformer)
    server.behind, server.model, server.scaler = args.host.rstrip("/"), args.model, json.loads(args.scaler.read_text())
    print(f"transformer is up: http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
