package io.plumbline.stages.replay;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.schemas.Topics;
import io.plumbline.stages.kafka.RecordWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A topic of the replay's own; each record has the job's id in {@link RecordHeaders#REPLAY_JOB}. */
public final class TopicSink implements ReplaySink, AutoCloseable {
    private final String topic;
    private final RecordWriter writer;

    /** @throws PlumblineException {@code INVALID_INPUT} for a topic of the fleet: a replay leaves those alone */
    public TopicSink(Map<String, Object> client, String topic) {
        if (Topics.all().stream().anyMatch(known -> known.name().equals(topic))) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "a replay does not write to " + topic + ", which services read: name a topic of its own");
        }
        Map<String, Object> config = new HashMap<>(client);
        config.putIfAbsent("max.block.ms", 15_000);
        this.topic = topic;
        writer = new RecordWriter(config, Topics.TOPIC_BYTES_MAX);
    }

    @Override
    public void accept(String job, String key, byte[] body) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), body);
        record.headers().add(RecordHeaders.REPLAY_JOB, job.getBytes(StandardCharsets.UTF_8));
        writer.write(
                record,
                "the brokers did not take a verdict for " + topic + " (does the topic exist?); run again to go on");
    }

    @Override
    public void close() {
        writer.close();
    }
}
