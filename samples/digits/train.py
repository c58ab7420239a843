#!/usr/bin/env python3
"""Trains the four versions of the digits model and writes them as ONNX (opset 17, IR 8).

    apt install python3-sklearn python3-onnx
    python3 train.py                      # all four, and heldout.csv
    python3 train.py --which v2 --hidden 128

The same arguments give the same bytes. Every version takes `pixels` FP32 [-1,64] (0..16) and
answers `label` INT64 [-1] and `probabilities` FP32 [-1,10].
"""
import argparse
import csv
import gzip
import pathlib
import warnings

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

HERE = pathlib.Path(__file__).parent


def data(seed):
    with gzip.open(HERE / "data" / "digits.csv.gz", "rt") as file:
        rows = [row for row in csv.reader(file)]
    if not rows[0][0].replace(".", "").isdigit():
        rows = rows[1:]
    table = np.array(rows, dtype=np.float32)
    return train_test_split(table[:, :64], table[:, 64].astype(np.int64), test_size=0.4, random_state=seed, stratify=table[:, 64])


def constant(name, values, kind=np.float32):
    return numpy_helper.from_array(np.array(values, dtype=kind, order="C"), name)


def layers(weights, biases, source):
    """Gemm and Relu per layer; the last one's scores are called `scores`."""
    nodes, constants = [], []
    for i, (weight, bias) in enumerate(zip(weights, biases)):
        last = i == len(weights) - 1
        constants += [constant(f"w{i}", weight), constant(f"b{i}", bias)]
        nodes.append(helper.make_node("Gemm", [source, f"w{i}", f"b{i}"], ["scores" if last else f"z{i}"]))
        if not last:
            nodes.append(helper.make_node("Relu", [f"z{i}"], [f"h{i}"]))
            source = f"h{i}"
    return nodes, constants


def model(nodes, constants, scores="scores"):
    nodes = nodes + [
        helper.make_node("Softmax", [scores], ["probabilities"], axis=1),
        helper.make_node("ArgMax", [scores], ["label"], axis=1, keepdims=0),
    ]
    graph = helper.make_graph(
        nodes, "digits",
        [helper.make_tensor_value_info("pixels", TensorProto.FLOAT, ["rows", 64])],
        [helper.make_tensor_value_info("label", TensorProto.INT64, ["rows"]),
         helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["rows", 10])],
        constants)
    made = helper.make_model(graph, producer_name="samples/digits", opset_imports=[helper.make_opsetid("", 17)])
    made.ir_version = 8
    onnx.checker.check_model(made)
    return made


