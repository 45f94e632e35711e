"""Writes what transformers computes from the default model, for short prompts.

Usage: python smollm2_fixtures.py SmolLM2-135M-Instruct.Q4_1.gguf ../resources/fixtures/smollm2

The GGUF is dequantised to float32 by transformers; eager attention. The tokenizer is rebuilt from the GGUF's vocabulary and
merges (each digit alone, then byte-level BPE, no BOS), because transformers' own conversion adds a BOS and keeps digits
together. Per prompt NN one NN.npz:
  ids          [P]   int32     the prompt
  nll          [P-1] float32   -ln p of every following prompt token, nats
  sample       [768] float32   last row's logits of the ids 0, 64, 128, ...
  top_ids      [64]  int32     last row's most likely tokens, best first
  top_logits   [64]  float32
  logsumexp    []    float64   of the last row's logits
  greedy       [24]  int32     greedy continuation
  margin       [24]  float32   best minus second-best logit at each step: how near a tie the step was
and one prompts.json with the texts.
"""

import json
import pathlib
import sys

import gguf
import numpy as np
import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import AutoModelForCausalLM

STEPS = 24
CHAT = (
    "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n"
    "<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant\n"
)
PROMPTS = [
    "The capital of France is",
    CHAT.format("Name three colours of the rainbow."),
    "In 1969 the first men walked on the Moon. In 1971",
    CHAT.format(
        "Briefly answer the following question:\nWhen was the harbour bridge opened?\n"
        "Bear in mind that your response should be strictly based on the following passage:\n"
        "passage 1: The old ferry ran until 1931. The harbour bridge was opened on 19 March 1932.\noutput:"
    ),
]


def tokenizer_of(path):
    fields = gguf.GGUFReader(path).fields
    tokens = fields["tokenizer.ggml.tokens"].contents()
    types = fields["tokenizer.ggml.token_type"].contents()
    merges = [tuple(m.split(" ")) for m in fields["tokenizer.ggml.merges"].contents()]
    tokenizer = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(tokens)}, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    special = [AddedToken(t, special=True, normalized=False) for t, kind in zip(tokens, types) if kind == 3]
    tokenizer.add_special_tokens(special)
    return tokenizer


def run(model, ids):
    logits = model(torch.tensor([ids]), use_cache=False).logits[0]
    log_p = torch.log_softmax(logits, -1)
    last = logits[-1]
    top = torch.topk(last, 64)
    arrays = {
        "ids": np.array(ids, np.int32),
        "nll": -log_p[torch.arange(len(ids) - 1), torch.tensor(ids[1:])].numpy(),
        "sample": last[::64].numpy(),
        "top_ids": top.indices.to(torch.int32).numpy(),
        "top_logits": top.values.numpy(),
        "logsumexp": np.float64(torch.logsumexp(last.double(), -1)),
    }
    greedy, margin = [], []
    for _ in range(STEPS):
        best = torch.topk(model(torch.tensor([ids + greedy]), use_cache=False).logits[0, -1], 2)
        greedy.append(int(best.indices[0]))
        margin.append(float(best.values[0] - best.values[1]))
    arrays["greedy"] = np.array(greedy, np.int32)
    arrays["margin"] = np.array(margin, np.float32)
    return arrays


def main(path, target):
    torch.set_num_threads(1)
    path = pathlib.Path(path)
    folder = pathlib.Path(target)
    tokenizer = tokenizer_of(path)
    model = AutoModelForCausalLM.from_pretrained(
        path.parent, gguf_file=path.name, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    records = []
    with torch.no_grad():
        for number, text in enumerate(PROMPTS):
            arrays = run(model, tokenizer.encode(text, add_special_tokens=False).ids)
            np.savez_compressed(folder / f"{number:02d}.npz", **arrays)
            continuation = tokenizer.decode(arrays["greedy"].tolist(), skip_special_tokens=False)
            records.append({"file": f"{number:02d}.npz", "text": text, "greedy_text": continuation})
    (folder / "prompts.json").write_text(json.dumps(records, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
