package io.plumbline.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.model.CharSpan;
import io.plumbline.schemas.AbstentionReason;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Ids;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.Source;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Duration NEW = Duration.ZERO;

    private static GenerationEvent event(String id, String tenant, String app) {
        return GenerationEvent.of(id, Optional.of("Why?"), List.of(Passage.of("p1", "text")), "answer")
                .withSource(new Source(Optional.of(app), Optional.of(tenant)));
    }

    private static Admission.Rule rate(Optional<String> tenant, Optional<String> app, double rate) {
        return new Admission.Rule(tenant, app, false, rate, Optional.empty(), Optional.empty());
    }

    private static List<Integer> judged(Admission admission, Duration age) {
        return IntStream.range(0, 2000)
                .filter(i ->
                        admission.refusal(event("e" + i, "acme", "chat"), age).isEmpty())
                .boxed()
                .toList();
    }

    @Test
    void aRateTakesItsShareAlwaysTheSameAndAHigherRateTakesThoseToo() {
        Admission fifth = new Admission(List.of(rate(Optional.empty(), Optional.empty(), 0.2)));
        List<Integer> judged = judged(fifth, NEW);
        // four standard deviations of a binomial of 2000 at 0.2
        assertThat(judged.size() / 2000.0).isCloseTo(0.2, within(0.036));
        assertThat(judged(fifth, Duration.ofDays(1))).isEqualTo(judged);
        assertThat(judged(new Admission(List.of(rate(Optional.empty(), Optional.empty(), 0.4))), NEW))
                .containsAll(judged);
    }

    @Test
    void aDrawIsAPublishedFunctionOfTenantAndId() {
        // sha-256 over length-framed parts: any other program can compute it
        assertThat(Ids.draw("acme", "e1")).isEqualTo(Ids.draw("acme", "e1")).isBetween(0.0, 1.0);
        assertThat(Ids.draw("acme", "e1")).isNotEqualTo(Ids.draw("other", "e1"));
    }

    @Test
    void theMostSpecificRuleDecidesAndAlwaysMeansAlways() {
        Admission admission = new Admission(List.of(
                rate(Optional.empty(), Optional.empty(), 0),
                rate(Optional.of("acme"), Optional.empty(), 1),
                rate(Optional.of("acme"), Optional.of("draft"), 0),
                new Admission.Rule(
                        Optional.empty(), Optional.of("loans"), true, 1, Optional.empty(), Optional.empty())));
        assertThat(admission.refusal(event("e", "other", "chat"), NEW))
                .map(Outcome.Abstained::reason)
                .contains(AbstentionReason.NOT_SAMPLED);
        assertThat(admission.refusal(event("e", "acme", "chat"), NEW)).isEmpty();
        assertThat(admission.refusal(event("e", "acme", "draft"), NEW)).isPresent();
        assertThat(admission.refusal(event("e", "other", "loans"), Duration.ofDays(9)))
                .isEmpty();
    }

    @Test
    void oldEventsAreShedAndUnderLoadAShareOfTheSampledIsKept() {
        Admission admission = new Admission(List.of(new Admission.Rule(
                Optional.empty(),
                Optional.empty(),
                false,
                0.5,
                Optional.of(Duration.ofMinutes(10)),
                Optional.of(new Admission.Overload(Duration.ofMinutes(1), 0.2)))));
        List<Integer> calm = judged(admission, Duration.ofSeconds(59));
        List<Integer> loaded = judged(admission, Duration.ofMinutes(1));
        assertThat(calm.size() / 2000.0).isCloseTo(0.5, within(0.045));
        assertThat(loaded.size() / 2000.0).isCloseTo(0.1, within(0.027));
        assertThat(calm).containsAll(loaded);
        assertThat(judged(admission, Duration.ofMinutes(10))).isEmpty();
        assertThat(admission.refusal(event("e" + calm.get(0), "acme", "chat"), Duration.ofHours(1)))
                .hasValueSatisfying(shed -> {
                    assertThat(shed.reason()).isEqualTo(AbstentionReason.SHED);
                    assertThat(shed.detail()).contains("PT10M");
                });
    }

    @Test
    void whatIsLeftOutHasAVerdictAndCostsNoPass() {
        AtomicInteger passes = new AtomicInteger();
        DetectStage stage = new DetectStage(
                new Samples.FakeDetector(e -> {
                    passes.incrementAndGet();
                    return Samples.flagged(new CharSpan(0, 1), new CharSpan(0, 1));
                }),
                Samples.IDENTITY,
                RetryPolicy.DEFAULT,
                true,
                verdict -> {},
                new DetectStage.Guards(
                        new Admission(List.of(rate(Optional.empty(), Optional.empty(), 0))), ModelCircuit.never()));
        ReceivedGeneration received = Samples.received("e1", "text", "answer");
        StageResult left = stage.detect(received, NEW);
        assertThat(left.outcome()).isEqualTo(Outcome.ABSTAINED);
        assertThat(left.mitigation()).isEmpty();
        assertThat(passes).hasValue(0);
        // who waits for an answer gets one, under the same id
        StageResult asked = stage.detect(received);
        assertThat(asked.outcome()).isEqualTo(Outcome.SCORED);
        assertThat(asked.verdict().orElseThrow().verdictId())
                .isEqualTo(left.verdict().orElseThrow().verdictId());
    }

    @Test
    void rulesThatContradictAreRefused() {
        assertThatThrownBy(() -> new Admission(List.of(
                        rate(Optional.of("a"), Optional.empty(), 1), rate(Optional.of("a"), Optional.empty(), 0.5))))
                .hasMessageContaining("two rules for tenant a");
        assertThatThrownBy(() -> rate(Optional.empty(), Optional.empty(), 1.5)).hasMessageContaining("rate 1.5");
        assertThatThrownBy(() -> new Admission.Rule(
                        Optional.empty(), Optional.empty(), true, 0.5, Optional.empty(), Optional.empty()))
                .hasMessageContaining("always");
    }
}
