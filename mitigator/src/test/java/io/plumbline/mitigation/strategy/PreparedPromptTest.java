package io.plumbline.mitigation.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.mitigation.TinyMitigation;
import io.plumbline.model.loading.LoadedModel;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PreparedPromptTest {
    private static final DecodingLimits LIMITS = DecodingLimits.ofTokens(8);

    @Test
    void aPromptPreparedOnceGivesWhatEachStrategyAloneGives() {
        LoadedModel loaded = TinyMitigation.reference();
        DecodingPrompt prompt = TinyMitigation.prompt(loaded);
        StrategyDecoder decoder = new StrategyDecoder(loaded, Optional.of(TinyMitigation.smaller()), Optional.empty());
        try (PreparedPrompt prepared = new PreparedPrompt(prompt)) {
            for (Strategy strategy : StrategyDecoderTest.everyStrategy()) {
                assertThat(decoder.write(strategy, prepared, LIMITS, () -> false))
                        .as(strategy.toString())
                        .isEqualTo(decoder.write(strategy, prompt, LIMITS, () -> false));
            }
        }
    }
}
