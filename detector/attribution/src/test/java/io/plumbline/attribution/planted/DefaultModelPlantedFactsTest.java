package io.plumbline.attribution.planted;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.attribution.AttributionMethod;
import io.plumbline.attribution.AttributionProgress;
import io.plumbline.attribution.AttributionSettings;
import io.plumbline.attribution.Attributor;
import io.plumbline.model.HeadId;
import io.plumbline.model.loading.EngineOptions;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.loading.ModelLoader;
import io.plumbline.model.testkit.DefaultModelFile;
import io.plumbline.model.weights.Progress;
import io.plumbline.prompt.PromptTemplate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The real model: an eighth of the facts would be found by chance. The measured table is in docs/attribution.md. */
class DefaultModelPlantedFactsTest {
    private static final int FACTS = 12;
    private static final long SEED = 17;
    /** The retrieval heads of the model's bundled atlas. */
    private static final List<HeadId> HEADS = List.of(
            new HeadId(17, 3),
            new HeadId(17, 4),
            new HeadId(18, 6),
            new HeadId(18, 7),
            new HeadId(23, 2),
            new HeadId(23, 7));

    @Test
    void theSentenceThatCarriesTheAnswerIsNamed() {
        try (LoadedModel loaded = ModelLoader.load(DefaultModelFile.orSkip(), EngineOptions.cpu(1), Progress.quiet())) {
            Attributor attributor = new Attributor(loaded, PromptTemplate.STRICT, AttributionSettings.of(HEADS));
            PlantedFactReport report = new PlantedFactCheck(attributor)
                    .run(
                            PlantedFacts.make(FACTS, SEED),
                            List.of(AttributionMethod.ARC_JSD, AttributionMethod.ATTENTION),
                            AttributionProgress.quiet());
            assertThat(report.facts()).isEqualTo(FACTS);
            for (PlantedFactReport.Row row : report.rows()) {
                double least = row.method() == AttributionMethod.ARC_JSD ? 0.7 : 0.5;
                assertThat(row.top1()).as(row.toString()).isGreaterThanOrEqualTo((int) Math.ceil(least * FACTS));
                assertThat(row.top3()).isGreaterThanOrEqualTo(row.top1());
            }
            PlantedFactReport.Row arc = report.rows().get(0);
            assertThat(arc.passes()).isEqualTo(FACTS * (1L + PlantedFacts.SENTENCES));
            assertThat(arc.reusedTokens()).isPositive();
        }
    }
}
