package io.plumbline.mitigation.preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.mitigation.strategy.Aarf;
import io.plumbline.mitigation.strategy.AarfTrigger;
import io.plumbline.mitigation.strategy.ContextAwareDecoding;
import io.plumbline.mitigation.strategy.ContrastWeight;
import io.plumbline.mitigation.strategy.DeCoRe;
import io.plumbline.mitigation.strategy.HeadMask;
import io.plumbline.mitigation.strategy.Knockout;
import io.plumbline.mitigation.strategy.Regenerate;
import io.plumbline.mitigation.strategy.Strategy;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.KnockoutMode;
import io.plumbline.model.Phase;
import io.plumbline.model.PlumblineException;
import io.plumbline.scoring.profile.ScoringMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class PresetCodecTest {
    private static final HeadMask MASK =
            new HeadMask(List.of(new HeadId(17, 3), new HeadId(18, 6)), KnockoutMode.UNIFORM, Phase.DECODE);
    private static final AarfTrigger.Range RANGE = new AarfTrigger.Range(-1, 2.5);
    private static final List<Strategy> STRATEGIES = List.of(
            Regenerate.GREEDY,
            new Regenerate(Optional.of(new Regenerate.Sampling(0.7, 0.9, 11)), "s"),
            new Knockout(MASK, "s"),
            new ContextAwareDecoding(1, OptionalDouble.of(0.1), "s"),
            new DeCoRe(MASK, new ContrastWeight.Static(0.5), OptionalDouble.empty(), false, "s"),
            new DeCoRe(MASK, new ContrastWeight.Entropy(true, OptionalDouble.of(2)), OptionalDouble.of(0.1), true, "s"),
            new DeCoRe(
                    MASK, new ContrastWeight.EntropyGain(OptionalDouble.empty()), OptionalDouble.empty(), false, "s"),
            new Aarf(ScoringMode.STRICT, MASK.heads(), 2, List.of(20), 0.5, new AarfTrigger.ProfileScore(0.6), "s"),
            new Aarf(
                    ScoringMode.LEGACY,
                    MASK.heads(),
                    2,
                    List.of(20),
                    0.5,
                    new AarfTrigger.Redeep(MASK.heads(), List.of(20), RANGE, RANGE, 0.6, RANGE, 0.4),
                    "s"));

    private static MitigationPreset preset() {
        return new MitigationPreset(
                "test",
                Optional.of("9".repeat(64)),
                STRATEGIES,
                Tournament.BEST,
                new MitigationLimits(64, 500, 100_000),
                new DegenerationRule(1, 0.2, 2, 30, 3, 0.3, List.of("i cannot")),
                new AcceptanceRule(0.05, 1.645, "s"),
                "a note");
    }

    @Test
    void everyPresetSurvivesItsJson() {
        String json = PresetCodec.write(preset());
        assertThat(PresetCodec.read(json)).isEqualTo(preset());
        assertThat(PresetCodec.write(PresetCodec.read(json))).isEqualTo(json);
        assertThat(json).contains("\"17-3\"").contains("\"type\":\"decore\"").contains("\"type\":\"entropy-gain\"");
        assertThat(PresetCodec.id(preset())).matches("[0-9a-f]{64}");
        assertThat(PresetCodec.id(preset().withStrategies(Optional.empty(), List.of())))
                .isNotEqualTo(PresetCodec.id(preset()));
        assertThat(PresetCodec.write(STRATEGIES.get(3)))
                .isEqualTo("{\"alpha\":1,\"floor\":0.1,\"source\":\"s\",\"type\":\"cad\"}");
    }

    @Test
    void whatIsNotExactlyAPresetIsRefused() {
        String json = PresetCodec.write(preset());
        for (String wrong : List.of(
                "[]",
                "{}",
                json + "{}",
                json.replace("\"format\":1", "\"format\":2"),
                json.replace("\"note\":", "\"remark\":"),
                json.replace("\"alpha\":1,", ""),
                json.replace("\"alpha\":1,", "\"alpha\":null,"),
                json.replace("\"alpha\":1,", "\"alpha\":-1,"),
                json.replace("\"17-3\"", "\"17\""),
                json.replace("\"type\":\"cad\"", "\"type\":\"magic\""),
                json.replace("\"mode\":\"UNIFORM\"", "\"mode\":\"MEAN\""),
                json.replace("\"source\":\"s\"", "\"source\":\" \""),
                json.replace("\"minimumDrop\":0.05", "\"minimumDrop\":1.5"),
                json.replace("\"name\":\"test\"", "\"name\":\"test\",\"name\":\"test\""),
                json.replace("\"modelSha256\":\"" + "9".repeat(64) + "\"", "\"modelSha256\":null"))) {
            assertThat(wrong).isNotEqualTo(json);
            assertThatThrownBy(() -> PresetCodec.read(wrong))
                    .as(wrong)
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT));
        }
    }
}
