package io.plumbline.loadtests.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final Ledger ledger = new Ledger("run", new long[4], new TrafficKind[] {
        TrafficKind.NORMAL, TrafficKind.GARBAGE, TrafficKind.INVALID, TrafficKind.NORMAL
    });

    @Test
    void whatTheBrokersTookAndNobodyAnsweredIsLost() {
        for (int i = 0; i < 3; i++) {
            ledger.acknowledged(i);
        }
        ledger.refused(3);
        see(Topics.VERDICTS, "run-2", "unavailable");
        Ledger.Reckoning before = ledger.reckon();
        // an invalid event has a verdict and a dead letter; one of them is not enough
        assertThat(before.lost()).containsExactly("run-0", "run-1", "run-2");
        assertThat(before.refused()).isEqualTo(1);
        see(Topics.VERDICTS, "run-0", "scored");
        see(Topics.GENERATIONS_DLQ, "run-1", "rubbish");
        see(Topics.GENERATIONS_DLQ, "run-2", "rubbish");
        Ledger.Reckoning after = ledger.reckon();
        assertThat(after.lostCount()).isZero();
        assertThat(after.letters()).isEqualTo(2);
        assertThat(after.unwanted()).isZero();
        assertThat(ledger.open()).isZero();
    }

    @Test
    void whatComesTwiceIsCountedAndHeldAgainstTheFirst() {
        see(Topics.VERDICTS, "run-0", "a");
        see(Topics.VERDICTS, "run-0", "a");
        assertThat(ledger.reckon().twice()).isEqualTo(1);
        assertThat(ledger.reckon().differing()).isZero();
        see(Topics.VERDICTS, "run-0", "b");
        assertThat(ledger.reckon().differing()).isEqualTo(1);
        see(Topics.VERDICTS, "another-0", "a");
        assertThat(ledger.answeredCount()).isEqualTo(1);
    }

    @Test
    void aDeadLetterOfAnEventInOrderIsUnwanted() {
        ledger.acknowledged(0);
        see(Topics.GENERATIONS_DLQ, "run-0", "engine failure");
        assertThat(ledger.reckon().unwanted()).isEqualTo(1);
        assertThat(ledger.reckon().lost()).containsExactly("run-0");
    }

    private void see(String topic, String key, String value) {
        ledger.seen(new ConsumerRecord<>(
                topic, 0, 0, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8)));
    }
}
