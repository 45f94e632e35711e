package io.plumbline.evaluation.fit;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.LabelledSpan;
import io.plumbline.evaluation.RowOrigin;
import io.plumbline.model.CharSpan;
import io.plumbline.model.Hashes;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.feature.WordNovelty;
import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Training rows that need no annotator: a supported text, once as it is and once with one small error planted, whose place is
 * known. Where answers are copied but for one word, whatever measures copying calls them supported; labelled data of that kind
 * are rare, and the public ones are test sets. Deterministic: the same row and seed give the same pair.
 *
 * <p>The text is either a supported answer of the row, or one or two sentences of its passages. The error is one of: a number
 * or a name exchanged for another one of the same passages (so that every word is still "known"), a word of a short list
 * turned into its opposite, a negation put in or taken out, or a content word exchanged for one with the same ending from
 * another row.
 */
public final class PlantedErrors {
    /** What the sets of planted rows are called: this, then the set they were made of. */
    public static final String SET_PREFIX = "planted/";

    private static final int LEAST_CHARS = 40;
    private static final int MOST_CHARS = 400;
    private static final int ENDING = 3;
    private static final Pattern NUMBER =
            Pattern.compile("(?<![\\p{L}\\p{N}])\\d[\\d,.]*\\d|(?<![\\p{L}\\p{N}.,])\\d(?![\\p{N}.,])");
    private static final Pattern NAME =
            Pattern.compile("(?<=[\\p{L}\\p{N},;] )\\p{Lu}[\\p{Ll}]{2,}(?:[ -]\\p{Lu}[\\p{Ll}]{2,})*");
    private static final Pattern CONTENT = Pattern.compile("(?<![\\p{L}\\p{N}'-])\\p{Ll}{5,}(?![\\p{L}\\p{N}'-])");
    private static final Pattern AUXILIARY = Pattern.compile(
            "(?i)(?<!\\p{L})(is|are|was|were|has|have|had|can|could|will|would|should|does|did)(?!\\p{L})( not)?");
    private static final Map<String, String> OPPOSITES = opposites(
            "first",
            "last",
            "more",
            "less",
            "most",
            "few",
            "many",
            "few",
            "all",
            "some",
            "before",
            "after",
            "above",
            "below",
            "increase",
            "decrease",
            "increased",
            "decreased",
            "higher",
            "lower",
            "high",
            "low",
            "always",
            "never",
            "north",
            "south",
            "east",
            "west",
            "male",
            "female",
            "son",
            "daughter",
            "brother",
            "sister",
            "father",
            "mother",
            "he",
            "she",
            "his",
            "her",
            "won",
            "lost",
            "early",
            "late",
            "earlier",
            "later",
            "larger",
            "smaller",
            "large",
            "small",
            "best",
            "worst",
            "older",
            "younger",
            "better",
            "worse",
            "with",
            "without",
            "same",
            "different",
            "positive",
            "negative",
            "effective",
            "ineffective",
            "common",
            "rare",
            "easy",
            "difficult",
            "agreed",
            "refused",
            "accepted",
            "rejected",
            "public",
            "private",
            "old",
            "new",
            "started",
            "ended",
            "begins",
            "ends",
            "rise",
            "fall",
            "rose",
            "fell",
            "strong",
            "weak",
            "including",
            "excluding",
            "likely",
            "unlikely",
            "only",
            "also",
            "both",
            "neither",
            "monday",
            "friday",
            "january",
            "june",
            "march",
            "october",
            "one",
            "two",
            "three",
            "five",
            "third",
            "fourth",
            "second",
            "third");

    private final Map<String, List<String>> wordsByEnding = new TreeMap<>();

    /** @param rows whose passages give words for exchange */
    public PlantedErrors(List<LabelledExample> rows) {
        Map<String, TreeMap<String, Integer>> seen = new TreeMap<>();
        for (LabelledExample row : rows) {
            for (Passage passage : row.example().passages()) {
                Matcher words = CONTENT.matcher(passage.text());
                while (words.find()) {
                    seen.computeIfAbsent(ending(words.group()), e -> new TreeMap<>())
                            .merge(words.group(), 1, Integer::sum);
                }
            }
        }
        // words that occur once are mostly misspelt or technical
        seen.forEach((ending, words) -> wordsByEnding.put(
                ending,
                words.entrySet().stream()
                        .filter(w -> w.getValue() > 1)
                        .map(Map.Entry::getKey)
                        .toList()));
    }

