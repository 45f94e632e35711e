package io.plumbline.attribution.planted;

import io.plumbline.model.CharSpan;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Makes planted facts: passages of eight sentences about a town that does not exist. One sentence holds the fact,
 * three state the same kind of fact about something else in the town, with values of their own, and four tell other
 * things. Question and answer are about the one. Equal seeds give equal facts.
 */
public final class PlantedFacts {
    /** Sentences of a passage; one in so many is right by chance. */
    public static final int SENTENCES = 8;

    private static final int RIVALS = 3;

    private static final List<String> TOWNS = List.of(
            "Arden",
            "Ostrel",
            "Mirava",
            "Veldau",
            "Harrowby",
            "Lundeck",
            "Pellasor",
            "Korinth",
            "Tamsel",
            "Brevik",
            "Ulmore",
            "Sandrova",
            "Quellin",
            "Dorvale",
            "Eskham",
            "Fintra");
    private static final List<String> THINGS = List.of(
            "library",
            "harbour",
            "theatre",
            "station",
            "museum",
            "bridge",
            "town hall",
            "lighthouse",
            "hospital",
            "school",
            "stadium",
            "brewery");
    private static final List<String> FIRST_NAMES = List.of(
            "Clara", "Anton", "Maude", "Jonas", "Helen", "Viktor", "Irene", "Oskar", "Ruth", "Emil", "Nora", "Felix");
    private static final List<String> LAST_NAMES = List.of(
            "Bergmann",
            "Halloway",
            "Petrov",
            "Lindqvist",
            "Castell",
            "Ferrow",
            "Okafor",
            "Tanner",
            "Moreau",
            "Valdis",
            "Kerr",
            "Sandoval");
    private static final List<String> OTHERS = List.of(
            "Every spring a market is held on the main square.",
            "The river freezes over in most winters.",
            "Many of the houses near the river are painted yellow.",
            "The local bread is baked with rye and caraway.",
            "Buses leave for the coast every morning.",
            "Children swim in the lake behind the mill during the summer.",
            "Rain is common in the autumn months.",
            "The hills to the north are covered with pine forest.",
            "Most people there work in farming or in small workshops.",
            "A brass band plays in the park on Sundays.",
            "The old walls can still be seen along the western road.",
            "Visitors like the quiet streets and the small cafes.");

    /** A kind of fact; {@code {place}} and {@code {value}} are filled in. */
    private record Kind(String fact, String question, String answer, Function<Random, String> value) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    "Work on the {place} came to an end in {value}.",
                    "When was the {place} finished?",
                    "The {place} was finished in {value}.",
                    random -> Integer.toString(1700 + random.nextInt(300))),
            new Kind(
                    "The plans for the {place} were drawn by {value}.",
                    "Who designed the {place}?",
                    "The {place} was designed by {value}.",
                    PlantedFacts::person),
            new Kind(
                    "The {place} has room for {value} people.",
                    "How many people fit into the {place}?",
                    "The {place} can hold {value} people.",
                    random -> Integer.toString(110 + random.nextInt(880))),
            new Kind(
                    "The money for the {place} was given by {value}.",
                    "Who paid for the {place}?",
                    "The {place} was paid for by {value}.",
                    PlantedFacts::person),
            new Kind(
                    "On an ordinary day {value} visitors come to the {place}.",
                    "How many visitors does the {place} have on an ordinary day?",
                    "It has {value} visitors on an ordinary day.",
                    random -> Integer.toString(110 + random.nextInt(880))));

    private PlantedFacts() {}

    private static String person(Random random) {
        return FIRST_NAMES.get(random.nextInt(FIRST_NAMES.size())) + " "
                + LAST_NAMES.get(random.nextInt(LAST_NAMES.size()));
    }

    /** The first {@code count} facts of a seed. */
    public static List<PlantedFact> make(int count, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> one("planted-" + seed + "-" + i, random))
                .toList();
    }

    private static PlantedFact one(String id, Random random) {
        Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        String town = TOWNS.get(random.nextInt(TOWNS.size()));
        List<String> things = shuffled(THINGS, random);
        List<String> values = distinctValues(kind, random);
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i <= RIVALS; i++) {
            sentences.add(filled(kind.fact(), place(things.get(i), town), values.get(i)));
        }
        String fact = sentences.get(0);
        sentences.addAll(shuffled(OTHERS, random).subList(0, SENTENCES - RIVALS - 1));
        Collections.shuffle(sentences, random);
        String asked = place(things.get(0), town);
        String answer = filled(kind.answer(), asked, values.get(0));
        int at = answer.lastIndexOf(values.get(0));
        return new PlantedFact(
                new RagExample(
                        id,
                        Optional.of(filled(kind.question(), asked, "")),
                        List.of(new Passage("p1", "", String.join(" ", sentences))),
                        answer),
                sentences.indexOf(fact),
                new CharSpan(at, at + values.get(0).length()));
    }

    private static List<String> distinctValues(Kind kind, Random random) {
        List<String> values = new ArrayList<>();
        while (values.size() <= RIVALS) {
            String value = kind.value().apply(random);
            if (!values.contains(value)) {
                values.add(value);
            }
        }
        return values;
    }

    private static String place(String thing, String town) {
        return thing + " of " + town;
    }

    private static String filled(String form, String place, String value) {
        return form.replace("{place}", place).replace("{value}", value);
    }

    private static List<String> shuffled(List<String> list, Random random) {
        List<String> copy = new ArrayList<>(list);
        Collections.shuffle(copy, random);
        return copy;
    }
}
