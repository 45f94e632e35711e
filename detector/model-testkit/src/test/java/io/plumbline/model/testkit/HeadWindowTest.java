package io.plumbline.model.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.Intervention;
import io.plumbline.model.InterventionPlan;
import io.plumbline.model.Phase;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.reference.ReferenceModel;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a head window means, on the oracle; the contract holds the engine to it. */
class HeadWindowTest {
    private static final int LENGTH = 17;

    private static FloatMatrix states(InstrumentedModel model, TokenIds ids, InterventionPlan plan) {
        HookPoint last = new HookPoint.FinalNorm(new TokenSpan(0, ids.size()));
        return model.forward(new ForwardRequest(ids, CapturePlan.of(last), plan, ids.size()))
                .get(last);
    }

    @ParameterizedTest
    @EnumSource(TinyModel.class)
    void aWindowThatHoldsEverythingChangesNothing(TinyModel tiny) {
        List<HeadId> heads = EveryCapture.heads(tiny.config());
        TokenIds ids = TinyLlama.tokens(tiny.config(), LENGTH, 7);
        try (InstrumentedModel model = ReferenceModel.inDouble(tiny.weights())) {
            FloatMatrix plain = states(model, ids, InterventionPlan.NONE);
            for (int sink : new int[] {0, 9, LENGTH}) {
                int recent = Math.max(1, LENGTH - sink);
                InterventionPlan whole =
                        InterventionPlan.of(new Intervention.HeadWindow(heads, sink, recent, Phase.BOTH));
                assertThat(states(model, ids, whole)).isEqualTo(plain);
            }
            InterventionPlan narrow = InterventionPlan.of(new Intervention.HeadWindow(heads, 2, 3, Phase.BOTH));
            FloatMatrix changed = states(model, ids, narrow);
            // the first five rows still see all that they could
            for (int row = 0; row < LENGTH; row++) {
                assertThat(Arrays.equals(changed.row(row), plain.row(row)))
                        .as("row %d", row)
                        .isEqualTo(row < 5);
            }
            assertThatThrownBy(() -> new Intervention.HeadWindow(heads, 0, 0, Phase.BOTH))
                    .hasMessageContaining("window");
        }
    }
}
