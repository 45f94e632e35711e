package io.plumbline.schemas;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One full example of each event. */
final class Samples {
    static final String HASH = "0123456789abcdef".repeat(4);

    private Samples() {}

    static GenerationEvent generation() {
        return new GenerationEvent(
                Event.CURRENT_VERSION,
                "chatcmpl-7:1",
                Optional.of(Instant.parse("2026-05-04T03:02:01.5Z")),
                new Source(Optional.of("helpdesk"), Optional.of("acme")),
                new Generator(Optional.of("some-model-8b"), Optional.of("in-house")),
                List.of(new Turn("user", "Hello"), new Turn("assistant", "")),
                Optional.of("Where does the \uD83E\uDD8A live?"),
                List.of(
                        new Passage("p1", Optional.of("Foxes"), "The \uD83E\uDD8A lives in a den."),
                        Passage.of("p2", "Dens are dug in spring.")),
                List.of(new ToolResult("call-1", "weather", "{\"c\":11}")),
                "It lives in a den, and sings.",
                true,
                Optional.of("en"),
                Optional.of(new GeneratorTokens(HASH, List.of(0, 49151), List.of(-0.25, -1e-9))));
    }

    static Outcome.Scored scored() {
        List<Evidence> evidence = List.of(new Evidence("p1", 4, 22, 0.125, List.of("3-8", "16-19")));
        return new Outcome.Scored(
                Label.HALLUCINATED,
                0.8125,
                0.5,
                List.of(new SuspectSpan(18, 29, 0.9, List.of(Cause.LOW_CONTEXT_USE), List.of())),
                evidence,
                new Counts(2, 120, 30, 9, 1));
    }

    static VerdictEvent verdict(Outcome outcome) {
        return new VerdictEvent(
                Event.CURRENT_VERSION,
                Ids.verdictId("acme", "chatcmpl-7:1", HASH, HASH),
                "chatcmpl-7:1",
                "acme",
                "smollm2-135m",
                Optional.of(HASH),
                Optional.of(HASH),
                Optional.of(HASH),
                Optional.of(HASH),
                outcome,
                List.of(new Warning("LANGUAGE_NOT_COVERED", "calibrated on English only")));
    }

    static MitigationRequestEvent mitigationRequest() {
        VerdictEvent verdict = verdict(scored());
        return new MitigationRequestEvent(
                Event.CURRENT_VERSION, Ids.mitigationRequestId(verdict.verdictId()), generation(), verdict);
    }

    static MitigationEvent mitigation() {
        String request = mitigationRequest().requestId();
        return new MitigationEvent(
                Event.CURRENT_VERSION,
                Ids.mitigationId(request, "aarf-1"),
                request,
                verdict(scored()).verdictId(),
                "chatcmpl-7:1",
                "acme",
                "aarf-1",
                MitigationDecision.ACCEPTED,
                Optional.empty(),
                "probability 0.81 -> 0.12",
                Optional.of("SmolLM2-135M-Instruct"),
                Optional.of(HASH),
                Optional.of(HASH),
                List.of(
                        new MitigationAttempt(
                                "decore-1",
                                Optional.of(0.5),
                                Optional.of(new MitigationReason("OUTDONE")),
                                "aarf-1 reached 0.12",
                                7,
                                9,
                                120,
                                0),
                        new MitigationAttempt("aarf-1", Optional.of(0.12), Optional.empty(), "", 7, 8, 120, 2)),
                new Answer("It lives in a den, and sings.", scored()),
                Optional.of(new Answer("It lives in a den.", new Outcome.Abstained(AbstentionReason.SHED, "busy"))));
    }

    static LabelEvent label() {
        return LabelEvent.of(
                verdict(scored()),
                Label.HALLUCINATED,
                List.of(new LabelSpan(3, 7), new LabelSpan(18, 29)),
                "ann-1",
                Optional.of("it does not sing"));
    }

    static List<Event> all() {
        return List.of(
                generation(),
                GenerationEvent.of("a", Optional.empty(), List.of(), ""),
                verdict(scored()),
                verdict(new Outcome.Abstained(AbstentionReason.NO_CONTEXT, "no passage")),
                verdict(new Outcome.Unavailable(UnavailableCode.INVALID, "/passages: required")),
                mitigationRequest(),
                mitigation(),
                label());
    }
}
