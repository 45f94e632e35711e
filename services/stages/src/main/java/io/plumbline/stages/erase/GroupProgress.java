package io.plumbline.stages.erase;

import io.plumbline.model.PlumblineException;
import io.plumbline.stages.kafka.BrokerFailure;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far consumer groups have read, by what they committed. */
final class GroupProgress {
    private final Admin admin;
    private final Set<String> ignored;

    GroupProgress(Admin admin, Set<String> ignored) {
        this.admin = admin;
        this.ignored = Set.copyOf(ignored);
    }

    /**
     * Offsets by group and partition; groups that committed nothing on the topics of these partitions are left out.
     *
     * @throws PlumblineException {@code BUSY}
     */
    Map<String, Map<TopicPartition, Long>> committed(Collection<TopicPartition> partitions) {
        Set<String> topics = partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
        Map<String, Map<TopicPartition, Long>> committed = new TreeMap<>();
        try {
            Map<String, ListConsumerGroupOffsetsSpec> asked = new HashMap<>();
            for (GroupListing group : admin.listGroups().all().get()) {
                if (!ignored.contains(group.groupId())) {
                    asked.put(group.groupId(), new ListConsumerGroupOffsetsSpec());
                }
            }
            if (asked.isEmpty()) {
                return committed;
            }
            Map<String, Map<TopicPartition, OffsetAndMetadata>> found =
                    admin.listConsumerGroupOffsets(asked).all().get();
            found.forEach((group, offsets) -> {
                Map<TopicPartition, Long> own = new HashMap<>();
                offsets.forEach((partition, offset) -> {
                    if (offset != null && topics.contains(partition.topic())) {
                        own.put(partition, offset.offset());
                    }
                });
                if (!own.isEmpty()) {
                    committed.put(group, own);
                }
            });
            return committed;
        } catch (ExecutionException | InterruptedException e) {
            throw BrokerFailure.of("the brokers do not say how far groups have read", e);
        }
    }

    /**
     * Groups that read a topic of these partitions and have not read so far, for people.
     *
     * @param ends offset after the last record, by partition
     */
    static List<String> behind(Map<String, Map<TopicPartition, Long>> committed, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .flatMap(end -> committed.entrySet().stream()
                        .filter(group -> group.getValue().keySet().stream().anyMatch(read -> read.topic()
                                .equals(end.getKey().topic())))
                        .filter(group -> group.getValue().getOrDefault(end.getKey(), 0L) < end.getValue())
                        .map(group -> group.getKey() + " on " + end.getKey()))
                .sorted()
                .toList();
    }
}
