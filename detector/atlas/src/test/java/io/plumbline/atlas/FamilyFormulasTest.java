package io.plumbline.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.atlas.probe.ChainProbe;
import io.plumbline.atlas.probe.ChainProbes;
import io.plumbline.atlas.probe.NeedleProbe;
import io.plumbline.atlas.probe.PasskeyProbe;
import io.plumbline.atlas.probe.PasskeyProbes;
import io.plumbline.atlas.probe.ProbeTexts;
import io.plumbline.atlas.probe.QueryProbe;
import io.plumbline.atlas.probe.QueryProbes;
import io.plumbline.atlas.probe.RepeatedProbe;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.loading.LoadedModel;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Each family's formula on input that can be computed by hand. */
class FamilyFormulasTest {
    /** Needle 21 22 23 at keys 1 to 3; the answer repeats it at 5 to 7, predicted by rows 4 to 6. */
    private static final NeedleProbe NEEDLE = new NeedleProbe(
            "n/1",
            "n",
            TokenIds.of(9, 21, 22, 23, 8, 21, 22, 23),
            new TokenSpan(4, 7),
            List.of(new NeedleProbe.Target(4, 1), new NeedleProbe.Target(5, 2), new NeedleProbe.Target(6, 3)));

    private static final LoadedModel TINY = TinyAtlas.model();

    @Test
    void aModelThatRepeatsItselfIsCountedInStepsAndNotInPositions() {
        TokenIds written = TokenIds.of(21, 22, 21, 22, 22);
        // the fourth looks at its own output, the fifth at another token of the needle; a step more than was written
        int[] keys = {1, 2, 1, 6, 3, 0};
        assertThat(GeneratedFamily.steps(NEEDLE, written, keys)).isEqualTo(1);
        assertThat(GeneratedFamily.positions(NEEDLE, written, keys)).isEqualTo(2.0 / 3);
    }

    @Test
    void recallAndF1CountEachWordAsOftenAsItStands() {
        assertThat(Answers.recall("The red, red door", "a RED door; red!")).isEqualTo(0.75);
        assertThat(Answers.recall("the red red door", "red")).isEqualTo(0.25);
        assertThat(Answers.f1("red door", "the red old door")).isEqualTo(2.0 * 2 / 6);
        assertThat(Answers.f1("red", "blue")).isZero();
    }

    @Test
    void aPassageIsWorthItsAttentionWithoutOutliers() {
        QueryProbe probe = new QueryProbe(
                "g",
                TokenIds.of(1, 2, 3, 4, 5, 6, 7, 8, 9),
                TokenIds.of(1, 2, 3, 4, 5, 6, 7, 8, 10),
                8,
                List.of(new TokenSpan(0, 2), new TokenSpan(2, 8)),
                1);
        // -10 lies 2.2 deviations below the passage's mean
        double[] calibrated = {.2, .1, .1, .1, .1, -10, .1, .1};
        assertThat(QueryFocusedFamily.score(probe, calibrated)).isEqualTo(1);
        calibrated[0] = .5;
        assertThat(QueryFocusedFamily.score(probe, calibrated))
                .isCloseTo(1 / (Math.log(3) / Math.log(2)), within(1e-12));
    }

    @Test
    void passagesQueryAndAnswerAreWhereTheProbeSays() {
        ProbeTexts texts = ProbeTexts.bundled();
        List<QueryProbe> probes = QueryProbes.of(TINY, texts.needles().subList(0, 3), texts.detectionProse(), 3, 12);
        assertThat(probes).extracting(QueryProbe::answering).containsExactly(0, 1, 2);
        for (QueryProbe probe : probes) {
            assertThat(probe.passages()).hasSize(3);
            TokenSpan answering = probe.passages().get(probe.answering());
            // it holds a sentence more
            assertThat(answering.length()).isGreaterThan(12);
            assertThat(probe.ids().commonPrefix(probe.ofNothing())).isGreaterThanOrEqualTo(probe.queryStart());
            assertThat(probe.ids()).isNotEqualTo(probe.ofNothing());
        }
    }

    @Test
    void onlyTopKeysInsideTheAnswerCountForReasoning() {
        FloatMatrix pattern = FloatMatrix.of(3, 8, new float[] {
            // top three: keys 0, 1, 2, of which 1 and 2 lie in the answer
            .4f, .3f, .2f, .1f, 0, 0, 0, 0,
            // top three: 0, 4, 5
            .4f, .1f, 0, 0, .2f, .3f, 0, 0,
            // 1, 2, 3 and 4 weigh alike behind 0: the lower two count
            .2f, .2f, .2f, .2f, .2f, 0, 0, 0
        });
        assertThat(HeadKvFamily.score(NEEDLE, pattern)).isCloseTo((.5 + 0 + .4) / 3, within(1e-7));
    }

