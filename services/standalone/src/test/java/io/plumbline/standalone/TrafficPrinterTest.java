package io.plumbline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.embeddedkafka.EmbeddedKafka;
import io.plumbline.embeddedkafka.testing.TopicRecords;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.Answer;
import io.plumbline.schemas.Counts;
import io.plumbline.schemas.Event;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.MitigationDecision;
import io.plumbline.schemas.MitigationEvent;
import io.plumbline.schemas.MitigationReason;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.Topics;
import io.plumbline.schemas.VerdictEvent;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What those learn who wait for the printer; against a real broker. */
@Timeout(120)
class TrafficPrinterTest {
    private static final String HASH = "0".repeat(64);
    private static final Outcome FLAGGED =
            new Outcome.Scored(Label.HALLUCINATED, 0.9, 0.5, List.of(), List.of(), new Counts(1, 20, 6, 4, 1));

    private final EventCodec codec = new EventCodec();
    private final Sample sample = Sample.bundled().get(0);
    private final String id = sample.event().id();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private Optional<EmbeddedKafka> kafka = Optional.empty();

    @BeforeEach
    void startBroker() {
        kafka = Optional.of(EmbeddedKafka.builder().port(0).start());
    }

    @AfterEach
    void stopBroker() {
        kafka.ifPresent(EmbeddedKafka::close);
    }

    @Test
    void theWaitForRepairsEndsWithTheLastOneOrWhenNoneCanCome() throws Exception {
        PrintStream out = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        String brokers = kafka.orElseThrow().bootstrapServers();
        try (TrafficPrinter printer = new TrafficPrinter(brokers, new Palette(false), out);
                TopicRecords records = new TopicRecords(brokers)) {
            assertThat(printer.start()).isEmpty();
            printer.expect(List.of(sample));
            records.send(Topics.VERDICTS, id, codec.encode(verdict()));
            printer.awaitExpected(stopping);
            assertThat(printer.awaitRepairs(() -> true)).isFalse();
            records.send(Topics.MITIGATIONS, id, codec.encode(declined()));
            assertThat(printer.awaitRepairs(stopping::get)).isTrue();
        }
    }

    @Test
    void aPrinterThatDiedEndsTheWaits() throws Exception {
        String brokers = kafka.orElseThrow().bootstrapServers();
        try (TrafficPrinter printer = new TrafficPrinter(brokers, new Palette(false), broken());
                TopicRecords records = new TopicRecords(brokers)) {
            assertThat(printer.start()).isEmpty();
            printer.expect(List.of(sample));
            records.send(Topics.VERDICTS, id, codec.encode(verdict()));
            assertThatThrownBy(() -> printer.awaitExpected(stopping))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("made up");
            assertThatThrownBy(() -> printer.awaitRepairs(stopping::get)).isInstanceOf(PlumblineException.class);
        }
    }

    private static PrintStream broken() {
        OutputStream breaks = new OutputStream() {
            @Override
            public void write(int one) {
                throw new IllegalStateException("made up");
            }
        };
        return new PrintStream(breaks, true, StandardCharsets.UTF_8);
    }

    private VerdictEvent verdict() {
        return new VerdictEvent(
                Event.CURRENT_VERSION,
                HASH,
                id,
                "default",
                "test",
                Optional.of(HASH),
                Optional.of(HASH),
                Optional.of(HASH),
                Optional.of(HASH),
                FLAGGED,
                List.of());
    }

    private MitigationEvent declined() {
        return new MitigationEvent(
                Event.CURRENT_VERSION,
                HASH,
                HASH,
                HASH,
                id,
                "default",
                "tiny",
                MitigationDecision.DECLINED,
                Optional.of(new MitigationReason("NOT_IMPROVED")),
                "",
                Optional.of("tiny"),
                Optional.of(HASH),
                Optional.of(HASH),
                List.of(),
                new Answer(sample.event().response(), FLAGGED),
                Optional.empty());
    }
}
