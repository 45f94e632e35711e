package io.plumbline.mitigation.preset;

import io.plumbline.mitigation.strategy.Aarf;
import io.plumbline.mitigation.strategy.Cafe;
import io.plumbline.mitigation.strategy.DeCoRe;
import io.plumbline.mitigation.strategy.Knockout;
import io.plumbline.mitigation.strategy.Strategy;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a mitigator does. Data only; see {@link PresetCodec} for its JSON.
 *
 * @param name for people; the id is {@link PresetCodec#id}
 * @param modelSha256 the model whose heads and layers are named; present iff a strategy names any
 * @param strategies in the order they are tried, at most {@value #MOST_STRATEGIES}; none is allowed, and makes every request
 *     guidance only
 * @param tournament which acceptable candidate is taken
 * @param limits budgets
 * @param degeneration what is no answer
 * @param acceptance what is better
 * @param note where it comes from and what it was seen to do
 */
public record MitigationPreset(
        String name,
        Optional<String> modelSha256,
        List<Strategy> strategies,
        Tournament tournament,
        MitigationLimits limits,
        DegenerationRule degeneration,
        AcceptanceRule acceptance,
        String note) {
    /** Strategies of one preset. */
    public static final int MOST_STRATEGIES = 16;

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    public MitigationPreset {
        Objects.requireNonNull(tournament, "tournament is null");
        Objects.requireNonNull(limits, "limits is null");
        Objects.requireNonNull(degeneration, "degeneration is null");
        Objects.requireNonNull(acceptance, "acceptance is null");
        Objects.requireNonNull(note, "note is null");
        strategies = List.copyOf(strategies);
        if (name.isBlank()) {
            throw new IllegalArgumentException("name is blank");
        }
        if (strategies.size() > MOST_STRATEGIES) {
            throw new IllegalArgumentException(strategies.size() + " strategies; at most " + MOST_STRATEGIES);
        }
        modelSha256.ifPresent(hash -> {
            if (!SHA_256.matcher(hash).matches()) {
                throw new IllegalArgumentException("modelSha256 is no SHA-256 in lower-case hex: " + hash);
            }
        });
        boolean named = strategies.stream().anyMatch(MitigationPreset::namesHeads);
        if (named != modelSha256.isPresent()) {
            throw new IllegalArgumentException("a preset names a model iff its strategies name heads or layers");
        }
    }

    private static boolean namesHeads(Strategy strategy) {
        return strategy instanceof Knockout
                || strategy instanceof DeCoRe
                || strategy instanceof Aarf
                || strategy instanceof Cafe;
    }

    /** The same with other strategies, for comparisons. */
    public MitigationPreset withStrategies(Optional<String> model, List<Strategy> others) {
        return new MitigationPreset(name, model, others, tournament, limits, degeneration, acceptance, note);
    }
}
