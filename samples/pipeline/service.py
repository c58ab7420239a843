#!/usr/bin/env python3
"""Any HTTP service will do: this one asks its own questions, `POST /predict {"rows":[[30 numbers], …]}`; Python's own library only.

    service.py --port 9002 [--host http://127.0.0.1:9000 --model tumours --scaler models/scaler.json]

It scales, asks the model host behind, and answers `{"benign":[probability, …]}`. `GET /healthz` says whether the host behind is ready.
"""
import json

from front import Front, serve


class Service(Front):
    def do_GET(self):
        status, _ = self.ask("GET", "/v2/health/ready") if self.path == "/healthz" else (404, b"")
        self.answer(status, {"status": "ok" if status == 200 else "not here or not ready"})

    def do_POST(self):
        if self.path != "/predict":
            return self.answer(404, {"error": f"there is nothing at {self.path}"})
        try:
            rows = self.asked()["rows"]
            mean, deviation = self.server.scaler["mean"], self.server.scaler["deviation"]
            scaled = [(value - m) / d for row in rows for value, m, d in zip(row, mean, deviation, strict=True)]
        except (KeyError, TypeError, ValueError) as problem:
            return self.answer(400, {"error": f"rows of {len(self.server.scaler['mean'])} numbers are asked for: {problem}"})
        tensor = {"name": "scaled", "datatype": "FP32", "shape": [len(rows), len(mean)], "data": scaled}
        status, body = self.ask("POST", f"/v2/models/{self.server.model}/infer", {"inputs": [tensor]})
        return self.answer(status, {"benign": json.loads(body)["outputs"][0]["data"]} if status == 200 else {"error": "the model behind failed"})


if __name__ == "__main__":
    serve(Service, __doc__)
