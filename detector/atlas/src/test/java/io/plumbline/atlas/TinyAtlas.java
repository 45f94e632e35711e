package io.plumbline.atlas;

import io.plumbline.atlas.probe.ProbeTexts;
import io.plumbline.atlas.probe.WordTokenizer;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.RopeScaling;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.reference.ReferenceModel;
import io.plumbline.model.testkit.TinyLlama;
import io.plumbline.model.tokenizer.ChatMessage;
import io.plumbline.model.tokenizer.ChatTemplate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A seeded tiny model with everything a build needs, and a plan of a second for it. */
public final class TinyAtlas {
    private static final ModelConfig CONFIG = new ModelConfig(
            "llama", 4, 32, 8, 4, 8, 48, 211, 512, 1e-5f, 10_000f, new RopeScaling.None(), false, false);

    static final AtlasPlan PLAN = new AtlasPlan(
            7,
            new AtlasPlan.Needles(3, List.of(20, 40), List.of(0.2, 0.8)),
            new AtlasPlan.Repeats(2, 8, 3),
            new AtlasPlan.Check(2, 10, 2, 2, 12, List.of(0.07), 5),
            40,
            new FurtherPlan(
                    6,
                    new FurtherPlan.Documents(3, 12),
                    new FurtherPlan.Texts(2, List.of(24, 48), 8, 4, 8, 3),
                    new FurtherPlan.Streaming(2, 24, 2, 2, 8),
                    new FurtherPlan.Chains(2, 2, 1),
                    new FurtherPlan.Rules(4, 3),
                    new FurtherPlan.Vocabulary(4, 3, 16, 32)));

    private static final HeadAtlas BUILT = build();

    private TinyAtlas() {}

    private static HeadAtlas build() {
        try {
            Path work = Files.createTempDirectory("atlas");
            HeadAtlas atlas =
                    new AtlasBuilder(model(), PLAN, ProbeTexts.bundled(), work, BuildProgress.quiet()).build();
            try (Stream<Path> files = Files.walk(work)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            return atlas;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tiny model's atlas by the tiny plan. */
    static HeadAtlas built() {
        return BUILT;
    }

    static InstrumentedModel engine() {
        return ReferenceModel.inDouble(TinyLlama.of(CONFIG, 5));
    }

    static LoadedModel model(InstrumentedModel engine) {
        return new LoadedModel(
                engine,
                new WordTokenizer(CONFIG.vocabulary()),
                new ChatMl(),
                "tiny",
                "9".repeat(64),
                () -> TinyLlama.of(CONFIG, 5));
    }

    /** The tiny model itself. */
    public static LoadedModel model() {
        return model(engine());
    }

    /** ChatML as SmolLM2 writes it; the reading of real templates is proven where it is built. */
    private static final class ChatMl implements ChatTemplate {
        @Override
        public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
            return messages.stream()
                            .map(m -> "<|im_start|>" + m.role().templateName() + "\n" + m.content() + "<|im_end|>\n")
                            .collect(Collectors.joining())
                    + (addGenerationPrompt ? "<|im_start|>assistant\n" : "");
        }

        @Override
        public String sha256() {
            return "8".repeat(64);
        }
    }
}
