package io.plumbline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.ingest.TraceJoiner.Exit;
import io.plumbline.ingest.TraceJoiner.Joined;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Passage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TraceJoinerTest {
    private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
    private static final String TRACE = "a".repeat(32);

    private final AtomicInteger safe = new AtomicInteger();
    private final TraceJoiner joiner =
            new TraceJoiner(new JoinLimits(3, 10_000, Duration.ofSeconds(10), Duration.ofSeconds(60)));

    @Test
    void anAnswerLeavesWithItsPassagesOnceTheRootHasCome() {
        assertThat(offer(T, List.of(retrieval(TRACE, 1, "one"), chat(TRACE, 2))))
                .isEmpty();
        List<Joined> left = offer(T.plusSeconds(1), List.of(), TRACE);
        assertThat(left).hasSize(1);
        assertThat(left.get(0).exit()).isEqualTo(Exit.JOINED);
        assertThat(left.get(0).event().passages()).extracting(Passage::text).containsExactly("one");
        assertThat(left.get(0).event().tenant()).isEqualTo("acme");
        assertThat(left.get(0).traceParent()).isEqualTo("00-" + TRACE + "-0000000000000002-01");
        assertThat(joiner.due(T.plusSeconds(60))).isEmpty();
        assertThat(joiner.traces()).isZero();
        assertThat(joiner.bytes()).isZero();
    }

    @Test
    void whatIsRetrievedMayComeLaterButMustHaveBegunEarlier() {
        offer(T, List.of(chat(TRACE, 5)), TRACE);
        offer(T.plusSeconds(3), List.of(retrieval(TRACE, 7, "after the answer")));
        List<Joined> left = offer(T.plusSeconds(4), List.of(retrieval(TRACE, 2, "before")));
        assertThat(left).hasSize(1);
        assertThat(left.get(0).event().passages()).extracting(Passage::text).containsExactly("before");
    }

    @Test
    void withoutARootTheWaitDecides() {
        offer(T, List.of(retrieval(TRACE, 3, "second"), retrieval(TRACE, 1, "first"), chat(TRACE, 5)));
        assertThat(joiner.due(T.plusSeconds(9))).isEmpty();
        List<Joined> left = joiner.due(T.plusSeconds(10));
        assertThat(left).hasSize(1);
        assertThat(left.get(0).event().passages()).extracting(Passage::text).containsExactly("first", "second");
        assertThat(left.get(0).event().passages()).extracting(Passage::id).containsExactly("p", "passage-2");
    }

    @Test
    void anAnswerForWhichNothingComesIsAnEventWithoutContext() {
        offer(T, List.of(chat(TRACE, 2)), TRACE);
        List<Joined> left = joiner.due(T.plusSeconds(10));
        assertThat(left).hasSize(1);
        assertThat(left.get(0).exit()).isEqualTo(Exit.NO_CONTEXT);
        assertThat(left.get(0).event().passages()).isEmpty();
    }

    @Test
    void aFullWindowLetsTheOldestGoAndLosesNone() {
        for (int i = 0; i < 3; i++) {
            assertThat(offer(T, List.of(chat("" + i + "b".repeat(31), 2)))).isEmpty();
        }
        List<Joined> left = offer(T, List.of(chat(TRACE, 2)));
        assertThat(left).hasSize(1);
        assertThat(left.get(0).exit()).isEqualTo(Exit.EVICTED);
        assertThat(left.get(0).event().id()).startsWith("0b");
        left = offer(T, List.of(retrieval(TRACE, 1, "x".repeat(4_900))));
        assertThat(left).hasSize(3).allSatisfy(joined -> assertThat(joined.exit())
                .isEqualTo(Exit.EVICTED));
        assertThat(left.get(2).event().passages()).hasSize(1);
        assertThat(joiner.traces()).isZero();
        assertThat(joiner.bytes()).isZero();
    }

    @Test
    void aRepeatedExportIsKnownWhileTheTraceIsRemembered() {
        offer(T, List.of(retrieval(TRACE, 1, "one"), chat(TRACE, 2)), TRACE);
        TraceJoiner.Offered again = joiner.offer(
                "acme", List.of(retrieval(TRACE, 1, "one"), chat(TRACE, 2)), Set.of(TRACE), T, safe::incrementAndGet);
        assertThat(again.left()).isEmpty();
        assertThat(again.repetitions()).isEqualTo(2);
        assertThat(safe).hasValue(1);
        assertThat(joiner.offer("other", List.of(chat(TRACE, 2)), Set.of(), T, safe::incrementAndGet)
                        .repetitions())
                .isZero();
    }

    @Test
    void theEndOfTheProcessLosesNone() {
        offer(T, List.of(retrieval(TRACE, 1, "one"), chat(TRACE, 2)));
        assertThat(joiner.drain())
                .hasSize(1)
                .allSatisfy(joined -> assertThat(joined.event().passages()).hasSize(1));
        assertThat(joiner.drain()).isEmpty();
    }

    private List<Joined> offer(Instant now, List<Finding> findings, String... roots) {
        return joiner.offer("acme", findings, Set.of(roots), now, safe::incrementAndGet)
                .left();
    }

    private static Finding chat(String trace, int second) {
        String span = "%016d".formatted(second);
        return new Finding.Chat(
                trace,
                span,
                T.plusSeconds(second),
                List.of(GenerationEvent.of(trace + ":" + span, Optional.of("q"), List.of(), "r")));
    }

    private static Finding retrieval(String trace, int second, String text) {
        return new Finding.Retrieval(
                trace, "%016d".formatted(second), T.plusSeconds(second), List.of(Passage.of("p", text)));
    }
}
