package io.plumbline.model.reference;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.model.KeySet;
import io.plumbline.model.Reduction;
import io.plumbline.model.ResidualSite;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * Is shown every value of a pass as it arises and keeps, or reduces, what the plan asks for. Reductions are computed in
 * double from the values of the pass, in both number formats.
 */
final class ReferenceCaptures {
    private final CapturePlan plan;
    private final List<TokenState> sequence;
    private final int past;
    /** Logits of a residual state. */
    private final UnaryOperator<double[]> lens;
    /** Logits of a final-norm state. */
    private final UnaryOperator<double[]> unembed;

    private final Map<Capture, FloatMatrix> done = new HashMap<>();
    /** Head-wise reductions on their way, {@code [row][column]}: heads of several layers fill one matrix. */
    private final Map<Capture, double[][]> headColumns = new HashMap<>();
    /** Keys chosen by {@link Reduction.AttendedStateCosine}, {@code [row][head][key]}: their states come last. */
    private final Map<Capture, int[][][]> attendedKeys = new HashMap<>();
    /** What heads point at, {@code [row][head]}: the logits come last. */
    private final Map<Capture, Pointed[][]> pointedTokens = new HashMap<>();
    /** Residual stream before the FFN of the layer at hand. */
    private double[][] mid = new double[0][];

    ReferenceCaptures(
            CapturePlan plan,
            List<TokenState> sequence,
            int past,
            UnaryOperator<double[]> lens,
            UnaryOperator<double[]> unembed) {
        this.plan = plan;
        this.sequence = sequence;
        this.past = past;
        this.lens = lens;
        this.unembed = unembed;
    }

    /** {@code values[r]} is the residual stream of row {@code past + r}. */
    void residual(int layer, ResidualSite site, double[][] values) {
        if (site == ResidualSite.MID) {
            mid = values;
        }
        for (Capture capture : plan.captures()) {
            if (capture instanceof HookPoint.Residual c && c.layer() == layer && c.site() == site) {
                keep(c, row -> values[row - past]);
            } else if (capture instanceof Reduction.LensRank c && c.layer() == layer && c.site() == site) {
                keep(c, row -> one(ReferenceReductions.rank(lens.apply(values[row - past]), follower(row))));
            } else if (capture instanceof Reduction.LensDivergence c
                    && c.layer() == layer
                    && site == ResidualSite.POST) {
                keep(
                        c,
                        row -> one(ReferenceReductions.divergence(
                                c.mode(), lens.apply(values[row - past]), lens.apply(mid[row - past]))));
            }
        }
    }

    void ffnOutput(int layer, double[][] values) {
        for (Capture capture : plan.captures()) {
            if (capture instanceof HookPoint.FfnOutput c && c.layer() == layer) {
                keep(c, row -> values[row - past]);
            }
        }
    }

    void headOutput(HeadId head, double[][] values) {
        for (Capture capture : plan.captures()) {
            if (capture instanceof HookPoint.HeadOutput c && c.head().equals(head)) {
                keep(c, row -> values[row - past]);
            }
        }
    }

    /** {@code pattern[r]} is the head's pattern of row {@code past + r} over the keys {@code 0..past+r}. */
    void pattern(HeadId head, double[][] pattern) {
        for (Capture capture : plan.captures()) {
            if (capture instanceof HookPoint.AttentionPattern c && c.head().equals(head)) {
                keep(c, row -> Arrays.copyOf(pattern[row - past], sequence.size()));
            } else if (capture instanceof Reduction.AttentionEntropy c) {
                fill(c, c.heads(), head, 1, row -> one(ReferenceReductions.entropy(pattern[row - past])));
            } else if (capture instanceof Reduction.AttentionMass c) {
                int sets = c.keySets().size();
                fill(c, c.heads(), head, sets, row -> masses(pattern[row - past], c.keySets()));
            } else if (capture instanceof Reduction.TopKeyHits c) {
                int sets = c.keySets().size();
                fill(
                        c,
                        c.heads(),
                        head,
                        sets,
                        row -> ReferenceReductions.topKeyHits(pattern[row - past], c.keySets(), c.topKeys()));
            } else if (capture instanceof Reduction.TokenMatchMass c) {
                fill(c, c.heads(), head, 1, row -> one(matchMass(pattern[row - past], c.keys(), follower(row))));
            } else if (capture instanceof Reduction.PointedToken c) {
                point(c, head, pattern);
            } else if (capture instanceof Reduction.AttendedStateCosine c) {
                chooseKeys(c, head, pattern);
            }
        }
    }

    /** Called when every token has its final-norm state. */
    ActivationTrace finish() {
        for (Capture capture : plan.captures()) {
            if (capture instanceof HookPoint.FinalNorm c) {
                keep(c, this::finalNorm);
            } else if (capture instanceof HookPoint.Logits c) {
                keep(c, this::logits);
            } else if (capture instanceof Reduction.NextToken c) {
                keep(c, row -> ReferenceReductions.nextToken(logits(row), follower(row)));
            } else if (capture instanceof Reduction.PredictionDivergence c) {
                keep(c, row -> one(ReferenceReductions.divergence(c.mode(), logits(row), otherLogits(c, row))));
            } else if (capture instanceof Reduction.PointedToken c) {
                keep(c, row -> pointed(c, row));
            } else if (capture instanceof Reduction.AttendedStateCosine c) {
                keep(c, row -> cosines(c, row));
            }
        }
        headColumns.forEach((capture, rows) ->
                keep(capture, row -> rows[row - capture.rows().start()]));
        return ActivationTrace.of(plan, done);
    }

