package io.plumbline.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.UnavailableCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ModelCircuitTest {
    private static final Duration OPEN_FOR = Duration.ofMillis(300);
    private static final RetryPolicy TWICE = new RetryPolicy(2, Duration.ofMillis(1), 1, Duration.ofMillis(1));

    private final AtomicInteger passes = new AtomicInteger();
    private final AtomicBoolean broken = new AtomicBoolean(true);
    private final ModelCircuit circuit = new ModelCircuit(new ModelCircuit.Limits(4, 0.5, OPEN_FOR, 1));
    private final DetectStage stage = new DetectStage(
            new Samples.FakeDetector(e -> {
                passes.incrementAndGet();
                if (e.response().equals("long")) {
                    throw new PlumblineException(ErrorCode.INPUT_TOO_LONG, "made up");
                }
                if (broken.get()) {
                    throw new PlumblineException(ErrorCode.ENGINE_FAILURE, "made up");
                }
                return Samples.flagged(new CharSpan(0, 1), new CharSpan(0, 1));
            }),
            Samples.IDENTITY,
            TWICE,
            true,
            verdict -> {},
            new DetectStage.Guards(Admission.ALL, circuit));
    private int sent;

    private StageResult next(String response) {
        return stage.detect(Samples.received("e" + sent++, "text", response));
    }

    private static String code(StageResult result) {
        return ((Outcome.Unavailable) result.verdict().orElseThrow().outcome())
                .code()
                .name();
    }

    @Test
    void opensAfterFailuresAnswersAtOnceProbesAndCloses() throws Exception {
        assertThat(code(next("a"))).isEqualTo("ENGINE_FAILURE");
        assertThat(circuit.state()).isEqualTo(ModelCircuit.State.CLOSED);
        next("a");
        assertThat(circuit.state()).isEqualTo(ModelCircuit.State.OPEN);
        // two events, each tried twice
        assertThat(passes).hasValue(4);

        StageResult refused = next("a");
        assertThat(passes).hasValue(4);
        assertThat(code(refused)).isEqualTo(UnavailableCode.CIRCUIT_OPEN.name());
        assertThat(refused.rejection().orElseThrow().redrivable()).isTrue();
        assertThat(refused.timing().attempts()).isZero();

        awaitHalfOpen();
        // the probe fails: open again
        assertThat(code(next("a"))).isEqualTo("ENGINE_FAILURE");
        assertThat(circuit.state()).isEqualTo(ModelCircuit.State.OPEN);

        awaitHalfOpen();
        broken.set(false);
        assertThat(next("a").outcome()).isEqualTo(Outcome.SCORED);
        assertThat(circuit.state()).isEqualTo(ModelCircuit.State.CLOSED);
    }

    private void awaitHalfOpen() throws InterruptedException {
        while (circuit.state() != ModelCircuit.State.HALF_OPEN) {
            Thread.sleep(10);
        }
    }

    @Test
    void whatIsWrongWithTheEventDoesNotCount() {
        for (int i = 0; i < 20; i++) {
            assertThat(next("long").outcome()).isEqualTo(Outcome.ABSTAINED);
        }
        assertThat(circuit.state()).isEqualTo(ModelCircuit.State.CLOSED);
    }

    @Test
    void offlineItNeverOpens() {
        ModelCircuit never = ModelCircuit.never();
        for (int i = 0; i < 100; i++) {
            assertThat(never.admits()).isTrue();
            never.failed(1, new IllegalStateException("made up"));
        }
        assertThat(never.state()).isEqualTo(ModelCircuit.State.CLOSED);
    }

    @Test
    void limitsMustBeSensible() {
        assertThatThrownBy(() -> new ModelCircuit.Limits(1, 0.5, OPEN_FOR, 1)).hasMessageContaining("window 1");
        assertThatThrownBy(() -> new ModelCircuit.Limits(10, 0, OPEN_FOR, 1)).hasMessageContaining("failedShare 0");
    }
}
