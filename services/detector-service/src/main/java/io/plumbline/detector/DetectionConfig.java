package io.plumbline.detector;

import io.plumbline.attribution.AttributionMethod;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/** Settings of the detector; every one has a default. */
@ConfigMapping(prefix = "plumbline.detection")
public interface DetectionConfig {
    /** The scoring model, as {@code io.plumbline.model.weights.ModelSource} spells sources. */
    @WithDefault("default")
    String model();

    /** Name, id or file of the active profile; the first bundled one without. */
    Optional<String> profile();

    /** Directory with more profiles. */
    Optional<Path> profileDirectory();

    /** Day on which the active profile was calibrated, as {@code 2026-05-01}; without, that of its file's last change. */
    Optional<LocalDate> profileDate();

    /**
     * Share of the traffic that is believed to be hallucinated, in (0, 1): probabilities are corrected for it, what is flagged
     * stays. Without, the share in the profile's calibration answers.
     */
    Optional<Double> prevalence();

    /** Directory of a token classifier (ONNX), for a profile that weighs one. */
    Optional<Path> classifier();

    /** {@code cpu} or {@code cuda:0}. */
    @WithDefault("cpu")
    String device();

    /** Threads inside one operation; without, the number of cores but at most 4. */
    Optional<Integer> threads();

    /**
     * How the sentences are found that carry an answer and each flagged span: {@code arc-jsd}, {@code attention}, {@code
     * qr-attention} or {@code retrieval-probe}. Without, verdicts name what the copying heads read and no sentences.
     */
    Optional<AttributionMethod> attribution();

    /** Whether flagged answers yield mitigation requests. */
    @WithDefault("true")
    boolean mitigationRequests();

    /** Readiness fails when the model neither began nor finished an item for so long although there is work. */
    @WithDefault("120s")
    Duration stallLimit();

    Queue queue();

    Score score();

    Drift drift();

    Circuit circuit();

    Rollout rollout();

    /** Which events of the stream are judged, by names of your own; without a rule that matches all are. */
    Map<String, AdmissionRule> admission();

    /** As {@link io.plumbline.stages.Admission.Rule}. */
    interface AdmissionRule {
        /** Whom it is for; all tenants without. */
        Optional<String> tenant();

        /** Which application's answers; all without. */
        Optional<String> app();

        /** All is judged, however late; for sources under suspicion or under a duty. */
        @WithDefault("false")
        boolean always();

        /** Share of the events that is judged. */
        @WithDefault("1.0")
        double rate();

        /** An event this old when its turn comes is shed. */
        Optional<Duration> shedAfter();

        /** From this age only a share of the sampled events is judged, the rest is shed. */
        Optional<Duration> overloadAfter();

        /** That share. */
        @WithDefault("0.1")
        double overloadShare();
    }

    /** Routing and profiles on trial; see {@code docs/rollout.md}. */
    interface Rollout {
        /** Whether the routing topic is read; without, the profile above judges everything. */
        @WithDefault("true")
        boolean enabled();

        /** Answers that may wait for profiles on trial; more are dropped. */
        @WithDefault("256")
        int shadowTrials();

        /** Tokens that may wait for them, estimated. */
        @WithDefault("131072")
        long shadowTokens();
    }

    /** The circuit breaker round the model, as {@link io.plumbline.stages.ModelCircuit.Limits}. */
    interface Circuit {
        /** Latest events that are looked at; at least half as many are needed. */
        @WithDefault("10")
        int window();

        /** Share of failed ones at which it opens. */
        @WithDefault("0.5")
        double failedShare();

        /** How long it stays open before it lets events probe. */
        @WithDefault("30s")
        Duration openFor();

        /** Events that must succeed then. */
        @WithDefault("1")
        int probes();
    }

    /** Limits of the model's queue. */
    interface Queue {
        /** Events that may wait; reading pauses beyond. */
        @WithDefault("64")
        int events();

        /** Synchronous requests that may wait; more are refused. */
        @WithDefault("16")
        int requests();

        /** Tokens that may wait, estimated. */
        @WithDefault("262144")
        long tokens();

        /** Tokens handed over at once. */
        @WithDefault("4096")
        long batchTokens();

        /** How long the item in work may take to finish at shutdown. */
        @WithDefault("20s")
        Duration drainTimeout();
    }

    /** Scoring while the client waits. */
    interface Score {
        /** Patience if the client does not say. */
        @WithDefault("30s")
        Duration patience();

        /** Most patience a client may ask for. */
        @WithDefault("120s")
        Duration patienceMax();
    }

    /** How the live signals are held against the profile's calibration answers; see {@code docs/drift.md}. */
    interface Drift {
        /** Latest scored answers that are compared, at most 10000. */
        @WithDefault("500")
        int window();

        /** Answers a signal needs in the window before its gauges say a number and not NaN. */
        @WithDefault("100")
        int reportFrom();
    }
}
