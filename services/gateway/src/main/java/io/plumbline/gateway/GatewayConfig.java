package io.plumbline.gateway;

import io.plumbline.ingest.Otlp;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Limits and times of the gateway; every one has a default. */
@ConfigMapping(prefix = "plumbline.gateway")
public interface GatewayConfig {
    /** Header that names the tenant; without one everything belongs to the tenant {@code default}. */
    Optional<String> tenantHeader();

    /** Keys by name, for people; with any, every request needs a credential, but those for health and metrics. */
    Map<String, ApiKey> apiKeys();

    /** An issuer whose tokens are credentials, beside the keys or instead of them; off without {@link Jwt#jwks}. */
    Jwt jwt();

    /** Longest wait for the broker's acknowledgement of one event. */
    @WithDefault("10s")
    Duration publishTimeout();

    Batch batch();

    Accepted accepted();

    Verdicts verdicts();

    Score score();

    OtlpLimits otlp();

    /** A key that callers may have. */
    interface ApiKey {
        /** SHA-256 of the key, in lower-case hex: {@code printf %s KEY | sha256sum}. */
        String sha256();

        /** The caller's tenant: what it sends belongs to it, and no other's verdicts can be read. */
        String tenant();
    }

    /** Tokens that callers may have. */
    interface Jwt {
        /** Address or file of the issuer's public keys, a JSON Web Key Set. */
        Optional<String> jwks();

        /** What the claim {@code iss} must be; required with keys. */
        Optional<String> issuer();

        /** One of these must be in the claim {@code aud}; required with keys. */
        Optional<List<String>> audience();

        /** Claim that names the tenant; a dot leads into an object. */
        @WithDefault("tenant")
        String tenantClaim();

        /** How far the issuer's clock and ours may differ. */
        @WithDefault("30s")
        Duration clockSkew();

        /** How long keys are good without looking again, if the issuer does not say; a token with a new key makes us look at once. */
        @WithDefault("1h")
        Duration cached();

        /** How much longer keys are good while the issuer does not answer. */
        @WithDefault("24h")
        Duration cachedOnError();
    }

    /** Limits of one NDJSON batch. */
    interface Batch {
        /** Most bytes of a batch. */
        @WithDefault("16777216")
        int bytesMax();

        /** Most events of a batch. */
        @WithDefault("1000")
        int linesMax();

        /** Most events of one batch that wait for the broker at a time. */
        @WithDefault("128")
        int inFlightMax();
    }

    /** Memory of ids taken in, to notice an id that comes again with another body. */
    interface Accepted {
        /** Most ids. */
        @WithDefault("100000")
        int idsMax();
    }

    /** What is kept of the verdicts topic. */
    interface Verdicts {
        /** Most generations with verdicts. */
        @WithDefault("20000")
        int generationsMax();

        /** Most bytes of verdicts. */
        @WithDefault("67108864")
        long bytesMax();

        /** Longest time a verdict is kept; also how far back a starting gateway reads. */
        @WithDefault("6h")
        Duration ageMax();

        /** Longest wait a client may ask for. */
        @WithDefault("60s")
        Duration waitMax();

        /** Most clients that wait at a time. */
        @WithDefault("2000")
        int waitersMax();
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

    /** Spans taken in, and the window in which answers wait for what was retrieved for them. */
    interface OtlpLimits {
        /** Most bytes of a request, unpacked. */
        @WithDefault("16777216")
        int bodyBytesMax();

        /** Most traces remembered. */
        @WithDefault("10000")
        int tracesMax();

        /** Most bytes of text remembered. */
        @WithDefault("67108864")
        long bytesMax();

        /** How long an answer waits for retrieval spans. */
        @WithDefault("10s")
        Duration joinPatience();

        /** How long a trace is remembered; at least the patience. */
        @WithDefault("60s")
        Duration ageMax();

        /** Most events that wait for the broker; above it requests are refused with 503 and Kafka is not read. */
        @WithDefault("1000")
        int unpublishedMax();

        /** Whether OTLP is read from Kafka. */
        @WithDefault("false")
        boolean kafka();

        /** What the records of the OTLP channels hold: PROTOBUF ({@code otlp_proto}) or JSON ({@code otlp_json}). */
        @WithDefault("PROTOBUF")
        Otlp.Encoding kafkaEncoding();
    }
}
