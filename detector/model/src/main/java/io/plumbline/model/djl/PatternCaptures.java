package io.plumbline.model.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.plumbline.model.Capture;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.model.KeySet;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Attention patterns and what is reduced from them. Patterns of a layer are computed from queries and keys, for the heads
 * and rows that some capture wants, once for all captures of the same rows, in blocks of rows whose size depends on the
 * sequence only (so that a value does not depend on what else is captured).
 */
final class PatternCaptures {
    /** Numbers in one block of patterns at most, where all heads are wanted. */
    private static final long BLOCK_NUMBERS = 1L << 24;

    private static final int BLOCK_ROWS = 64;

    private final DecoderRuntime runtime;
    private final TokenIds ids;
    private final int past;
    private final PtNDManager scope;
    private final List<CaptureTarget> targets;
    private final Map<KeySet, PtNDArray> keyTensors = new LinkedHashMap<>();
    private final Map<Capture, PtNDArray> setTensors = new LinkedHashMap<>();
    private final List<Chosen> chosen = new ArrayList<>();
    private final List<Pointed> pointed = new ArrayList<>();
    private @Nullable PtNDArray idsOnDevice;

    PatternCaptures(DecoderRuntime runtime, TokenIds ids, int past, List<CaptureTarget> all, PtNDManager scope) {
        this.runtime = runtime;
        this.ids = ids;
        this.past = past;
        this.scope = scope;
        this.targets = all.stream()
                .filter(target -> !heads(target.capture()).isEmpty())
                .toList();
    }

    /** Keys that heads attend to most, kept until the states at those keys are known. */
    private static final class Chosen {
        private final CaptureTarget target;
        private final int firstRow;
        /** Marks, bool {@code [head × row × key]}. */
        private final PtNDArray keys;
        /** The heads' columns in the target. */
        private final int[] columns;

        Chosen(CaptureTarget target, int firstRow, PtNDArray keys, int[] columns) {
            this.target = target;
            this.firstRow = firstRow;
            this.keys = keys;
            this.columns = columns;
        }
    }

    /** Tokens that heads point at, kept until the final states are known. */
    private static final class Pointed {
        private final CaptureTarget target;
        private final int firstRow;
        /** Token ids, int64 {@code [head × row]}; -1 where a row sees no key. */
        private final PtNDArray ids;
        /** The heads' columns in the target. */
        private final int[] columns;

        Pointed(CaptureTarget target, int firstRow, PtNDArray ids, int[] columns) {
            this.target = target;
            this.firstRow = firstRow;
            this.ids = ids;
            this.columns = columns;
        }
    }

    /** The heads whose patterns a capture reads, in the order of its columns. */
    private static List<HeadId> heads(Capture capture) {
        if (capture instanceof HookPoint.AttentionPattern c) {
            return List.of(c.head());
        } else if (capture instanceof Reduction.AttendedStateCosine c) {
            return c.heads();
        } else if (capture instanceof Reduction.AttentionMass c) {
            return c.heads();
        } else if (capture instanceof Reduction.TopKeyHits c) {
            return c.heads();
        } else if (capture instanceof Reduction.TokenMatchMass c) {
            return c.heads();
        } else if (capture instanceof Reduction.PointedToken c) {
            return c.heads();
        } else if (capture instanceof Reduction.AttentionEntropy c) {
            return c.heads();
        }
        return List.of();
    }

    /** The tokens that follow rows {@code [first, first + count)}; -1 after the last one. */
    static int[] followers(TokenIds ids, int first, int count) {
        return IntStream.range(first + 1, first + 1 + count)
                .map(next -> next < ids.size() ? ids.at(next) : -1)
                .toArray();
    }

    /** Shown a layer's turned queries {@code [token × head × headWidth]} and keys. */
    void afterAttention(int layer, PtNDArray queries, Supplier<PtNDArray> keys) {
        Map<TokenSpan, List<CaptureTarget>> byRows = new LinkedHashMap<>();
        for (CaptureTarget target : targets) {
            if (heads(target.capture()).stream().anyMatch(head -> head.layer() == layer)) {
                byRows.computeIfAbsent(target.capture().rows(), rows -> new ArrayList<>())
                        .add(target);
            }
        }
        byRows.forEach((rows, group) -> capture(layer, rows, group, queries, keys.get()));
    }

