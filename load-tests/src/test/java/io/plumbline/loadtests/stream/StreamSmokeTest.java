package io.plumbline.loadtests.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness itself, in seconds: what it measures is for {@code .ci/long} and a quiet machine. */
class StreamSmokeTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("plumbline.root.dir", ".."));

    @TempDir
    Path directory = Path.of("");

    @BeforeAll
    static void needsThePackagedStub() {
        assumeTrue(
                Files.exists(REPOSITORY.resolve("load-tests/stub-detector/target/quarkus-app/quarkus-run.jar")),
                "runs on the packaged stub detector, in ./mvnw verify");
    }

    @Test
    void everyEventOfAMixedLoadIsAccountedFor() throws Exception {
        LoadBench.Setup setup = LoadBench.Setup.of(LoadBench.Judge.STUB, Duration.ofMillis(2));
        LoadRun.Plan plan = new LoadRun.Plan(
                "smoke",
                new ArrivalProcess(60, Optional.empty(), 3),
                new Traffic(0.1, 0.05, 5, 1.2, Long.MAX_VALUE, 3),
                Map.of(),
                i -> 0,
                Duration.ZERO,
                Duration.ofSeconds(2),
                Duration.ofSeconds(60),
                List.of());
        try (LoadBench bench = new LoadBench(setup, directory, REPOSITORY, line -> {})) {
            LoadRun.Result result = new LoadRun(plan, bench.broker().bootstrap(), line -> {}).run();
            Ledger.Reckoning reckoning = result.ledger().reckon();
            assertThat(reckoning.acknowledged()).isEqualTo(reckoning.due()).isGreaterThan(80);
            assertThat(reckoning.lost()).isEmpty();
            assertThat(reckoning.twice()).isZero();
            assertThat(reckoning.unwanted()).isZero();
            int dead = 0;
            for (int i = 0; i < result.ledger().size(); i++) {
                dead += result.ledger().kind(i).hasDeadLetter() ? 1 : 0;
            }
            assertThat(reckoning.letters()).isEqualTo(dead).isPositive();
            new LoadReport(result, setup.describe(), List.of()).write(directory, "smoke");
            assertThat(directory.resolve("smoke.html")).content().contains("<svg", "0 lost");
            assertThat(directory.resolve("smoke.json")).content().contains("\"lostCount\" : 0");
        }
    }

    @Test
    void theStreamAndTheRawLoopBothTakeEveryEvent() throws Exception {
        List<Overhead.Peer> two = Overhead.PEERS.stream()
                .filter(peer -> List.of("raw", "stream").contains(peer.name()))
                .toList();
        try (Overhead overhead = new Overhead(directory, Bench.stub(REPOSITORY), line -> {})) {
            for (Overhead.PeerRounds own : overhead.run(two, 1, 300)) {
                assertThat(own.rounds()).as(own.peer().name()).singleElement().satisfies(round -> {
                    assertThat(round.lost()).isZero();
                    assertThat(round.eventsPerSecond()).isPositive();
                });
            }
        }
    }
}
