"""The Python side of the prefill benchmark: one process, one peer, driven line by line over stdin and stdout.

Peers
  sdpa, eager     transformers' LlamaForCausalLM, fp32, no cache, logits of the last position only
  official        what the official ReDeEP loop computes for one answer (all attentions, two full-vocabulary products per
                  layer for ALL positions, then token by token the divergence of every layer and the cosine of 32 heads);
                  written anew from the method's description, fp32, eager attention, as the released code has it
  official-rows   the same with the vocabulary products restricted to the response's rows

Protocol: a JSON object per line in, one out. {"ids": [...], "prompt": P} runs once and answers
{"wall_ms": ..., "cpu_ms": ..., "rss_mb": ...}; the first line names {"model", "peer", "threads"}.
"""

import json
import resource
import sys
import time


def peak_rss_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def load(path, peer):
    import os

    import torch
    from transformers import AutoModelForCausalLM

    attention = "sdpa" if peer == "sdpa" else "eager"
    model = AutoModelForCausalLM.from_pretrained(
        os.path.dirname(path),
        gguf_file=os.path.basename(path),
        torch_dtype=torch.float32,
        attn_implementation=attention,
        local_files_only=True,
    )
    return model.eval()


def prefill(model, ids):
    return model(input_ids=ids, use_cache=False, logits_to_keep=1).logits


def official(model, ids, prompt, rows_only):
    import torch
    import torch.nn.functional as functional

    mids = []
    hooks = [
        layer.post_attention_layernorm.register_forward_pre_hook(lambda _, args: mids.append(args[0]))
        for layer in model.model.layers
    ]
    out = model.model(input_ids=ids, use_cache=False, output_attentions=True, output_hidden_states=True)
    for hook in hooks:
        hook.remove()
    total = ids.shape[1]
    first, last = prompt - 1, total - 1
    chosen = slice(first, last) if rows_only else slice(0, total)
    offset = first if rows_only else 0
    states = out.hidden_states
    layers = len(mids)
    before = [model.lm_head(model.model.norm(mid[0, chosen])) for mid in mids]
    after = [
        model.lm_head(states[i + 1][0, chosen] if i == layers - 1 else model.model.norm(states[i + 1][0, chosen]))
        for i in range(layers)
    ]
    final = states[-1][0]
    per_layer = model.config.num_attention_heads
    heads = [(i * layers * per_layer // 32) for i in range(32)]
    keep = prompt // 10
    scores = []
    for row in range(first, last):
        external = []
        for head in heads:
            attention = out.attentions[head // per_layer][0, head % per_layer, row, :prompt]
            top = torch.argsort(attention, descending=True)[:keep]
            external.append(functional.cosine_similarity(final[top].mean(0)[None], final[row][None]).item())
        parametric = []
        for layer in range(layers):
            p = functional.softmax(after[layer][row - offset], dim=-1)
            q = functional.softmax(before[layer][row - offset], dim=-1)
            m = 0.5 * (p + q)
            one = functional.kl_div(p.log(), m, reduction="none").mean(-1)
            two = functional.kl_div(q.log(), m, reduction="none").mean(-1)
            parametric.append((0.5 * (one + two)).item() * 1e6)
        scores.append((external, parametric))
    return scores


def main():
    start = json.loads(sys.stdin.readline())
    import torch

    torch.set_num_threads(start["threads"])
    peer = start["peer"]
    model = load(start["model"], peer)
    print(json.dumps({"ready": True, "torch": torch.__version__, "rss_mb": peak_rss_mb()}), flush=True)
    with torch.inference_mode():
        for line in sys.stdin:
            request = json.loads(line)
            ids = torch.tensor([request["ids"]])
            wall, cpu = time.perf_counter(), time.process_time()
            if peer in ("sdpa", "eager"):
                prefill(model, ids)
            else:
                official(model, ids, request["prompt"], peer == "official-rows")
            answer = {
                "wall_ms": (time.perf_counter() - wall) * 1e3,
                "cpu_ms": (time.process_time() - cpu) * 1e3,
                "rss_mb": peak_rss_mb(),
            }
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
