#!/usr/bin/env python3
"""A V2 server that scales measurements and asks a model host for the rest; Python's own library only.

    transformer.py --port 9001 [--host http://127.0.0.1:9000 --model tumours --scaler models/scaler.json]

Clients see one model, whose input is `measurements`; the host behind has one, whose input is `scaled`.
"""
import json

from front import Front, serve

RAW, SCALED = "measurements", "scaled"


class Transformer(Front):
    def do_GET(self):
        """Health and metadata are the host's own, but for the input's name."""
        status, body = self.ask("GET", self.path)
        if status == 200 and self.path.rstrip("/").endswith(f"/models/{self.server.model}"):
            metadata = json.loads(body)
            metadata["inputs"] = [{**spec, "name": RAW if spec["name"] == SCALED else spec["name"]} for spec in metadata["inputs"]]
            body = json.dumps(metadata).encode()
        self.answer(status, body)

    def do_POST(self):
        try:
            request = self.asked()
            for tensor in request["inputs"]:
                if tensor["name"] == RAW:
                    tensor["name"], tensor["data"] = SCALED, self.scale(tensor["data"])
        except (KeyError, TypeError, ValueError) as problem:
            return self.answer(400, {"error": f"the request cannot be scaled: {problem}"})
        return self.answer(*self.ask("POST", self.path, request))

    def scale(self, values):
        flat = [value for row in values for value in row] if values and isinstance(values[0], list) else values
        mean, deviation = self.server.scaler["mean"], self.server.scaler["deviation"]
        if len(flat) % len(mean):
            raise ValueError(f"{len(flat)} values are no rows of {len(mean)}")
        return [(value - mean[i % len(mean)]) / deviation[i % len(mean)] for i, value in enumerate(flat)]


if __name__ == "__main__":
    serve(Transformer, __doc__)