    private void capture(int layer, TokenSpan rows, List<CaptureTarget> group, PtNDArray queries, PtNDArray keys) {
        TreeSet<Integer> union = new TreeSet<>();
        for (CaptureTarget target : group) {
            heads(target.capture()).stream()
                    .filter(head -> head.layer() == layer)
                    .forEach(head -> union.add(head.head()));
        }
        int[] heads = union.stream().mapToInt(Integer::intValue).toArray();
        ModelConfig config = runtime.config();
        int[] kvHeads =
                Arrays.stream(heads).map(head -> head / config.groupSize()).toArray();
        int block = (int) Math.max(1, Math.min(BLOCK_ROWS, BLOCK_NUMBERS / ((long) config.heads() * ids.size())));
        try (PtNDManager local = runtime.newScope()) {
            PtNDArray headTensor = runtime.integers(local, heads);
            PtNDArray kvTensor = runtime.integers(local, kvHeads);
            for (int first = rows.start(); first < rows.end(); first += block) {
                int count = Math.min(block, rows.end() - first);
                try (PtNDManager ofBlock = runtime.newScope()) {
                    PtNDArray patterns = runtime.script()
                            .call("patterns")
                            .tensor(queries)
                            .tensor(keys)
                            .integer(past)
                            .integer(first - past)
                            .integer(count)
                            .integer(ids.size())
                            .tensor(headTensor)
                            .tensor(kvTensor)
                            .tensor(ofBlock);
                    for (CaptureTarget target : group) {
                        new Block(layer, heads, patterns, first, count, ofBlock).reduce(target);
                    }
                }
            }
        }
    }

    /** The patterns {@code [head × row × key]} of {@code heads} and rows {@code [first, first + count)} of one layer. */
    private final class Block {
        private final int layer;
        private final int[] heads;
        private final PtNDArray patterns;
        private final int first;
        private final int count;
        private final PtNDManager local;

        Block(int layer, int[] heads, PtNDArray patterns, int first, int count, PtNDManager local) {
            this.layer = layer;
            this.heads = heads;
            this.patterns = patterns;
            this.first = first;
            this.count = count;
            this.local = local;
        }

        void reduce(CaptureTarget target) {
            List<HeadId> wanted = heads(target.capture());
            int[] columns = IntStream.range(0, wanted.size())
                    .filter(i -> wanted.get(i).layer() == layer)
                    .toArray();
            int[] places = Arrays.stream(columns)
                    .map(column -> Arrays.binarySearch(heads, wanted.get(column).head()))
                    .toArray();
            PtNDArray own = picked(places);
            Capture capture = target.capture();
            if (capture instanceof HookPoint.AttentionPattern) {
                target.put(first, own.toFloatArray());
            } else if (capture instanceof Reduction.AttendedStateCosine c) {
                choose(target, c, own, columns);
            } else if (capture instanceof Reduction.AttentionMass c) {
                TorchScript.Call call =
                        runtime.script().call("attention_mass").tensor(own).tensor(setTensor(c, c.keySets()));
                putHeads(target, call.floats(local), columns, c.keySets().size());
            } else if (capture instanceof Reduction.TopKeyHits c) {
                TorchScript.Call call = runtime.script()
                        .call("top_key_hits")
                        .tensor(own)
                        .tensor(setTensor(c, c.keySets()))
                        .integer(first)
                        .integer(Math.min(c.topKeys(), ids.size()));
                putHeads(target, call.floats(local), columns, c.keySets().size());
            } else if (capture instanceof Reduction.TokenMatchMass c) {
                TorchScript.Call call = runtime.script()
                        .call("match_mass")
                        .tensor(own)
                        .tensor(keyTensor(c.keys()))
                        .tensor(idTensor())
                        .tensor(runtime.integers(local, followers(ids, first, count)));
                putHeads(target, call.floats(local), columns, 1);
            } else if (capture instanceof Reduction.PointedToken c) {
                point(target, c, own, columns);
            } else if (capture instanceof Reduction.AttentionEntropy) {
                TorchScript.Call call =
                        runtime.script().call("attention_entropy").tensor(own);
                putHeads(target, call.floats(local), columns, 1);
            }
        }

        private PtNDArray picked(int[] places) {
            if (places.length == heads.length
                    && Arrays.equals(places, IntStream.range(0, heads.length).toArray())) {
                return patterns;
            }
            return runtime.script()
                    .call("pick_heads")
                    .tensor(patterns)
                    .tensor(runtime.integers(local, places))
                    .tensor(local);
        }

