package io.plumbline.loadtests.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How many records of a topic a consumer group has not committed. */
final class GroupLag implements AutoCloseable {
    private static final int PATIENCE_MS = 2000;

    private final Admin admin;
    private final String group;
    private final List<TopicPartition> partitions;

    GroupLag(String bootstrap, String group, String topic) throws ExecutionException, InterruptedException {
        this.group = group;
        admin = Admin.create(Map.of(
                "bootstrap.servers", bootstrap,
                "request.timeout.ms", PATIENCE_MS,
                "default.api.timeout.ms", PATIENCE_MS,
                "reconnect.backoff.max.ms", 500));
        partitions = admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                .flatMap(found -> found.partitions().stream())
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    /** Records; empty while the brokers do not answer. */
    OptionalLong now() throws InterruptedException {
        try {
            Map<TopicPartition, @Nullable OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            var ends = admin.listOffsets(
                            partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
                    .all()
                    .get();
            long lag = 0;
            for (TopicPartition partition : partitions) {
                OffsetAndMetadata own = committed.get(partition);
                lag += Objects.requireNonNull(ends.get(partition), "no end").offset()
                        - (own == null ? 0 : own.offset());
            }
            return OptionalLong.of(lag);
        } catch (ExecutionException unreachable) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
