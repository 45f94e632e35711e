package io.plumbline.stages;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A circuit breaker round the model: after too many events whose pass failed, also after retries, it opens, and events are
 * answered at once with {@code UNAVAILABLE(CIRCUIT_OPEN)} instead of each waiting for its retries. After a while it lets a few
 * probe; if they succeed it closes. Only failures of the engine or of us count, never an event that is too long or invalid.
 * Thread-safe; resilience4j's breaker with a window of events.
 */
public final class ModelCircuit {
    private final CircuitBreaker breaker;

    /**
     * When it opens and closes.
     *
     * @param window latest events that are looked at; none is judged by fewer than half of it
     * @param failedShare of these at which it opens, in (0, 1]
     * @param openFor how long it stays open before it lets events probe
     * @param probes events that must succeed then
     */
    public record Limits(int window, double failedShare, Duration openFor, int probes) {
        /** Half of the latest 10 events; 30 s; one probe. */
        public static final Limits DEFAULT = new Limits(10, 0.5, Duration.ofSeconds(30), 1);

        public Limits {
            Objects.requireNonNull(openFor, "openFor is null");
            if (window < 2 || !(failedShare > 0 && failedShare <= 1) || openFor.toMillis() < 1 || probes < 1) {
                throw new IllegalArgumentException("window " + window + ", failedShare " + failedShare + ", openFor "
                        + openFor + ", probes " + probes);
            }
        }
    }

    /** Where it stands; the number is its metric. */
    public enum State {
        CLOSED(0),
        HALF_OPEN(1),
        OPEN(2);

        private final int number;

        State(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    public ModelCircuit(Limits limits) {
        breaker = CircuitBreaker.of(
                "model",
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(limits.window())
                        .minimumNumberOfCalls(Math.max(1, limits.window() / 2))
                        .failureRateThreshold((float) (100 * limits.failedShare()))
                        .waitDurationInOpenState(limits.openFor())
                        .permittedNumberOfCallsInHalfOpenState(limits.probes())
                        // by itself: with a probe that sends no requests to what is not ready nobody would ask
                        .automaticTransitionFromOpenToHalfOpenEnabled(true)
                        .writableStackTraceEnabled(false)
                        .build());
    }

    /** One that never opens, for work that nobody waits for. */
    public static ModelCircuit never() {
        ModelCircuit circuit = new ModelCircuit(Limits.DEFAULT);
        circuit.breaker.transitionToDisabledState();
        return circuit;
    }

    /** Whether an event may go to the model; if so, {@link #succeeded} or {@link #failed} must follow. */
    boolean admits() {
        return breaker.tryAcquirePermission();
    }

    /** The model did its part. */
    void succeeded(long nanos) {
        breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    }

    /** The model failed, also after retries. */
    void failed(long nanos, Throwable cause) {
        breaker.onError(nanos, TimeUnit.NANOSECONDS, cause);
    }

    public State state() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> State.OPEN;
            case HALF_OPEN -> State.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> State.CLOSED;
        };
    }
}
