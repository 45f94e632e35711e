package io.plumbline.stages.replay;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of the replay's own; each record has the job's id in {@link RecordHeaders#REPLAY_JOB}. */
public final class TopicSink implements ReplaySink, AutoCloseable {
    private final String topic;
    private final Producer<byte[], byte[]> producer;

    /** @throws PlumblineException {@code INVALID_INPUT} for a topic of the fleet: a replay leaves those alone */
    public TopicSink(Map<String, Object> client, String topic) {
        if (Topics.all().stream().anyMatch(known -> known.name().equals(topic))) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "a replay does not write to " + topic + ", which services read: name a topic of its own");
        }
        Map<String, Object> config = new HashMap<>(client);
        config.put("acks", "all");
        config.put("enable.idempotence", true);
        config.put("max.request.size", Topics.TOPIC_BYTES_MAX);
        config.putIfAbsent("max.block.ms", 15_000);
        this.topic = topic;
        producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void accept(String job, String key, byte[] body) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), body);
        record.headers().add(RecordHeaders.REPLAY_JOB, job.getBytes(StandardCharsets.UTF_8));
        try {
            producer.send(record).get();
        } catch (ExecutionException | KafkaException e) {
            throw new PlumblineException(
                    ErrorCode.BUSY,
                    "the brokers did not take a verdict for " + topic + ": " + e.getMessage()
                            + ". Does the topic exist? Run again to go on",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.BUSY, "interrupted; run again to go on", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
