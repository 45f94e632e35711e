package io.plumbline.stages;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.attribution.AttributionMethod;
import io.plumbline.attribution.AttributionSettings;
import io.plumbline.attribution.Attributor;
import io.plumbline.model.CharSpan;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.RopeScaling;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.reference.ReferenceModel;
import io.plumbline.model.testkit.CharacterTokenizer;
import io.plumbline.model.testkit.ChatMl;
import io.plumbline.model.testkit.TinyLlama;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import io.plumbline.schemas.Outcome;
import io.plumbline.scoring.DetectionOutcome;
import io.plumbline.scoring.Detector;
import io.plumbline.scoring.Evidence;
import io.plumbline.scoring.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictAttributorTest {
    private static final ModelConfig CONFIG = new ModelConfig(
            "llama",
            2,
            16,
            2,
            1,
            8,
            24,
            CharacterTokenizer.VOCABULARY,
            400,
            1e-5f,
            10_000f,
            new RopeScaling.None(),
            false,
            false);
    private static final CharSpan YEAR = new CharSpan(13, 17);
    private static final RagExample EXAMPLE = new RagExample(
            "e",
            Optional.of("When?"),
            List.of(new Passage("p1", "", "It opened in 1894. It is green.")),
            "It opened in 1912.");

    private static Verdict detect(RagExample example) {
        LoadedModel model = new LoadedModel(
                ReferenceModel.inDouble(TinyLlama.of(CONFIG, 5)),
                new CharacterTokenizer(),
                new ChatMl(),
                "tiny",
                "9".repeat(64));
        Attributor attributor = new Attributor(model, PromptTemplate.STRICT, AttributionSettings.of(List.of()));
        Detector detector = new VerdictAttributor(attributor, AttributionMethod.ARC_JSD)
                .detector(new Samples.FakeDetector(e -> Samples.flagged(YEAR, new CharSpan(3, 9))));
        return ((DetectionOutcome.Scored) detector.detect(example)).verdict();
    }

    @Test
    void sentencesStandBehindWhatTheHeadsRead() {
        Verdict verdict = detect(EXAMPLE);
        assertThat(verdict.probability()).isEqualTo(0.75);
        List<Evidence> ofSpan = verdict.spans().get(0).evidence();
        assertThat(ofSpan.get(0).method()).isEmpty();
        assertThat(ofSpan.subList(1, ofSpan.size())).isNotEmpty().allSatisfy(evidence -> {
            assertThat(evidence.method()).contains("arc-jsd");
            assertThat(evidence.heads()).isEmpty();
            assertThat(evidence.span().of("It opened in 1894. It is green."))
                    .isIn("It opened in 1894.", "It is green.");
        });
        assertThat(verdict.evidence()).isNotEmpty();
        assertThat(verdict.evidence().stream().mapToDouble(Evidence::weight).sum())
                .isLessThanOrEqualTo(1 + 1e-5);
        Outcome.Scored wire = (Outcome.Scored) VerdictMapper.toOutcome(EXAMPLE, new DetectionOutcome.Scored(verdict));
        assertThat(wire.evidence().get(0).method()).contains("arc-jsd");
        assertThat(wire.spans().get(0).evidence()).hasSameSizeAs(ofSpan);
    }

    @Test
    void whatCannotBeAttributedKeepsItsVerdictAndSaysSo() {
        RagExample tooLong = EXAMPLE.withPassages(List.of(new Passage("p1", "", "It opened. ".repeat(60))));
        Verdict verdict = detect(tooLong);
        assertThat(verdict.probability()).isEqualTo(0.75);
        assertThat(verdict.evidence()).isEmpty();
        assertThat(verdict.warnings()).containsExactly("not attributed: INPUT_TOO_LONG");
    }
}
