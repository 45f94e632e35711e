package io.plumbline.atlas.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.model.FloatMatrix;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatternScoresTest {
    /** Needle 21 22 23 at keys 1 to 3; the answer repeats it at 5 to 7, predicted by rows 4 to 6. */
    private static final TokenIds IDS = TokenIds.of(9, 21, 22, 23, 8, 21, 22, 23);

    private static final NeedleProbe NEEDLE = new NeedleProbe(
            "n/1",
            "n",
            IDS,
            new TokenSpan(4, 7),
            List.of(new NeedleProbe.Target(4, 1), new NeedleProbe.Target(5, 2), new NeedleProbe.Target(6, 3)));

    @Test
    void aCopyingHeadLooksAtTheVeryTokenItWrites() {
        FloatMatrix pattern = FloatMatrix.of(
                3,
                8,
                // row 4 writes 21: top key 1, hit
                new float[] {
                    .2f, .5f, .1f, .1f, .1f, 0, 0, 0,
                    // row 5 writes 22: top key 3 lies in the needle, but is another token
                    .2f, .1f, .2f, .3f, .1f, .1f, 0, 0,
                    // row 6 writes 23: the sink wins
                    .6f, 0, 0, .3f, 0, .1f, 0, 0
                });
        assertThat(PatternScores.copy(NEEDLE, pattern)).isEqualTo(1.0 / 3);
    }

    @Test
    void aTieGoesToTheLowerKey() {
        FloatMatrix level = FloatMatrix.of(
                3, 8, .2f, .4f, .4f, 0, 0, 0, 0, 0, .2f, .4f, .4f, 0, 0, 0, 0, 0, .2f, .4f, .4f, 0, 0, 0, 0, 0);
        // row 4 wants key 1 of the two
        assertThat(PatternScores.copy(NEEDLE, level)).isEqualTo(1.0 / 3);
    }

    @Test
    void theAnswersOwnTokensCompete() {
        FloatMatrix pattern =
                FloatMatrix.of(3, 8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, .4f, 0, 0, .6f, 0, 0, 0, 0, 0, .4f, 0, 0, .6f, 0);
        assertThat(PatternScores.copy(NEEDLE, pattern)).isEqualTo(1.0 / 3);
    }

    @Test
    void aProbeThatCopiesNothingIsRefused() {
        assertThatThrownBy(() ->
                        new NeedleProbe("n/1", "n", IDS, new TokenSpan(4, 7), List.of(new NeedleProbe.Target(4, 2))))
                .hasMessageContaining("copies nothing");
        assertThatThrownBy(() -> new NeedleProbe("n/1", "n", IDS, new TokenSpan(4, 7), List.of()))
                .hasMessageContaining("nothing to copy");
        assertThatThrownBy(() -> new NeedleProbe.Target(3, 5)).hasMessageContaining("cannot look");
    }

    @Test
    void inductionLooksAtWhatCameNextAndEchoAtTheSameToken() {
        // BOS, then 5 6 three times: rows 3 to 5 have a follower and an earlier copy
        RepeatedProbe probe = new RepeatedProbe("r", TokenIds.of(1, 5, 6, 5, 6, 5, 6), 1, 2);
        assertThat(probe.rows()).isEqualTo(new TokenSpan(3, 6));
        FloatMatrix pattern = FloatMatrix.of(3, 7, new float[] {
            // row 3 is a 5: echo at 1, induction at 2
            .1f, .2f, .3f, .4f, 0, 0, 0,
            // row 4 is a 6: echo at 2, induction at 3
            .1f, .1f, .2f, .5f, .1f, 0, 0,
            // row 5 is a 5: echo at 1 and 3, induction at 2 and 4
            .1f, .1f, .3f, .2f, .3f, 0, 0
        });
        assertThat(PatternScores.echo(probe, pattern)).isCloseTo((.2 + .2 + .1 + .2) / 3, within(1e-6));
        assertThat(PatternScores.induction(probe, pattern)).isCloseTo((.3 + .5 + .3 + .3) / 3, within(1e-6));
    }

    @Test
    void oneCopyIsNoRepetition() {
        assertThatThrownBy(() -> new RepeatedProbe("r", TokenIds.of(1, 5, 6, 5), 1, 2))
                .hasMessageContaining("two copies");
    }
}
