package io.plumbline.atlas.probe;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenIds;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Retrieval problems (Mușat, ICLR 2025) in tokens: two chains of links {@code a=b}, all links in random order, then {@code a:} and
 * the end of the chain that begins with a. The other chain is there to be mistaken for it. Solved problems of the same length
 * come first.
 */
public final class ChainProbes {
    private ChainProbes() {}

    /**
     * One probe; equal arguments give equal tokens.
     *
     * @param hops links in each chain
     * @param shots solved problems before
     * @throws PlumblineException UNSUPPORTED_MODEL if the vocabulary is too small; INPUT_TOO_LONG if the window is
     */
    public static ChainProbe probe(String id, LoadedModel model, int hops, int shots, long seed) {
        Tokenizer tokenizer = model.tokenizer();
        int each = 2 * (hops + 1);
        int[] tokens = RandomTokens.different(tokenizer, model.model().config().vocabulary(), each * (shots + 1), seed);
        Random random = new Random(seed);
        Writer writer = new Writer(tokenizer);
        for (int shot = 0; shot <= shots; shot++) {
            writer.problem(tokens, shot * each, hops, random, shot < shots);
        }
        int window = model.model().config().contextLength();
        if (writer.ids.size() > window) {
            throw new PlumblineException(
                    ErrorCode.INPUT_TOO_LONG,
                    "a problem of " + writer.ids.size() + " tokens, and the model's window is " + window
                            + ": ask for fewer hops or examples");
        }
        return new ChainProbe(
                id, TokenIds.of(writer.ids.stream().mapToInt(Integer::intValue).toArray()), writer.links);
    }

    /** Appends problems, and remembers where the links of the last one stand. */
    private static final class Writer {
        private final int[] equal;
        private final int[] ask;
        private final int[] end;
        private final List<Integer> ids;
        private List<List<Integer>> links = List.of();

        Writer(Tokenizer tokenizer) {
            equal = tokenizer.encodeVerbatim("=").ids().toArray();
            ask = tokenizer.encodeVerbatim(":").ids().toArray();
            end = tokenizer.encodeVerbatim("\n").ids().toArray();
            ids = Arrays.stream(RandomTokens.lead(tokenizer)).boxed().collect(Collectors.toList());
        }

        void problem(int[] tokens, int from, int hops, Random random, boolean more) {
            List<int[]> pairs = new ArrayList<>();
            for (int chain = 0; chain < 2; chain++) {
                int first = from + chain * (hops + 1);
                for (int link = 0; link < hops; link++) {
                    pairs.add(new int[] {tokens[first + link], tokens[first + link + 1]});
                }
            }
            Collections.shuffle(pairs, random);
            List<List<Integer>> places = new ArrayList<>();
            for (int hop = 0; hop < hops; hop++) {
                places.add(new ArrayList<>());
            }
            for (int[] pair : pairs) {
                remember(tokens, from, pair[0], places);
                ids.add(pair[0]);
                append(equal);
                remember(tokens, from, pair[1], places);
                ids.add(pair[1]);
                append(end);
            }
            ids.add(tokens[from]);
            append(ask);
            ids.add(tokens[from + hops]);
            if (more) {
                append(end);
                append(end);
            }
            links = places;
        }

        private void remember(int[] tokens, int from, int token, List<List<Integer>> places) {
            for (int hop = 0; hop < places.size(); hop++) {
                if (tokens[from + hop + 1] == token) {
                    places.get(hop).add(ids.size());
                }
            }
        }

        private void append(int[] more) {
            for (int id : more) {
                ids.add(id);
            }
        }
    }
}
