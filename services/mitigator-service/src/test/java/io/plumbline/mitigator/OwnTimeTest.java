package io.plumbline.mitigator;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.mitigation.AttemptWatch;
import io.plumbline.schemas.MitigationDecision;
import io.plumbline.schemas.MitigationEvent;
import io.plumbline.schemas.MitigationReason;
import io.plumbline.stages.BetweenPasses;
import io.plumbline.stages.MitigateStage;
import io.plumbline.stages.MitigationResult;
import io.plumbline.stages.Rejection;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a repair's time limit counts. */
class OwnTimeTest {
    private static final Duration NO_TIME = Duration.ofNanos(1);

    private final MitigatorLoader.Loaded loaded = new TinyMitigatorLoader().load();

    @AfterEach
    void close() throws Exception {
        loaded.resources().close();
    }

    @Test
    void whatOthersTookIsNotCounted() {
        MitigationEvent event = mitigate(Duration.ofMinutes(1)).event().orElseThrow();
        assertThat(event.decision()).isEqualTo(MitigationDecision.ACCEPTED);
    }

    @Test
    void whatOthersTookIsToldBesideIt() {
        long began = System.nanoTime();
        MitigationResult result = mitigate(Duration.ofMinutes(1));
        Duration since = Duration.ofNanos(System.nanoTime() - began);
        assertThat(result.lent()).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
        assertThat(result.took().plus(result.lent()))
                .as("the time since it began")
                .isBetween(Duration.ZERO, since);
        assertThat(mitigate(Duration.ZERO).lent()).isZero();
    }

    @Test
    void outOfItsOwnTimeItCanBeAskedForAgain() {
        MitigationResult result = mitigate(Duration.ZERO);
        MitigationEvent event = result.event().orElseThrow();
        assertThat(event.decision()).isEqualTo(MitigationDecision.FAILED);
        assertThat(event.reason()).contains(new MitigationReason("CANCELLED"));
        assertThat(event.detail()).contains("out of time");
        assertThat(result.rejection()).map(Rejection::redrivable).contains(true);
    }

    private MitigationResult mitigate(Duration lent) {
        BetweenPasses between = new BetweenPasses() {
            @Override
            public Duration giveWay() {
                return lent;
            }

            @Override
            public boolean stopping() {
                return false;
            }
        };
        return new MitigateStage(loaded.mitigator(), NO_TIME)
                .mitigate(
                        Requests.of("e-1", "A queen opened that bridge.", Requests.FLAGGED),
                        between,
                        AttemptWatch.NONE);
    }
}