    private double[] finalNorm(int row) {
        return sequence.get(row).finalNorm;
    }

    private double[] logits(int row) {
        return unembed.apply(finalNorm(row));
    }

    /** Logits of the other pass's state that stands beside the row. */
    private double[] otherLogits(Reduction.PredictionDivergence capture, int row) {
        FloatMatrix states = capture.states();
        double[] state = new double[states.columns()];
        for (int i = 0; i < state.length; i++) {
            state[i] = states.at(row - capture.rows().start(), i);
        }
        return unembed.apply(state);
    }

    /** The id of the token after the row, or {@link ReferenceReductions#NO_FOLLOWER}. */
    private int follower(int row) {
        return row + 1 < sequence.size() ? sequence.get(row + 1).id : ReferenceReductions.NO_FOLLOWER;
    }

    private double[] masses(double[] pattern, List<KeySet> keySets) {
        return keySets.stream()
                .mapToDouble(keys -> ReferenceReductions.mass(pattern, keys, key -> true))
                .toArray();
    }

    private double matchMass(double[] pattern, KeySet keys, int follower) {
        return follower == ReferenceReductions.NO_FOLLOWER
                ? Double.NaN
                : ReferenceReductions.mass(pattern, keys, key -> sequence.get(key).id == follower);
    }

    private void chooseKeys(Reduction.AttendedStateCosine capture, HeadId head, double[][] pattern) {
        int column = capture.heads().indexOf(head);
        if (column < 0) {
            return;
        }
        int first = capture.rows().start();
        int[][][] chosen = attendedKeys.computeIfAbsent(
                capture, c -> new int[c.rows().length()][capture.heads().size()][]);
        for (int row = first; row < capture.rows().end(); row++) {
            chosen[row - first][column] =
                    ReferenceReductions.topKeys(pattern[row - past], capture.keys(), capture.topKeys());
        }
    }

    private double[] cosines(Reduction.AttendedStateCosine capture, int row) {
        int[][][] chosen = Objects.requireNonNull(attendedKeys.get(capture), "every head of a request exists");
        double[] cosines = new double[capture.heads().size()];
        for (int h = 0; h < cosines.length; h++) {
            List<double[]> states = Arrays.stream(chosen[row - capture.rows().start()][h])
                    .mapToObj(this::finalNorm)
                    .toList();
            cosines[h] = ReferenceReductions.cosineWithMean(finalNorm(row), states);
        }
        return cosines;
    }

    private void point(Reduction.PointedToken capture, HeadId head, double[][] pattern) {
        int column = capture.heads().indexOf(head);
        if (column < 0) {
            return;
        }
        int first = capture.rows().start();
        Pointed[][] found = pointedTokens.computeIfAbsent(
                capture, c -> new Pointed[c.rows().length()][capture.heads().size()]);
        for (int row = first; row < capture.rows().end(); row++) {
            int[] top = ReferenceReductions.topKeys(pattern[row - past], capture.keys(), 1);
            int id = top.length == 0 ? ReferenceReductions.NO_FOLLOWER : sequence.get(top[0]).id;
            double mass =
                    ReferenceReductions.mass(pattern[row - past], capture.keys(), key -> sequence.get(key).id == id);
            found[row - first][column] = new Pointed(id, mass);
        }
    }

    private double[] pointed(Reduction.PointedToken capture, int row) {
        Pointed[][] found = Objects.requireNonNull(pointedTokens.get(capture), "every head of a request exists");
        double[] logits = logits(row);
        int follower = follower(row);
        double[] values = new double[2 * capture.heads().size()];
        for (int h = 0; h < capture.heads().size(); h++) {
            Pointed pointed = found[row - capture.rows().start()][h];
            boolean known =
                    follower != ReferenceReductions.NO_FOLLOWER && pointed.id() != ReferenceReductions.NO_FOLLOWER;
            values[2 * h] = pointed.mass();
            values[2 * h + 1] = known ? logits[pointed.id()] - logits[follower] : Double.NaN;
        }
        return values;
    }

    /** The token a head points at, and the attention mass on keys that hold it. */
    private record Pointed(int id, double mass) {}

    /** Writes {@code width} columns of one head into the matrix of a head-wise reduction. */
    private void fill(Capture capture, List<HeadId> heads, HeadId head, int width, IntFunction<double[]> ofRow) {
        int column = heads.indexOf(head);
        if (column < 0) {
            return;
        }
        int first = capture.rows().start();
        double[][] rows =
                headColumns.computeIfAbsent(capture, c -> new double[c.rows().length()][heads.size() * width]);
        for (int row = first; row < capture.rows().end(); row++) {
            System.arraycopy(ofRow.apply(row), 0, rows[row - first], column * width, width);
        }
    }

    private void keep(Capture capture, IntFunction<double[]> ofRow) {
        int first = capture.rows().start();
        double[][] rows = new double[capture.rows().length()][];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = ofRow.apply(first + r);
        }
        int columns = rows[0].length;
        float[] data = new float[rows.length * columns];
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < columns; c++) {
                data[r * columns + c] = (float) rows[r][c];
            }
        }
        done.put(capture, FloatMatrix.owning(rows.length, columns, data));
    }

    private static double[] one(double value) {
        return new double[] {value};
    }
}
