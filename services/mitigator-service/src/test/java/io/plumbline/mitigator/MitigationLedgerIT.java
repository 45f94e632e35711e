package io.plumbline.mitigator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.embeddedkafka.testing.CrashLedger;
import io.plumbline.model.weights.FetchSettings;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.ModelStore;
import io.plumbline.model.weights.Progress;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.MitigationEvent;
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
 * The ledger of repairs: every request that went in against every mitigation that came out, of the packaged service with the real model, which
 * writes each answer anew and is killed while it does. Longer: {@code -Dplumbline.ledger.repair-kills=10 -Dplumbline.ledger.repairs=200}.
 */
class MitigationLedgerIT {
    private static final int KILLS = Integer.getInteger("plumbline.ledger.repair-kills", 1);
    private static final int REQUESTS = Integer.getInteger("plumbline.ledger.repairs", 6);
    private static final String APP = System.getProperty("plumbline.mitigator.jar", "");
    private static final EventCodec CODEC = new EventCodec();

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
    void noRequestIsLostAndNoneHasTwoOutcomes(String delivery) throws Exception {
        Map<String, byte[]> requests = new LinkedHashMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            String id = delivery + "-" + i;
            requests.put(id, CODEC.encode(Requests.flagged(id)));
        }
        CrashLedger.Service service = new CrashLedger.Service(
                APP,
                "mitigator-requests-in",
                Topics.MITIGATION_REQUESTS,
                Topics.MITIGATIONS,
                Topics.dlq(Topics.MITIGATION_REQUESTS));
        Map<String, String> settings = Map.of(
                "plumbline.delivery",
                delivery,
                "plumbline.mitigation.threads",
                "1",
                "plumbline.mitigation.preset",
                preset().toString());
        CrashLedger.Outcome outcome;
        try (CrashLedger ledger = new CrashLedger(service, directory)) {
            outcome = ledger.run(delivery, requests, KILLS, settings);
        }
        assertThat(outcome.results().keySet()).isEqualTo(requests.keySet());
        outcome.results().values().forEach(mitigations -> {
            assertThat(mitigations).containsOnly(mitigations.get(0));
            assertThat(CODEC.decode(MitigationEvent.class, mitigations.get(0)).attempts())
                    .as("written anew, so that the kill had something to cut off")
                    .isNotEmpty();
        });
        if (delivery.equals("exactly-once")) {
            assertThat(outcome.results().values()).allMatch(mitigations -> mitigations.size() == 1);
            assertThat(outcome.letters()).isEqualTo(1);
        }
    }

    /** One strategy and short answers: what is looked at is what a crash leaves, not what is written. */
    private Path preset() throws Exception {
        return Files.writeString(directory.resolve("preset.json"), """
                {"format": 1, "name": "ledger", "modelSha256": null, "tournament": "FIRST", "note": "",
                 "strategies": [{"type": "regenerate", "sampling": null, "source": "plain greedy decoding"}],
                 "limits": {"newTokens": 24, "passes": 200, "runTokens": 40000},
                 "degeneration": {"minWords": 1, "minRatio": 0.1, "maxRatio": 3, "freeWords": 60, "gram": 3,
                   "maxRepeated": 0.2, "refusals": []},
                 "acceptance": {"minimumDrop": 0.05, "z": 1.96, "source": "as the default preset"}}
                """);
    }
}
