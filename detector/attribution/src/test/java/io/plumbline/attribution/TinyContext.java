package io.plumbline.attribution;

import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.RopeScaling;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.reference.ReferenceModel;
import io.plumbline.model.testkit.ChatMl;
import io.plumbline.model.testkit.TinyLlama;
import io.plumbline.model.testkit.WordTokenizer;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import java.util.List;
import java.util.Optional;

/** A seeded tiny model, and an answer over two passages of five sentences. */
final class TinyContext {
    static final ModelConfig CONFIG = new ModelConfig(
            "llama", 3, 32, 4, 2, 8, 48, 211, 512, 1e-5f, 10_000f, new RopeScaling.None(), false, false);
    static final PromptTemplate TEMPLATE = PromptTemplate.STRICT;
    static final RagExample EXAMPLE = new RagExample(
            "tiny",
            Optional.of("When did it open?"),
            List.of(
                    new Passage("a", "The bridge", "It opened in 1894.  It was widened in 1960. Trams cross it."),
                    new Passage("b", "", "A ferry ran before. "),
                    new Passage("c", "Blank", " "),
                    new Passage("d", "", "Tolls ended in 1921.")),
            "It opened in 1894, to traffic.");

    private TinyContext() {}

    static InstrumentedModel engine() {
        return ReferenceModel.inDouble(TinyLlama.of(CONFIG, 5));
    }

    static LoadedModel loaded() {
        return new LoadedModel(engine(), new WordTokenizer(CONFIG.vocabulary()), new ChatMl(), "tiny", "9".repeat(64));
    }
}
