package io.plumbline.scoring.profile;

import io.plumbline.prompt.PromptTemplate;
import java.util.List;
import java.util.Optional;

/** Builds a profile; what is not set has a default that judges nothing. */
public final class ProfileBuilder {
    private final String name;
    private final ProfileKind kind;
    private final Artifacts artifacts;
    private final PromptIdentity prompt;
    private ScoringMode mode = ScoringMode.STRICT;
    private TokenRule token = new TokenRule(List.of(), 0, 1);
    private ResponseRule response = ResponseRule.MEAN;
    private Calibration tokenCalibration = new Calibration.Logistic(1, 0);
    private Calibration responseCalibration = new Calibration.Logistic(1, 0);
    private double threshold = 0.5;
    private double prevalence = 0.5;
    private List<CauseRule> causes = List.of();
    private SpanRule spans = new SpanRule(0.5, 1, 1);
    private WindowRule windows = new WindowRule(2048, 8, 32);
    private EvidenceRule evidence = EvidenceRule.OFF;
    private Optional<ChunkRule> chunks = Optional.empty();
    private DriftReference drift = DriftReference.NONE;
    private Provenance provenance = Provenance.NONE;

    public ProfileBuilder(String name, ProfileKind kind, Artifacts artifacts, PromptTemplate template) {
        this.name = name;
        this.kind = kind;
        this.artifacts = artifacts;
        this.prompt = PromptIdentity.of(template);
    }

    private ProfileBuilder(String name, Profile profile) {
        this.name = name;
        kind = profile.kind();
        artifacts = profile.artifacts();
        prompt = profile.prompt();
        mode = profile.mode();
        token = profile.token();
        response = profile.response();
        tokenCalibration = profile.tokenCalibration();
        responseCalibration = profile.responseCalibration();
        threshold = profile.threshold();
        prevalence = profile.prevalence();
        causes = profile.causes();
        spans = profile.spans();
        windows = profile.windows();
        evidence = profile.evidence();
        chunks = profile.chunks();
        drift = profile.drift();
        provenance = profile.provenance();
    }

    /** Starts from a profile. */
    public static ProfileBuilder of(Profile profile) {
        return new ProfileBuilder(profile.name(), profile);
    }

    /** Starts from a profile, under another name. */
    public static ProfileBuilder named(String name, Profile profile) {
        return new ProfileBuilder(name, profile);
    }

    public ProfileBuilder mode(ScoringMode value) {
        mode = value;
        return this;
    }

    public ProfileBuilder token(TokenRule value) {
        token = value;
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

    public ProfileBuilder causes(List<CauseRule> value) {
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

    /** Settings of a {@link ProfileKind#REDEEP_CHUNK} profile. */
    public ProfileBuilder chunks(ChunkRule value) {
        chunks = Optional.of(value);
        return this;
    }

    public ProfileBuilder drift(DriftReference value) {
        drift = value;
        return this;
    }

    public ProfileBuilder provenance(Provenance value) {
        provenance = value;
        return this;
    }

    public Profile build() {
        return new Profile(
                name,
                kind,
                mode,
                artifacts,
                prompt,
                token,
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
                drift,
                provenance);
    }
}
