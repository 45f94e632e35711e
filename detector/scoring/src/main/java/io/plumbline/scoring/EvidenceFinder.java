package io.plumbline.scoring;

import io.plumbline.model.CharSpan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.HeadId;
import io.plumbline.model.KeySet;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenSpan;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.profile.EvidenceRule;
import io.plumbline.scoring.span.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which parts of the passages the copying heads read. Passages are cut into parts of a few tokens; the engine sums each
 * head's attention over each part, so that no attention matrix leaves it.
 */
final class EvidenceFinder {
    private final List<HeadId> heads;
    private final EvidenceRule rule;

    EvidenceFinder(EvidenceRule rule) {
        this.heads = rule.heads();
        this.rule = rule;
    }

    /** The parts of a window's passages, in order; empty when evidence is switched off. */
    List<PassagePart> parts(Window window) {
        List<PassagePart> parts = new ArrayList<>();
        var prompt = window.prompt();
        for (int i = 0; i < prompt.passageTokens().size() && rule.partsPerSpan() > 0; i++) {
            TokenSpan tokens = prompt.passageTokens().get(i);
            var passage = prompt.rendered().passages().get(i);
            for (int start = tokens.start(); start < tokens.end(); start += rule.partTokens()) {
                int end = Math.min(tokens.end(), start + rule.partTokens());
                int from = Math.max(
                        passage.span().start(),
                        prompt.tokens().spans().get(start).start());
                int to = Math.min(
                        passage.span().end(),
                        prompt.tokens().spans().get(end - 1).end());
                CharSpan chars = new CharSpan(from, Math.max(from, to))
                        .shift(window.offsets().get(i) - passage.span().start());
                parts.add(new PassagePart(passage.passageId(), new TokenSpan(start, end), chars));
            }
        }
        return parts;
    }

    /** What to capture for {@code parts}, which are not empty: {@code [answer token × head and part]}. */
    Reduction.AttentionMass capture(Window window, List<PassagePart> parts) {
        List<KeySet> keys =
                parts.stream().map(p -> KeySet.union(List.of(p.tokens()))).toList();
        return new Reduction.AttentionMass(heads, keys, window.prompt().predictorRows());
    }

    /** Attention mass of some tokens, by part and head; add tokens, then ask for the strongest. */
    Reading reading() {
        return new Reading();
    }

    /** Collects attention over tokens of one span. */
    final class Reading {
        private final Map<PassagePart, double[]> mass = new LinkedHashMap<>();
        private double total;

        /** Adds the row of one token. */
        void add(List<PassagePart> parts, FloatMatrix captured, int row) {
            for (int p = 0; p < parts.size(); p++) {
                double[] byHead = mass.computeIfAbsent(parts.get(p), part -> new double[heads.size()]);
                for (int h = 0; h < byHead.length; h++) {
                    double weight = captured.at(row, h * parts.size() + p);
                    byHead[h] += weight;
                    total += weight;
                }
            }
        }

        /** The strongest parts, neighbours joined, strongest first; ties keep passage order. */
        List<Evidence> strongest(RagExample example) {
            Map<String, String> texts =
                    example.passages().stream().collect(Collectors.toMap(Passage::id, Passage::text));
            List<Map.Entry<PassagePart, double[]>> top = mass.entrySet().stream()
                    .filter(e -> sum(e.getValue()) > 0)
                    .sorted(Comparator.comparingDouble(e -> -sum(e.getValue())))
                    .limit(rule.partsPerSpan())
                    .toList();
            List<Found> found = new ArrayList<>();
            top.stream()
                    .sorted(Comparator.comparing((Function<Map.Entry<PassagePart, double[]>, String>)
                                    e -> e.getKey().passageId())
                            .thenComparing(e -> e.getKey().chars().start()))
                    .forEach(e -> snap(texts, e.getKey())
                            .ifPresent(span -> join(found, e.getKey().passageId(), span, e.getValue())));
            return found.stream()
                    .sorted(Comparator.comparingDouble(f -> -sum(f.byHead)))
                    .map(f -> new Evidence(
                            f.passageId,
                            f.span,
                            Rounding.six(Math.min(1, sum(f.byHead) / total)),
                            strongestHeads(f.byHead)))
                    .toList();
        }

        private List<HeadId> strongestHeads(double[] byHead) {
            return IntStream.range(0, byHead.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(h -> -byHead[h]))
                    .limit(rule.headsPerPart())
                    .map(heads::get)
                    .toList();
        }
    }

    private static Optional<CharSpan> snap(Map<String, String> texts, PassagePart part) {
        return Optional.ofNullable(texts.get(part.passageId())).flatMap(text -> Words.snap(text, part.chars()));
    }

    private static void join(List<Found> found, String passageId, CharSpan span, double[] byHead) {
        if (!found.isEmpty()) {
            Found last = found.get(found.size() - 1);
            // one unit: the space between two words
            if (last.passageId.equals(passageId) && span.start() <= last.span.end() + 1) {
                double[] both = last.byHead.clone();
                for (int h = 0; h < both.length; h++) {
                    both[h] += byHead[h];
                }
                int end = Math.max(last.span.end(), span.end());
                found.set(found.size() - 1, new Found(passageId, new CharSpan(last.span.start(), end), both));
                return;
            }
        }
        found.add(new Found(passageId, span, byHead));
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /** Neighbouring parts, joined. */
    private static final class Found {
        private final String passageId;
        private final CharSpan span;
        private final double[] byHead;

        Found(String passageId, CharSpan span, double[] byHead) {
            this.passageId = passageId;
            this.span = span;
            this.byHead = byHead;
        }
    }
}
