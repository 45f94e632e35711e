package io.plumbline.stages;

import io.plumbline.model.CharSpan;
import io.plumbline.model.CodePointOffsets;
import io.plumbline.model.HeadId;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import io.plumbline.schemas.AbstentionReason;
import io.plumbline.schemas.Cause;
import io.plumbline.schemas.Counts;
import io.plumbline.schemas.Evidence;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.SuspectSpan;
import io.plumbline.scoring.DetectionOutcome;
import io.plumbline.scoring.FlaggedSpan;
import io.plumbline.scoring.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From a detector's outcome, in UTF-16 units, to the wire's, in code points. */
final class VerdictMapper {
    private final RagExample example;
    private final CodePointOffsets response;
    private final Map<String, CodePointOffsets> passages = new HashMap<>();

    private VerdictMapper(RagExample example) {
        this.example = example;
        this.response = new CodePointOffsets(example.response());
    }

    static Outcome toOutcome(RagExample example, DetectionOutcome outcome) {
        return outcome.fold(
                verdict -> new VerdictMapper(example).scored(verdict),
                abstained -> new Outcome.Abstained(
                        new AbstentionReason(abstained.reason().name()), abstained.detail()));
    }

    private Outcome scored(Verdict verdict) {
        List<SuspectSpan> spans = new ArrayList<>();
        int covered = 0;
        for (FlaggedSpan flagged : verdict.spans()) {
            // two UTF-16 spans that meet inside a surrogate pair would both hold its code point
            int start = Math.max(covered, response.startCodePoint(flagged.span()));
            int end = response.endCodePoint(flagged.span());
            if (start < end) {
                spans.add(new SuspectSpan(
                        start,
                        end,
                        flagged.probability(),
                        flagged.causes().stream().map(Cause::new).toList(),
                        evidence(flagged.evidence())));
                covered = end;
            }
        }
        return new Outcome.Scored(
                new Label(verdict.label().name()),
                verdict.probability(),
                verdict.threshold(),
                spans,
                evidence(verdict.evidence()),
                new Counts(
                        example.passages().size(),
                        verdict.promptTokens(),
                        verdict.contextTokens(),
                        verdict.responseTokens(),
                        verdict.windows()));
    }

    private List<Evidence> evidence(List<io.plumbline.scoring.Evidence> found) {
        List<Evidence> mapped = new ArrayList<>();
        for (io.plumbline.scoring.Evidence one : found) {
            CodePointOffsets offsets = passages.computeIfAbsent(one.passageId(), this::offsetsOf);
            CharSpan span = one.span();
            if (!span.isEmpty()) {
                mapped.add(new Evidence(
                        one.passageId(),
                        offsets.startCodePoint(span),
                        offsets.endCodePoint(span),
                        one.weight(),
                        one.heads().stream().map(HeadId::toString).toList(),
                        one.method()));
            }
        }
        return mapped;
    }

    private CodePointOffsets offsetsOf(String passageId) {
        for (Passage passage : example.passages()) {
            if (passage.id().equals(passageId)) {
                return new CodePointOffsets(passage.text());
            }
        }
        throw new IllegalStateException("evidence names a passage that the example does not have: " + passageId);
    }
}
