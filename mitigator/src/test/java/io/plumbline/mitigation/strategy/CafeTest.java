package io.plumbline.mitigation.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.mitigation.TinyMitigation;
import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HookPoint;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.prompt.EncodedPrompt;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CafeTest {
    private static final DecodingLimits LIMITS = DecodingLimits.ofTokens(6);

    private final LoadedModel loaded = TinyMitigation.reference();
    private final DecodingPrompt prompt = TinyMitigation.prompt(loaded);
    private final StrategyDecoder decoder = new StrategyDecoder(loaded, Optional.empty(), Optional.empty());

    @Test
    void votesCountBeforeMassAndMassBeforePlace() {
        // two heads, three passages, rows of two question tokens: head 0 reads p1 most, head 1 reads p2 most
        FloatMatrix mass = FloatMatrix.of(2, 6, 0.1f, 0.3f, 0.0f, 0.0f, 0.0f, 0.1f, 0.1f, 0.3f, 0.0f, 0.0f, 0.0f, 0.2f);
        assertThat(PassageVote.ranking(mass, 2, 3, 1)).containsExactly(1, 2, 0);
        // with two votes each, head 0 names p1 and p0, head 1 names p2 and, of the two it does not read, the first
        assertThat(PassageVote.ranking(mass, 2, 3, 2)).containsExactly(0, 1, 2);
    }

    @Test
    void whatIsFilteredOutIsAsIfItHadNeverBeenThere() {
        Reduction.AttentionMass mass = PassageVote.capture(prompt.prompt(), TinyMitigation.HEADS);
        ActivationTrace trace =
                loaded.model().forward(ForwardRequest.of(prompt.prompt().ids(), CapturePlan.of(mass)));
        int best = PassageVote.ranking(trace.get(mass), TinyMitigation.HEADS.size(), 2, 1)
                .get(0);
        EncodedPrompt alone = prompt.choice().of(List.of(best));
        Cafe cafe = new Cafe(TinyMitigation.HEADS, 1, TinyMitigation.HEADS, 1, 0.1, "test");
        Candidate filtered = decoder.write(cafe, prompt, LIMITS, () -> false);
        Candidate plain = decoder.write(Regenerate.GREEDY, new DecodingPrompt(alone, alone), LIMITS, () -> false);
        assertThat(filtered.ids()).isEqualTo(plain.ids());
        assertThat(filtered.cost().passes()).isEqualTo(plain.cost().passes() + 1);
    }

    @Test
    void theQuestionsTokensVote() {
        Reduction.AttentionMass mass = PassageVote.capture(prompt.prompt(), TinyMitigation.HEADS);
        TokenSpan rows = mass.rows();
        assertThat(prompt.prompt()
                        .rendered()
                        .text()
                        .substring(
                                prompt.prompt()
                                        .tokens()
                                        .spans()
                                        .get(rows.start())
                                        .start(),
                                prompt.prompt()
                                        .tokens()
                                        .spans()
                                        .get(rows.end() - 1)
                                        .end()))
                .isEqualTo("Where does it rise?");
    }

    @Test
    void steeringChangesTheFirstTokenAlready() {
        Cafe cafe = new Cafe(TinyMitigation.HEADS, 2, TinyMitigation.HEADS, 1, 1e-6, "test");
        TokenIds ids = prompt.prompt().ids();
        HookPoint logits = new HookPoint.Logits(new TokenSpan(ids.size() - 1, ids.size()));
        float[] plain = loaded.model()
                .forward(ForwardRequest.of(ids, CapturePlan.of(logits)))
                .get(logits)
                .row(0);
        TokenIds first = TokenIds.of(1);
        double before = Math.exp(plain[1] - Softmax.logSum(plain));
        double after =
                Math.exp(decoder.score(cafe, prompt, List.of(first)).get(0).total());
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> new Cafe(List.of(), 1, List.of(), 1, 1, "test"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Cafe(TinyMitigation.HEADS, 1, List.of(), 2, 1, "test"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Cafe(TinyMitigation.HEADS, 1, List.of(), 1, 0, "test"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
