package io.plumbline.mitigation.preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.mitigation.strategy.DeCoRe;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.weights.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PresetsTest {
    @Test
    void bundledPresetsReadAndTheDefaultFitsAnyModel() {
        List<MitigationPreset> bundled = Presets.bundled();
        assertThat(bundled)
                .extracting(MitigationPreset::name)
                .containsExactly(
                        "default", "guidance", "smollm2-135m-decore", "smollm2-135m-cafe", "smollm2-135m-aarf");
        assertThat(Presets.find(Optional.empty())).isEqualTo(bundled.get(0));
        assertThat(bundled.get(0).modelSha256()).isEmpty();
        assertThat(bundled.get(0).strategies()).hasSize(2);
        assertThat(bundled.get(1).strategies()).isEmpty();
        MitigationPreset decore = Presets.find(Optional.of("smollm2-135m-decore"));
        assertThat(decore.modelSha256()).contains(ModelSource.DEFAULT_SHA256);
        assertThat(decore.strategies())
                .allSatisfy(strategy -> assertThat(((DeCoRe) strategy).mask().heads())
                        .extracting(HeadId::toString)
                        .containsExactly("17-3", "17-4", "18-6", "18-7", "23-2", "23-7"));
    }

    @Test
    void aPresetIsFoundByNameIdAndFile(@TempDir Path directory) throws IOException {
        MitigationPreset guidance = Presets.bundled().get(1);
        assertThat(Presets.find(Optional.of(PresetCodec.id(guidance)))).isEqualTo(guidance);
        Path file = Files.writeString(directory.resolve("mine.json"), PresetCodec.write(guidance));
        assertThat(Presets.find(Optional.of(file.toString()))).isEqualTo(guidance);
        for (String wrong : List.of(
                "nothing",
                directory.resolve("missing.json").toString(),
                Files.writeString(directory.resolve("broken.json"), "{").toString())) {
            assertThatThrownBy(() -> Presets.find(Optional.of(wrong)))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT));
        }
    }
}
