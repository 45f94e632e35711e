package io.plumbline.scoring;

import io.plumbline.model.HeadId;
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
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.EvidenceRule;
import io.plumbline.scoring.profile.ProfileBuilder;
import io.plumbline.scoring.profile.ProfileKind;
import io.plumbline.scoring.profile.Scaling;
import io.plumbline.scoring.profile.SpanRule;
import io.plumbline.scoring.profile.TokenRule;
import io.plumbline.scoring.profile.TokenTerm;
import io.plumbline.scoring.profile.WindowRule;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A seeded tiny model with everything a detector needs, and a hand-set profile for it. */
final class TinyScoring {
    static final int CONTEXT_LENGTH = 400;

    private static final ModelConfig CONFIG = new ModelConfig(
            "llama", 3, 32, 4, 2, 8, 48, 61, CONTEXT_LENGTH, 1e-5f, 10_000f, new RopeScaling.None(), false, false);
    private static final LoadedModel MODEL = new LoadedModel(
            ReferenceModel.inDouble(TinyLlama.of(CONFIG, 5)),
            new WordTokenizer(CONFIG.vocabulary()),
            new ChatMl(),
            "tiny",
            "9".repeat(64));

    static final List<HeadId> HEADS = List.of(new HeadId(1, 2), new HeadId(2, 0));

    private TinyScoring() {}

    static TokenTerm term(String feature, Scaling scaling, double weight) {
        return new TokenTerm(Feature.parse(feature), scaling, weight);
    }

    static LoadedModel model() {
        return MODEL;
    }

    static ProfileBuilder profile() {
        return profile(ProfileKind.REDEEP);
    }

    static ProfileBuilder profile(ProfileKind kind) {
        return new ProfileBuilder("tiny", kind, Artifacts.of(MODEL), PromptTemplate.STRICT)
                .token(new TokenRule(
                        List.of(
                                term("ecs:1-2", new Scaling(0.2, 0.5), -1),
                                term("ecs:2-0", new Scaling(0.1, 0.4), -0.5),
                                term("pks:1", new Scaling(0.1, 0.05), 0.5),
                                term("pks:2", new Scaling(0.1, 0.05), 0.25)),
                        0,
                        1))
                .spans(new SpanRule(0.5, 1, 1))
                .windows(new WindowRule(CONTEXT_LENGTH, 6, 8))
                .evidence(new EvidenceRule(HEADS, 2, 5, 2));
    }

    static RagExample example(String response, String... passages) {
        List<Passage> list = IntStream.range(0, passages.length)
                .mapToObj(i -> new Passage("p" + i, i == 0 ? "" : "Title " + i, passages[i]))
                .toList();
        return new RagExample("e", Optional.of("What is known about the river?"), list, response);
    }
}
