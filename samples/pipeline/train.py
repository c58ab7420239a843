#!/usr/bin/env python3
"""Trains two versions of a tumour classifier and writes what the three ways of this folder need.

    apt install python3-sklearn python3-onnx
    python3 train.py

models/whole-v1.onnx, whole-v2.onnx   raw measurements in: the scaling is in the graph
models/bare-v1.onnx, bare-v2.onnx     scaled measurements in: something before it scales
models/scaler.json                    what that something needs
models/heldout.csv                    a fifth of the rows, the label (1: benign) last

The same arguments give the same bytes.
"""
import csv
import json
import pathlib
import warnings

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

HERE = pathlib.Path(__file__).parent
MODELS = HERE / "models"


def data():
    with open(HERE / "data" / "breast_cancer.csv") as file:
        rows = [[float(value) for value in row] for row in list(csv.reader(file))[1:]]
    table = np.array(rows, dtype=np.float32)
    return train_test_split(table[:, :30], table[:, 30].astype(np.int64), test_size=0.2, random_state=7, stratify=table[:, 30])


def constant(name, values):
    return numpy_helper.from_array(np.array(values, dtype=np.float32, order="C"), name)


def graph(layers, scaler):
    """Gemm and Relu per layer, a sigmoid last; with a scaler, (x - mean) / deviation comes first."""
    nodes, constants, source = [], [], "measurements" if scaler else "scaled"
    entry = source
    if scaler:
        constants += [constant("mean", scaler["mean"]), constant("deviation", scaler["deviation"])]
        nodes += [helper.make_node("Sub", [source, "mean"], ["centred"]), helper.make_node("Div", ["centred", "deviation"], ["scaled"])]
        source = "scaled"
    for i, (weight, bias) in enumerate(layers):
        last = i == len(layers) - 1
        constants += [constant(f"w{i}", weight), constant(f"b{i}", bias)]
        nodes.append(helper.make_node("Gemm", [source, f"w{i}", f"b{i}"], ["score" if last else f"z{i}"]))
        if not last:
            nodes.append(helper.make_node("Relu", [f"z{i}"], [f"h{i}"]))
            source = f"h{i}"
    nodes.append(helper.make_node("Sigmoid", ["score"], ["benign"]))
    made = helper.make_model(
        helper.make_graph(
            nodes, "tumours",
            [helper.make_tensor_value_info(entry, TensorProto.FLOAT, ["rows", 30])],
            [helper.make_tensor_value_info("benign", TensorProto.FLOAT, ["rows", 1])],
            constants),
        producer_name="samples/pipeline", opset_imports=[helper.make_opsetid("", 17)])
    made.ir_version = 8
    onnx.checker.check_model(made)
    return made


def main():
    warnings.filterwarnings("ignore")
    rows, held, labels, truth = data()
    scaler = {"mean": rows.mean(axis=0).tolist(), "deviation": rows.std(axis=0).tolist()}
    scaled = (rows - scaler["mean"]) / scaler["deviation"]
    linear = LogisticRegression(C=0.002).fit(scaled, labels)
    network = MLPClassifier((16,), alpha=0.1, max_iter=400, random_state=7).fit(scaled, labels)
    versions = {"v1": [(linear.coef_.T, linear.intercept_)], "v2": list(zip(network.coefs_, network.intercepts_))}
    for name, layers in versions.items():
        onnx.save(graph(layers, scaler), MODELS / f"whole-{name}.onnx")
        onnx.save(graph(layers, None), MODELS / f"bare-{name}.onnx")
    (MODELS / "scaler.json").write_text(json.dumps(scaler) + "\n")
    with open(MODELS / "heldout.csv", "w", newline="") as file:
        csv.writer(file).writerows([[f"{value:g}" for value in row] + [int(label)] for row, label in zip(held, truth)])
    right = {name: model.score((held - scaler["mean"]) / scaler["deviation"], truth) for name, model in (("v1", linear), ("v2", network))}
    print(f"held out: {len(held)} rows, right: v1 {right['v1']:.1%}, v2 {right['v2']:.1%}")


if __name__ == "__main__":
    main()
