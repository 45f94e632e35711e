package io.plumbline.stages.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.attribution.AttributionMethod;
import io.plumbline.prompt.RagExample;
import io.plumbline.stages.ScoringIdentity;
import io.plumbline.stages.replay.ReplayReport.Comparison;
import io.plumbline.stages.replay.ReplayReport.Named;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayerTest {
    @TempDir
    Path directory = Path.of("");

    private static void quiet(long rows) {}

    /** Every fifth answer is flagged. */
    private static double everyFifth(RagExample example) {
        return Log.number(example) % 5 == 0 ? 0.9 : 0.1;
    }

    private static double everyFourth(RagExample example) {
        return Log.number(example) % 4 == 0 ? 0.8 : 0.2;
    }

    private static Replayer replayer(Path log, RecordedVerdicts recorded, ReplayScorer... scorers) {
        return new Replayer(
                JsonLinesSource.open(log), List.of(scorers), recorded, ReplayPace.unlimited(), ReplaySink.NONE);
    }

    private static ReplayReport report(Path out, Replayer replayer, String... names) {
        List<Named> profiles = new ArrayList<>();
        for (String name : names) {
            profiles.add(new Named(name, "0"));
        }
        return ReplaySummary.of(out, replayer.job(), "log", profiles, 500);
    }

    @Test
    void theSameProfileGivesTheSameBytesAsRecorded() throws Exception {
        Path log = Log.write(directory.resolve("log.jsonl"), 200);
        Replayer first = replayer(log, RecordedVerdicts.none(), Log.scorer(0.1, ReplayerTest::everyFifth));
        Path one = directory.resolve("one");
        assertThat(first.run(one, ReplayerTest::quiet)).isEqualTo(200);
        assertThat(report(one, first, "a").matches()).isEqualTo(Map.of(ReplayRow.Match.NOT_RECORDED, 200L));

        RecordedVerdicts recorded = RecordedVerdicts.ofFile(one.resolve("verdicts-a.jsonl"));
        assertThat(recorded.size()).isEqualTo(200);
        Replayer second = replayer(log, recorded, Log.scorer(0.1, ReplayerTest::everyFifth));
        Path two = directory.resolve("two");
        second.run(two, ReplayerTest::quiet);
        ReplayReport equal = report(two, second, "a");
        assertThat(equal.matches()).isEqualTo(Map.of(ReplayRow.Match.EQUAL, 200L));
        assertThat(equal.provesEquality()).isTrue();
        assertThat(two.resolve("verdicts-a.jsonl")).hasSameBinaryContentAs(one.resolve("verdicts-a.jsonl"));

        Replayer changed = replayer(
                log, recorded, Log.scorer(0.1, example -> Log.number(example) == 17 ? 0.1000001 : everyFifth(example)));
        Path three = directory.resolve("three");
        changed.run(three, ReplayerTest::quiet);
        ReplayReport different = report(three, changed, "a");
        assertThat(different.differing())
                .as("one number in the seventh decimal")
                .containsExactly("0:17");
        assertThat(different.provesEquality()).isFalse();
    }

    @Test
    void twoProfilesAreComparedAnswerByAnswerAndSourceBySource() throws Exception {
        Path log = Log.write(directory.resolve("log.jsonl"), 300);
        Replayer ab = replayer(
                log,
                RecordedVerdicts.none(),
                Log.scorer(0.1, ReplayerTest::everyFifth),
                Log.scorer(0.2, ReplayerTest::everyFourth));
        Path out = directory.resolve("out");
        ab.run(out, ReplayerTest::quiet);
        ReplayReport report = report(out, ab, "a", "b");
        assertThat(report.comparisons()).hasSize(1);
        Comparison pair = report.comparisons().get(0);
        assertThat(pair.total()).isEqualTo(new ReplayReport.Counts(300, 60, 75, 60, 45));
        assertThat(pair.sources().keySet()).containsExactly("app0", "app1", "app2");
        assertThat(pair.sources().values().stream().reduce(ReplayReport.Counts.NONE, ReplayReport.Counts::plus))
                .isEqualTo(pair.total());
        assertThat(pair.flips()).hasSize(105).first().satisfies(flip -> {
            assertThat(flip.event()).isEqualTo("e4");
            assertThat(flip.flagged()).isTrue();
        });
        assertThat(pair.difference()).hasValueSatisfying(difference -> {
            assertThat(difference.difference()).isEqualTo(0.05, org.assertj.core.data.Offset.offset(1e-12));
            assertThat(difference.interval().contains(0.05)).isTrue();
            assertThat(difference.interval().low()).isLessThan(0.05).isGreaterThan(-0.1);
        });
        assertThat(report(out, ab, "a", "b").toJson()).isEqualTo(report.toJson());
    }

    @Test
    void whatAnotherProfileRecordedIsCompared() throws Exception {
        Path log = Log.write(directory.resolve("log.jsonl"), 100);
        Path old = directory.resolve("old");
        replayer(log, RecordedVerdicts.none(), Log.scorer(0.1, ReplayerTest::everyFifth))
                .run(old, ReplayerTest::quiet);
        Replayer now = replayer(
                log,
                RecordedVerdicts.ofFile(old.resolve("verdicts-a.jsonl")),
                Log.scorer(0.2, ReplayerTest::everyFourth));
        Path out = directory.resolve("now");
        now.run(out, ReplayerTest::quiet);
        ReplayReport report = report(out, now, "b");
        assertThat(report.matches()).isEqualTo(Map.of(ReplayRow.Match.OTHER_PROFILE, 100L));
        assertThat(report.comparisons()).hasSize(1);
        assertThat(report.comparisons().get(0).total()).isEqualTo(new ReplayReport.Counts(100, 20, 25, 20, 15));
    }

    @Test
    void killedAnywhereItGoesOnAndLeavesTheSameBytes() throws Exception {
        Path log = Log.write(directory.resolve("log.jsonl"), 230);
        Path whole = directory.resolve("whole");
        ReplayScorer scorer = Log.scorer(0.1, ReplayerTest::everyFifth);
        replayer(log, RecordedVerdicts.none(), scorer).run(whole, ReplayerTest::quiet);

        Path parts = directory.resolve("parts");
        for (long killed : new long[] {1, 49, 51, 123, 200}) {
            assertThatThrownBy(
                            () -> replayer(log, RecordedVerdicts.none(), scorer).run(parts, rows -> {
                                if (rows == killed) {
                                    throw new IllegalStateException("killed");
                                }
                            }))
                    .hasMessage("killed");
            // what was written after the checkpoint may be there in part
            Files.writeString(parts.resolve("rows.jsonl"), "{\"half\":", StandardOpenOption.APPEND);
        }
        assertThat(replayer(log, RecordedVerdicts.none(), scorer).run(parts, ReplayerTest::quiet))
                .isEqualTo(230);
        for (String file : List.of("rows.jsonl", "verdicts-a.jsonl", "checkpoint.json")) {
            assertThat(parts.resolve(file)).as(file).hasSameBinaryContentAs(whole.resolve(file));
        }
        assertThat(replayer(log, RecordedVerdicts.none(), scorer).run(parts, ReplayerTest::quiet))
                .as("a finished one has nothing to do")
                .isEqualTo(230);

        Path other = Log.write(directory.resolve("other.jsonl"), 3);
        assertThatThrownBy(
                        () -> replayer(other, RecordedVerdicts.none(), scorer).run(parts, ReplayerTest::quiet))
                .hasMessageContaining("name another folder");
    }

    @Test
    void aFolderWhoseRowsDependOnSomethingElseIsRefused() throws Exception {
        Path log = Log.write(directory.resolve("log.jsonl"), 60);
        ReplayScorer scorer = Log.scorer(0.1, ReplayerTest::everyFifth);
        Path first = directory.resolve("first");
        replayer(log, RecordedVerdicts.none(), scorer).run(first, ReplayerTest::quiet);
        Path verdicts = first.resolve("verdicts-a.jsonl");
        RecordedVerdicts recorded = RecordedVerdicts.ofFile(verdicts);

        Replayer equal = replayer(log, recorded, scorer);
        Path out = directory.resolve("out");
        equal.run(out, ReplayerTest::quiet);
        assertThat(report(out, equal, "a").provesEquality()).isTrue();

        List<String> half = Files.readAllLines(verdicts).subList(0, 30);
        Path fewer = Files.write(directory.resolve("fewer.jsonl"), half);
        ScoringIdentity here = scorer.identity();
        ScoringIdentity elsewhere = new ScoringIdentity(
                here.profileName(),
                here.profileId(),
                here.modelHash(),
                here.tokenizerHash(),
                here.calibrationHash(),
                "elsewhere");
        ReplayScorer moved = new ReplayScorer(elsewhere, Optional.empty(), scorer.judge());
        ReplayScorer naming = new ReplayScorer(here, Optional.of(AttributionMethod.ATTENTION), scorer.judge());
        List<Replayer> others = List.of(
                replayer(log, RecordedVerdicts.ofFile(fewer), scorer),
                replayer(log, RecordedVerdicts.none(), scorer),
                replayer(log, recorded, moved),
                replayer(log, recorded, naming));
        for (Replayer other : others) {
            assertThatThrownBy(() -> other.run(out, ReplayerTest::quiet)).hasMessageContaining("name another folder");
        }

        Path copy = Files.copy(verdicts, directory.resolve("copy.jsonl"));
        assertThat(replayer(log, RecordedVerdicts.ofFile(copy), scorer).job())
                .as("the same record at another place")
                .isEqualTo(equal.job());
    }

    @Test
    void whatIsNoEventIsCountedAndStopsNothing() throws Exception {
        Path log = directory.resolve("log.jsonl");
        String good = new String(Log.event(1), StandardCharsets.UTF_8);
        Files.writeString(
                log,
                "no json\n\n{\"id\":\"x\",\"response\":7}\n" + good + "\r\n" + good.replace("answer 1", "other") + "\n"
                        + "y".repeat((2 << 20) + 10) + "\n" + new String(Log.event(2), StandardCharsets.UTF_8));
        Replayer replayer = replayer(log, RecordedVerdicts.none(), Log.scorer(0.1, ReplayerTest::everyFifth));
        Path out = directory.resolve("out");
        replayer.run(out, ReplayerTest::quiet);
        ReplayReport report = report(out, replayer, "a");
        assertThat(report.outcomes().get(0)).isEqualTo(Map.of("REJECTED", 3L, "UNAVAILABLE", 1L, "SUPPORTED", 2L));
        assertThat(report.matches())
                .isEqualTo(Map.of(ReplayRow.Match.NO_VERDICT, 3L, ReplayRow.Match.NOT_RECORDED, 3L));
    }

    @Test
    void tenThousandEventsTakeNoMoreMemoryThanAThousand() throws Exception {
        int events = 10_000;
        Path log = Log.write(directory.resolve("log.jsonl"), events);
        long[] used = new long[2];
        replayer(log, RecordedVerdicts.none(), Log.scorer(0.1, ReplayerTest::everyFifth))
                .run(directory.resolve("out"), rows -> {
                    if (rows == 1_000) {
                        used[0] = usedBytes();
                    } else if (rows == events) {
                        used[1] = usedBytes();
                    }
                });
        // bodies alone are 25 MB; the stage remembers up to 50,000 ids, about 200 bytes each
        assertThat(used[1] - used[0])
                .as("bytes that nine thousand events left behind")
                .isLessThan(6_000_000);
    }

    private static long usedBytes() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void theLogIsReadAsItLies() throws IOException {
        Path log = Log.write(directory.resolve("log.jsonl"), 3);
        List<String> places = new ArrayList<>();
        JsonLinesSource.open(log).forEach(new ReplayPosition(Map.of(0, 1L)), item -> places.add(item.place()));
        assertThat(places).containsExactly("0:1", "0:2");
        assertThatThrownBy(() -> JsonLinesSource.open(directory.resolve("missing")))
                .hasMessageContaining("cannot read");
    }
}
