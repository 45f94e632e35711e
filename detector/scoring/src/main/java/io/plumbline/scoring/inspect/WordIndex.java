package io.plumbline.scoring.inspect;

import io.plumbline.model.CharSpan;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.PassagePart;
import io.plumbline.scoring.span.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * From passage parts to whole words, over all windows: two windows may cut one passage at other places, and a token may hold
 * parts of two words. Words that a token joins are one.
 */
final class WordIndex {
    /** Stands for parts that hold white space only. */
    static final int NO_WORD = -1;

    private final List<PassageWord> words;
    private final List<int[]> wordsOfParts;

    private WordIndex(List<PassageWord> words, List<int[]> wordsOfParts) {
        this.words = words;
        this.wordsOfParts = wordsOfParts;
    }

    /** @param windows the parts of each window */
    static WordIndex of(RagExample example, List<List<PassagePart>> windows) {
        Map<String, String> texts = example.passages().stream().collect(Collectors.toMap(Passage::id, Passage::text));
        Map<String, List<CharSpan>> snapped = new HashMap<>();
        for (List<PassagePart> parts : windows) {
            for (PassagePart part : parts) {
                snap(texts, part).ifPresent(span -> snapped.computeIfAbsent(part.passageId(), id -> new ArrayList<>())
                        .add(span));
            }
        }
        List<PassageWord> words = new ArrayList<>();
        Map<String, Integer> firstWord = new HashMap<>();
        for (Passage passage : example.passages()) {
            firstWord.put(passage.id(), words.size());
            joined(snapped.getOrDefault(passage.id(), List.of()))
                    .forEach(span -> words.add(new PassageWord(passage.id(), span)));
        }
        List<int[]> wordsOfParts = new ArrayList<>();
        for (List<PassagePart> parts : windows) {
            wordsOfParts.add(parts.stream()
                    .mapToInt(part -> snap(texts, part)
                            .map(span -> wordAt(words, firstWord.getOrDefault(part.passageId(), 0), span))
                            .orElse(NO_WORD))
                    .toArray());
        }
        return new WordIndex(List.copyOf(words), wordsOfParts);
    }

    private static Optional<CharSpan> snap(Map<String, String> texts, PassagePart part) {
        return Optional.ofNullable(texts.get(part.passageId())).flatMap(text -> Words.snap(text, part.chars()));
    }

    /** Ascending and disjoint. */
    private static List<CharSpan> joined(List<CharSpan> spans) {
        List<CharSpan> joined = new ArrayList<>();
        List<CharSpan> sorted = spans.stream()
                .sorted(Comparator.comparing(CharSpan::start).thenComparing(CharSpan::end))
                .toList();
        for (CharSpan span : sorted) {
            int last = joined.size() - 1;
            if (last >= 0 && span.start() < joined.get(last).end()) {
                CharSpan before = joined.get(last);
                joined.set(last, new CharSpan(before.start(), Math.max(before.end(), span.end())));
            } else {
                joined.add(span);
            }
        }
        return joined;
    }

    /** The word that holds the start of the span; the words of its passage start at {@code first}, ascending. */
    private static int wordAt(List<PassageWord> words, int first, CharSpan span) {
        String passage = words.get(first).passageId();
        int low = first;
        int high = words.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            PassageWord word = words.get(middle);
            if (word.passageId().equals(passage) && word.span().start() <= span.start()) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** All words, in passage order. */
    List<PassageWord> words() {
        return words;
    }

    /** For each part of a window the number of its word, or {@link #NO_WORD}. */
    int[] wordsOfParts(int window) {
        return wordsOfParts.get(window);
    }
}
