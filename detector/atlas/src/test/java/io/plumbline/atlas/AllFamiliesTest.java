package io.plumbline.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.atlas.probe.ProbeTexts;
import io.plumbline.model.testkit.CountingModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build of every family on the tiny model. */
class AllFamiliesTest {
    @TempDir
    Path directory = Path.of("");

    private final List<String> finished = new ArrayList<>();
    private final long[] tokens = new long[2];

    private final BuildProgress progress = new BuildProgress() {
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

        @Override
        public void finished(String family, Duration time) {
            finished.add(family);
        }
    };

    private HeadAtlas build(CountingModel model) {
        return new AtlasBuilder(
                        TinyAtlas.model(model),
                        TinyAtlas.PLAN,
                        ProbeTexts.bundled(),
                        directory,
                        progress,
                        AtlasScope.ALL)
                .build();
    }

    private static String found(HeadAtlas atlas, String name) {
        return Optional.ofNullable(atlas.details().findings().get(name))
                .orElseThrow()
                .text();
    }

    @Test
    void everyFamilyIsMeasuredKeptAndWritten() {
        HeadAtlas atlas = build(new CountingModel(TinyAtlas.engine(), Integer.MAX_VALUE));
        assertThat(atlas.families())
                .containsKeys(
                        ScoreFamily.COPY,
                        ScoreFamily.QUERY_FOCUSED,
                        ScoreFamily.HEADKV_R2,
                        ScoreFamily.CMR,
                        ScoreFamily.FORWARD,
                        ScoreFamily.SPAN,
                        ScoreFamily.STRIDED,
                        ScoreFamily.OV_COPYING,
                        ScoreFamily.LENS,
                        ScoreFamily.WRITE,
                        ScoreFamily.HOPS,
                        ScoreFamily.STREAM);
        assertThat(atlas.families()).doesNotContainKey(ScoreFamily.SYMBOLIC_INDUCTION);
        assertThat(found(atlas, ScoreFamily.SYMBOLIC_INDUCTION)).contains("not above chance");
        assertThat(atlas.details().tokens()).hasSize(32);
        assertThat(atlas.details().curves())
                .containsKeys(HeadCurves.LAG_CRP, HeadCurves.CMR_FIT, HeadCurves.SPAN, HeadCurves.SPAN_RULE);
        // it answers nothing by itself, and says so
        assertThat(atlas.families()).doesNotContainKey(ScoreFamily.GENERATED);
        assertThat(found(atlas, ScoreFamily.GENERATED)).contains("answers 0 of 6");
        assertThat(finished).startsWith("copy", "induction", "echo").endsWith(AtlasBuilder.KNOCKOUTS);
        assertThat(tokens[1]).isPositive().isLessThanOrEqualTo(tokens[0]);

        String json = AtlasCodec.write(atlas);
        assertThat(json).contains("\"format\":2");
        assertThat(AtlasCodec.read(json)).isEqualTo(atlas);
        // everything was kept: not a pass more
        assertThat(AtlasCodec.write(build(new CountingModel(TinyAtlas.engine(), 0))))
                .isEqualTo(json);
    }
}
