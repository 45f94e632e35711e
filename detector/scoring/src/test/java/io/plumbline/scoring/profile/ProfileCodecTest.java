package io.plumbline.scoring.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.PlumblineException;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.scoring.feature.Feature;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfileCodecTest {
    private static final Artifacts ARTIFACTS = new Artifacts("a".repeat(64), "b".repeat(64), "c".repeat(64));

    private static ProfileBuilder builder() {
        return new ProfileBuilder("test", ProfileKind.REDEEP_CHUNK, ARTIFACTS, PromptTemplate.STRICT)
                .token(new TokenRule(
                        List.of(
                                new TokenTerm(Feature.parse("ecs:17-3"), new Scaling(0.25, 0.125), -1.5),
                                new TokenTerm(Feature.parse("pks:20"), new Scaling(1e-7, 0.5, -0.25, 3), 0.1),
                                new TokenTerm(Feature.parse("nll"), Scaling.NONE, 0.5)),
                        0.5,
                        9))
                .tokenCalibration(new Calibration.Isotonic(
                        List.of(new Calibration.Point(-1, 0.1), new Calibration.Point(1, 0.9))))
                .chunks(new ChunkRule("own-states", 512, 20))
                .provenance(new Provenance(
                        List.of("x@1"), "train", (1L << 53) - 1, "d".repeat(64), Map.of("auroc", 0.7), "note"));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Profile profile = builder().build();
        String json = ProfileCodec.write(profile);
        assertThat(ProfileCodec.read(json)).isEqualTo(profile);
        assertThat(ProfileCodec.write(ProfileCodec.read(json))).isEqualTo(json);
        assertThat(json)
                .contains("\"feature\":\"ecs:17-3\"")
                .contains("\"format\":2")
                .contains("\"type\":\"isotonic\"");
    }

    @Test
    void theIdSurvivesReformattingButNoChangedNumber() {
        Profile profile = builder().build();
        String spaced = ProfileCodec.write(profile).replace(",\"", ",\n  \"");
        assertThat(ProfileCodec.id(ProfileCodec.read(spaced))).isEqualTo(ProfileCodec.id(profile));
        assertThat(ProfileCodec.id(builder().threshold(0.51).build())).isNotEqualTo(ProfileCodec.id(profile));
    }

    @Test
    void theCanonicalFormIsPinned() {
        Profile zero = Profile.zero(ARTIFACTS, new HeadId(0, 0), 1, 64);
        assertThat(ProfileCodec.write(zero))
                .startsWith("{\"artifacts\":{\"chatTemplateSha256\":\"ccc")
                .endsWith("}}");
        assertThat(ProfileCodec.read(ProfileCodec.write(zero))).isEqualTo(zero);
    }

    @Test
    void anotherFormatIsRefused() {
        String json = ProfileCodec.write(builder().build());
        refused(json.replace("\"format\":2", "\"format\":3"), "format 2");
        refused(json.replace("\"format\":2,", ""), "says nothing");
    }

    @Test
    void whatIsMissingUnknownOrWrongIsRefused() {
        String json = ProfileCodec.write(builder().build());
        refused(json.replace("\"threshold\":0.5", "\"threshold\":0.5,\"treshold\":0.5"), "treshold");
        refused(json.replace("\"smoothing\":9,", ""), "smoothing");
        refused(json.replace("\"ecs:17-3\"", "\"ecs:17\""), "layer-head");
        refused(json.replace("\"ecs:17-3\"", "\"echo:17-3\""), "no feature 'echo'");
        refused(json.replace("\"threshold\":0.5", "\"threshold\":1.5"), "threshold");
        refused(json + "{}", "not a profile");
        refused("[]", "JSON object");
        refused("", "JSON object");
    }

    private static void refused(String json, String because) {
        assertThatThrownBy(() -> ProfileCodec.read(json))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
                .hasMessageContaining(because);
    }

    @Test
    void anIsotonicCalibrationInterpolatesAndIsFlatOutside() {
        Calibration c = new Calibration.Isotonic(
                List.of(new Calibration.Point(0, 0.1), new Calibration.Point(1, 0.5), new Calibration.Point(3, 0.9)));
        assertThat(c.probability(-5)).isEqualTo(0.1);
        assertThat(c.probability(0.5)).isEqualTo(0.1 + 0.5 * 0.4);
        assertThat(c.probability(2)).isEqualTo(0.5 + 0.5 * 0.4);
        assertThat(c.probability(9)).isEqualTo(0.9);
        assertThat(new Calibration.Logistic(2, 0).probability(0)).isEqualTo(0.5);
    }
}
