package io.plumbline.scoring.profile;

import io.plumbline.model.HeadId;
import io.plumbline.prompt.PromptTemplate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that turns a pass of one model into a verdict.
 *
 * <p>Token score = {@code intercept + Σ weight · scaling(ECS of head) + Σ weight · scaling(PKS of layer) + Σ weight ·
 * scaling(extra)}: ReDeEP's linear combination with one scaler for each feature, so that no layer dominates by its unit.
 * Token and response probabilities are calibrated apart.
 *
 * @param name for people; the id is {@link ProfileCodec#id}
 * @param kind token or chunk level
 * @param mode formulas
 * @param artifacts what it was fitted on
 * @param prompt the prompt template
 * @param passes what is run
 * @param heads copying heads; they also give the evidence
 * @param layers knowledge FFNs
 * @param extras further features
 * @param intercept added to every token score
 * @param response from tokens to the answer
 * @param tokenCalibration token score to probability
 * @param responseCalibration response score to probability
 * @param threshold response probability from which the label is HALLUCINATED
 * @param prevalence share of hallucinated answers among the calibration rows
 * @param causes borders for causes
 * @param spans from tokens to spans
 * @param windows long input
 * @param evidence what is shown
 * @param chunks present iff {@code kind} is {@link ProfileKind#CHUNK}
 * @param provenance where the numbers come from
 */
public record Profile(
        String name,
        ProfileKind kind,
        ScoringMode mode,
        Artifacts artifacts,
        PromptIdentity prompt,
        List<PassSpec> passes,
        List<HeadWeight> heads,
        List<LayerWeight> layers,
        List<ExtraWeight> extras,
        double intercept,
        ResponseRule response,
        Calibration tokenCalibration,
        Calibration responseCalibration,
        double threshold,
        double prevalence,
        CauseRule causes,
        SpanRule spans,
        WindowRule windows,
        EvidenceRule evidence,
        Optional<ChunkRule> chunks,
        Provenance provenance) {
    public Profile {
        Checks.notBlank("name", name);
        Objects.requireNonNull(mode, "mode is null");
        Objects.requireNonNull(artifacts, "artifacts is null");
        Objects.requireNonNull(prompt, "prompt is null");
        Objects.requireNonNull(response, "response is null");
        Objects.requireNonNull(tokenCalibration, "tokenCalibration is null");
        Objects.requireNonNull(responseCalibration, "responseCalibration is null");
        Objects.requireNonNull(causes, "causes is null");
        Objects.requireNonNull(spans, "spans is null");
        Objects.requireNonNull(windows, "windows is null");
        Objects.requireNonNull(evidence, "evidence is null");
        Objects.requireNonNull(provenance, "provenance is null");
        passes = List.copyOf(passes);
        heads = List.copyOf(heads);
        layers = List.copyOf(layers);
        extras = List.copyOf(extras);
        Checks.finite("intercept", intercept);
        Checks.probability("threshold", threshold);
        Checks.probability("prevalence", prevalence);
        if (heads.isEmpty() || layers.isEmpty() || passes.isEmpty()) {
            throw new IllegalArgumentException("a profile needs at least one head, one layer and one pass");
        }
        distinct("head", heads.stream().map(HeadWeight::head).toList());
        distinct("layer", layers.stream().map(LayerWeight::layer).toList());
        distinct("extra feature", extras.stream().map(ExtraWeight::feature).toList());
        distinct("pass", passes.stream().map(PassSpec::id).toList());
        if ((kind == ProfileKind.CHUNK) != chunks.isPresent()) {
            throw new IllegalArgumentException("chunk settings and kind " + kind);
        }
    }

    private static void distinct(String what, List<?> values) {
        if (values.stream().distinct().count() != values.size()) {
            throw new IllegalArgumentException("a " + what + " is listed twice: " + values);
        }
    }

    public List<HeadId> headIds() {
        return heads.stream().map(HeadWeight::head).toList();
    }

    /**
     * A profile of one head and one layer with hand-set, unfitted numbers: for tests and for plumbing, never for use.
     *
     * @param maxTokens window
     */
    public static Profile zero(Artifacts artifacts, HeadId head, int layer, int maxTokens) {
        return new ProfileBuilder("zero", artifacts, PromptTemplate.STRICT)
                .heads(List.of(new HeadWeight(head, Scaling.NONE, -1)))
                .layers(List.of(new LayerWeight(layer, Scaling.NONE, 1)))
                .windows(new WindowRule(maxTokens, 8, Math.min(32, maxTokens / 8)))
                .build();
    }
}
