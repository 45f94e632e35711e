package io.plumbline.model.kv;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.PlumblineException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What each key/value head holds while decoding. Query heads that share keys and values share a rule: scores of query heads
 * must be folded first.
 *
 * @param name for reports
 * @param layers of the model
 * @param kvHeads per layer
 * @param rules by layer, then by head within the layer
 */
public record KvPolicy(String name, int layers, int kvHeads, List<KvRule> rules) {
    public KvPolicy {
        rules = List.copyOf(rules);
        if (name.isBlank() || layers < 1 || kvHeads < 1 || rules.size() != layers * kvHeads) {
            throw new IllegalArgumentException(
                    "policy '" + name + "': " + rules.size() + " rules for " + layers + " layers of " + kvHeads);
        }
    }

    /** One rule for each head of the model. */
    public static KvPolicy of(String name, ModelConfig config, Function<KvHead, KvRule> rule) {
        return new KvPolicy(
                name,
                config.layers(),
                config.kvHeads(),
                KvHead.all(config).stream().map(rule).toList());
    }

    /** The same rule for all heads. */
    public static KvPolicy uniform(String name, ModelConfig config, KvRule rule) {
        return of(name, config, head -> rule);
    }

    /** Everything is held. */
    public static KvPolicy full(ModelConfig config) {
        return uniform("full", config, new KvRule.Full());
    }

    /** The rule of a head of this model. */
    public KvRule rule(KvHead head) {
        return rules.get(head.layer() * kvHeads + head.head());
    }

    /** Whether every rule depends on positions only. */
    public boolean positional() {
        return rules.stream().allMatch(KvRule.Positional.class::isInstance);
    }

    /**
     * The rules, by layer, then by head, for a cache of this model.
     *
     * @param length tokens in the cache
     * @throws PlumblineException INVALID_REQUEST if the policy is another model's, has budgets that no observation has turned
     *     into positions, or chose among more tokens than there are
     */
    public List<KvRule.Positional> positional(ModelConfig config, int length) {
        if (layers != config.layers() || kvHeads != config.kvHeads()) {
            throw invalid(layers + " layers of " + kvHeads + " key/value heads; the model has " + config.layers()
                    + " of " + config.kvHeads());
        }
        List<KvRule.Positional> all = new ArrayList<>();
        for (KvRule rule : rules) {
            if (!(rule instanceof KvRule.Positional positional)) {
                throw invalid("it holds what a prompt attends to: resolve it by the prompt's KvObservation");
            }
            if (positional instanceof KvRule.Chosen chosen && chosen.from() > length) {
                throw invalid("it chose among " + chosen.from() + " tokens; the cache holds " + length);
            }
            all.add(positional);
        }
        return List.copyOf(all);
    }

    /**
     * Entries of all heads together, one key and one value each, in a sequence of {@code length} tokens.
     *
     * @throws PlumblineException INVALID_REQUEST as {@link #positional(ModelConfig, int)}
     */
    public long entries(ModelConfig config, int length) {
        return positional(config, length).stream()
                .mapToLong(rule -> rule.entries(length))
                .sum();
    }

    /** The same policy with other rules. */
    KvPolicy with(List<KvRule> others) {
        return new KvPolicy(name, layers, kvHeads, others);
    }

    private PlumblineException invalid(String why) {
        return new PlumblineException(ErrorCode.INVALID_REQUEST, "policy " + name + ": " + why);
    }
}
