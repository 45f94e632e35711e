package io.plumbline.scoring.profile;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.PlumblineException;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Everything that turns passes of one model into a verdict.
 *
 * <p>Features are scaled each by itself and weighed into token scores ({@link TokenRule}); aggregates of token scores and
 * features make the answer's score ({@link ResponseRule}). Token and response probabilities are calibrated apart. A profile
 * asks a pass for what its features need and no more.
 *
 * @param name for people; the id is {@link ProfileCodec#id}
 * @param kind family
 * @param mode ReDeEP's formulas
 * @param artifacts what it was fitted on
 * @param prompt the prompt template
 * @param token from features to token scores
 * @param response from tokens to the answer
 * @param tokenCalibration token score to probability
 * @param responseCalibration response score to probability
 * @param threshold response probability from which the label is HALLUCINATED
 * @param prevalence share of hallucinated answers among the calibration rows
 * @param causes borders for causes, in the order they are named
 * @param spans from tokens to spans
 * @param windows long input
 * @param evidence what is shown
 * @param chunks present iff {@code kind} is {@link ProfileKind#REDEEP_CHUNK}
 * @param drift how signals were distributed
 * @param provenance where the numbers come from
 */
public record Profile(
        String name,
        ProfileKind kind,
        ScoringMode mode,
        Artifacts artifacts,
        PromptIdentity prompt,
        TokenRule token,
        ResponseRule response,
        Calibration tokenCalibration,
        Calibration responseCalibration,
        double threshold,
        double prevalence,
        List<CauseRule> causes,
        SpanRule spans,
        WindowRule windows,
        EvidenceRule evidence,
        Optional<ChunkRule> chunks,
        DriftReference drift,
        Provenance provenance) {
    public Profile {
        Checks.notBlank("name", name);
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(mode, "mode is null");
        Objects.requireNonNull(artifacts, "artifacts is null");
        Objects.requireNonNull(prompt, "prompt is null");
        Objects.requireNonNull(tokenCalibration, "tokenCalibration is null");
        Objects.requireNonNull(responseCalibration, "responseCalibration is null");
        Objects.requireNonNull(spans, "spans is null");
        Objects.requireNonNull(windows, "windows is null");
        Objects.requireNonNull(evidence, "evidence is null");
        Objects.requireNonNull(drift, "drift is null");
        Objects.requireNonNull(provenance, "provenance is null");
        causes = List.copyOf(causes);
        Checks.probability("threshold", threshold);
        Checks.probability("prevalence", prevalence);
        if ((kind == ProfileKind.REDEEP_CHUNK) != chunks.isPresent()) {
            throw new IllegalArgumentException("chunk settings and kind " + kind);
        }
        for (Feature feature : features(token, response)) {
            if (!kind.allows(feature.kind())) {
                throw new IllegalArgumentException("a profile of kind " + kind + " does not weigh " + feature);
            }
        }
        boolean classifier = features(token, response).stream().anyMatch(f -> f.kind() == FeatureKind.CLASSIFIER);
        if (classifier != artifacts.classifierSha256().isPresent()) {
            throw new IllegalArgumentException("a profile names a classifier's hash iff it weighs its probabilities");
        }
    }

    private static List<Feature> features(TokenRule token, ResponseRule response) {
        TreeSet<Feature> features = new TreeSet<>();
        token.terms().forEach(term -> features.add(term.feature()));
        response.terms().forEach(term -> term.feature().ifPresent(features::add));
        return List.copyOf(features);
    }

    /**
     * This profile for traffic of which another share is hallucinated. Ranking and flagged answers stay as they are: the
     * threshold moves with the probabilities of answers; tokens and spans are not touched. The name stays, the id does not.
     *
     * @param share of hallucinated answers that is believed of the traffic, in (0, 1)
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT} for another, or where the profile was calibrated on one kind
     *     of answers only
     */
    public Profile atPrevalence(double share) {
        if (!(share > 0 && share < 1 && prevalence > 0 && prevalence < 1)) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "prevalence " + share + " of the traffic, " + prevalence
                            + " of the calibration answers: both must be"
                            + " shares above 0 and below 1, such as 0.05");
        }
        double odds = share / (1 - share) * ((1 - prevalence) / prevalence);
        Map<String, List<Double>> quantiles = new TreeMap<>(drift.quantiles());
        quantiles.computeIfPresent(DriftReference.PROBABILITY, (name, values) -> values.stream()
                .map(p -> Calibration.shift(p, odds))
                .toList());
        return ProfileBuilder.of(this)
                .responseCalibration(new Calibration.Shifted(responseCalibration, odds))
                .threshold(Calibration.shift(threshold, odds))
                .prevalence(share)
                .drift(new DriftReference(quantiles))
                .build();
    }

    /** The features that are weighed anywhere, ascending; weight 0 counts, for what only a cause looks at. */
    public List<Feature> features() {
        return features(token, response);
    }

    /** The passes it needs, the one with context first. */
    public List<PassSpec> passes() {
        boolean prior = features().stream().anyMatch(f -> f.kind().needsPrior());
        return prior ? List.of(PassSpec.WITH_CONTEXT, PassSpec.WITHOUT_CONTEXT) : List.of(PassSpec.WITH_CONTEXT);
    }

    /** All heads it looks at, ascending. */
    public List<HeadId> headIds() {
        return Stream.concat(features().stream().flatMap(f -> f.head().stream()), evidence.heads().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** All layers whose logit lens it looks at, ascending. */
    public List<Integer> layers() {
        return features().stream()
                .flatMap(f -> f.layer().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * A profile of one head and one layer with hand-set, unfitted numbers: for tests and for plumbing, never for use.
     *
     * @param maxTokens window
     */
    public static Profile zero(Artifacts artifacts, HeadId head, int layer, int maxTokens) {
        return new ProfileBuilder("zero", ProfileKind.REDEEP, artifacts, PromptTemplate.STRICT)
                .token(new TokenRule(
                        List.of(
                                new TokenTerm(Feature.of(FeatureKind.ECS, head), Scaling.NONE, -1),
                                new TokenTerm(Feature.of(FeatureKind.PKS, layer), Scaling.NONE, 1)),
                        0,
                        1))
                .evidence(EvidenceRule.of(List.of(head)))
                .windows(new WindowRule(maxTokens, 8, Math.min(32, maxTokens / 8)))
                .build();
    }
}
