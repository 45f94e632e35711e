package io.plumbline.scoring;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.chunk.ChunkEmbedders;
import io.plumbline.scoring.chunk.ChunkScorer;
import io.plumbline.scoring.chunk.RecursiveTextSplitter;
import io.plumbline.scoring.feature.FeatureReader;
import io.plumbline.scoring.feature.FeatureTable;
import io.plumbline.scoring.profile.ChunkRule;
import io.plumbline.scoring.profile.EvidenceRule;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.PromptIdentity;
import io.plumbline.scoring.profile.ScoringMode;
import java.util.Optional;

/**
 * Any profile, whatever its kind, as a detector: an {@link Examiner} runs what the profile's features need, a {@link Judge}
 * weighs it. The model belongs to the caller, who closes it after the last call.
 *
 * <p>Refuses a profile that was fitted on another model, tokenizer, chat or prompt template: its numbers would mean nothing.
 */
public final class ProfileDetector implements Detector {
    private final Profile profile;
    private final Examiner examiner;
    private final Judge judge;
    private final Optional<TokenSignal> classifier;

    /** With the default prompt template and no classifier. */
    public ProfileDetector(LoadedModel loaded, Profile profile) {
        this(loaded, profile, PromptTemplate.STRICT, Optional.empty());
    }

    /**
     * A detector.
     *
     * @param classifier the token classifier, for a profile that weighs one
     * @throws PlumblineException {@link ErrorCode#PROFILE_MISMATCH} if the profile does not belong to these parts
     */
    public ProfileDetector(
            LoadedModel loaded, Profile profile, PromptTemplate template, Optional<TokenSignal> classifier) {
        check(loaded, profile, template, classifier);
        this.profile = profile;
        this.classifier = profile.artifacts().classifierSha256().isPresent() ? classifier : Optional.empty();
        this.examiner = profile.chunks()
                .map(rule -> new Examiner(
                        loaded, template, profile.windows(), chunkLevel(profile, rule), profile.evidence()))
                .orElseGet(() -> new Examiner(
                        loaded,
                        template,
                        profile.windows(),
                        new FeatureReader(profile.mode(), profile.features()),
                        profile.evidence()));
        this.judge = new Judge(profile);
    }

    private static Examiner.TokenReader chunkLevel(Profile profile, ChunkRule rule) {
        ChunkLevelFeatures chunks = new ChunkLevelFeatures(
                profile.features(),
                new ChunkScorer(
                        profile.mode(), profile.headIds(), profile.layers(), ChunkEmbedders.byName(rule.embedder())),
                new RecursiveTextSplitter(rule.maxChars(), rule.overlapChars()));
        return new Examiner.TokenReader() {
            @Override
            public boolean needsPrior() {
                return false;
            }

            @Override
            public CapturePlan plan(EncodedPrompt prompt) {
                return chunks.plan(prompt);
            }

            @Override
            public FeatureTable read(
                    RagExample example, EncodedPrompt prompt, ActivationTrace trace, Optional<FloatMatrix> prior) {
                return chunks.read(prompt, trace);
            }
        };
    }

    private static void check(
            LoadedModel loaded, Profile profile, PromptTemplate template, Optional<TokenSignal> classifier) {
        equal(profile, "model", profile.artifacts().modelSha256(), loaded.modelSha256());
        equal(
                profile,
                "tokenizer",
                profile.artifacts().tokenizerSha256(),
                loaded.tokenizer().sha256());
        equal(
                profile,
                "chat template",
                profile.artifacts().chatTemplateSha256(),
                loaded.chatTemplate().sha256());
        equal(profile, "prompt template", profile.prompt(), PromptIdentity.of(template));
        profile.artifacts()
                .classifierSha256()
                .ifPresent(hash -> equal(
                        profile,
                        "classifier",
                        hash,
                        classifier.map(TokenSignal::sha256).orElse("none (it needs a token classifier)")));
        ModelConfig config = loaded.model().config();
        profile.headIds().forEach(head -> {
            if (!config.has(head)) {
                throw mismatch(profile, "head " + head + " is not in the model");
            }
        });
        profile.layers().forEach(layer -> {
            if (layer >= config.layers()) {
                throw mismatch(profile, "layer " + layer + " is not in the model");
            }
        });
        if (profile.chunks().isPresent() && profile.mode() == ScoringMode.LEGACY) {
            throw mismatch(profile, "legacy chunks are for parity only; use strict");
        }
    }

    private static void equal(Profile profile, String what, Object fitted, Object found) {
        if (!fitted.equals(found)) {
            throw mismatch(profile, "it was fitted on " + what + " " + fitted + ", and this one is " + found);
        }
    }

    private static PlumblineException mismatch(Profile profile, String detail) {
        return new PlumblineException(
                ErrorCode.PROFILE_MISMATCH,
                "profile " + profile.name() + ": " + detail + ". Use a profile made for these files");
    }

    @Override
    public Profile profile() {
        return profile;
    }

    @Override
    public DetectionOutcome detect(RagExample example) {
        try {
            return new DetectionOutcome.Scored(judge.judge(example, examine(example)));
        } catch (Unexaminable e) {
            return e.abstained();
        }
    }

    /** What {@link #detect} judges: the passes' features, and the classifier's where the profile weighs one. */
    public Examination examine(RagExample example) throws Unexaminable {
        return withClassifier(example, examiner.examine(example));
    }

    /** What {@link #detect} judges and, from the same passes, something beside it. */
    public Examiner.Both examineBeside(RagExample example, FeatureReader features, EvidenceRule evidence)
            throws Unexaminable {
        Examiner.Both both = examiner.examineBeside(example, features, evidence);
        return new Examiner.Both(withClassifier(example, both.judged()), both.beside());
    }

    private Examination withClassifier(RagExample example, Examination examination) throws Unexaminable {
        return classifier.isPresent() ? classifier.get().addTo(example, examination) : examination;
    }
}
