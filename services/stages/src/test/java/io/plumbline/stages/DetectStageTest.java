package io.plumbline.stages;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.prompt.RagExample;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Generator;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.Source;
import io.plumbline.schemas.SuspectSpan;
import io.plumbline.schemas.ToolResult;
import io.plumbline.schemas.Turn;
import io.plumbline.schemas.UnavailableCode;
import io.plumbline.schemas.VerdictEvent;
import io.plumbline.schemas.Warning;
import io.plumbline.scoring.AbstentionReason;
import io.plumbline.scoring.DetectionOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DetectStageTest {
    private final EventCodec codec = new EventCodec();
    private final List<Duration> waits = new ArrayList<>();

    private DetectStage stage(Function<RagExample, DetectionOutcome> detector) {
        return stage(detector, DetectStage.Guards.none());
    }

    private DetectStage stage(Function<RagExample, DetectionOutcome> detector, DetectStage.Guards guards) {
        return new DetectStage(
                new Samples.FakeDetector(detector),
                Samples.IDENTITY,
                RetryPolicy.DEFAULT,
                waits::add,
                new BodyLedger(10),
                true,
                verdict -> {},
                guards);
    }

    @Test
    void countsOffsetsInCodePoints() {
        // each emoji is two UTF-16 units and one code point
        ReceivedGeneration received =
                Samples.received("e1", "\uD83D\uDE00 sky is blue", "\uD83D\uDE00\uD83D\uDE00 green");
        StageResult result = stage(e -> Samples.flagged(new CharSpan(5, 10), new CharSpan(3, 6)))
                .detect(received);
        Outcome.Scored scored = (Outcome.Scored) result.verdict().orElseThrow().outcome();
        SuspectSpan span = scored.spans().get(0);
        assertThat(List.of(span.start(), span.end())).containsExactly(3, 8);
        assertThat(span.evidence().get(0).start()).isEqualTo(2);
        assertThat(span.evidence().get(0).end()).isEqualTo(5);
        assertThat(span.evidence().get(0).heads()).containsExactly("3-1");
        assertThat(result.mitigation().orElseThrow().verdict())
                .isEqualTo(result.verdict().orElseThrow());
    }

    @Test
    void equalEventsGiveEqualBytesWhateverTheAttempt() {
        AtomicInteger calls = new AtomicInteger();
        DetectStage flaky = stage(e -> {
            if (calls.incrementAndGet() < 3) {
                throw new PlumblineException(ErrorCode.ENGINE_FAILURE, "made up");
            }
            return Samples.flagged(new CharSpan(0, 1), new CharSpan(0, 1));
        });
        StageResult first = flaky.detect(Samples.received("e1", "text", "answer"));
        StageResult second = flaky.detect(Samples.received("e1", "text", "answer"));
        assertThat(first.timing().attempts()).isEqualTo(3);
        assertThat(second.timing().attempts()).isEqualTo(1);
        assertThat(waits).containsExactly(Duration.ofMillis(200), Duration.ofMillis(800));
        assertThat(codec.encode(first.verdict().orElseThrow()))
                .isEqualTo(codec.encode(second.verdict().orElseThrow()));
    }

    @Test
    void anEngineThatKeepsFailingGivesUnavailableAndARedrivableDeadLetter() {
        StageResult result = stage(e -> {
                    throw new PlumblineException(ErrorCode.ENGINE_FAILURE, "made up");
                })
                .detect(Samples.received("e1", "text", "answer"));
        assertThat(result.verdict().orElseThrow().outcome())
                .isEqualTo(new Outcome.Unavailable(UnavailableCode.ENGINE_FAILURE, "made up"));
        assertThat(result.rejection().orElseThrow().redrivable()).isTrue();
        assertThat(result.timing().attempts()).isEqualTo(3);
    }

    @Test
    void aDefectIsNotRetriedAndItsMessageStaysInTheLog() {
        StageResult result = stage(e -> {
                    throw new IllegalStateException("somebody's secret: " + e.response());
                })
                .detect(Samples.received("e1", "text", "answer"));
        Outcome.Unavailable outcome =
                (Outcome.Unavailable) result.verdict().orElseThrow().outcome();
        assertThat(outcome.code()).isEqualTo(UnavailableCode.INTERNAL);
        assertThat(outcome.detail()).doesNotContain("secret");
        assertThat(waits).isEmpty();
    }

    @Test
    void outOfMemoryIsAnOutcomeToo() {
        StageResult result = stage(e -> {
                    throw new OutOfMemoryError("made up");
                })
                .detect(Samples.received("e1", "text", "answer"));
        assertThat(result.rejection().orElseThrow().code()).isEqualTo("OUT_OF_MEMORY");
    }

    @Test
    void abstentionsAndTheModelsOwnLimitAreNoFailures() {
        for (AbstentionReason reason : AbstentionReason.values()) {
            StageResult result = stage(e -> new DetectionOutcome.Abstained(reason, "because"))
                    .detect(Samples.received("e1", "text", "answer"));
            assertThat(result.verdict().orElseThrow().outcome())
                    .isEqualTo(
                            new Outcome.Abstained(new io.plumbline.schemas.AbstentionReason(reason.name()), "because"));
            assertThat(result.rejection()).isEmpty();
        }
        StageResult tooLong = stage(e -> {
                    throw new PlumblineException(ErrorCode.INPUT_TOO_LONG, "9000 tokens");
                })
                .detect(Samples.received("e1", "text", "answer"));
        assertThat(tooLong.verdict().orElseThrow().outcome())
                .isEqualTo(new Outcome.Abstained(io.plumbline.schemas.AbstentionReason.TOO_LONG, "9000 tokens"));
    }

    @Test
    void refusesAnIdThatComesWithAnotherBody() {
        DetectStage stage = stage(e -> Samples.flagged(new CharSpan(0, 1), new CharSpan(0, 1)));
        assertThat(stage.detect(Samples.received("e1", "text", "answer")).rejection())
                .isEmpty();
        StageResult other = stage.detect(Samples.received("e1", "text", "another answer"));
        assertThat(other.verdict()).isEmpty();
        assertThat(other.rejection().orElseThrow().code()).isEqualTo(Rejection.ID_REUSED);
        assertThat(stage.detect(Samples.received("e1", "text", "answer")).rejection())
                .isEmpty();
    }

    @Test
    void whoOnlyAsksTakesNoIdFromTheStream() {
        DetectStage stage = stage(e -> Samples.flagged(new CharSpan(0, 1), new CharSpan(0, 1)));
        assertThat(stage.ask(Samples.received("e1", "text", "a draft")).rejection())
                .isEmpty();
        assertThat(stage.detect(Samples.received("e1", "text", "answer")).rejection())
                .isEmpty();
        assertThat(stage.ask(Samples.received("e1", "text", "another draft")).rejection())
                .isEmpty();
    }

    @Test
    void aVerdictThatCannotBeWrittenIsOneThatSaysSo() {
        StageResult scored = stage(e -> Samples.flagged(new CharSpan(0, 1), new CharSpan(0, 1)))
                .detect(Samples.received("e1", "text", "answer"));
        StageResult instead = scored.unwritable("TOO_LARGE");
        VerdictEvent verdict = instead.verdict().orElseThrow();
        assertThat(verdict.verdictId()).isEqualTo(scored.verdict().orElseThrow().verdictId());
        assertThat(((Outcome.Unavailable) verdict.outcome()).code()).isEqualTo(UnavailableCode.INTERNAL);
        assertThat(instead.mitigation()).isEmpty();
        assertThat(instead.rejection().orElseThrow().redrivable()).isFalse();
    }

    @Test
    void anUnknownProfileIsUnavailableAndRedrivable() {
        ReceivedGeneration plain = Samples.received("e1", "text", "answer");
        DetectStage stage = stage(e -> Samples.flagged(new CharSpan(0, 1), new CharSpan(0, 1)));
        StageResult result =
                stage.detect(new ReceivedGeneration(plain.event(), plain.bodyHash(), Optional.of("no-such-profile")));
        assertThat(((Outcome.Unavailable) result.verdict().orElseThrow().outcome()).code())
                .isEqualTo(UnavailableCode.UNKNOWN_PROFILE);
        assertThat(result.rejection().orElseThrow().redrivable()).isTrue();
        assertThat(codec.encode(result.verdict().orElseThrow())).isNotEmpty();
        StageResult known = stage.detect(
                new ReceivedGeneration(plain.event(), plain.bodyHash(), Optional.of(Samples.IDENTITY.profileId())));
        assertThat(known.outcome()).isEqualTo(Outcome.SCORED);
    }

    @Test
    void invalidBytesEndInTheDeadLettersAndWithAnIdInAVerdictToo() {
        assertThat(invalid("no json at all").verdict()).isEmpty();
        assertThat(invalid("no json at all").rejection().orElseThrow().code()).isEqualTo("UNPARSABLE");
        StageResult named = invalid("{\"id\":\"e1\",\"passages\":7}");
        assertThat(named.rejection().orElseThrow().code()).isEqualTo("SCHEMA_INVALID");
        assertThat(((Outcome.Unavailable) named.verdict().orElseThrow().outcome()).code())
                .isEqualTo(UnavailableCode.INVALID);
        assertThat(codec.encode(named.verdict().orElseThrow())).isNotEmpty();
    }

    private StageResult invalid(String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try {
            ReceivedGeneration.decode(codec, body, Optional.empty());
        } catch (EventException e) {
            return InvalidGeneration.result(e, body);
        }
        throw new AssertionError("was read: " + text);
    }

    @Test
    void toolResultsAreContextAndTurnsStandBeforeTheQuestion() {
        GenerationEvent event = new GenerationEvent(
                "1.0",
                "e1",
                Optional.of(Instant.EPOCH),
                new Source(),
                new Generator(),
                List.of(new Turn("user", "x".repeat(5_000)), new Turn("assistant", "Hello.")),
                Optional.of("Why?"),
                List.of(Passage.of("tool:1", "passage")),
                List.of(new ToolResult("1", "search", "found")),
                "answer",
                true,
                Optional.of("de-CH"),
                Optional.empty());
        RagExample example = GenerationMapper.toExample(event);
        assertThat(example.question()).contains("assistant: Hello.\nWhy?");
        assertThat(example.passages()).extracting(p -> p.id()).containsExactly("tool:1", "tool:1#2");
        assertThat(GenerationMapper.warnings(event))
                .extracting(Warning::code)
                .containsExactly("LANGUAGE_NOT_COVERED", "PARTIAL_RESPONSE", "CONVERSATION_SHORTENED");
    }
}
