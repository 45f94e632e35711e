package io.plumbline.gateway;

import io.plumbline.schemas.RecordHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Tells verdicts that an erasure has moved, and that this gateway has read where they lay or would not have read: taking them for new
 * ones would push the newest out of the store. What was moved before this gateway came is new to it.
 */
final class MovedVerdicts {
    private final Duration ageMax;
    private final Clock clock;

    /** By partition, the first offset read. */
    private final Map<Integer, Long> began = new ConcurrentHashMap<>();

    MovedVerdicts(Duration ageMax, Clock clock) {
        this.ageMax = ageMax;
        this.clock = clock;
    }

    boolean isOld(ConsumerRecord<String, byte[]> record) {
        long first = began.computeIfAbsent(record.partition(), none -> record.offset());
        Optional<Long> origin = Optional.ofNullable(record.headers().lastHeader(RecordHeaders.MOVED_FROM))
                .map(Header::value)
                .flatMap(value -> offset(new String(value, StandardCharsets.UTF_8)));
        return origin.isPresent()
                && (origin.get() >= first
                        || record.timestamp() < clock.instant().minus(ageMax).toEpochMilli());
    }

    private static Optional<Long> offset(String place) {
        try {
            return Optional.of(Long.parseLong(place.substring(place.lastIndexOf(':') + 1)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
