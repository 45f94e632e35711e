package io.plumbline.model;

/** A raw value of the pass. */
public sealed interface HookPoint extends Capture {
    /**
     * Attention pattern (after softmax, before interventions) of one head: {@code [row × key]}, keys {@code 0..N-1}
     * with N the tokens seen at the end of the pass, cached ones included; future keys exactly 0. What a knockout or a
     * scale of this very head makes of its pattern is not shown; {@link HeadOutput} shows its effect.
     */
    record AttentionPattern(HeadId head, TokenSpan rows) implements HookPoint {}

    /** Residual stream: {@code [row × width]}. */
    record Residual(int layer, ResidualSite site, TokenSpan rows) implements HookPoint {
        public Residual {
            Checks.layer(layer);
        }
    }

    /** What one head mixes, {@code z}, before its slice of W_O and after interventions: {@code [row × head width]}. */
    record HeadOutput(HeadId head, TokenSpan rows) implements HookPoint {}

    /** The FFN's addition to the residual stream, after interventions: {@code [row × width]}. */
    record FfnOutput(int layer, TokenSpan rows) implements HookPoint {
        public FfnOutput {
            Checks.layer(layer);
        }
    }

    /** The last hidden state after the final RMSNorm: {@code [row × width]}. */
    record FinalNorm(TokenSpan rows) implements HookPoint {}

    /** {@code [row × vocabulary]}. Large: prefer {@link Reduction.NextToken}. */
    record Logits(TokenSpan rows) implements HookPoint {}
}
