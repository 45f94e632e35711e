package io.plumbline.channels;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.Config;

/**
 * How a {@link TransactionalStream} reaches the brokers, in Kafka's own names: the settings of the channel that it stands in
 * for, so that one set of settings serves both kinds of delivery.
 *
 * @param topic read
 * @param consumer settings of the consumer
 * @param producer settings of the producer, {@code transactional.id} among them
 * @param inWorkMax records that may be in work; reading pauses beyond
 */
public record TransactionalClients(
        String topic, Map<String, Object> consumer, Map<String, Object> producer, int inWorkMax) {
    /** Name that only this instance has, and keeps over a restart; the transactions of a dead instance then end at its restart. */
    public static final String INSTANCE_SETTING = "plumbline.delivery.instance";

    private static final String INCOMING = "mp.messaging.incoming.";
    private static final String OUTGOING = "mp.messaging.outgoing.";

    /** Our transactions last milliseconds; one that a crash left open holds up readers until then. */
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(15);

    /** Also how long a send may take while the brokers are away; then the transaction is begun anew. */
    private static final Duration BLOCK_MAX = Duration.ofSeconds(10);

    public TransactionalClients {
        Objects.requireNonNull(topic, "topic is null");
        consumer = Map.copyOf(consumer);
        producer = Map.copyOf(producer);
        if (inWorkMax < 1) {
            throw new IllegalArgumentException("inWorkMax " + inWorkMax);
        }
        if (!producer.containsKey(ProducerConfig.TRANSACTIONAL_ID_CONFIG)) {
            throw new IllegalArgumentException("the producer has no transactional.id");
        }
    }

    /**
     * From the settings of a channel.
     *
     * @param brokers what all clients share, such as {@code bootstrap.servers} and credentials
     * @param channel incoming; its topic, group and limits are taken over
     * @param instance that no other running instance has
     * @param requestBytesMax of the largest record written
     */
    public static TransactionalClients of(
            Config config, Map<String, Object> brokers, String channel, String instance, int requestBytesMax) {
        String prefix = INCOMING + channel + ".";
        Map<String, Object> own = new HashMap<>(brokers);
        own.putIfAbsent(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(prefix)) {
                config.getOptionalValue(name, String.class)
                        .ifPresent(value -> own.put(name.substring(prefix.length()), value));
            }
        }
        Map<String, Object> consumer = known(own, ConsumerConfig.configNames());
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // a transaction takes what one poll gave; the channel's few are for the channel's own queue
        consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Outlet.IN_WORK_MAX / 2);
        String group =
                consumer.getOrDefault(ConsumerConfig.GROUP_ID_CONFIG, channel).toString();
        Map<String, Object> producer = known(brokers, ProducerConfig.configNames());
        producer.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, own.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG));
        producer.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group + "-" + instance);
        producer.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
        producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MAX.toMillis());
        producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) BLOCK_MAX.toMillis());
        producer.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) BLOCK_MAX.toMillis() / 2);
        producer.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, requestBytesMax);
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        return new TransactionalClients(
                own.getOrDefault("topic", channel).toString(), consumer, producer, Outlet.IN_WORK_MAX);
    }

    /** Topic of an outgoing channel. */
    public static String topicOf(Config config, String channel) {
        return config.getValue(OUTGOING + channel + ".topic", String.class);
    }

    private static Map<String, Object> known(Map<String, Object> settings, Set<String> names) {
        Map<String, Object> known = new HashMap<>(settings);
        known.keySet().retainAll(names);
        return known;
    }

    KafkaConsumer<byte[], byte[]> openConsumer() {
        return new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    KafkaProducer<byte[], byte[]> openProducer() {
        return new KafkaProducer<>(producer, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
