"""Makes the committed tokenizer fixtures.

    python tokenizer_fixtures.py OUTPUT_DIR

Pinned: tokenizers==0.22.2 (Python 3.11+).

small-bpe.json      a byte-level BPE vocabulary trained on the sentences below, and what the Python library makes of
                    the probe strings with the pre-tokenizers `smollm`, `llama-bpe` and `qwen2`: ids and code-point
                    offsets. The pre-tokenizers are written as in the tokenizer.json of SmolLM2, Llama 3 and Qwen 2.5.
"""

import json
import random
import sys
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

SENTENCES = [
    "The retrieved documents say that the bridge was opened in 1932, but the answer said 1931.",
    "I'm sure you're right; we'll see whether they've read it, and don't worry.",
    "def f(x):\n    return x + 1\n\n\ttabs and  double  spaces   here",
    "Größe, naïve café, façade, crème brûlée, Ångström",
    "日本語のテキストと中文文本, 한국어 텍스트, ελληνικά, кириллица",
    "emoji 😀 😁 👩‍👩‍👧 and e\u0301 combined",
] * 4

LETTERS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"
REST = r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


def byte_level(use_regex):
    return pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=use_regex)


def split(number):
    return pre_tokenizers.Split(Regex(LETTERS + number + REST), behavior="isolated", invert=False)


def pre_tokenizer(name):
    first = {
        "smollm": lambda: pre_tokenizers.Digits(individual_digits=True),
        "llama-bpe": lambda: split(r"\p{N}{1,3}"),
        "qwen2": lambda: split(r"\p{N}"),
    }[name]()
    return pre_tokenizers.Sequence([first, byte_level(name == "smollm")])


def probes():
    rng = random.Random(20261123)
    alphabet = list("abcdefgh ABC  \n\t'.,-0123456789éßñ日本語Ω😀👩\u200d\u0301\u00a0\u0000\r")
    fixed = SENTENCES[:6] + [
        "", " ", "\n\n", "\r\n", "a\u0000b", "e\u0301", "\u1e9b\u0323", "12345 1,000,000", "I'LL we'Re", "👩‍👩‍👧", "<|im_start|>user<|im_end|>",
        "x<tag>y", "١٢٣ Ⅷ ½", "return\u00a0x\u2003y", "\ufeffBOM", "  three   spaces    ", "ΐ\u0344",
    ]
    return fixed + ["".join(rng.choice(alphabet) for _ in range(rng.randrange(1, 40))) for _ in range(60)]


def small_bpe():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizer("qwen2")
    specials = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    trainer = trainers.BpeTrainer(
        vocab_size=420, special_tokens=specials, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(SENTENCES, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    tokens = [token for token, _ in sorted(model["vocab"].items(), key=lambda item: item[1])]
    # a word that no merge makes: only ignore_merges finds it; and a token the user defined
    tokens += ["Ġwhetherbridge", "<tag>"]
    merges = [" ".join(pair) for pair in model["merges"]]
    types = [3] * 3 + [1] * (len(tokens) - 4) + [4]
    cases = {}
    for name in ("smollm", "llama-bpe", "qwen2"):
        reference = Tokenizer(models.BPE(
            vocab={token: index for index, token in enumerate(tokens)},
            merges=[tuple(pair.split(" ")) for pair in merges], ignore_merges=name == "llama-bpe"))
        reference.pre_tokenizer = pre_tokenizer(name)
        reference.decoder = decoders.ByteLevel()
        if name == "qwen2":
            reference.normalizer = normalizers.NFC()
        reference.add_special_tokens(specials)
        reference.add_tokens(["<tag>"])
        encoded = [(text, reference.encode(text)) for text in probes() + ["see whetherbridge"]]
        cases[name] = [
            {"text": text, "ids": e.ids, "offsets": [list(o) for o in e.offsets],
             "decoded": reference.decode(e.ids, skip_special_tokens=False)} for text, e in encoded]
    return {"tokens": tokens, "types": types, "merges": merges, "cases": cases}


def write(path, value):
    path.write_text(json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    target = Path(sys.argv[1])
    write(target / "small-bpe.json", small_bpe())
