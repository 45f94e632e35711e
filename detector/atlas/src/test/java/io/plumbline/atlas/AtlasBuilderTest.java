package io.plumbline.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.atlas.probe.ProbeTexts;
import io.plumbline.atlas.probe.RepeatedProbe;
import io.plumbline.atlas.probe.RepeatedProbes;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.testkit.CountingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtlasBuilderTest {
    private static final ProbeTexts TEXTS = ProbeTexts.bundled();

    @TempDir
    Path directory = Path.of("");

    private static HeadAtlas build(CountingModel model, AtlasPlan plan, Path work) {
        return new AtlasBuilder(TinyAtlas.model(model), plan, TEXTS, work, BuildProgress.quiet()).build();
    }

    private static CountingModel model(int most) {
        return new CountingModel(TinyAtlas.engine(), most);
    }

    @Test
    void anAtlasSaysWhatWasMeasuredOnWhat() {
        HeadAtlas atlas = build(model(Integer.MAX_VALUE), TinyAtlas.PLAN, directory);
        assertThat(atlas.families()).containsOnlyKeys("copy", "induction", "echo");
        ScoreFamily copy = atlas.family(ScoreFamily.COPY);
        assertThat(copy.scores()).hasSize(32);
        // three needles at two lengths
        assertThat(copy.probes().groups())
                .containsExactly("lighthouse", "lighthouse", "bakery", "bakery", "bridge", "bridge");
        assertThat(copy.probes().settings()).containsEntry("haystackTokens", "[20, 40]");
        assertThat(atlas.texts()).isEqualTo(TEXTS.sha256());
        assertThat(atlas.checkProbes()).containsOnlyKeys(CausalCheck.NEEDLE, CausalCheck.PLAIN, CausalCheck.REPEATED);
        assertThat(atlas.causal()).extracting(CausalCheck::name).endsWith("copy-2", "induction-2", "echo-2");
        for (CausalCheck check : atlas.causal()) {
            assertThat(check.controls()).hasSizeGreaterThanOrEqualTo(5);
            assertThat(check.effects()).containsOnlyKeys(CausalCheck.NEEDLE, CausalCheck.PLAIN, CausalCheck.REPEATED);
        }
        assertThat(atlas.top(ScoreFamily.ECHO, 3)).hasSize(3);
        assertThat(atlas.model().modelSha256()).isEqualTo("9".repeat(64));
    }

    @Test
    void equalPlansGiveEqualBytesAndASeedChangesThem() {
        String first = AtlasCodec.write(build(model(Integer.MAX_VALUE), TinyAtlas.PLAN, directory.resolve("a")));
        String second = AtlasCodec.write(build(model(Integer.MAX_VALUE), TinyAtlas.PLAN, directory.resolve("b")));
        assertThat(second).isEqualTo(first);
        AtlasPlan other = TinyAtlas.PLAN.withSeed(8);
        assertThat(AtlasCodec.write(build(model(Integer.MAX_VALUE), other, directory.resolve("a"))))
                .isNotEqualTo(first);
    }

    @Test
    void aKilledBuildGoesOnWhereItStopped() {
        CountingModel whole = model(Integer.MAX_VALUE);
        String expected = AtlasCodec.write(build(whole, TinyAtlas.PLAN, directory.resolve("whole")));
        Path work = directory.resolve("killed");
        int first = 11;
        CountingModel killed = model(first);
        assertThatThrownBy(() -> build(killed, TinyAtlas.PLAN, work)).isInstanceOf(CountingModel.Killed.class);
        CountingModel resumed = model(Integer.MAX_VALUE);
        assertThat(AtlasCodec.write(build(resumed, TinyAtlas.PLAN, work))).isEqualTo(expected);
        assertThat(resumed.passes()).isEqualTo(whole.passes() - first);
        CountingModel again = model(0);
        assertThat(AtlasCodec.write(build(again, TinyAtlas.PLAN, work))).isEqualTo(expected);
    }

    @Test
    void aBrokenFileInTheWorkDirectoryIsMeasuredAgain() throws IOException {
        String expected = AtlasCodec.write(build(model(Integer.MAX_VALUE), TinyAtlas.PLAN, directory));
        List<Path> kept;
        try (Stream<Path> files = Files.walk(directory)) {
            kept = files.filter(Files::isRegularFile).sorted().toList();
        }
        Files.write(kept.get(0), new byte[] {1, 2, 3});
        CountingModel again = model(Integer.MAX_VALUE);
        assertThat(AtlasCodec.write(build(again, TinyAtlas.PLAN, directory))).isEqualTo(expected);
        assertThat(again.passes()).isEqualTo(1);
    }

    @Test
    void aLargeModelIsReadInSeveralPasses() {
        CountingModel model = model(Integer.MAX_VALUE);
        RepeatedProbe probe = RepeatedProbes.probe("r", TinyAtlas.model(model).tokenizer(), 211, 8, 2, 1);
        double[] atOnce = measurements(model, "a", Long.MAX_VALUE).repeated(probe);
        assertThat(model.passes()).isEqualTo(1);
        // room for five of 32 heads
        long five = 5L * probe.rows().length() * probe.ids().size();
        assertThat(measurements(model, "b", five).repeated(probe)).isEqualTo(atOnce);
        assertThat(model.passes()).isEqualTo(1 + 7);
    }

    private Measurements measurements(CountingModel model, String work, long mostWeights) {
        return new Measurements(
                TinyAtlas.model(model),
                new MeasurementStore(directory.resolve(work)),
                BuildProgress.quiet(),
                mostWeights);
    }

    @Test
    void progressComesToTheEnd() {
        long[] tokens = new long[2];
        BuildProgress progress = new BuildProgress() {
            @Override
            public void start(long all) {
                tokens[0] = all;
            }

            @Override
            public void advance(String stage, long done) {
                tokens[1] += done;
            }

            @Override
            public void skip(long kept) {
                tokens[0] -= kept;
            }
        };
        HeadAtlas atlas = new AtlasBuilder(TinyAtlas.model(), TinyAtlas.PLAN, TEXTS, directory, progress).build();
        boolean chosen = !atlas.retrieval().heads().isEmpty();
        if (chosen) {
            assertThat(tokens[1]).isEqualTo(tokens[0]);
        } else {
            // the check of a choice that is empty does not run
            assertThat(tokens[1]).isLessThan(tokens[0]).isPositive();
        }
    }

    @Test
    void aModelWithoutRetrievalHeadsHasNone() {
        HeadAtlas atlas = build(model(Integer.MAX_VALUE), TinyAtlas.PLAN, directory);
        assertThat(atlas.retrieval().confirmed()).isFalse();
        assertThatThrownBy(atlas::retrievalHeads)
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_MODEL))
                .hasMessageContaining("confirmed");
        assertThatThrownBy(() -> atlas.family("streaming")).hasMessageContaining("[copy, echo, induction]");
        assertThatThrownBy(() -> atlas.top("copy", 0)).hasMessageContaining("at least one");
    }

    @Test
    void moreThanTheTextsHoldIsRefused() {
        AtlasPlan.Needles many = new AtlasPlan.Needles(13, List.of(20), List.of(0.5));
        AtlasPlan plan = new AtlasPlan(1, many, TinyAtlas.PLAN.repeats(), TinyAtlas.PLAN.check(), 10);
        assertThatThrownBy(() -> build(model(0), plan, directory)).hasMessageContaining("ask for fewer");
        AtlasPlan.Check check = new AtlasPlan.Check(2, 10, 2, 100, 1000, List.of(0.05), 5);
        AtlasPlan long1 = new AtlasPlan(1, TinyAtlas.PLAN.needles(), TinyAtlas.PLAN.repeats(), check, 10);
        assertThatThrownBy(() -> build(model(0), long1, directory)).hasMessageContaining("ask for fewer");
        assertThatThrownBy(() -> new AtlasPlan.Check(2, 10, 2, 2, 10, List.of(0.05), 4))
                .hasMessageContaining("controls");
        assertThatThrownBy(() -> new AtlasPlan.Needles(2, List.of(20), List.of(1.5)))
                .hasMessageContaining("depth");
    }

    @Test
    void controlsComeFromTheSameLayersAndOutsideOfTheSet() {
        HeadAtlas atlas = build(model(Integer.MAX_VALUE), TinyAtlas.PLAN, directory);
        for (CausalCheck check : atlas.causal()) {
            assertThat(new HashSet<>(check.controls())).hasSizeGreaterThan(1);
            for (var control : check.controls()) {
                assertThat(control).doesNotContainAnyElementsOf(check.heads());
                assertThat(control.stream().map(h -> h.layer()).sorted().toList())
                        .isEqualTo(check.heads().stream()
                                .map(h -> h.layer())
                                .sorted()
                                .toList());
            }
        }
    }
}
