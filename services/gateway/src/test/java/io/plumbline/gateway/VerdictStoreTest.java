package io.plumbline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.gateway.VerdictStore.StoredVerdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerdictStoreTest {
    private final MovableClock clock = new MovableClock();

    private static final class MovableClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @Test
    void theOldestGenerationGoesFirstAndIsRememberedAsDropped() {
        VerdictStore store = store(3, 1 << 20);
        IntStream.range(0, 5).forEach(i -> store.add(key(i), verdict("v" + i, 10)));
        assertThat(store.size()).isEqualTo(3);
        assertThat(store.find(key(1), Optional.empty())).isEmpty();
        assertThat(store.isDropped(key(1))).isTrue();
        assertThat(store.isDropped(key(2))).isFalse();
        assertThat(store.isDropped(key(9))).isFalse();
        store.add(key(1), verdict("v1", 10));
        assertThat(store.isDropped(key(1))).isFalse();
    }

    @Test
    void bytesAreCountedAndGivenBack() {
        VerdictStore store = store(1000, 10_000);
        IntStream.range(0, 100).forEach(i -> store.add(key(i), verdict("v" + i, 1000)));
        assertThat(store.bytes()).isLessThanOrEqualTo(10_000);
        assertThat(store.size()).isEqualTo(6);
        store.add(key(99), verdict("v99", 500));
        assertThat(store.bytes()).isEqualTo(5 * 1512 + 1012);
        clock.now = clock.now.plus(Duration.ofHours(7));
        assertThat(store.find(key(99), Optional.empty())).isEmpty();
        assertThat(store.bytes()).isZero();
        assertThat(store.isDropped(key(99))).isTrue();
    }

    @Test
    void aLaterVerdictWithTheSameIdReplacesTheEarlier() {
        VerdictStore store = store(10, 1 << 20);
        store.add(key(1), verdict("same", 10));
        store.add(key(1), verdict("same", 20));
        store.add(key(1), verdict("other", 30));
        assertThat(store.find(key(1), Optional.empty()))
                .extracting(found -> found.body().length)
                .containsExactly(20, 30);
        assertThat(store.find(key(1), Optional.of("profile"))).hasSize(2);
        assertThat(store.find(key(1), Optional.of("hash"))).hasSize(2);
        assertThat(store.find(key(1), Optional.of("another"))).isEmpty();
    }

    @Test
    void waitersAreWokenCountedAndLimited() {
        VerdictStore store = store(10, 1 << 20);
        VerdictStore.Waiter woken = store.next(key(1)).orElseThrow();
        VerdictStore.Waiter patient = store.next(key(2)).orElseThrow();
        assertThat(store.next(key(3))).isEmpty();
        store.add(key(1), verdict("v", 10));
        assertThat(woken.woken()).isCompleted();
        assertThat(patient.woken()).isNotDone();
        assertThat(store.waiting()).isEqualTo(1);
        woken.close();
        patient.close();
        patient.close();
        assertThat(store.waiting()).isZero();
    }

    private VerdictStore store(int generationsMax, long bytesMax) {
        return new VerdictStore(generationsMax, bytesMax, Duration.ofHours(6), 2, clock);
    }

    private static GenerationKey key(int i) {
        return new GenerationKey("tenant", "event-" + i);
    }

    private static StoredVerdict verdict(String id, int bytes) {
        return new StoredVerdict(id, "profile", Optional.of("hash"), new byte[bytes]);
    }
}
