#!/usr/bin/env python3
"""Any HTTP service will do: this one asks its own questions, `POST /predict {"rows":[[30 numbers], …]}`; Python's own library only.

    service.py --port 9002 [--host http://127.0.0.1:9000 --model tumours]

It scales, asks the model host behind, and answers `{"benign":[probability, …]}`. `GET /healthz` says whether the host behind is ready.
"""
import argparse
import json
import pathlib
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet

    def do_GET(self):
        status, _ = self.ask("/v2/health/ready") if self.path == "/healthz" else (404, b"")
        self.answer(status, {"status": "ok" if status == 200 else "not here or not ready"})

    def do_POST(self):
        if self.path != "/predict":
            return self.answer(404, {"error": f"there is nothing at {self.path}"})
        try:
            rows = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))["rows"]
            mean, deviation = self.server.scaler["mean"], self.server.scaler["deviation"]
            scaled = [(value - m) / d for row in rows for value, m, d in zip(row, mean, deviation, strict=True)]
        except (KeyError, TypeError, ValueError) as problem:
            return self.answer(400, {"error": f"rows of {len(self.server.scaler['mean'])} numbers are asked for: {problem}"})
        tensor = {"name": "scaled", "datatype": "FP32", "shape": [len(rows), len(mean)], "data": scaled}
        status, body = self.ask(f"/v2/models/{self.server.model}/infer", {"inputs": [tensor]})
        return self.answer(status, {"benign": json.loads(body)["outputs"][0]["data"]} if status == 200 else {"error": "the model behind failed"})

    def ask(self, path, body=None):
        request = urllib.request.Request(self.server.behind + path, json.dumps(body).encode() if body else None, {"content-type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read()
        except OSError:
            return 502, b""

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="http://127.0.0.1:9000", help="the model host behind")
    parser.add_argument("--model", default="tumours")
    parser.add_argument("--port", type=int, required=True, help="0: any free one; it is printed")
    parser.add_argument("--scaler", type=pathlib.Path, default=pathlib.Path(__file__).parent / "models" / "scaler.json")
    args = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", args.port), Service)
    server.behind, server.model, server.scaler = args.host.rstrip("/"), args.model, json.loads(args.scaler.read_text())
    print(f"service is up: http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
