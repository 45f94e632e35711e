"""Generates src/test/resources/weights: stored blocks, model files, and the values they stand for.

    pip install -r requirements-weights.txt && python weights_fixtures.py ../resources/weights

dequantise/TYPE.blocks   raw blocks with random bytes; the float16 scales in them are finite
dequantise/TYPE.values   float32 little-endian: what gguf 0.19.0 dequantises these blocks to
written.gguf             a file written by gguf's own writer, one metadata value of every type
written.safetensors      a file written by safetensors' own writer, one tensor of every type
"""

import pathlib
import sys

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as T
from gguf.quants import dequantize
from safetensors.torch import save_file

# where float16 scales lie in a block, in float16 units from the start (Q6_K: from the end)
SCALES = {T.Q4_0: [0], T.Q4_1: [0, 1], T.Q5_0: [0], T.Q5_1: [0, 1], T.Q8_0: [0], T.Q4_K: [0, 1], T.Q5_K: [0, 1],
          T.Q6_K: [-1]}
# every kind of finite scale: normal, negative, subnormal, zeros of both signs, largest
CORNERS = np.array([0.25, -1.5, 6e-8, 3.1e-5, 0.0, -0.0, 65504.0, -6.1e-5], dtype=np.float16)


def blocks_of(kind: T, rng: np.random.Generator, count: int) -> np.ndarray:
    _, size = gguf.GGML_QUANT_SIZES[kind]
    blocks = rng.integers(0, 256, (count, size), dtype=np.uint8)
    halves = blocks.view(np.float16)
    for column in SCALES[kind]:
        halves[:, column] = rng.normal(0, 0.1, count).astype(np.float16)
        halves[: len(CORNERS), column] = CORNERS[:count]
    return blocks


def dequantisation(target: pathlib.Path, rng: np.random.Generator) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for kind in SCALES:
        blocks = blocks_of(kind, rng, 4 if gguf.GGML_QUANT_SIZES[kind][0] == 256 else 12)
        values = dequantize(blocks, kind).astype("<f4")
        (target / f"{kind.name}.blocks").write_bytes(blocks.tobytes())
        (target / f"{kind.name}.values").write_bytes(values.tobytes())
    half = np.arange(0, 1 << 16, 61, dtype=np.uint32).astype(np.uint16)
    half = half[np.isfinite(half.view(np.float16))]
    (target / "F16.blocks").write_bytes(half.astype("<u2").tobytes())
    (target / "F16.values").write_bytes(half.view(np.float16).astype("<f4").tobytes())
    brain = half[(half & 0x7F80) != 0x7F80]
    (target / "BF16.blocks").write_bytes(brain.astype("<u2").tobytes())
    (target / "BF16.values").write_bytes(dequantize(brain.view(np.uint8), T.BF16).astype("<f4").tobytes())
    single = rng.normal(0, 1, 64).astype("<f4")
    (target / "F32.blocks").write_bytes(single.tobytes())
    (target / "F32.values").write_bytes(single.tobytes())


def written(target: pathlib.Path, rng: np.random.Generator) -> None:
    writer = gguf.GGUFWriter(target, "llama")
    writer.add_uint8("t.u8", 200)
    writer.add_int8("t.i8", -100)
    writer.add_uint16("t.u16", 60000)
    writer.add_int16("t.i16", -30000)
    writer.add_uint32("t.u32", 4000000000)
    writer.add_int32("t.i32", -2000000000)
    writer.add_uint64("t.u64", 2**62)
    writer.add_int64("t.i64", -(2**62))
    writer.add_float32("t.f32", 0.1)
    writer.add_float64("t.f64", 0.1)
    writer.add_bool("t.bool", True)
    writer.add_string("t.string", "naïve 🜁")
    writer.add_array("t.strings", ["a", "", "Ġb"])
    writer.add_array("t.ints", [1, -2, 3])
    writer.add_array("t.floats", [0.5, -1.5])
    writer.add_tensor("f32", np.arange(6, dtype=np.float32).reshape(2, 3))
    writer.add_tensor("f16", np.arange(4, dtype=np.float16))
    blocks = blocks_of(T.Q8_0, rng, 4)
    blocks.view(np.float16)[:, 0] = np.float16(0.5)
    writer.add_tensor("q8_0", blocks.reshape(2, -1), raw_dtype=T.Q8_0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def written_safetensors(target: pathlib.Path) -> None:
    tensors = {
        "f32": torch.arange(6, dtype=torch.float32).reshape(2, 3),
        "f16": torch.arange(4, dtype=torch.float16) / 8,
        "bf16": torch.arange(4, dtype=torch.bfloat16).reshape(1, 4) * -0.5,
    }
    save_file(tensors, target, metadata={"format": "pt"})


if __name__ == "__main__":
    out = pathlib.Path(sys.argv[1])
    seeded = np.random.default_rng(20261123)
    with np.errstate(all="ignore"):
        dequantisation(out / "dequantise", seeded)
    written(out / "written.gguf", seeded)
    written_safetensors(out / "written.safetensors")