    private static Map<String, String> opposites(String... pairs) {
        Map<String, String> both = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            both.putIfAbsent(pairs[i], pairs[i + 1]);
            both.putIfAbsent(pairs[i + 1], pairs[i]);
        }
        return both;
    }

    /**
     * The row's supported text and the same with an error; empty where the row offers none. Both carry the row's documents,
     * so that they never part.
     *
     * @param fromPassage whether the text is taken from a passage instead of the answer
     */
    public List<LabelledExample> plant(LabelledExample row, boolean fromPassage, long seed) {
        SplittableRandom random = new SplittableRandom(seed
                ^ HexFormat.fromHexDigitsToLong(Hashes.sha256(row.example().id().getBytes(StandardCharsets.UTF_8))
                        .substring(0, 15)));
        if (!fromPassage && row.hallucinated()) {
            return List.of();
        }
        Optional<String> text = fromPassage
                ? sentences(row.example(), random)
                : Optional.of(row.example().response());
        if (text.isEmpty() || text.get().isBlank()) {
            return List.of();
        }
        for (int attempt = 0; attempt < 12; attempt++) {
            Optional<Edit> edit = edit(random.nextInt(6), text.get(), row.example(), random);
            if (edit.isPresent()) {
                String wrong = edit.get().apply(text.get());
                CharSpan span = new CharSpan(
                        edit.get().start(),
                        edit.get().start() + edit.get().with().length());
                return List.of(
                        labelled(row, text.get(), "planted-clean", false, List.of()),
                        labelled(row, wrong, "planted-" + edit.get().kind(), true, List.of(span)));
            }
        }
        return List.of();
    }

    private static LabelledExample labelled(
            LabelledExample row, String response, String generator, boolean wrong, List<CharSpan> spans) {
        RagExample e = row.example();
        RagExample own = new RagExample(e.id() + (wrong ? "#planted" : "#clean"), e.question(), e.passages(), response);
        return new LabelledExample(
                own,
                SET_PREFIX + row.set(),
                row.task(),
                generator,
                wrong,
                spans.stream()
                        .map(span -> new LabelledSpan(span, generator, Set.of()))
                        .toList(),
                new RowOrigin(
                        row.origin().split(),
                        row.origin().source(),
                        row.origin().licence(),
                        wrong ? Set.of(RowOrigin.SINGLE_EDIT) : Set.of(),
                        Optional.of(row.documentId())));
    }

    private static Optional<String> sentences(RagExample example, SplittableRandom random) {
        List<String> found = new ArrayList<>();
        for (Passage passage : example.passages()) {
            BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ENGLISH);
            sentences.setText(passage.text());
            List<Integer> borders = new ArrayList<>(List.of(0));
            for (int end = sentences.next(); end != BreakIterator.DONE; end = sentences.next()) {
                borders.add(end);
            }
            for (int i = 0; i + 1 < borders.size(); i++) {
                int last = Math.min(borders.size() - 1, i + 1 + random.nextInt(2));
                String text = passage.text()
                        .substring(borders.get(i), borders.get(last))
                        .strip();
                if (text.length() >= LEAST_CHARS && text.length() <= MOST_CHARS) {
                    found.add(text);
                }
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(random.nextInt(found.size())));
    }

    /** Characters {@code [start, end)} of a text replaced. */
    private record Edit(String kind, int start, int end, String with) {
        String apply(String text) {
            return text.substring(0, start) + with + text.substring(end);
        }
    }

    private Optional<Edit> edit(int kind, String text, RagExample example, SplittableRandom random) {
        return switch (kind) {
            case 0 -> exchange("number", NUMBER, text, example, random);
            case 1 -> exchange("name", NAME, text, example, random);
            case 2 -> opposite(text, random);
            case 3 -> negation(text, random);
            default -> content(text, random);
        };
    }

    private static Optional<Edit> exchange(
            String kind, Pattern pattern, String text, RagExample example, SplittableRandom random) {
        List<Edit> places = places(kind, pattern, text);
        if (places.isEmpty()) {
            return Optional.empty();
        }
        Edit place = places.get(random.nextInt(places.size()));
        List<String> others = new ArrayList<>();
        for (Passage passage : example.passages()) {
            places(kind, pattern, passage.text()).forEach(p -> others.add(p.with()));
        }
        others.removeIf(o ->
                text.contains(o) || o.contains(place.with()) || place.with().contains(o));
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(new Edit(kind, place.start(), place.end(), others.get(random.nextInt(others.size()))));
    }

    private static List<Edit> places(String kind, Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(r -> new Edit(kind, r.start(), r.end(), r.group()))
                .toList();
    }

    private static Optional<Edit> opposite(String text, SplittableRandom random) {
        List<Edit> places = new ArrayList<>();
        for (Edit word : places("opposite", Pattern.compile("\\p{L}+"), text)) {
            String other = OPPOSITES.get(word.with().toLowerCase(Locale.ROOT));
            if (other != null) {
                boolean capital = Character.isUpperCase(word.with().charAt(0));
                places.add(new Edit(
                        "opposite",
                        word.start(),
                        word.end(),
                        capital ? Character.toUpperCase(other.charAt(0)) + other.substring(1) : other));
            }
        }
        return places.isEmpty() ? Optional.empty() : Optional.of(places.get(random.nextInt(places.size())));
    }

    private static Optional<Edit> negation(String text, SplittableRandom random) {
        List<Edit> places = new ArrayList<>();
        AUXILIARY
                .matcher(text)
                .results()
                .forEach(r -> places.add(new Edit(
                        "negation", r.start(), r.end(), r.group(2) == null ? r.group(1) + " not" : r.group(1))));
        return places.isEmpty() ? Optional.empty() : Optional.of(places.get(random.nextInt(places.size())));
    }

    private Optional<Edit> content(String text, SplittableRandom random) {
        List<Edit> places = places("word", CONTENT, text);
        if (places.isEmpty()) {
            return Optional.empty();
        }
        Edit place = places.get(random.nextInt(places.size()));
        List<String> others = wordsByEnding.getOrDefault(ending(place.with()), List.of());
        List<String> known = WordNovelty.words(text);
        for (int attempt = 0; attempt < 8 && !others.isEmpty(); attempt++) {
            String other = others.get(random.nextInt(others.size()));
            if (!known.contains(other) && !other.equals(place.with())) {
                return Optional.of(new Edit("word", place.start(), place.end(), other));
            }
        }
        return Optional.empty();
    }

    private static String ending(String word) {
        return word.substring(word.length() - ENDING);
    }
}
