#!/usr/bin/env python3
"""Makes inputs_64.onnx and inputs_65.onnx: the sum of so many named inputs, FP32 [-1,1] each."""
import pathlib

import onnx
from onnx import TensorProto, helper

for count in (64, 65):
    names = [f"f{i}" for i in range(count)]
    graph = helper.make_graph(
        [helper.make_node("Sum", names, ["total"])], f"sum{count}",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["rows", 1]) for name in names],
        [helper.make_tensor_value_info("total", TensorProto.FLOAT, ["rows", 1])])
    model = helper.make_model(graph, producer_name="gateway tests", opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, pathlib.Path(__file__).parent / f"inputs_{count}.onnx")
