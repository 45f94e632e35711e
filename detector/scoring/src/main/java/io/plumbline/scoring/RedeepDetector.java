package io.plumbline.scoring;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.prompt.PromptRenderer;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.chunk.ChunkEmbedder;
import io.plumbline.scoring.chunk.ChunkEmbedders;
import io.plumbline.scoring.chunk.ChunkScorer;
import io.plumbline.scoring.chunk.RecursiveTextSplitter;
import io.plumbline.scoring.profile.ChunkRule;
import io.plumbline.scoring.profile.LayerWeight;
import io.plumbline.scoring.profile.PassSpec;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.PromptIdentity;
import io.plumbline.scoring.profile.ScoringMode;
import io.plumbline.scoring.profile.WindowRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * ReDeEP by a profile: one teacher-forced pass for each window, no decoding, no randomness. The model belongs to the caller,
 * who closes it after the last call.
 *
 * <p>Refuses a profile that was fitted on another model, tokenizer, chat or prompt template: its numbers would mean nothing.
 */
public final class RedeepDetector implements Detector {
    private final LoadedModel loaded;
    private final Profile profile;
    private final WindowPlanner planner;
    private final FeatureExtractor extractor;
    private final TokenCombination combination;
    private final EvidenceFinder evidence;
    private final VerdictMaker verdicts;

    /** With the default prompt template. */
    public RedeepDetector(LoadedModel loaded, Profile profile) {
        this(loaded, profile, PromptTemplate.STRICT);
    }

    /**
     * A detector.
     *
     * @throws PlumblineException {@link ErrorCode#PROFILE_MISMATCH} if the profile does not belong to these parts
     */
    public RedeepDetector(LoadedModel loaded, Profile profile, PromptTemplate template) {
        this.loaded = loaded;
        this.profile = profile;
        check(loaded, profile, template);
        WindowRule rule = profile.windows();
        int window = Math.min(rule.maxTokens(), loaded.model().config().contextLength());
        planner = new WindowPlanner(
                new PromptRenderer(template),
                loaded.chatTemplate(),
                loaded.tokenizer(),
                new WindowRule(window, rule.maxWindows(), Math.min(rule.overlapTokens(), window - 1)));
        extractor = extractor(profile);
        combination = new TokenCombination(profile);
        evidence = new EvidenceFinder(profile.headIds(), profile.evidence());
        verdicts = new VerdictMaker(profile, combination, evidence);
    }

    private static FeatureExtractor extractor(Profile profile) {
        List<Integer> layers = profile.layers().stream().map(LayerWeight::layer).toList();
        if (profile.chunks().isEmpty()) {
            return new TokenLevelFeatures(profile.mode(), profile.headIds(), layers);
        }
        ChunkRule rule = profile.chunks().get();
        ChunkEmbedder embedder = ChunkEmbedders.byName(rule.embedder());
        return new ChunkLevelFeatures(
                new ChunkScorer(profile.mode(), profile.headIds(), layers, embedder),
                new RecursiveTextSplitter(rule.maxChars(), rule.overlapChars()));
    }

    private static void check(LoadedModel loaded, Profile profile, PromptTemplate template) {
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
        ModelConfig config = loaded.model().config();
        profile.headIds().forEach(head -> {
            if (!config.has(head)) {
                throw mismatch(profile, "head " + head + " is not in the model");
            }
        });
        profile.layers().forEach(layer -> {
            if (layer.layer() >= config.layers()) {
                throw mismatch(profile, "layer " + layer.layer() + " is not in the model");
            }
        });
        if (profile.passes().size() != 1 || profile.passes().get(0).variant() != PassSpec.RenderVariant.WITH_CONTEXT) {
            throw mismatch(
                    profile, "this version runs one pass with context, the profile asks for " + profile.passes());
        }
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
        if (!example.hasContext()) {
            return new DetectionOutcome.Abstained(AbstentionReason.NO_CONTEXT, "no passage holds any text");
        }
        if (example.response().isBlank()) {
            return new DetectionOutcome.Abstained(AbstentionReason.EMPTY_RESPONSE, "the answer holds no text");
        }
        List<Window> windows;
        try {
            windows = planner.plan(example);
        } catch (WindowPlanner.TooLong e) {
            return new DetectionOutcome.Abstained(AbstentionReason.TOO_LONG, String.valueOf(e.getMessage()));
        }
        List<ScoredWindow> scored = new ArrayList<>();
        for (Window window : windows) {
            scored.add(score(window));
        }
        return new DetectionOutcome.Scored(verdicts.make(example, MergedWindows.of(scored)));
    }

    private ScoredWindow score(Window window) {
        List<EvidenceFinder.Part> parts = evidence.parts(window);
        CapturePlan plan = extractor.plan(window.prompt());
        if (!parts.isEmpty()) {
            plan = plan.and(CapturePlan.of(evidence.capture(window, parts)));
        }
        ActivationTrace trace =
                loaded.model().forward(ForwardRequest.of(window.prompt().ids(), plan));
        TokenFeatures features = extractor.read(window.prompt(), trace);
        Optional<FloatMatrix> attention =
                parts.isEmpty() ? Optional.empty() : Optional.of(trace.get(evidence.capture(window, parts)));
        return new ScoredWindow(
                window, features, ScoredWindow.boxed(combination.tokenScores(features)), parts, attention);
    }
}
