package io.plumbline.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.embeddedkafka.testing.CrashLedger;
import io.plumbline.model.weights.FetchSettings;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.ModelStore;
import io.plumbline.model.weights.Progress;
import io.plumbline.schemas.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The ledger: every event that went in against every verdict that came out, of the packaged service with the real model, killed
 * again and again while it works. Longer: {@code -Dplumbline.ledger.kills=20 -Dplumbline.ledger.events=2000}.
 */
class LedgerIT {
    private static final int KILLS = Integer.getInteger("plumbline.ledger.kills", 2);
    private static final int EVENTS = Integer.getInteger("plumbline.ledger.events", 24);
    private static final String APP = System.getProperty("plumbline.detector.jar", "");

    @TempDir
    Path directory = Path.of("");

    @BeforeAll
    static void assumeAllIsThere() {
        assumeTrue(
                Files.exists(new ModelStore(FetchSettings.standard(), Progress.quiet()).location(ModelSource.DEFAULT)),
                "the default model is not in the cache, see QUARANTINES.md");
        assumeTrue(!APP.isEmpty(), "runs on the packaged application, in ./mvnw verify");
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-least-once", "exactly-once"})
    void noEventIsLostWhatComesTwiceIsEqualAndWithTheSwitchNothingDoes(String delivery) throws Exception {
        Map<String, byte[]> events = new LinkedHashMap<>();
        for (int i = 0; i < EVENTS; i++) {
            String id = delivery + "-" + i;
            events.put(id, Records.event(id, "It was opened in 1801.", "The bridge was opened in 1894, number " + id));
        }
        CrashLedger.Service service = new CrashLedger.Service(
                APP, "detector-generations-in", Topics.GENERATIONS, Topics.VERDICTS, Topics.GENERATIONS_DLQ);
        CrashLedger.Outcome outcome;
        try (CrashLedger ledger = new CrashLedger(service, directory)) {
            outcome = ledger.run(
                    delivery,
                    events,
                    KILLS,
                    Map.of("plumbline.delivery", delivery, "plumbline.detection.threads", "1"));
        }
        assertThat(outcome.results().keySet()).isEqualTo(events.keySet());
        outcome.results().values().forEach(verdicts -> assertThat(verdicts).containsOnly(verdicts.get(0)));
        if (delivery.equals("exactly-once")) {
            assertThat(outcome.results().values()).allMatch(verdicts -> verdicts.size() == 1);
            assertThat(outcome.letters()).isEqualTo(1);
        }
    }
}
