package io.plumbline.evaluation.mitigation;

import io.plumbline.evaluation.QaExample;
import io.plumbline.model.Hashes;
import io.plumbline.prompt.Passage;
import io.plumbline.scoring.feature.WordNovelty;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts passages of other rows beside a row's own: those that share most words with the question and hold none of its answers. Where
 * the own passages stand among them is drawn by the row's id, so that it is the same in every run.
 */
final class Distractors {
    private final List<Passage> passages = new ArrayList<>();
    private final List<Set<String>> words = new ArrayList<>();
    private final int count;

    /** @param count passages that are added to each row */
    Distractors(List<QaExample> all, int count) {
        this.count = count;
        Map<String, Passage> distinct = new HashMap<>();
        for (QaExample example : all) {
            for (Passage passage : example.passages()) {
                if (distinct.put(passage.text(), passage) == null) {
                    passages.add(passage);
                    words.add(new HashSet<>(WordNovelty.words(passage.text())));
                }
            }
        }
    }

    QaExample addTo(QaExample example) {
        Set<String> asked = new HashSet<>(WordNovelty.words(example.question()));
        Set<String> own = new HashSet<>();
        example.passages().forEach(passage -> own.add(passage.text()));
        List<Integer> candidates = new ArrayList<>();
        Map<Integer, Long> shared = new HashMap<>();
        for (int p = 0; p < passages.size(); p++) {
            if (!own.contains(passages.get(p).text())) {
                candidates.add(p);
                Set<String> there = words.get(p);
                shared.put(p, asked.stream().filter(there::contains).count());
            }
        }
        candidates.sort(Comparator.comparingLong(p -> -shared.getOrDefault(p, 0L)));
        List<Passage> mixed = new ArrayList<>();
        for (int candidate : candidates) {
            Passage passage = passages.get(candidate);
            if (mixed.size() < count && !GoldAnswers.contained(passage.text(), example.answers())) {
                mixed.add(new Passage("distractor-" + mixed.size(), passage.title(), passage.text()));
            }
        }
        String hash = Hashes.sha256(example.id().getBytes(StandardCharsets.UTF_8));
        int place = (int) (Long.parseLong(hash.substring(0, 8), 16) % (mixed.size() + 1));
        mixed.addAll(place, example.passages());
        return example.withPassages(mixed);
    }
}