    @Test
    void aLagCurveTellsWhatComesAfter() {
        int block = 8;
        RepeatedProbe probe =
                new RepeatedProbe("r", TokenIds.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8), 1, block);
        float[] weights = new float[block * 17];
        for (int item = 0; item < block; item++) {
            weights[item * 17 + 1 + item] = .25f;
            if (item + 1 < block) {
                weights[item * 17 + 2 + item] = .5f;
            }
        }
        double[] curve = CmrFamily.curve(probe, FloatMatrix.of(block, 17, weights));
        assertThat(curve).containsExactly(0, 0, 0, 0, 0, .25, .5, 0, 0, 0, 0);
        assertThat(CmrFamily.forward(curve)).isEqualTo(1);
        assertThat(CmrFamily.forward(new double[11])).isEqualTo(0.5);
    }

    @Test
    void aCurveOfTheGridFitsItselfWhateverItsHeight() {
        double[] curve = CmrGrid.shipped().curve(13, 14, 5);
        double[] raised = Arrays.stream(curve).map(value -> 0.01 + 0.5 * value).toArray();
        CmrGrid.Fit fit = CmrGrid.shipped().fit(raised);
        assertThat(fit.distance()).isCloseTo(0, within(1e-12));
        assertThat(List.of(fit.betaEnc(), fit.betaRec(), fit.gamma())).containsExactly(0.7, 0.7, 0.5);
        assertThat(fit.scale()).isCloseTo(0.5, within(1e-9));
        // nobody recalls like this
        assertThat(CmrGrid.shipped()
                        .fit(new double[] {1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1})
                        .distance())
                .isGreaterThan(0.5);
        assertThat(CmrGrid.shipped().fit(new double[11]).distance()).isEqualTo(1);
    }

    @Test
    void aSpanIsTheWindowThatHoldsTheAttention() {
        // one row at position 9: 40 % on the sink, the rest at distances 0, 3 and 5
        FloatMatrix pattern = FloatMatrix.of(1, 10, .4f, 0, 0, 0, .04f, 0, .16f, 0, 0, .4f);
        double[] byDistance = SpanFamily.byDistance(pattern, 9);
        assertThat(SpanFamily.window(byDistance)).isEqualTo(4);
        assertThat(SpanFamily.beyond(byDistance, 3)).isCloseTo(.2, within(1e-7));
        assertThat(SpanFamily.beyond(byDistance, 6)).isZero();
        assertThat(SpanFamily.window(new double[] {.1, 0, 0})).isEqualTo(1);
        assertThat(SpanFamily.rule(List.of(100, 200, 400), new double[] {60, 110, 210}))
                .containsExactly(new double[] {10, .5, 60, 110, 210}, within(1e-9));
    }

    @Test
    void aStrideHoldsItsColumns() {
        // blocks of one token; the last row looks at blocks 0, 2, 3 and itself
        float[] weights = new float[36];
        for (int row = 0; row < 5; row++) {
            weights[row * 6 + row] = 1;
        }
        weights[30] = .1f;
        weights[32] = .3f;
        weights[33] = .4f;
        weights[35] = .2f;
        double[] held = StridedFamily.held(FloatMatrix.of(6, 6, weights), 1, 2);
        assertThat(held).containsExactly(new double[] {5.3 / 6, 5.6 / 6, 5.7 / 6}, within(1e-7));
        // 5 blocks: of 15 block pairs 5 + 4 are local, 3 more in the first column
        assertThat(StridedFamily.covered(5, 2, List.of(0), List.of(0))).isEqualTo(12.0 / 15);
        assertThat(StridedFamily.covered(5, 2, List.of(0, 1), List.of(0, 1))).isEqualTo(14.0 / 15);
        assertThat(StridedFamily.covered(5, 2, List.of(1, 1), List.of(0, 1))).isEqualTo(1);
        assertThat(StridedFamily.covered(5, 2, List.of(2), List.of(0))).isEqualTo(1);
    }

    @Test
    void theTraceIsThatOfTheWholeMatrix() {
        int vocabulary = 7;
        int width = 5;
        int w = 2;
        Random random = new Random(3);
        float[] embedding = gaussian(random, vocabulary * width);
        float[] unembedding = gaussian(random, vocabulary * width);
        float[] value = gaussian(random, w * width);
        float[] output = gaussian(random, width * w);
        double trace = 0;
        for (int token = 0; token < vocabulary; token++) {
            for (int i = 0; i < w; i++) {
                double read = 0;
                double written = 0;
                for (int a = 0; a < width; a++) {
                    read += value[i * width + a] * embedding[token * width + a];
                    written += unembedding[token * width + a] * output[a * w + i];
                }
                trace += read * written;
            }
        }
        float[] crossed = OvFamily.crossed(embedding, unembedding, vocabulary, width);
        assertThat(OvFamily.trace(value, crossed, output, w, width)).isCloseTo(trace, within(1e-4));
    }

    private static float[] gaussian(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void copyingHeadsHaveAGreatTraceAndFewOutliers() {
        assertThat(OvFamily.scores(new double[] {-9, 1, 5}, new double[] {0, 8, 3}))
                .containsExactly(1, 0, .5);
        // first by trace and last by outliers is as good as the other way round
        assertThat(OvFamily.scores(new double[] {9, 1}, new double[] {8, 0})).containsExactly(.5, .5);
        assertThat(OvFamily.outliers(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 100, -90}))
                .isEqualTo(2);
    }

    @Test
    void theLensNamesTheTokenWithTheLargestProduct() {
        float[] unembedding = new float[1030 * 2];
        unembedding[2 * 700] = 1;
        unembedding[2 * 1029 + 1] = 2;
        unembedding[2 * 3 + 1] = 2;
        // two rows: the first likes token 700; of two equal ones the lower counts
        assertThat(LensFamily.best(new float[] {1, 0, 0, 1}, unembedding, 2)).containsExactly(700, 3);
        assertThat(Products.product(new float[] {1, 2, 3, 4}, new float[] {1, 0, 1, 0, 1, 1}, 2, 2, 3))
                .containsExactly(1, 2, 3, 3, 4, 7);
        assertThat(Products.transposed(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)).containsExactly(1, 4, 2, 5, 3, 6);
    }

    @Test
    void linksOfAChainStandWhereTheProbeSays() {
        ChainProbe probe = ChainProbes.probe("c", TINY, 3, 2, 5);
        assertThat(probe.hops()).isEqualTo(3);
        int answer = probe.ids().at(probe.ids().size() - 1);
        for (int hop = 0; hop < 3; hop++) {
            List<Integer> places = probe.links().get(hop);
            // as the end of one link, and the beginning of the next if there is one
            assertThat(places).hasSize(hop < 2 ? 2 : 1);
            assertThat(places.stream().map(probe.ids()::at).distinct()).hasSize(1);
        }
        assertThat(probe.ids().at(probe.links().get(2).get(0))).isEqualTo(answer);
        float[] row = new float[probe.ids().size()];
        row[probe.links().get(1).get(0)] = .06f;
        row[probe.links().get(1).get(1)] = .05f;
        row[probe.links().get(2).get(0)] = .1f;
        double[] mass = HopFamily.mass(probe, FloatMatrix.of(1, row.length, row));
        assertThat(mass).containsExactly(new double[] {0, .11, .1}, within(1e-7));
        assertThat(HopFamily.reach(new double[] {.5, .11, .1})).isEqualTo(2);
        assertThat(HopFamily.reach(new double[] {.1, 0})).isZero();
    }

    @Test
    void onlyTheRowsThatWritePasskeysCountForStreaming() {
        PasskeyProbe probe = new PasskeyProbe("p", TokenIds.of(1, 2, 3, 4, 5, 6), List.of(2, 4));
        FloatMatrix whole = FloatMatrix.of(4, 2, 0, 0, 0, 0, 0, 0, 0, 0);
        FloatMatrix changed = FloatMatrix.of(4, 2, 1, 1, 9, 9, 0, 2, 9, 9);
        assertThat(StreamFamily.loss(whole, changed, probe)).isEqualTo((2 + 4) / 2.0 / 2);
        List<PasskeyProbe> made = PasskeyProbes.of(TINY, ProbeTexts.bundled().detectionProse(), 2, 24, 2, 1);
        for (PasskeyProbe each : made) {
            // two passkeys of eight words, of which the tokenizer splits the long ones
            assertThat(each.rows().size()).isBetween(16, 32);
            assertThat(each.rows().get(each.rows().size() - 1))
                    .isEqualTo(each.ids().size() - 2);
        }
    }
}
