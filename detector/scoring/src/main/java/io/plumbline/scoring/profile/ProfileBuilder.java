package io.plumbline.scoring.profile;

import io.plumbline.prompt.PromptTemplate;
import java.util.List;
import java.util.Optional;

/** Builds a {@link Profile}; what is not set is neutral: no scaling, a logistic of slope 1, threshold one half. */
public final class ProfileBuilder {
    private final String name;
    private final Artifacts artifacts;
    private final PromptIdentity prompt;
    private ScoringMode mode = ScoringMode.STRICT;
    private List<PassSpec> passes = List.of(PassSpec.WITH_CONTEXT);
    private List<HeadWeight> heads = List.of();
    private List<LayerWeight> layers = List.of();
    private List<ExtraWeight> extras = List.of();
    private double intercept;
    private ResponseRule response = ResponseRule.MEAN;
    private Calibration tokenCalibration = new Calibration.Logistic(1, 0);
    private Calibration responseCalibration = new Calibration.Logistic(1, 0);
    private double threshold = 0.5;
    private double prevalence = 0.5;
    private CauseRule causes = new CauseRule(0, 0.25, 0.1, 0.75);
    private SpanRule spans = new SpanRule(0.5, 1, 1);
    private WindowRule windows = new WindowRule(2048, 8, 32);
    private EvidenceRule evidence = EvidenceRule.DEFAULT;
    private Optional<ChunkRule> chunks = Optional.empty();
    private Provenance provenance = Provenance.NONE;

    public ProfileBuilder(String name, Artifacts artifacts, PromptTemplate template) {
        this.name = name;
        this.artifacts = artifacts;
        this.prompt = PromptIdentity.of(template);
    }

    public ProfileBuilder mode(ScoringMode value) {
        mode = value;
        return this;
    }

    public ProfileBuilder passes(List<PassSpec> value) {
        passes = value;
        return this;
    }

    public ProfileBuilder heads(List<HeadWeight> value) {
        heads = value;
        return this;
    }

    public ProfileBuilder layers(List<LayerWeight> value) {
        layers = value;
        return this;
    }

    public ProfileBuilder extras(List<ExtraWeight> value) {
        extras = value;
        return this;
    }

    public ProfileBuilder intercept(double value) {
        intercept = value;
        return this;
    }

    public ProfileBuilder response(ResponseRule value) {
        response = value;
        return this;
    }

    public ProfileBuilder tokenCalibration(Calibration value) {
        tokenCalibration = value;
        return this;
    }

    public ProfileBuilder responseCalibration(Calibration value) {
        responseCalibration = value;
        return this;
    }

    public ProfileBuilder threshold(double value) {
        threshold = value;
        return this;
    }

    public ProfileBuilder prevalence(double value) {
        prevalence = value;
        return this;
    }

    public ProfileBuilder causes(CauseRule value) {
        causes = value;
        return this;
    }

    public ProfileBuilder spans(SpanRule value) {
        spans = value;
        return this;
    }

    public ProfileBuilder windows(WindowRule value) {
        windows = value;
        return this;
    }

    public ProfileBuilder evidence(EvidenceRule value) {
        evidence = value;
        return this;
    }

    /** Makes it a chunk-level profile. */
    public ProfileBuilder chunks(ChunkRule value) {
        chunks = Optional.of(value);
        return this;
    }

    public ProfileBuilder provenance(Provenance value) {
        provenance = value;
        return this;
    }

    public Profile build() {
        return new Profile(
                name,
                chunks.isPresent() ? ProfileKind.CHUNK : ProfileKind.TOKEN,
                mode,
                artifacts,
                prompt,
                passes,
                heads,
                layers,
                extras,
                intercept,
                response,
                tokenCalibration,
                responseCalibration,
                threshold,
                prevalence,
                causes,
                spans,
                windows,
                evidence,
                chunks,
                provenance);
    }
}