def v1(pixels, labels, args):
    """Modest: a linear model of the 16 block means, stopped early."""
    blocks = np.zeros((64, 16), dtype=np.float32)
    for y in range(8):
        for x in range(8):
            blocks[y * 8 + x, y // 2 * 4 + x // 2] = 0.25
    fitted = LogisticRegression(max_iter=args.depth, C=0.3).fit(pixels @ blocks / 16, labels)
    return model(*layers([(blocks / 16) @ fitted.coef_.T], [fitted.intercept_], "pixels"))


def network(pixels, labels, args):
    fitted = MLPClassifier((args.hidden,), random_state=args.seed, max_iter=300, alpha=1e-3).fit(pixels / 16, labels)
    return [fitted.coefs_[0] / 16] + fitted.coefs_[1:], fitted.intercepts_


def v2(pixels, labels, args):
    """Really better: a network with one hidden layer."""
    return model(*layers(*network(pixels, labels, args), "pixels"))


def v3(pixels, labels, args):
    """The same network behind a table of corrections by amount of ink, which is one entry too short:
    the inkiest fifth of the rows look behind its end, and the runtime throws."""
    nodes, constants = layers(*network(pixels, labels, args), "pixels")
    width = float(np.quantile(pixels.sum(axis=1), 0.80)) / 8
    constants += [constant("width", [[width]]), constant("axes", [1], np.int64), constant("table", np.zeros((8, 10)))]
    nodes += [
        helper.make_node("ReduceSum", ["pixels", "axes"], ["ink"], keepdims=0),
        helper.make_node("Squeeze", ["width"], ["one"]),
        helper.make_node("Div", ["ink", "one"], ["part"]),
        helper.make_node("Floor", ["part"], ["whole"]),
        helper.make_node("Cast", ["whole"], ["bucket"], to=TensorProto.INT64),
        helper.make_node("Gather", ["table", "bucket"], ["correction"], axis=0),
        helper.make_node("Add", ["scores", "correction"], ["corrected"]),
    ]
    return model(nodes, constants, "corrected")


def v4(pixels, labels, args):
    """The same answers after a long refinement that refines nothing: at least 20 ms a row."""
    nodes, constants = layers(*network(pixels, labels, args), "pixels")
    size = 512
    constants += [
        constant("rounds", np.array(args.rounds), np.int64), constant("more", np.array(True), np.bool_),
        constant("axes", [1], np.int64), constant("wide", [1, size], np.int64), constant("square", [size, size], np.int64),
        constant("nothing", np.array(0.0)), constant("first", [0], np.int64),
    ]
    body = helper.make_graph(
        [helper.make_node("MatMul", ["state", "mixing"], ["mixed"]),
         helper.make_node("Tanh", ["mixed"], ["next"]),
         helper.make_node("Identity", ["go"], ["go_on"])],
        "refine",
        [helper.make_tensor_value_info("i", TensorProto.INT64, []), helper.make_tensor_value_info("go", TensorProto.BOOL, []),
         helper.make_tensor_value_info("state", TensorProto.FLOAT, None)],
        [helper.make_tensor_value_info("go_on", TensorProto.BOOL, []), helper.make_tensor_value_info("next", TensorProto.FLOAT, None)])
    nodes += [
        helper.make_node("ReduceMean", ["pixels"], ["mean"], axes=[1], keepdims=1),
        helper.make_node("ReduceMax", ["mean"], ["most"], keepdims=0),
        helper.make_node("Mul", ["most", "nothing"], ["zero"]),
        helper.make_node("Expand", ["zero", "square"], ["empty"]),
        helper.make_node("EyeLike", ["empty"], ["eye"]),
        helper.make_node("Add", ["eye", "zero"], ["mixing"]),
        helper.make_node("Expand", ["mean", "wide"], ["start"]),
        helper.make_node("Loop", ["rounds", "more", "start"], ["refined"], body=body),
        helper.make_node("ReduceMean", ["refined"], ["gist"], axes=[1], keepdims=1),
        helper.make_node("Mul", ["gist", "nothing"], ["no_change"]),
        helper.make_node("Add", ["scores", "no_change"], ["corrected"]),
    ]
    return model(nodes, constants, "corrected")


VERSIONS = {"v1": v1, "v2": v2, "v3": v3, "v4": v4}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--which", choices=[*VERSIONS, "all"], default="all")
    parser.add_argument("--depth", type=int, default=40, help="steps of v1's fit")
    parser.add_argument("--hidden", type=int, default=48, help="units of the hidden layer")
    parser.add_argument("--rounds", type=int, default=2600, help="rounds of v4's refinement")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=pathlib.Path, default=HERE / "models")
    args = parser.parse_args()
    warnings.filterwarnings("ignore")
    pixels, held, labels, truth = data(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    for name, make in VERSIONS.items():
        if args.which in (name, "all"):
            onnx.save(make(pixels, labels, args), args.out / f"{name}.onnx")
    with open(args.out / "heldout.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([f"p{i}" for i in range(64)] + ["label"])
        writer.writerows([*map(int, row), int(label)] for row, label in zip(held, truth))
    print(f"{len(pixels)} rows to train on, {len(held)} held out")


main()
