package io.plumbline.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.model.FloatMatrix;
import io.plumbline.model.HeadId;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.LayerWeight;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileCodec;
import io.plumbline.scoring.profile.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ProfileFitterTest {
    private static final Artifacts ARTIFACTS = new Artifacts("0".repeat(64), "1".repeat(64), "2".repeat(64));
    private static final List<HeadId> HEADS = List.of(new HeadId(0, 0), new HeadId(0, 1), new HeadId(1, 0));
    private static final List<Integer> LAYERS = List.of(1, 2);

    /** Head 0-1 and layer 2 know the label; the rest is noise; the set's name says nothing. */
    private static List<ExampleFeatures> rows(String set, int count, long seed) {
        Random random = new Random(seed);
        List<ExampleFeatures> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean bad = i % 2 == 0;
            int n = 5 + random.nextInt(10);
            float[] ecs = new float[n * 3];
            float[] pks = new float[n * 2];
            float[] tokens = new float[n * 3];
            for (int t = 0; t < n; t++) {
                ecs[t * 3] = (float) random.nextGaussian();
                ecs[t * 3 + 1] = (float) (random.nextGaussian() - (bad ? 1 : 0));
                ecs[t * 3 + 2] = (float) random.nextGaussian();
                pks[t * 2] = (float) Math.abs(random.nextGaussian());
                pks[t * 2 + 1] = (float) (Math.abs(random.nextGaussian()) + (bad ? 1 : 0));
                tokens[t * 3] = (float) Math.abs(random.nextGaussian());
                tokens[t * 3 + 1] = (float) Math.abs(random.nextGaussian());
                tokens[t * 3 + 2] = bad ? 1 : 0;
            }
            rows.add(new ExampleFeatures(
                    set + i,
                    set,
                    set + i,
                    bad,
                    true,
                    FloatMatrix.of(n, 3, ecs),
                    FloatMatrix.of(n, 2, pks),
                    FloatMatrix.of(n, 3, tokens)));
        }
        return rows;
    }

    private static Profile fit() {
        List<ExampleFeatures> train = rows("a", 60, 1);
        train.addAll(rows("b", 40, 2));
        return new ProfileFitter(HEADS, Set.copyOf(HEADS), LAYERS, 1, 1)
                .fit("test", ARTIFACTS, PromptTemplate.STRICT, train, rows("c", 60, 3), Provenance.NONE);
    }

    @Test
    void findsWhatKnowsTheLabel() {
        Profile profile = fit();
        assertThat(profile.headIds()).containsExactly(new HeadId(0, 1));
        assertThat(profile.layers()).extracting(LayerWeight::layer).containsExactly(2);
        assertThat(profile.heads().get(0).weight()).isNegative();
        assertThat(profile.layers().get(0).weight()).isPositive();
    }

    @Test
    void noWeightSpeaksAgainstItsReading() {
        fit().extras().forEach(extra -> assertThat(extra.weight()).isNotNegative());
    }

    @Test
    void theSameRowsGiveTheSameBytes() {
        assertThat(ProfileCodec.write(fit())).isEqualTo(ProfileCodec.write(fit()));
    }

    @Test
    void theThresholdSplitsTwoHeaps() {
        double threshold = ProfileFitter.bestBalancedThreshold(
                new double[] {0.1, 0.2, 0.3, 0.7, 0.8}, new boolean[] {false, false, false, true, true});
        assertThat(threshold).isEqualTo(0.5);
    }
}
