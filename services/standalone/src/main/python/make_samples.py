#!/usr/bin/env python3
"""Draws the bundled sample traffic from the labelled sets. Python >= 3.8, standard library only.

    python3 make_samples.py EVAL_DIR OUT_DIR

EVAL_DIR holds begin_wow/, summedits_open/ and clapnq/ in the neutral JSON-lines schema. The draw is random with a fixed
seed among rows that pass plain length filters; no detector's score was looked at. Writes traffic.jsonl and
excluded-from-tests.txt, whose ids no reported evaluation may use.
"""
import json
import random
import sys
from pathlib import Path

SEED = 20261123


def rows(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def words(text):
    return len(text.split())


def slim(row, constructed=False):
    kept = ("id", "task", "question", "contexts", "response", "generator", "labels", "hallucinated", "source", "licence")
    out = {key: row[key] for key in kept}
    out["constructed"] = constructed
    return out


def draw(rng, candidates, count, document):
    """`count` rows, no two of one document."""
    candidates = sorted(candidates, key=lambda row: row["id"])
    rng.shuffle(candidates)
    chosen, seen = [], set()
    for row in candidates:
        if len(chosen) < count and document(row) not in seen:
            seen.add(document(row))
            chosen.append(row)
    assert len(chosen) == count, (len(chosen), count)
    return chosen


def begin_wow(rng, root):
    usable = [row for row in rows(root / "begin_wow/test.jsonl")
              if words(row["response"]) >= 8 and words(row["contexts"][0]) >= 12 and 4 <= words(row["question"]) <= 60]
    document = lambda row: row["contexts"][0]
    bad = draw(rng, [row for row in usable if row["hallucinated"] is True], 7, document)
    good = draw(rng, [row for row in usable if row["hallucinated"] is False], 9, document)
    return [slim(row) for row in bad + good]


def summedits(rng, root, name, bad_count, good_count):
    usable = [row for row in rows(root / f"summedits_open/{name}.jsonl") if words(row["contexts"][0]) <= 420]
    document = lambda row: row["contexts"][0]
    # of the unsupported summaries those with one edited place, where the marked words are exact
    bad = draw(rng, [row for row in usable if row["hallucinated"] and row["meta"].get("single_edit")], bad_count, document)
    taken = {document(row) for row in bad}
    rest = [row for row in usable if not row["hallucinated"]]
    fresh = [row for row in rest if document(row) not in taken]
    good = draw(rng, fresh if len({document(row) for row in fresh}) >= good_count else rest, good_count, document)
    return [slim(row) for row in bad + good]


def clapnq(rng, root):
    usable = [row for row in rows(root / "clapnq/dev_answerable.jsonl")
              if words(row["contexts"][0]["text"]) <= 220 and 15 <= words(row["answers"][0]) <= 90]
    chosen = draw(rng, usable, 19, lambda row: row["contexts"][0]["text"])
    good, asked, answered = chosen[:9], chosen[9:14], chosen[14:]
    out = [clapnq_row(row, row, "own") for row in good]
    out += [clapnq_row(row, other, "swap") for row, other in zip(asked, answered)]
    return out


def clapnq_row(row, answer_of, kind):
    passage = row["contexts"][0]
    response = answer_of["answers"][0]
    swapped = kind == "swap"
    span = [{"start": 0, "end": len(response), "type": "answer-of-another-question", "text": response}]
    return {
        "id": f"{row['id']}-{kind}",
        "task": "qa",
        "question": row["question"],
        "contexts": [passage["text"]],
        "titles": [passage["title"]],
        "response": response,
        "generator": "human" if not swapped else f"human, answer of {answer_of['id']}",
        "labels": span if swapped else [],
        "hallucinated": swapped,
        "source": row["source"],
        "licence": row["licence"],
        "constructed": swapped,
    }


def excluded(traffic):
    ids = set()
    for row in traffic:
        ids.add(row["id"])
        if row["id"].startswith("clapnq-"):
            ids.add(row["id"].rsplit("-", 1)[0])
            if row["constructed"]:
                ids.add(row["generator"].split("answer of ")[1])
    return sorted(ids)


def main():
    root, out = Path(sys.argv[1]), Path(sys.argv[2])
    rng = random.Random(SEED)
    traffic = begin_wow(rng, root) + summedits(rng, root, "scitldr", 5, 5)
    traffic += summedits(rng, root, "sales_email", 4, 4) + clapnq(rng, root)
    rng.shuffle(traffic)
    out.mkdir(parents=True, exist_ok=True)
    with open(out / "traffic.jsonl", "w", encoding="utf-8") as file:
        for row in traffic:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    with open(out / "excluded-from-tests.txt", "w", encoding="utf-8") as file:
        file.write("# ids of the bundled sample traffic; evaluations leave them out (make_samples.py)\n")
        file.writelines(f"{one}\n" for one in excluded(traffic))
    bad = sum(row["hallucinated"] for row in traffic)
    print(f"{len(traffic)} rows, {bad} hallucinated, {sum(row['constructed'] for row in traffic)} constructed")


if __name__ == "__main__":
    main()
