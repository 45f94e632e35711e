package io.plumbline.atlas.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.atlas.TinyAtlas;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.loading.LoadedModel;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbesTest {
    private static final ProbeTexts TEXTS = ProbeTexts.bundled();

    @Test
    void theBundledTextsKeepDetectionAndCheckApart() {
        assertThat(TEXTS.needles(Needle.Use.DETECTION)).hasSize(12);
        assertThat(TEXTS.needles(Needle.Use.CHECK)).hasSize(8);
        assertThat(TEXTS.detectionProse()).doesNotContainAnyElementsOf(TEXTS.checkProse());
        assertThat(TEXTS.sha256()).hasSize(3);
        assertThatThrownBy(() -> new Needle("n", Needle.Use.CHECK, "a b a", "q", "a"))
                .hasMessageContaining("exactly once");
    }

    @Test
    void theNeedleLiesAtItsDepthAndItsTokensAreTheAnswers() {
        try (LoadedModel model = TinyAtlas.model()) {
            NeedleProbes probes = new NeedleProbes(model, TEXTS.detectionProse());
            Needle needle = TEXTS.needles().get(3);
            NeedleProbe early = probes.probe(needle, 200, 0, 5);
            NeedleProbe late = probes.probe(needle, 200, 1, 5);
            assertThat(early.ids().size()).isEqualTo(late.ids().size());
            assertThat(late.targets().get(0).key() - early.targets().get(0).key())
                    .isBetween(200, 260);
            // "copper violin seven maple river forty lantern": all but the first word has its space in both places
            assertThat(early.targets()).hasSizeGreaterThanOrEqualTo(6);
            assertThat(early.targets().get(early.targets().size() - 1).row())
                    .isEqualTo(early.ids().size() - 2);
            for (NeedleProbe.Target target : early.targets()) {
                assertThat(early.ids().at(target.row() + 1))
                        .isEqualTo(early.ids().at(target.key()));
            }
        }
    }

    @Test
    void whatDoesNotFitIsSaid() {
        try (LoadedModel model = TinyAtlas.model()) {
            Needle needle = TEXTS.needles().get(0);
            NeedleProbes probes = new NeedleProbes(model, TEXTS.detectionProse());
            refused(() -> probes.probe(needle, 600, 0.5, 0), ErrorCode.INPUT_TOO_LONG, "window");
            NeedleProbes few = new NeedleProbes(model, TEXTS.detectionProse().subList(0, 2));
            refused(() -> few.probe(needle, 200, 0.5, 0), ErrorCode.INVALID_INPUT, "shorter");
            // one letter a token would pair, but the answer must have three tokens of its own
            Needle word = new Needle("w", Needle.Use.CHECK, "The word is maple.", "Which?", "maple");
            refused(() -> probes.probe(word, 50, 0.5, 0), ErrorCode.UNSUPPORTED_MODEL, "tokenizer");
        }
    }

    @Test
    void repeatedTokensDifferAreOrdinaryAndFollowTheSeed() {
        WordTokenizer tokenizer = new WordTokenizer(211);
        RepeatedProbe probe = RepeatedProbes.probe("a", tokenizer, 211, 40, 3, 11);
        assertThat(probe.ids().size()).isEqualTo(121);
        assertThat(probe.ids().at(0)).isEqualTo(WordTokenizer.BOS);
        int[] block = probe.ids().slice(1, 41).toArray();
        assertThat(Arrays.stream(block).distinct().count()).isEqualTo(40);
        assertThat(Arrays.stream(block).min().orElseThrow()).isGreaterThan(WordTokenizer.BOS);
        assertThat(probe.ids().slice(41, 81)).isEqualTo(probe.ids().slice(1, 41));
        assertThat(RepeatedProbes.probe("b", tokenizer, 211, 40, 3, 11).ids()).isEqualTo(probe.ids());
        assertThat(RepeatedProbes.probe("b", tokenizer, 211, 40, 3, 12).ids()).isNotEqualTo(probe.ids());
        refused(
                () -> RepeatedProbes.probe("a", tokenizer, 211, 210, 2, 1),
                ErrorCode.UNSUPPORTED_MODEL,
                "different ordinary tokens");
    }

    private static void refused(Runnable action, ErrorCode code, String because) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(because);
    }

    @Test
    void likelihoodNeedsFollowers() {
        RepeatedProbe probe = RepeatedProbes.probe("a", new WordTokenizer(50), 50, 4, 2, 1);
        assertThat(LikelihoodProbe.of(probe).rows()).isEqualTo(probe.rows());
        assertThatThrownBy(() -> new LikelihoodProbe("g", probe.ids(), new TokenSpan(0, 9)))
                .hasMessageContaining("no follower");
        assertThat(List.of(probe.lead(), probe.blockTokens())).containsExactly(1, 4);
    }
}
