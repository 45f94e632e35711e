package io.plumbline.atlas;

import io.plumbline.model.Environment;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.PlumblineException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which head of one model does what.
 *
 * @param model the model
 * @param environment in which it was measured
 * @param seed of everything random
 * @param resamples of each bootstrap
 * @param texts SHA-256 of each source of probe texts, by name
 * @param families scores by name of the family; see {@link ScoreFamily}
 * @param causal sets of heads knocked out
 * @param checkProbes what the causal check was measured on, by metric
 * @param retrieval the default choice of retrieval heads
 * @param details curves, tokens and findings of the further families
 */
public record HeadAtlas(
        ModelIdentity model,
        Environment environment,
        long seed,
        int resamples,
        Map<String, String> texts,
        Map<String, ScoreFamily> families,
        List<CausalCheck> causal,
        Map<String, ProbeProvenance> checkProbes,
        RetrievalChoice retrieval,
        AtlasDetails details) {
    static final long EXACT_IN_JSON = 1L << 53;

    public HeadAtlas {
        Objects.requireNonNull(model, "model is null");
        Objects.requireNonNull(environment, "environment is null");
        Objects.requireNonNull(retrieval, "retrieval is null");
        if (Math.abs(seed) > EXACT_IN_JSON) {
            throw new IllegalArgumentException("seed " + seed + " does not survive JSON");
        }
        Checks.atLeast("resamples", resamples, 1);
        texts = Map.copyOf(texts);
        new TreeMap<>(texts).forEach(Checks::sha256);
        families = Collections.unmodifiableMap(new TreeMap<>(families));
        causal = List.copyOf(causal);
        checkProbes = Collections.unmodifiableMap(new TreeMap<>(checkProbes));
        Set<HeadId> all = new HashSet<>(model.allHeads());
        families.forEach((name, family) -> {
            Checks.name("a family", name);
            if (!family.scores().keySet().equals(all)) {
                throw new IllegalArgumentException("family " + name + " has scores for "
                        + family.scores().size() + " heads; the model has " + all.size());
            }
        });
        for (CausalCheck check : causal) {
            inModel(all, check.heads());
            check.controls().forEach(control -> inModel(all, control));
        }
        inModel(all, retrieval.heads());
        details.curves().values().forEach(curves -> inModel(all, curves.values().keySet()));
        inModel(all, details.tokens().keySet());
    }

    private static void inModel(Set<HeadId> all, Collection<HeadId> heads) {
        for (HeadId head : heads) {
            if (!all.contains(head)) {
                throw new IllegalArgumentException("the model has no head " + head);
            }
        }
    }

    /**
     * One family.
     *
     * @throws PlumblineException INVALID_REQUEST, naming those there are
     */
    public ScoreFamily family(String name) {
        ScoreFamily family = families.get(name);
        if (family == null) {
            throw new PlumblineException(
                    ErrorCode.INVALID_REQUEST, "no score family '" + name + "'; there are " + families.keySet());
        }
        return family;
    }

    /** The {@code k} heads with the highest scores of a family, best first; all if there are fewer. */
    public List<HeadId> top(String family, int k) {
        if (k < 1) {
            throw new PlumblineException(ErrorCode.INVALID_REQUEST, "top " + k + " heads: ask for at least one");
        }
        List<HeadId> ranking = family(family).ranking();
        return ranking.subList(0, Math.min(k, ranking.size()));
    }

    /**
     * The model's retrieval heads by the default rule, in ascending order; never empty.
     *
     * @throws PlumblineException UNSUPPORTED_MODEL if the causal check did not confirm them: a score that reads such heads
     *     would look like evidence and be none. {@link #retrieval()} tells what was found.
     */
    public List<HeadId> retrievalHeads() {
        if (!retrieval.confirmed()) {
            throw new PlumblineException(
                    ErrorCode.UNSUPPORTED_MODEL,
                    "no retrieval heads of " + model.name() + " are confirmed by knocking them out (candidates "
                            + retrieval.heads() + "): choose heads by hand, or use another model");
        }
        return retrieval.heads();
    }
}
