package io.plumbline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.gateway.VerdictStore.StoredVerdict;
import io.plumbline.schemas.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerdictStoreTest {
    private static final Duration AGE_MAX = Duration.ofHours(6);

    private final MovableClock clock = new MovableClock();
    private final RecentErasures erasures = new RecentErasures(AGE_MAX, clock);

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

    @Test
    void whatWasRecordedBeforeItsErasureIsForgottenAndDoesNotComeBack() {
        VerdictStore store = store(10, 1 << 20);
        Instant erased = clock.now;
        StoredVerdict before = verdict("before", 10, erased);
        StoredVerdict after = verdict("after", 20, erased.plusMillis(1));
        store.add(key(1), before);
        store.add(key(1), after);
        store.add(key(2), before);
        store.add(key(3), before);
        assertThat(erasures.note(subject(1), erased)).isTrue();
        assertThat(erasures.note(subject(2), erased)).isTrue();
        assertThat(store.forget(key -> key.equals(key(1)) || key.equals(key(2)), erased))
                .isEqualTo(2);
        assertThat(store.find(key(1), Optional.empty())).containsExactly(after);
        assertThat(store.find(key(2), Optional.empty())).isEmpty();
        assertThat(store.isDropped(key(2))).isFalse();
        assertThat(store.find(key(3), Optional.empty())).containsExactly(before);
        assertThat(store.bytes()).isEqualTo(522 + 532);

        // fetched before the erasure, and only now handed over
        VerdictStore.Waiter waiter = store.next(key(2)).orElseThrow();
        store.add(key(2), before);
        assertThat(store.find(key(2), Optional.empty())).isEmpty();
        assertThat(waiter.woken()).isNotDone();
        store.add(key(2), after);
        assertThat(store.find(key(2), Optional.empty())).containsExactly(after);
        assertThat(waiter.woken()).isCompleted();
    }

    @Test
    void erasuresAreRememberedAsLongAsVerdictsAreRead() {
        Instant erased = clock.now;
        assertThat(erasures.cover(key(1), erased)).isFalse();
        assertThat(erasures.note(Ids.erasureSubject("tenant", Optional.empty()), erased))
                .isTrue();
        assertThat(erasures.cover(key(1), erased)).isTrue();
        assertThat(erasures.cover(key(1), erased.plusMillis(1))).isFalse();
        assertThat(erasures.cover(new GenerationKey("other", "event-1"), erased))
                .isFalse();
        // told again after a rejoin, and then anew
        assertThat(erasures.note(Ids.erasureSubject("tenant", Optional.empty()), erased))
                .isFalse();
        assertThat(erasures.note(Ids.erasureSubject("tenant", Optional.empty()), erased.minusMillis(1)))
                .isFalse();
        assertThat(erasures.note(Ids.erasureSubject("tenant", Optional.empty()), erased.plusMillis(1)))
                .isTrue();
        assertThat(erasures.cover(key(1), erased.plusMillis(1))).isTrue();
        clock.now = erased.plus(AGE_MAX).plusSeconds(1);
        assertThat(erasures.note(subject(2), clock.now)).isTrue();
        assertThat(erasures.cover(key(1), erased)).isFalse();
    }

    @Test
    void ofTooManyErasuresTheOldestIsForgotten() {
        IntStream.rangeClosed(0, 10_000)
                .forEach(i -> assertThat(erasures.note(subject(i), clock.now)).isTrue());
        assertThat(erasures.cover(key(0), clock.now)).isFalse();
        assertThat(erasures.cover(key(1), clock.now)).isTrue();
        assertThat(erasures.cover(key(10_000), clock.now)).isTrue();
    }

    private static String subject(int i) {
        return Ids.erasureSubject("tenant", Optional.of(key(i).eventId()));
    }

    private VerdictStore store(int generationsMax, long bytesMax) {
        return new VerdictStore(generationsMax, bytesMax, AGE_MAX, 2, erasures, clock);
    }

    private static GenerationKey key(int i) {
        return new GenerationKey("tenant", "event-" + i);
    }

    private static StoredVerdict verdict(String id, int bytes) {
        return verdict(id, bytes, Instant.EPOCH);
    }

    private static StoredVerdict verdict(String id, int bytes, Instant recorded) {
        return new StoredVerdict(id, "profile", Optional.of("hash"), recorded, new byte[bytes]);
    }
}
