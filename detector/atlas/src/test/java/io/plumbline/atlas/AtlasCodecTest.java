package io.plumbline.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtlasCodecTest {
    private final HeadAtlas atlas = TinyAtlas.built();

    @Test
    void whatIsWrittenIsReadBack() {
        String json = AtlasCodec.write(atlas);
        assertThat(AtlasCodec.read(json)).isEqualTo(atlas);
        assertThat(AtlasCodec.write(AtlasCodec.read(json))).isEqualTo(json);
        assertThat(json).contains("\"format\":1", "\"3-7\":{").doesNotContain("\n", ": ");
        assertThat(AtlasCodec.claims(json)).isTrue();
    }

    @Test
    void aFamilyOfALaterVersionIsKept() {
        Map<String, ScoreFamily> families = new TreeMap<>(atlas.families());
        families.put("ov-copying", ControlSetsTest.family(4, 8));
        HeadAtlas later = new HeadAtlas(
                atlas.model(),
                atlas.environment(),
                atlas.seed(),
                atlas.resamples(),
                atlas.texts(),
                families,
                atlas.causal(),
                atlas.checkProbes(),
                atlas.retrieval(),
                AtlasDetails.NONE);
        HeadAtlas read = AtlasCodec.read(AtlasCodec.write(later));
        assertThat(read).isEqualTo(later);
        assertThat(read.top("ov-copying", 1)).hasToString("[0-0]");
        assertThat(read.family("ov-copying").table().scores()).hasSize(32);
    }

    @Test
    void anotherFormatIsRefused() {
        String json = AtlasCodec.write(atlas);
        refused(json.replace("\"format\":1", "\"format\":3"), "formats 1 to 2");
        refused(json.replace("\"format\":1", "\"format\":2"), "details");
        refused(json.replace("\"format\":1", "\"details\":{},\"format\":1"), "format 1 has no details");
        refused(json.replace("\"format\":1,", ""), "says nothing");
    }

    @Test
    void whatIsMissingUnknownOrWrongIsRefused() {
        String json = AtlasCodec.write(atlas);
        refused(json.replace("\"seed\":7", "\"seed\":7,\"sead\":7"), "sead");
        refused(json.replace("\"seed\":7", "\"seed\":\"7\""), "seed");
        refused(json.replace("\"seed\":7,", ""), "seed");
        refused(json.replaceFirst("\"3-7\":\\{", "\"3-x\":{"), "families > copy > scores");
        refused(json.replaceFirst("\"3-7\":\\{", "\"3-07\":{"), "layer-head");
        refused(json.replaceFirst("\"3-7\":\\{", "\"4-7\":{"), "32");
        refused(json.replaceFirst("(?<head>\"0-0\":\\{[^}]*\"mean\":)[0-9.]+", "${head}0.9999"), "mean 0.9999");
        refused(json + "{}", "not an atlas");
        refused("[]", "JSON object");
        refused("", "JSON object");
    }

    private static void refused(String json, String because) {
        assertThatThrownBy(() -> AtlasCodec.read(json))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
                .hasMessageContaining(because);
    }

    @Test
    void filesAreReadOrSaidToBeMissing(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("atlas.json"), AtlasCodec.write(atlas) + "\n");
        assertThat(AtlasCodec.read(file)).isEqualTo(atlas);
        assertThatThrownBy(() -> AtlasCodec.read(directory.resolve("none.json")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("Name another file");
    }

    @Test
    void theReportNamesHeadsIntervalsAndKnockOuts() {
        assertThat(String.join("\n", AtlasReport.lines(atlas, 4)))
                .contains("Head atlas of tiny: 4 layers of 8", "NOT confirmed", "COPY", "ECHO", "split half: Spearman")
                .contains("copy-2:", CausalCheck.REPEATED, "UNIFORM, 5 control sets")
                .contains("  4. ")
                .doesNotContain("  5. ");
        assertThat(AtlasReport.lines(atlas, 4)).allMatch(line -> line.length() <= 130);
    }
}