        private void choose(CaptureTarget target, Reduction.AttendedStateCosine capture, PtNDArray own, int[] columns) {
            PtNDArray marks = runtime.script()
                    .call("top_keys")
                    .tensor(own)
                    .tensor(keyTensor(capture.keys()))
                    .integer(first)
                    .integer(capture.topKeys())
                    .tensor(scope);
            chosen.add(new Chosen(target, first, marks, columns));
        }

        private void point(CaptureTarget target, Reduction.PointedToken capture, PtNDArray own, int[] columns) {
            PtNDArray ids = runtime.script()
                    .call("pointed_ids")
                    .tensor(own)
                    .tensor(keyTensor(capture.keys()))
                    .tensor(idTensor())
                    .integer(first)
                    .tensor(scope);
            TorchScript.Call call = runtime.script()
                    .call("pointed_mass")
                    .tensor(own)
                    .tensor(keyTensor(capture.keys()))
                    .tensor(idTensor())
                    .tensor(ids);
            float[] mass = call.floats(local);
            for (int i = 0; i < columns.length; i++) {
                target.put(first, mass, i, columns.length, 2 * columns[i], 1);
            }
            pointed.add(new Pointed(target, first, ids, columns));
        }

        private void putHeads(CaptureTarget target, float[] values, int[] columns, int perHead) {
            for (int i = 0; i < columns.length; i++) {
                target.put(first, values, i * perHead, columns.length * perHead, columns[i] * perHead, perHead);
            }
        }
    }

    /** Shown the final-norm states of this pass and of the whole sequence. */
    void afterLastLayer(PtNDArray states, PtNDArray all) {
        for (Chosen each : chosen) {
            int rows = (int) each.keys.getShape().get(1);
            Reduction.AttendedStateCosine capture = (Reduction.AttendedStateCosine) each.target.capture();
            try (PtNDManager local = runtime.newScope()) {
                PtNDArray own = runtime.script()
                        .call("read_rows")
                        .tensor(states)
                        .integer(each.firstRow - past)
                        .integer(rows)
                        .tensor(local);
                float[] cosines = runtime.script()
                        .call("attended_cosine")
                        .tensor(each.keys)
                        .tensor(keyTensor(capture.keys()))
                        .tensor(all)
                        .tensor(own)
                        .floats(local);
                int[] columns = each.columns;
                for (int i = 0; i < columns.length; i++) {
                    each.target.put(each.firstRow, cosines, i, columns.length, columns[i], 1);
                }
            }
            each.keys.close();
        }
        pointed.forEach(each -> gaps(each, states));
    }

    private void gaps(Pointed each, PtNDArray states) {
        int rows = (int) each.ids.getShape().get(1);
        try (PtNDManager local = runtime.newScope()) {
            PtNDArray own = runtime.script()
                    .call("read_rows")
                    .tensor(states)
                    .integer(each.firstRow - past)
                    .integer(rows)
                    .tensor(local);
            float[] gaps = runtime.script()
                    .call("pointed_gap")
                    .tensor(own)
                    .tensor(runtime.weights().unembedding())
                    .tensor(each.ids)
                    .tensor(runtime.integers(local, followers(ids, each.firstRow, rows)))
                    .floats(local);
            for (int i = 0; i < each.columns.length; i++) {
                each.target.put(each.firstRow, gaps, i, each.columns.length, 2 * each.columns[i] + 1, 1);
            }
        }
        each.ids.close();
    }

    private PtNDArray keyTensor(KeySet keys) {
        return keyTensors.computeIfAbsent(keys, k -> runtime.integers(scope, k.toArray()));
    }

    private PtNDArray idTensor() {
        PtNDArray known = idsOnDevice;
        if (known == null) {
            known = runtime.integers(scope, ids.toArray());
            idsOnDevice = known;
        }
        return known;
    }

    private PtNDArray setTensor(Capture capture, List<KeySet> keySets) {
        return setTensors.computeIfAbsent(capture, c -> {
            int sets = keySets.size();
            float[] members = new float[ids.size() * sets];
            for (int set = 0; set < sets; set++) {
                for (int key : keySets.get(set).toArray()) {
                    members[key * sets + set] = 1;
                }
            }
            return runtime.floats(scope, members, ids.size(), sets);
        });
    }
}
