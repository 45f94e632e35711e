package io.plumbline.evaluation.kv;

import io.plumbline.atlas.probe.Needle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Makes needles: somebody keeps three odd things, and the question is which. No two share a keeper; none is among those an
 * atlas is measured on. Equal seeds give equal needles, and fewer are the first of more.
 */
final class KvNeedles {
    private static final List<String> KEEPERS = List.of(
            "innkeeper", "beekeeper", "librarian", "blacksmith", "gardener", "schoolmaster", "ferryman", "baker");
    private static final List<String> TOWNS = List.of(
            "Arden", "Ostrel", "Mirava", "Veldau", "Harrowby", "Lundeck", "Pellasor", "Tamsel", "Brevik", "Ulmore");
    private static final List<String> QUALITIES = List.of(
            "copper", "silver", "wooden", "green", "broken", "painted", "narrow", "heavy", "silken", "glass", "rusty",
            "yellow");
    private static final List<String> THINGS = List.of(
            "kettle",
            "flute",
            "ladder",
            "mirror",
            "saddle",
            "lantern",
            "compass",
            "violin",
            "basket",
            "anchor",
            "drum",
            "globe",
            "telescope",
            "teapot",
            "umbrella",
            "wheel");

    private KvNeedles() {}

    /**
     * A needle and what of it is judged.
     *
     * @param needle whose answer is the whole sentence, as a model would answer in one
     * @param things the part of the sentence that only the text can tell
     */
    record Hidden(Needle needle, String things) {}

    /** @param count at most 80 */
    static List<Hidden> make(int count, long seed) {
        Random random = new Random(seed);
        List<String> keepers = new ArrayList<>();
        for (String town : TOWNS) {
            KEEPERS.forEach(keeper -> keepers.add(keeper + " of " + town));
        }
        if (count > keepers.size()) {
            throw new IllegalArgumentException(count + " needles; at most " + keepers.size());
        }
        Collections.shuffle(keepers, random);
        List<Hidden> needles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String things = things(random);
            String sentence = "The " + keepers.get(i) + " keeps " + things + ".";
            String question = "What does the " + keepers.get(i) + " keep?";
            needles.add(new Hidden(new Needle("keeper-" + i, Needle.Use.CHECK, sentence, question, sentence), things));
        }
        return needles;
    }

    private static String things(Random random) {
        List<String> qualities = new ArrayList<>(QUALITIES);
        List<String> things = new ArrayList<>(THINGS);
        Collections.shuffle(qualities, random);
        Collections.shuffle(things, random);
        return "a " + qualities.get(0) + " " + things.get(0) + ", a " + qualities.get(1) + " " + things.get(1)
                + " and a " + qualities.get(2) + " " + things.get(2);
    }
}
