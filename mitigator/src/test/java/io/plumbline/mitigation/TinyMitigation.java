package io.plumbline.mitigation;

import io.plumbline.mitigation.strategy.DecodingPrompt;
import io.plumbline.model.HeadId;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.RopeScaling;
import io.plumbline.model.djl.DjlModel;
import io.plumbline.model.djl.NumberFormat;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.reference.ReferenceModel;
import io.plumbline.model.testkit.CharacterTokenizer;
import io.plumbline.model.testkit.ChatMl;
import io.plumbline.model.testkit.TinyLlama;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import java.util.List;
import java.util.Optional;

/** A seeded tiny model with everything that decoding and scoring need. */
public final class TinyMitigation {
    public static final int CONTEXT_LENGTH = 300;
    public static final List<HeadId> HEADS = List.of(new HeadId(1, 2), new HeadId(2, 0));
    public static final PromptTemplate TEMPLATE = new PromptTemplate(
            "tiny", 1, "", "{passages}\nQ: {question}", "Sum up: {passages}", "{title}\n{text}", "\n");
    public static final RagExample EXAMPLE = example("It rises in the north. ");

    private static final ModelConfig CONFIG = config(3);

    private TinyMitigation() {}

    private static ModelConfig config(int layers) {
        return new ModelConfig(
                "llama",
                layers,
                32,
                4,
                2,
                8,
                48,
                CharacterTokenizer.VOCABULARY,
                CONTEXT_LENGTH,
                1e-5f,
                10_000f,
                new RopeScaling.None(),
                false,
                false);
    }

    private static LoadedModel loaded(InstrumentedModel model) {
        return new LoadedModel(model, new CharacterTokenizer(), new ChatMl(), "tiny", "9".repeat(64));
    }

    /** The plain-Java forward pass. */
    public static LoadedModel reference() {
        return loaded(ReferenceModel.inDouble(TinyLlama.of(CONFIG, 5)));
    }

    /** The same weights on libtorch; the caller closes it. */
    public static LoadedModel engine() {
        return loaded(DjlModel.load(TinyLlama.of(CONFIG, 5), "cpu", NumberFormat.FLOAT32, 1));
    }

    /** Fewer layers, other weights, the same tokenizer. */
    public static LoadedModel smaller() {
        return loaded(ReferenceModel.inDouble(TinyLlama.of(config(1), 6)));
    }

    public static RagExample example(String response) {
        return new RagExample(
                "e",
                Optional.of("Where does it rise?"),
                List.of(
                        new Passage("p0", "", "The river rises in the south."),
                        new Passage("p1", "Title", "It flows to the sea.")),
                response);
    }

    public static DecodingPrompt prompt(LoadedModel loaded) {
        return DecodingPrompt.of(EXAMPLE, TEMPLATE, loaded);
    }
}
