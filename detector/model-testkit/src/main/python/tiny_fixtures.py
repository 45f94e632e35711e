"""Writes the tiny-model fixtures: seeded weights with what Hugging Face transformers computes from them.

Usage: python tiny_fixtures.py ../resources/fixtures/tiny

Each model becomes <name>/config.json, <name>/model.safetensors (float32) and <name>/expected.npz with, for NN in 32 and 64
(float32 and float64 arithmetic, eager attention):
  ids           [N]                        int32
  logitsNN      [N, vocabulary]
  hiddenNN      [layers + 1, N, width]     input of every block; the last entry is after the final norm
  attentionNN   [layers, heads, N, N]      after softmax
transformers keeps its rotary angles in float32 also in the float64 pass.
"""

import pathlib
import sys

import numpy as np
import torch
from transformers import LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM, Qwen2Config, Qwen2ForCausalLM

TOKENS = 24
SEED = 20251123

SIZES = dict(
    hidden_size=32,
    intermediate_size=48,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    vocab_size=61,
    max_position_embeddings=96,
    rms_norm_eps=1e-5,
    rope_theta=10000.0,
    bos_token_id=1,
    eos_token_id=2,
)


def models():
    yield "llama-tied", LlamaForCausalLM, LlamaConfig(**SIZES, tie_word_embeddings=True)
    yield "llama-untied", LlamaForCausalLM, LlamaConfig(**SIZES, tie_word_embeddings=False)
    wide_heads = dict(SIZES, head_dim=16)
    bands = dict(
        rope_type="llama3",
        factor=8.0,
        low_freq_factor=1.0,
        high_freq_factor=4.0,
        original_max_position_embeddings=32,
    )
    yield "llama3-rope", LlamaForCausalLM, LlamaConfig(**wide_heads, tie_word_embeddings=False, rope_scaling=bands)
    linear = dict(rope_type="linear", factor=4.0)
    yield "linear-rope", LlamaForCausalLM, LlamaConfig(**SIZES, tie_word_embeddings=True, rope_scaling=linear)
    yield "mistral", MistralForCausalLM, MistralConfig(**SIZES, tie_word_embeddings=False, sliding_window=None)
    yield "qwen2", Qwen2ForCausalLM, Qwen2Config(**SIZES, tie_word_embeddings=True, use_sliding_window=False)


def seed_weights(model):
    """Normal values with enough spread that attention has peaks and every norm gain and bias matters."""
    generator = torch.Generator().manual_seed(SEED)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            values = torch.randn(weight.shape, generator=generator)
            if "norm" in name:
                weight.copy_(1 + 0.3 * values)
            elif name.endswith("bias"):
                weight.copy_(0.5 * values)
            elif "embed_tokens" in name:
                weight.copy_(values)
            else:
                gain = 2.0 if "q_proj" in name or "k_proj" in name else 1.0
                weight.copy_(gain * values / weight.shape[1] ** 0.5)


def expected(model, ids):
    arrays = {"ids": ids.to(torch.int32).numpy()}
    for bits, dtype in ((32, torch.float32), (64, torch.float64)):
        model = model.to(dtype)
        with torch.no_grad():
            out = model(ids[None], output_hidden_states=True, output_attentions=True, use_cache=False)
        arrays[f"logits{bits}"] = out.logits[0].numpy()
        arrays[f"hidden{bits}"] = torch.stack([h[0] for h in out.hidden_states]).numpy()
        arrays[f"attention{bits}"] = torch.stack([a[0] for a in out.attentions]).numpy()
    return arrays


def main(target):
    torch.set_num_threads(1)
    for name, model_class, config in models():
        config._attn_implementation = "eager"
        config.torch_dtype = torch.float32
        model = model_class(config).eval()
        seed_weights(model)
        folder = pathlib.Path(target) / name
        folder.mkdir(parents=True, exist_ok=True)
        model.save_pretrained(folder, safe_serialization=True)
        (folder / "generation_config.json").unlink(missing_ok=True)
        ids = torch.randint(0, config.vocab_size, (TOKENS,), generator=torch.Generator().manual_seed(SEED + 1))
        np.savez_compressed(folder / "expected.npz", **expected(model, ids))


if __name__ == "__main__":
    main(sys.argv[1])
