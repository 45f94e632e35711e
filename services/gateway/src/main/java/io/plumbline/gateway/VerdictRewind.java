package io.plumbline.gateway;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Starts reading as far back as verdicts are kept: verdicts, and what was erased of them. Kafka's own
 * {@code auto.offset.reset=by_duration} is not used: on a partition without such a record it tries again only after the
 * request timeout, so the first verdict of a new topic came up to 30 s late.
 */
@ApplicationScoped
@Identifier("gateway-verdicts")
public class VerdictRewind implements KafkaConsumerRebalanceListener {
    private final Duration ageMax;

    public VerdictRewind(GatewayConfig config) {
        ageMax = config.verdicts().ageMax();
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        // the end first: what is written after it is read in any case
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long since = Instant.now().minus(ageMax).toEpochMilli();
        Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> since)));
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp start = starts.get(partition);
            consumer.seek(partition, start == null ? ends.getOrDefault(partition, 0L) : start.offset());
        }
    }
}
