package io.plumbline.embeddedkafka;

import io.plumbline.schemas.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes topics as specified; leaves records alone. */
public final class TopicCreator {
    private static final long LEADER_POLL_MS = 50;

    private TopicCreator() {}

    /** {@link #ensure(Map, Collection, int, Duration)} with the client's other settings left alone. */
    public static void ensure(
            String bootstrapServers, Collection<TopicSpec> topics, int replication, Duration timeout) {
        ensure(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers), topics, replication, timeout);
    }

    /**
     * After this call every topic exists with the specified configuration and at least the specified partitions, each
     * with a leader. Topics
     * that exist already are brought up to the specification; partitions are never removed.
     *
     * @param client settings of Kafka's client, its {@code bootstrap.servers} among them
     * @param replication copies of each partition of a new topic
     * @param timeout for all of it
     * @throws BrokerException if the broker does not answer in time or refuses
     */
    public static void ensure(Map<String, ?> client, Collection<TopicSpec> topics, int replication, Duration timeout) {
        Map<String, Object> config = new HashMap<>(client);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
        try (Admin admin = Admin.create(config)) {
            List<TopicSpec> existing = createMissing(admin, topics, replication, timeout);
            if (!existing.isEmpty()) {
                growPartitions(admin, existing, timeout);
                alterConfigs(admin, existing, timeout);
            }
            awaitLeaders(admin, topics, timeout);
            awaitService(admin, topics, timeout);
        }
    }

    private static List<TopicSpec> createMissing(
            Admin admin, Collection<TopicSpec> topics, int replication, Duration timeout) {
        List<TopicSpec> existing = new ArrayList<>();
        Set<String> names = await(admin.listTopics().names(), timeout);
        List<NewTopic> missing = new ArrayList<>();
        for (TopicSpec topic : topics) {
            if (names.contains(topic.name())) {
                existing.add(topic);
            } else {
                missing.add(
                        new NewTopic(topic.name(), topic.partitions(), (short) replication).configs(topic.config()));
            }
        }
        for (KafkaFuture<Void> created : admin.createTopics(missing).values().values()) {
            try {
                await(created, timeout);
            } catch (BrokerException e) {
                // somebody else was faster
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
        return existing;
    }

    private static void growPartitions(Admin admin, List<TopicSpec> existing, Duration timeout) {
        Map<String, NewPartitions> more = new HashMap<>();
        var descriptions = await(
                admin.describeTopics(existing.stream().map(TopicSpec::name).toList())
                        .allTopicNames(),
                timeout);
        for (TopicSpec topic : existing) {
            var description = descriptions.get(topic.name());
            if (description != null && description.partitions().size() < topic.partitions()) {
                more.put(topic.name(), NewPartitions.increaseTo(topic.partitions()));
            }
        }
        if (!more.isEmpty()) {
            await(admin.createPartitions(more).all(), timeout);
        }
    }

    private static void alterConfigs(Admin admin, List<TopicSpec> existing, Duration timeout) {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (TopicSpec topic : existing) {
            List<AlterConfigOp> ops = topic.config().entrySet().stream()
                    .map(entry -> new AlterConfigOp(
                            new ConfigEntry(entry.getKey(), entry.getValue()), AlterConfigOp.OpType.SET))
                    .toList();
            changes.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), ops);
        }
        await(admin.incrementalAlterConfigs(changes).all(), timeout);
    }

    /** The controller answers before brokers know: waits until they do. */
    private static void awaitLeaders(Admin admin, Collection<TopicSpec> topics, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!allLed(admin, topics, timeout)) {
            if (System.nanoTime() > deadline) {
                throw new BrokerException("topics were not ready within " + timeout + "; is the broker overloaded?");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LEADER_POLL_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BrokerException("interrupted while topics were set up", e);
            }
        }
    }

    /**
     * Waits until leaders answer for their partitions. The metadata name a leader before it knows of it, and an idempotent
     * producer that writes in between can fail for good: its first batch is refused, the second accepted as the first.
     */
    private static void awaitService(Admin admin, Collection<TopicSpec> topics, Duration timeout) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (TopicSpec topic : topics) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
            }
        }
        // the client asks again while a broker says that it is not the leader
        await(admin.listOffsets(ends).all(), timeout);
    }

    private static boolean allLed(Admin admin, Collection<TopicSpec> topics, Duration timeout) {
        var futures = admin.describeTopics(topics.stream().map(TopicSpec::name).toList())
                .topicNameValues();
        for (TopicSpec topic : topics) {
            KafkaFuture<TopicDescription> future = futures.get(topic.name());
            try {
                var partitions = future == null
                        ? List.<TopicPartitionInfo>of()
                        : await(future, timeout).partitions();
                if (partitions.size() < topic.partitions()
                        || partitions.stream().anyMatch(partition -> partition.leader() == null)) {
                    return false;
                }
            } catch (BrokerException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    return false;
                }
                throw e;
            }
        }
        return true;
    }

    private static <T> T await(KafkaFuture<T> future, Duration timeout) {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new BrokerException("the broker refused to set up the topics: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new BrokerException("the broker did not answer within " + timeout + "; is it up?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted while topics were set up", e);
        }
    }
}
