package io.plumbline.atlas.probe;

import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.tokenizer.EncodedText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Texts like DuoAttention's training data (arXiv 2410.10819), short: passkeys of random words in prose, asked for at the end. */
public final class PasskeyProbes {
    private static final int WORDS_EACH = 8;
    private static final List<String> WORDS = List.of(
            "alpha",
            "bravo",
            "charlie",
            "delta",
            "echo",
            "foxtrot",
            "golf",
            "hotel",
            "india",
            "juliett",
            "kilo",
            "lima",
            "mike",
            "november",
            "oscar",
            "papa",
            "quebec",
            "romeo",
            "sierra",
            "tango",
            "uniform",
            "victor",
            "whiskey",
            "xray",
            "yankee",
            "zulu");
    private static final List<String> ORDINALS =
            List.of("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth");

    private PasskeyProbes() {}

    /**
     * Probes over different stretches of prose; equal arguments give equal probes.
     *
     * @param tokens prose in each, reached to within a sentence
     * @param passkeys in each, at most ten
     * @throws PlumblineException INPUT_TOO_LONG if the model's window is too short; INVALID_REQUEST for more passkeys
     */
    public static List<PasskeyProbe> of(
            LoadedModel model, List<String> prose, int count, int tokens, int passkeys, long seed) {
        if (passkeys > ORDINALS.size()) {
            throw new PlumblineException(
                    ErrorCode.INVALID_REQUEST, passkeys + " passkeys wanted: at most " + ORDINALS.size());
        }
        List<PasskeyProbe> probes = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            int line = n * prose.size() / count;
            List<String> lines = new ArrayList<>();
            for (int total = 0; total < tokens; line++) {
                String text = prose.get(line % prose.size());
                lines.add(text);
                total += model.tokenizer().encodeVerbatim(" " + text).size();
            }
            probes.add(probe(model, "passkeys-" + n, lines, passkeys, new Random(seed + n)));
        }
        return probes;
    }

    private static PasskeyProbe probe(LoadedModel model, String id, List<String> lines, int passkeys, Random random) {
        List<String> keys = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int k = 0; k < passkeys; k++) {
            List<String> words = new ArrayList<>();
            for (int w = 0; w < WORDS_EACH; w++) {
                words.add(WORDS.get(random.nextInt(WORDS.size())));
            }
            keys.add(String.join(" ", words));
            places.add(random.nextInt(lines.size()));
        }
        Collections.sort(places);
        List<String> all = new ArrayList<>(lines);
        for (int k = passkeys - 1; k >= 0; k--) {
            all.add(
                    places.get(k),
                    "Remember this sequence of words, it is the " + ORDINALS.get(k) + " passkey to the vault: "
                            + keys.get(k) + ".");
        }
        StringBuilder text = new StringBuilder(String.join(" ", all)).append('\n');
        List<CharSpan> answers = new ArrayList<>();
        for (int k = 0; k < passkeys; k++) {
            text.append("\nWhat is the ").append(ORDINALS.get(k)).append(" passkey to the vault?\nPasskey:");
            answers.add(
                    new CharSpan(text.length(), text.length() + 1 + keys.get(k).length()));
            text.append(' ').append(keys.get(k));
        }
        EncodedText encoded = model.tokenizer().encode(text.toString());
        int window = model.model().config().contextLength();
        if (encoded.size() > window) {
            throw new PlumblineException(
                    ErrorCode.INPUT_TOO_LONG,
                    "a text of " + encoded.size() + " tokens, and the model's window is " + window
                            + ": ask for a shorter one");
        }
        List<Integer> rows = new ArrayList<>();
        for (CharSpan answer : answers) {
            TokenSpan span = encoded.tokensOf(answer);
            for (int token = span.start(); token < span.end(); token++) {
                rows.add(token - 1);
            }
        }
        return new PasskeyProbe(id, encoded.ids(), rows);
    }
}
