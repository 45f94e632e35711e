package io.plumbline.stages;

import io.plumbline.atlas.Atlases;
import io.plumbline.atlas.HeadAtlas;
import io.plumbline.attribution.AttributionMethod;
import io.plumbline.attribution.AttributionSettings;
import io.plumbline.attribution.Attributor;
import io.plumbline.classifier.TokenClassifier;
import io.plumbline.mitigation.Mitigator;
import io.plumbline.mitigation.preset.MitigationPreset;
import io.plumbline.mitigation.strategy.StrategyDecoder;
import io.plumbline.model.Environment;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.djl.NumberFormat;
import io.plumbline.model.loading.EngineOptions;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.loading.ModelLoader;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.Progress;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.scoring.Detector;
import io.plumbline.scoring.ProfileDetector;
import io.plumbline.scoring.TokenSignal;
import io.plumbline.scoring.inspect.Inspector;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.Profile;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A model brought to this machine, loaded, and ready to score by any profile made for it; beside it the user's token
 * classifier, if there is one.
 */
public final class ScoringRuntime implements AutoCloseable {
    /** More threads inside one operation do not pay for models of this size. */
    private static final int THREADS_MAX = 4;

    private final LoadedModel loaded;
    private final Optional<TokenClassifier> classifier;
    private final Optional<TokenSignal> signal;

    private ScoringRuntime(LoadedModel loaded, Optional<TokenClassifier> classifier) {
        this.loaded = Objects.requireNonNull(loaded, "loaded is null");
        this.classifier = classifier;
        this.signal = classifier.map(ClassifierSignal::new);
    }

    /**
     * Fetches the model if it is not in the cache, and loads it.
     *
     * @param model as {@link ModelSource#SYNTAX} says
     * @param device {@code cpu} or {@code cuda:n}
     * @param threads inside one operation; chosen without
     * @param classifier directory of a token classifier, as {@link TokenClassifier#open} reads it
     * @throws io.plumbline.model.PlumblineException if the model or the classifier cannot be had, read or run
     */
    public static ScoringRuntime open(
            String model, String device, Optional<Integer> threads, Optional<Path> classifier, Progress progress) {
        EngineOptions options =
                new EngineOptions(device, NumberFormat.FLOAT32, threads.orElseGet(ScoringRuntime::threads));
        // first the small one: a wrong folder should not cost a download
        Optional<TokenClassifier> opened = classifier.map(TokenClassifier::open);
        try {
            return new ScoringRuntime(ModelLoader.load(ModelSource.parse(model), options, progress), opened);
        } catch (RuntimeException e) {
            opened.ifPresent(TokenClassifier::close);
            throw e;
        }
    }

    private static int threads() {
        return Math.max(1, Math.min(THREADS_MAX, Runtime.getRuntime().availableProcessors()));
    }

    public LoadedModel model() {
        return loaded;
    }

    /** The user's token classifier. */
    public Optional<TokenSignal> classifier() {
        return signal;
    }

    /** What a profile fitted here is fitted on. */
    public Artifacts artifacts() {
        return Artifacts.of(loaded).withClassifier(signal.map(TokenSignal::sha256));
    }

    /** What the bits of a profile's verdicts depend on. */
    public Environment environment(Profile profile) {
        Environment passes = loaded.model().environment();
        return profile.artifacts().classifierSha256().isPresent()
                ? signal.map(c -> passes.with(c.environment())).orElse(passes)
                : passes;
    }

    /** @throws io.plumbline.model.PlumblineException {@code PROFILE_MISMATCH} if the profile is for other parts */
    public Detector detector(Profile profile) {
        return profileDetector(profile);
    }

    /**
     * As {@link #detector(Profile)}; its verdicts also name the sentences that carry the answer and each flagged span.
     *
     * @throws io.plumbline.model.PlumblineException {@code PROFILE_MISMATCH}; {@code INVALID_REQUEST} if the method reads heads and
     *     none are known
     */
    public Detector detector(Profile profile, Optional<AttributionMethod> attribution) {
        Detector plain = detector(profile);
        return attribution
                .map(method -> verdictAttributor(profile, method).detector(plain))
                .orElse(plain);
    }

    /**
     * Adds sentences to verdicts by this profile.
     *
     * @throws io.plumbline.model.PlumblineException {@code INVALID_REQUEST} if the method reads heads and none are known
     */
    public VerdictAttributor verdictAttributor(Profile profile, AttributionMethod method) {
        if (method.readsHeads() && attributionHeads(profile).isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.INVALID_REQUEST,
                    "attribution by " + method
                            + " reads retrieval heads, and neither the profile nor an atlas names any:" + " use "
                            + AttributionMethod.ARC_JSD);
        }
        return new VerdictAttributor(attributor(profile), method);
    }

    /** Says which sentences carry an answer, by the prompt that profiles are fitted on. */
    public Attributor attributor(Profile profile) {
        return new Attributor(loaded, PromptTemplate.STRICT, AttributionSettings.of(attributionHeads(profile)));
    }

    /** The heads whose attention the profile shows; else those of the model's atlas; else none. */
    private List<HeadId> attributionHeads(Profile profile) {
        if (!profile.evidence().heads().isEmpty()) {
            return profile.evidence().heads();
        }
        return Atlases.forModel(loaded.modelSha256())
                .map(HeadAtlas::retrievalHeads)
                .orElse(List.of());
    }

    /**
     * Refuses a profile that was not fitted on these parts.
     *
     * @throws io.plumbline.model.PlumblineException {@code PROFILE_MISMATCH}
     */
    public void check(Profile profile) {
        profileDetector(profile);
    }

    private ProfileDetector profileDetector(Profile profile) {
        return new ProfileDetector(loaded, profile, PromptTemplate.STRICT, signal);
    }

    /**
     * As {@link #detector}, for people: keeps what each verdict was made of.
     *
     * @throws io.plumbline.model.PlumblineException {@code PROFILE_MISMATCH} if the profile is for other parts
     */
    public Inspector inspector(Profile profile) {
        return new Inspector(profileDetector(profile), loaded.model().config());
    }

    /**
     * Repairs answers that this profile flags, on the same model.
     *
     * @throws io.plumbline.model.PlumblineException {@code PROFILE_MISMATCH} if profile, preset and model do not belong together
     */
    public Mitigator mitigator(Profile profile, MitigationPreset preset) {
        StrategyDecoder decoder = new StrategyDecoder(loaded, Optional.empty(), Optional.of(profile));
        return new Mitigator(profileDetector(profile), decoder, PromptTemplate.STRICT, preset);
    }

    @Override
    public void close() {
        loaded.close();
        classifier.ifPresent(TokenClassifier::close);
    }
}
