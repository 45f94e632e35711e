package io.plumbline.model.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.plumbline.model.Capture;
import io.plumbline.model.DivergenceMode;
import io.plumbline.model.HookPoint;
import io.plumbline.model.Reduction;
import io.plumbline.model.ResidualSite;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whatever goes over the vocabulary: logits, next-token facts, logit lens. In blocks of rows, so that never more than
 * about {@link #BLOCK_NUMBERS} logits (twice as many for a divergence) exist at once.
 */
final class VocabularyCaptures {
    private static final int BLOCK_NUMBERS = 1 << 23;
    private static final int LEAST_BLOCK_ROWS = 16;
    private static final int MOST_BLOCK_ROWS = 128;

    private final DecoderRuntime runtime;
    private final TokenIds ids;
    private final int past;
    private final List<CaptureTarget> targets;
    private final PtNDManager scope;

    VocabularyCaptures(DecoderRuntime runtime, TokenIds ids, int past, List<CaptureTarget> all, PtNDManager scope) {
        this.runtime = runtime;
        this.ids = ids;
        this.past = past;
        this.scope = scope;
        this.targets =
                all.stream().filter(target -> overVocabulary(target.capture())).toList();
    }

    private static boolean overVocabulary(Capture capture) {
        return capture instanceof HookPoint.Logits
                || capture instanceof Reduction.NextToken
                || capture instanceof Reduction.LensRank
                || capture instanceof Reduction.PredictionDivergence
                || capture instanceof Reduction.LensDivergence;
    }

    /** Shown the stream at one site. */
    void afterSite(int layer, ResidualSite site, PtNDArray stream) {
        for (CaptureTarget target : targets) {
            if (target.capture() instanceof Reduction.LensRank c && c.layer() == layer && c.site() == site) {
                inBlocks(c.rows(), (rows, local) -> {
                    TorchScript.Call call = runtime.script()
                            .call("lens_rank")
                            .tensor(rowsOf(stream, rows, local))
                            .tensor(runtime.weights().finalNorm())
                            .tensor(runtime.weights().unembedding())
                            .real(runtime.config().rmsEpsilon())
                            .tensor(followers(rows, local));
                    target.put(rows.start(), call.floats(local));
                });
            }
        }
    }

    /** Shown the stream before and after a layer's FFN. */
    void afterFfn(int layer, PtNDArray mid, PtNDArray post) {
        Map<TokenSpan, List<CaptureTarget>> byRows = new LinkedHashMap<>();
        for (CaptureTarget target : targets) {
            if (target.capture() instanceof Reduction.LensDivergence c && c.layer() == layer) {
                byRows.computeIfAbsent(c.rows(), rows -> new ArrayList<>()).add(target);
            }
        }
        byRows.forEach((all, group) -> inBlocks(all, (rows, local) -> {
            TorchScript.Call call = runtime.script()
                    .call("lens_divergence")
                    .tensor(rowsOf(mid, rows, local))
                    .tensor(rowsOf(post, rows, local))
                    .tensor(runtime.weights().finalNorm())
                    .tensor(runtime.weights().unembedding())
                    .real(runtime.config().rmsEpsilon())
                    .bool(!scope.getDevice().isGpu());
            float[] both = call.floats(local);
            for (CaptureTarget target : group) {
                putDivergence(target, rows, both, ((Reduction.LensDivergence) target.capture()).mode());
            }
        }));
    }

    /** Shown this pass's final-norm states. */
    void afterLastLayer(PtNDArray states) {
        for (CaptureTarget target : targets) {
            if (target.capture() instanceof HookPoint.Logits) {
                inBlocks(target.capture().rows(), (rows, local) -> {
                    TorchScript.Call call = runtime.script()
                            .call("logits")
                            .tensor(rowsOf(states, rows, local))
                            .tensor(runtime.weights().unembedding());
                    target.put(rows.start(), call.floats(local));
                });
            } else if (target.capture() instanceof Reduction.NextToken) {
                inBlocks(target.capture().rows(), (rows, local) -> {
                    TorchScript.Call call = runtime.script()
                            .call("next_token")
                            .tensor(rowsOf(states, rows, local))
                            .tensor(runtime.weights().unembedding())
                            .tensor(followers(rows, local));
                    target.put(rows.start(), call.floats(local));
                });
            } else if (target.capture() instanceof Reduction.PredictionDivergence c) {
                compare(target, c, states);
            }
        }
    }

    /** One product for both passes' predictions, a block of rows at a time. */
    private void compare(CaptureTarget target, Reduction.PredictionDivergence capture, PtNDArray states) {
        int width = capture.states().columns();
        float[] others = capture.states().toArray();
        inBlocks(capture.rows(), (rows, local) -> {
            int from = (rows.start() - capture.rows().start()) * width;
            float[] block = Arrays.copyOfRange(others, from, from + rows.length() * width);
            TorchScript.Call call = runtime.script()
                    .call("prediction_divergence")
                    .tensor(rowsOf(states, rows, local))
                    .tensor(runtime.floats(local, block, rows.length(), width))
                    .tensor(runtime.weights().unembedding())
                    .bool(!scope.getDevice().isGpu());
            putDivergence(target, rows, call.floats(local), capture.mode());
        });
    }

    /** @param both Jensen-Shannon and reversed KL of each row */
    private static void putDivergence(CaptureTarget target, TokenSpan rows, float[] both, DivergenceMode mode) {
        target.put(rows.start(), both, mode == DivergenceMode.JENSEN_SHANNON ? 0 : 1, 2, 0, 1);
    }

    private interface BlockTask {
        void run(TokenSpan rows, PtNDManager local);
    }

    /** Equal blocks, so that no small one is left whose product would read the whole unembedding for a few rows. */
    private void inBlocks(TokenSpan rows, BlockTask task) {
        int most = Math.min(Math.max(BLOCK_NUMBERS / runtime.config().vocabulary(), LEAST_BLOCK_ROWS), MOST_BLOCK_ROWS);
        int blocks = (rows.length() + most - 1) / most;
        for (int i = 0; i < blocks; i++) {
            int start = rows.start() + (int) ((long) rows.length() * i / blocks);
            int end = rows.start() + (int) ((long) rows.length() * (i + 1) / blocks);
            try (PtNDManager local = runtime.newScope()) {
                task.run(new TokenSpan(start, end), local);
            }
        }
    }

    private PtNDArray rowsOf(PtNDArray stream, TokenSpan rows, PtNDManager local) {
        return runtime.script()
                .call("read_rows")
                .tensor(stream)
                .integer(rows.start() - past)
                .integer(rows.length())
                .tensor(local);
    }

    private PtNDArray followers(TokenSpan rows, PtNDManager local) {
        return runtime.integers(local, PatternCaptures.followers(ids, rows.start(), rows.length()));
    }
}
