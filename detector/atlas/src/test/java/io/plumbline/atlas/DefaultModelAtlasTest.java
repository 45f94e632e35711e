package io.plumbline.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.atlas.probe.Needle;
import io.plumbline.atlas.probe.NeedleProbes;
import io.plumbline.atlas.probe.ProbeTexts;
import io.plumbline.atlas.probe.RepeatedProbes;
import io.plumbline.model.HeadId;
import io.plumbline.model.loading.EngineOptions;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.loading.ModelLoader;
import io.plumbline.model.testkit.DefaultModelFile;
import io.plumbline.model.weights.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two small probes of the real model find the heads that the shipped atlas names. */
class DefaultModelAtlasTest {
    @TempDir
    Path directory = Path.of("");

    @Test
    void theShippedAtlasIsOfThisModelAndFindsTheSameHeads() {
        try (LoadedModel loaded = ModelLoader.load(DefaultModelFile.orSkip(), EngineOptions.cpu(1), Progress.quiet())) {
            HeadAtlas shipped = Atlases.forModel(loaded.modelSha256()).orElseThrow();
            ModelIdentity identity = ModelIdentity.of(loaded);
            assertThat(shipped.model().tokenizerSha256()).isEqualTo(identity.tokenizerSha256());
            assertThat(shipped.model().chatTemplateSha256()).isEqualTo(identity.chatTemplateSha256());
            assertThat(shipped.model().allHeads()).isEqualTo(identity.allHeads());

            Measurements measurements =
                    new Measurements(loaded, new MeasurementStore(directory), BuildProgress.quiet());
            ProbeTexts texts = ProbeTexts.bundled();
            Needle needle = texts.needles(Needle.Use.CHECK).get(0);
            double[] copy = measurements.copy(new NeedleProbes(loaded, texts.checkProse()).probe(needle, 120, 0.5, 10));
            assertThat(top(identity, copy, 13)).containsAnyElementsOf(shipped.top(ScoreFamily.COPY, 5));
            assertThat(shipped.top(ScoreFamily.COPY, 26))
                    .contains(top(identity, copy, 1).get(0));

            double[] repeated = measurements.repeated(RepeatedProbes.probe(
                    "test", loaded.tokenizer(), loaded.model().config().vocabulary(), 64, 2, 99));
            assertThat(shipped.top(ScoreFamily.INDUCTION, 10)).containsAll(top(identity, repeated, 5));
            assertThat(top(identity, repeated, 1)).isEqualTo(shipped.top(ScoreFamily.INDUCTION, 1));
        }
    }

    private static List<HeadId> top(ModelIdentity identity, double[] scores, int k) {
        List<Integer> order = new ArrayList<>(
                IntStream.range(0, identity.allHeads().size()).boxed().toList());
        order.sort((a, b) -> Double.compare(scores[b], scores[a]));
        return order.subList(0, k).stream().map(i -> identity.allHeads().get(i)).toList();
    }
}
